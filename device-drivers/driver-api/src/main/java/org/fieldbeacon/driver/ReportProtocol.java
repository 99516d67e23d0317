package org.fieldbeacon.driver;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Unit;

/// A protocol whose devices speak by themselves, as far as [ReportingDriver] must know it. Each
/// driver has one of its own, whose sessions run on a thread each; what they share is theirs to
/// guard.
public interface ReportProtocol {
  /// The protocol's name in profiles: `hj212`.
  String name();

  /// The word under which a device's address stands in a site file: `mn`.
  String addressKey();

  /// What is wrong with an address: what it should be; empty when it can be used.
  Optional<String> wrongAddress(String address);

  /// The unit of a reading that devices of this protocol can send; empty when there is none of that
  /// name.
  Optional<Unit> unit(String reading);

  /// The state of one connection.
  ///
  /// @param clock for times in answers
  Session session(InstantSource clock);

  /// Time has passed, on the line's thread: about twice a second on a listener, after each wait on
  /// a line. Must not block.
  default void tick() {}

  /// One connection: bytes in; reports and answers out. One thread.
  interface Session {
    /// Takes what begins at `from`; as [FrameFile.Scanner#next], telling `heard`.
    int next(byte[] bytes, int from, int to, boolean isLast, Heard heard);

    /// The line is open; some lines must be asked before they say anything.
    default void opened(Heard heard) {}

    /// Nothing came for the link's response timeout.
    default void quiet(Heard heard) {}

    /// The connection has ended.
    default void closed() {}
  }

  /// Takes what a session hears.
  interface Heard {
    /// A device said this. What it reports has been handed on when this returns, so an answer may
    /// be given.
    ///
    /// @param address of the device, as site files have it
    /// @return whether the site has such a device
    boolean report(String address, List<Reading> readings);

    /// Whether the site has a device of this address.
    boolean isKnown(String address);

    /// Sends an answer.
    void answer(byte[] bytes);

    void bad(Bad bad);
  }
}
