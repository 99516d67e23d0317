package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.HazardRule.Rainstorm;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What is injected to raise a rule: readings as the driver would hand them over.
///
/// @param first all at once, oldest first; their times may lie in the past
/// @param then again and again until the alarm is raised; empty: only time has to pass
/// @param every between two of those
/// @param words for the sheet
record WalkSignal(List<Observation> first, List<Observation> then, Duration every, String words) {
  private static final Duration LEAST = Duration.ofMillis(200);
  private static final int RAIN_READINGS = 240;

  /// @throws IllegalArgumentException for a rule that asks models: no value can be injected
  static WalkSignal of(SiteConfig site, HazardRule rule, OptionalDouble value, Instant now) {
    Device device =
        site.devices().stream()
            .map(d -> d.device())
            .filter(d -> d.name().equals(rule.point().device()))
            .findFirst()
            .orElseThrow();
    Unit own = device.profile().point(rule.point().point()).orElseThrow().unit();
    Duration every = device.pollInterval().compareTo(LEAST) < 0 ? LEAST : device.pollInterval();
    WalkMarks marks = WalkMarks.of(site, rule);
    return switch (rule) {
      case HazardRule.RiverLevel river -> {
        double level = value.orElse(marks.standard().orElseThrow());
        Observation reading = reading(rule.point(), river.unit().convert(level, own), own, now);
        yield new WalkSignal(
            List.of(reading), List.of(reading), every, level + " " + river.unit().ucum());
      }
      case Rainstorm rain -> {
        double millimetres = value.orElse(marks.standard().orElseThrow());
        yield new WalkSignal(
            rain(rain, marks.window(), millimetres, own, now),
            List.of(),
            every,
            millimetres + " mm / " + Words.span(marks.window()));
      }
      case HazardRule.Credibility _ -> {
        Observation missing =
            Observation.missing(rule.point(), own, now, WalkRun.SOURCE, "walk test");
        yield new WalkSignal(List.of(missing), List.of(missing), every, "no value");
      }
      case HazardRule.ModelEvent _, HazardRule.ForecastCrossing _, HazardRule.CameraCredibility _ ->
          throw new IllegalArgumentException(rule.id() + ": got a rule that asks models");
    };
  }

  /// Evenly over a colour's window.
  private static List<Observation> rain(
      Rainstorm rule, Duration window, double millimetres, Unit own, Instant now) {
    Duration step = window.dividedBy(RAIN_READINGS);
    List<Observation> all = new ArrayList<>();
    for (int i = 0; i <= RAIN_READINGS; i++) {
      double value =
          switch (rule.kind()) {
            case CUMULATIVE -> millimetres * i / RAIN_READINGS;
            case INTERVAL -> millimetres / RAIN_READINGS;
          };
      Instant at = now.minus(step.multipliedBy(RAIN_READINGS - i));
      all.add(reading(rule.point(), Unit.MILLIMETRE.convert(value, own), own, at));
    }
    return all;
  }

  private static Observation reading(PointId point, double value, Unit unit, Instant at) {
    return new Observation(
        point,
        value,
        unit,
        at,
        at,
        Duration.ZERO,
        Quality.NOT_EVALUATED,
        WalkRun.SOURCE,
        "walk test");
  }

  /// A reading as of another time.
  static Observation at(Observation reading, Instant now) {
    return new Observation(
        reading.point(),
        reading.value(),
        reading.unit(),
        now,
        now,
        Duration.ZERO,
        reading.quality(),
        reading.source(),
        reading.detail());
  }
}
