package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What of a station is kept as the site wants it: its clock, its intervals, its real-time data.
/// What differs is set when it is read. Not for several threads.
final class Chores {
  static final String CLOCK_OFFSET = "clock-offset";
  static final String REAL_TIME_INTERVAL = "real-time-interval";
  static final String MINUTE_INTERVAL = "minute-interval";

  /// Before this, our own clock was never set: no station's may be set by it.
  private static final Instant LEAST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  private static final int CALIBRATION_NOTICE = 1013;
  private static final Duration AGAIN = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

  private final String name;
  private final StationSettings settings;
  private final LongSupplier nanos;
  private final Map<Chore, Long> due = new EnumMap<>(Chore.class);
  private String instrument = "";

  /// In this order.
  private enum Chore {
    TIMES,
    CLOCK,
    SET_CLOCK,
    REAL_TIME_INTERVAL,
    SET_REAL_TIME_INTERVAL,
    MINUTE_INTERVAL,
    SET_MINUTE_INTERVAL,
    REAL_TIME
  }

  /// @param name of the device, for the log
  /// @param nanos a clock that never jumps
  Chores(String name, StationSettings settings, LongSupplier nanos) {
    this.name = name;
    this.settings = settings;
    this.nanos = nanos;
    dueNow(Chore.TIMES, settings.tellsTimes());
    dueNow(Chore.CLOCK, settings.clockTolerance().isPresent());
    dueNow(Chore.REAL_TIME_INTERVAL, settings.realTimeIntervalS().isPresent());
    dueNow(Chore.MINUTE_INTERVAL, settings.minuteIntervalMin().isPresent());
  }

  private void dueNow(Chore chore, boolean isWanted) {
    if (isWanted) {
      due.put(chore, nanos.getAsLong());
    }
  }

  /// The station has come on another connection.
  void connected() {
    dueNow(Chore.REAL_TIME, settings.streams().isPresent());
  }

  /// A packet came by itself: the station may ask for the time, for an instrument of its own too.
  void heard(Hj212Packet packet) {
    if (packet.command() == CALIBRATION_NOTICE && settings.clockTolerance().isPresent()) {
      instrument = packet.field("PolId").filter(p -> p.matches("\\w{1,10}")).orElse("");
      dueNow(Chore.SET_CLOCK, true);
    }
  }

  /// What an answer says of the station.
  List<Reading> told(Hj212Packet packet, Instant asked, Instant now) {
    return switch (packet.command()) {
      case 1011 ->
          packet.field("SystemTime").flatMap(Hj212Time::instant).stream()
              .map(stations -> clock(stations, asked, now))
              .toList();
      case 1061 ->
          interval(
              packet, "RtdInterval", settings.realTimeIntervalS(), Chore.SET_REAL_TIME_INTERVAL);
      case 1063 ->
          interval(packet, "MinInterval", settings.minuteIntervalMin(), Chore.SET_MINUTE_INTERVAL);
      default -> List.of();
    };
  }

  /// The question and the answer were on their way: the station's time belongs to the middle, give
  /// or take half of it.
  private Reading clock(Instant stations, Instant asked, Instant now) {
    Duration half = Duration.between(asked, now).dividedBy(2);
    Duration offset = Duration.between(asked.plus(half), stations);
    boolean isOff =
        settings
            .clockTolerance()
            .filter(t -> offset.abs().compareTo(t.plus(half.abs())) > 0)
            .isPresent();
    if (isOff) {
      LOG.info("device={} clock off by {} s, is set", name, offset.toSeconds());
      dueNow(Chore.SET_CLOCK, true);
    }
    return reading(CLOCK_OFFSET, offset.toMillis() / 1000.0, Unit.SECOND);
  }

  private List<Reading> interval(
      Hj212Packet packet, String field, OptionalInt wanted, Chore setting) {
    Optional<Integer> said =
        packet.field(field).filter(f -> f.matches("\\d{1,6}")).map(Integer::valueOf);
    dueNow(setting, said.isPresent() && wanted.isPresent() && said.get() != wanted.getAsInt());
    boolean isRealTime = setting == Chore.SET_REAL_TIME_INTERVAL;
    return said.stream()
        .map(
            value ->
                isRealTime
                    ? reading(REAL_TIME_INTERVAL, value, Unit.SECOND)
                    : reading(MINUTE_INTERVAL, value, Unit.MINUTE))
        .toList();
  }

  private static Reading reading(String point, double value, Unit unit) {
    return new Reading(point, value, unit, Optional.empty(), Quality.NOT_EVALUATED);
  }

  /// The first that is due.
  ///
  /// @param clock our own
  Optional<Errand> next(long now, Instant clock) {
    for (Chore chore : Chore.values()) {
      boolean isOfClock = chore == Chore.CLOCK || chore == Chore.SET_CLOCK;
      boolean isDue = due.containsKey(chore) && now - due.get(chore) >= 0;
      if (isDue && !(isOfClock && clock.isBefore(LEAST_PLAUSIBLE))) {
        return Optional.of(new Errand(request(chore), (outcome, _) -> ended(chore, outcome)));
      }
    }
    return Optional.empty();
  }

  private Request request(Chore chore) {
    return switch (chore) {
      case TIMES ->
          Request.plain(
              1000,
              "OverTime=" + settings.overTime().toSeconds() + ";ReCount=" + settings.reCount());
      case CLOCK -> Request.readClock();
      case SET_CLOCK -> Request.setClock(instrument);
      case REAL_TIME_INTERVAL -> Request.plain(1061, "");
      case SET_REAL_TIME_INTERVAL ->
          Request.plain(1062, "RtdInterval=" + settings.realTimeIntervalS().orElse(0));
      case MINUTE_INTERVAL -> Request.plain(1063, "");
      case SET_MINUTE_INTERVAL ->
          Request.plain(1064, "MinInterval=" + settings.minuteIntervalMin().orElse(0));
      case REAL_TIME ->
          settings.streams().orElse(false) ? Request.startRealTime() : Request.stopRealTime();
    };
  }

  /// What was refused or not answered is tried again later, and so is the clock in any case. A
  /// setting is asked for again when what it would set is read again.
  private void ended(Chore chore, Outcome outcome) {
    boolean isDone = outcome instanceof Outcome.Done;
    switch (chore) {
      case CLOCK -> dueAgain(Chore.CLOCK);
      case SET_CLOCK -> {
        instrument = "";
        due.remove(Chore.SET_CLOCK);
      }
      case SET_REAL_TIME_INTERVAL -> endedSetting(chore, Chore.REAL_TIME_INTERVAL, isDone);
      case SET_MINUTE_INTERVAL -> endedSetting(chore, Chore.MINUTE_INTERVAL, isDone);
      case TIMES, REAL_TIME_INTERVAL, MINUTE_INTERVAL, REAL_TIME -> {
        if (isDone) {
          due.remove(chore);
        } else {
          dueAgain(chore);
        }
      }
    }
  }

  private void endedSetting(Chore setting, Chore reading, boolean isDone) {
    due.remove(setting);
    if (!isDone) {
      dueAgain(reading);
    }
  }

  private void dueAgain(Chore chore) {
    due.put(chore, nanos.getAsLong() + AGAIN.toNanos());
  }
}
