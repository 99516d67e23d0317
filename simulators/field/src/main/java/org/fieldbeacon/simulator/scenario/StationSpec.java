package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.util.List;

/// One station.
///
/// @param host where the centre is
/// @param port 1..65535
/// @param address ten hex digits
/// @param stationClass a letter of annex A: `H` river
/// @param interval simulated time between two reports
/// @param elements what a report says, in order
public record StationSpec(
    String id,
    String host,
    int port,
    String address,
    char stationClass,
    Duration interval,
    List<ElementSpec> elements) {
  public StationSpec {
    elements = List.copyOf(elements);
  }

  /// The same, elsewhere.
  public StationSpec at(String host, int port) {
    return new StationSpec(id, host, port, address, stationClass, interval, elements);
  }

  /// One element of a report.
  ///
  /// @param guide the identifier, 1..254
  /// @param bytes of packed digits, 1..31
  /// @param decimals 0..7
  public record ElementSpec(String name, int guide, int bytes, int decimals, Signal signal) {}
}
