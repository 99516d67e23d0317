package org.fieldbeacon.drone;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.ReportProtocol.Heard;

/// Which connection each system is heard on. A system belongs to the connection that had it first,
/// and to another only when that one has been silent for a while: who merely uses its number gets
/// neither its commands nor its readings mixed up. Its monitor guards it.
final class Vehicles {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Map<Integer, Vehicle> vehicles = new HashMap<>();
  private final Map<Integer, Long> stamps = new HashMap<>();
  private final LongSupplier nanos;

  /// @param nanos a clock that never jumps
  Vehicles(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// Where and how a system is spoken to.
  ///
  /// @param component of its autopilot
  record Route(Heard heard, int version, int component) {}

  private static final class Vehicle {
    Object connection;
    Heard heard;
    long heardNanos;
    int version;
    int autopilot = 1;

    Vehicle(Object connection, Heard heard) {
      this.connection = connection;
      this.heard = heard;
    }
  }

  /// How long ago the system was heard on another connection; empty when it may be heard on this
  /// one, as it is from now on.
  synchronized Optional<Duration> heardElsewhere(MavFrame frame, Object connection, Heard heard) {
    long now = nanos.getAsLong();
    Vehicle vehicle = vehicles.computeIfAbsent(frame.system(), _ -> new Vehicle(connection, heard));
    if (!vehicle.connection.equals(connection)) {
      Duration ago = Duration.ofNanos(now - vehicle.heardNanos);
      if (ago.compareTo(PATIENCE) < 0) {
        return Optional.of(ago);
      }
      vehicle.connection = connection;
      vehicle.heard = heard;
    }
    vehicle.heardNanos = now;
    vehicle.version = frame.version();
    return Optional.empty();
  }

  synchronized void autopilot(int system, int component) {
    Vehicle vehicle = vehicles.get(system);
    if (vehicle != null) {
      vehicle.autopilot = component;
    }
  }

  synchronized Optional<Route> route(int system) {
    return Optional.ofNullable(vehicles.get(system))
        .map(v -> new Route(v.heard, v.version, v.autopilot));
  }

  /// A connection has ended: its systems may be heard elsewhere at once.
  synchronized void ended(Object connection) {
    vehicles.values().removeIf(v -> v.connection.equals(connection));
  }

  /// Whether a signature's time is later than all before it of its sender and link: one that was
  /// recorded and is played again is not (MAVLink guide, Message Signing, timestamp handling).
  synchronized boolean isNew(MavFrame frame) {
    byte[] signature = frame.signature();
    int stream =
        (signature[0] & 0xFF) << 16 | (frame.system() & 0xFF) << 8 | frame.component() & 0xFF;
    long stamp = 0;
    for (int i = 6; i >= 1; i--) {
      stamp = stamp << 8 | signature[i] & 0xFF;
    }
    Long last = stamps.get(stream);
    if (last != null && stamp <= last) {
      return false;
    }
    stamps.put(stream, stamp);
    return true;
  }
}
