package org.fieldbeacon.hydrology.sl651;

import java.time.Instant;
import java.util.Optional;

/// What sessions hand to the driver behind them. Any session's thread.
interface Centre {
  /// The station of this address, empty when the site does not have it.
  Optional<Station> station(String address);

  /// The station was heard.
  ///
  /// @param sentAt by its clock; empty when it did not say
  void heard(Station station, Optional<Instant> sentAt);

  /// A report that is new.
  ///
  /// @return whether it was taken; what was not is not confirmed, so the station keeps it
  boolean report(Station station, Frame frame, Body body);

  /// Takes so many bytes of the memory for long bodies; false when there is none left.
  boolean reserve(int bytes);

  void release(int bytes);

  /// Something went wrong on the line; counted.
  void trouble(Trouble kind, String detail);

  /// What can go wrong.
  enum Trouble {
    DAMAGED_FRAME,
    UNKNOWN_STATION,
    REPEATED_REPORT,
    LOST_PACKETS,
    UNREADABLE_BODY,
    NO_MEMORY
  }
}
