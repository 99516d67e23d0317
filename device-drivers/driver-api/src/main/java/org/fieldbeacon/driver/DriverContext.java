package org.fieldbeacon.driver;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.fieldbeacon.observation.Observation;

/// What a driver is given: a clock and the places where it puts what it learns. All of it may be
/// called from any thread and does not block for long.
///
/// @param clock stamps observations
/// @param observations takes each observation once
/// @param statuses takes a device's status whenever it changes
/// @param frames takes each picture once
/// @param tap where the line's bytes can be looked at
/// @param stateDir the driver's own folder, which need not be there yet, for what must outlive a
///   restart; empty where nothing is kept
public record DriverContext(
    InstantSource clock,
    ObservationSink observations,
    DeviceStatus.Sink statuses,
    Frame.Sink frames,
    LineTap tap,
    Optional<Path> stateDir) {

  /// For drivers that keep nothing.
  public DriverContext(
      InstantSource clock,
      ObservationSink observations,
      DeviceStatus.Sink statuses,
      Frame.Sink frames,
      LineTap tap) {
    this(clock, observations, statuses, frames, tap, Optional.empty());
  }

  /// For drivers without pictures.
  public DriverContext(
      InstantSource clock, ObservationSink observations, DeviceStatus.Sink statuses) {
    this(clock, observations, statuses, Frame.Sink.NOWHERE, LineTap.deaf());
  }

  /// For lines that nobody looks at.
  public DriverContext(
      InstantSource clock,
      ObservationSink observations,
      DeviceStatus.Sink statuses,
      Frame.Sink frames) {
    this(clock, observations, statuses, frames, LineTap.deaf());
  }

  /// The same with a folder to keep things in.
  public DriverContext keepingIn(Path folder) {
    return new DriverContext(clock, observations, statuses, frames, tap, Optional.of(folder));
  }

  /// Takes observations; blocks while the pipeline's queue is full.
  @FunctionalInterface
  public interface ObservationSink {
    void accept(Observation observation);
  }
}
