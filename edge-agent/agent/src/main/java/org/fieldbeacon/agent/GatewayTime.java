package org.fieldbeacon.agent;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.agent.clock.ClockFollower;
import org.fieldbeacon.agent.clock.ClockState;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.clock.TimeSource;
import org.fieldbeacon.agent.config.ClockConfig;

/// What the gateway's clock is kept by: follows the source that the site names, and says for health
/// and the map how it goes. Any thread.
final class GatewayTime implements AutoCloseable {
  private final SystemClock machine;
  private final BooleanSupplier isByPhone;
  private final Optional<ClockFollower> follower;

  /// @param config empty where the clock is somebody else's business
  /// @param isByPhone whether a person has set the clock by a phone, and it still counts
  GatewayTime(
      Optional<ClockConfig> config,
      SystemClock machine,
      BooleanSupplier isByPhone,
      InstantSource clock) {
    this.machine = machine;
    this.isByPhone = isByPhone;
    follower = config.map(c -> new ClockFollower(sources(c, clock), machine, clock));
  }

  private static List<TimeSource> sources(ClockConfig config, InstantSource clock) {
    List<TimeSource> all = new ArrayList<>();
    config
        .timeServers()
        .forEach(s -> all.add(TimeSource.server(s.host(), s.port(), clock, System::nanoTime)));
    config.receiver().ifPresent(r -> all.add(TimeSource.receiver(r.target(), r.line(), clock)));
    return all;
  }

  void start() {
    follower.ifPresent(ClockFollower::start);
  }

  /// Empty where the site names no source.
  Optional<ClockFollower> follower() {
    return follower;
  }

  /// What the map is told, in the words of [the status
  /// message][org.fieldbeacon.contract.StatusMessage].
  String word() {
    if (machine.isSynchronized()) {
      return follower.flatMap(ClockFollower::keeps).map(GatewayTime::word).orElse("system");
    }
    return isByPhone.getAsBoolean() ? "operator" : "unknown";
  }

  private static String word(ClockState.Source source) {
    return source == ClockState.Source.GNSS ? "gnss" : "ntp";
  }

  /// What is wrong with the clock; empty when nothing is.
  Optional<String> trouble() {
    if (machine.isSynchronized()) {
      return Optional.empty();
    }
    String why =
        follower
            .map(ClockFollower::status)
            .map(s -> "; " + s.source() + ": " + trouble(s))
            .orElse("");
    return Optional.of("not synchronized: the times of readings may be wrong" + why);
  }

  private static String trouble(ClockFollower.Status status) {
    return switch (status.doing()) {
      case STARTING -> "not asked yet";
      case FOLLOWING -> "the kernel does not keep what it was told";
      case YIELDING -> "keeps the clock no longer";
      case DOUBTING -> "asked again";
      case NO_RIGHT -> "the gateway may not set the clock (CAP_SYS_TIME)";
      case REFUSED -> ("the system has not taken its time " + status.why()).strip();
      case SILENT -> status.why();
    };
  }

  @Override
  public void close() {
    follower.ifPresent(ClockFollower::close);
  }
}
