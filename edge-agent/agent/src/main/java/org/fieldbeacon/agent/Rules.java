package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.config.AlarmConfig;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.feature.RollingSum;
import org.fieldbeacon.agent.hazard.CameraCredibility;
import org.fieldbeacon.agent.hazard.Credibility;
import org.fieldbeacon.agent.hazard.ForecastCrossing;
import org.fieldbeacon.agent.hazard.HazardEvaluator;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.hazard.ModelEvent;
import org.fieldbeacon.agent.hazard.Rainstorm;
import org.fieldbeacon.agent.hazard.RiverLevel;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;

/// The site file's rules at work.
final class Rules {
  /// Rain gauges report every hour at the slowest; longer than this was not watched.
  private static final Duration RAIN_GAP = Duration.ofMinutes(75);

  private static final double RAIN_COVERAGE = 0.9;

  private Rules() {}

  /// One evaluator per rule, in the file's order.
  ///
  /// @param now when watching begins
  static List<HazardEvaluator> evaluators(SiteConfig site, Instant now) {
    return site.rules().stream().map(rule -> evaluator(site, rule, now)).toList();
  }

  static Map<String, AlarmConfig> alarms(SiteConfig site) {
    Map<String, AlarmConfig> alarms = new LinkedHashMap<>();
    site.rules().forEach(rule -> alarms.put(rule.id(), rule.alarm()));
    return Collections.unmodifiableMap(alarms);
  }

  private static HazardEvaluator evaluator(SiteConfig site, HazardRule rule, Instant now) {
    return switch (rule) {
      case HazardRule.RiverLevel river ->
          new RiverLevel(params(river, device(site, rule.point()).title()));
      case HazardRule.Rainstorm rain -> new Rainstorm(params(rain, device(site, rule.point())));
      case HazardRule.Credibility credible ->
          new Credibility(params(credible, device(site, rule.point())), now);
      case HazardRule.ModelEvent event -> new ModelEvent(event);
      case HazardRule.ForecastCrossing forecast -> new ForecastCrossing(forecast);
      case HazardRule.CameraCredibility camera -> new CameraCredibility(camera, now);
    };
  }

  /// Scores of labels from which an alarm may want the picture, by model.
  static Map<String, Map<String, Double>> shown(SiteConfig site) {
    Map<String, Map<String, Double>> shown = new LinkedHashMap<>();
    for (HazardRule rule : site.rules()) {
      if (rule instanceof HazardRule.ModelEvent event) {
        double least = event.raiseAbove() / event.labels().size();
        for (ModelUse use : event.models()) {
          Map<String, Double> own = shown.computeIfAbsent(use.id(), _ -> new LinkedHashMap<>());
          event.labels().forEach(label -> own.merge(label, least, Math::min));
        }
      }
    }
    return shown;
  }

  private static RiverLevel.Params params(HazardRule.RiverLevel rule, Text place) {
    return new RiverLevel.Params(
        rule.id(),
        rule.point(),
        place,
        rule.unit(),
        rule.warning(),
        OptionalDouble.of(rule.guarantee()),
        rule.highest(),
        rule.nearWarning().orElse(0),
        rule.hysteresis(),
        rule.onDelay(),
        rule.offDelay(),
        rule.riseRateNotice(),
        rule.riseWindow());
  }

  private static Rainstorm.Params params(HazardRule.Rainstorm rule, Device gauge) {
    Duration threePolls = gauge.pollInterval().multipliedBy(3);
    List<Rainstorm.Step> steps =
        List.of(
            step(Level.RED, rule.red()),
            step(Level.ORANGE, rule.orange()),
            step(Level.YELLOW, rule.yellow()),
            step(Level.BLUE, rule.blue()));
    Duration longest =
        steps.stream()
            .map(Rainstorm.Step::window)
            .max(Duration::compareTo)
            .filter(w -> w.compareTo(HazardRule.Rainstorm.DAY_SUM) > 0)
            .orElse(HazardRule.Rainstorm.DAY_SUM);
    return new Rainstorm.Params(
        rule.id(),
        rule.point(),
        gauge.title(),
        new RollingSum.Gauge(
            switch (rule.kind()) {
              case CUMULATIVE -> RollingSum.Kind.COUNTER;
              case INTERVAL -> RollingSum.Kind.INCREMENT;
            },
            OptionalDouble.empty(),
            threePolls.compareTo(RAIN_GAP) > 0 ? threePolls : RAIN_GAP,
            longest),
        steps,
        RAIN_COVERAGE,
        0);
  }

  private static Rainstorm.Step step(Level level, HazardRule.Rainstorm.Limit limit) {
    return new Rainstorm.Step(level, limit.window(), limit.millimetres());
  }

  private static Credibility.Params params(HazardRule.Credibility rule, Device device) {
    Duration failing =
        switch (rule.failAfter()) {
          case HazardRule.Credibility.FailAfter.Lasting(Duration duration) -> duration;
          // So many readings in a row span one interval less; the margin lets the last one come a
          // little early.
          case HazardRule.Credibility.FailAfter.Count(int readings) ->
              device.pollInterval().multipliedBy(2L * readings - 3).dividedBy(2).plusMillis(1);
        };
    return new Credibility.Params(
        rule.id(),
        rule.point(),
        device.title(),
        rule.staleAfter(),
        failing.isPositive() ? failing : Duration.ofMillis(1),
        Level.NOTICE);
  }

  private static Device device(SiteConfig site, PointId point) {
    return site.devices().stream()
        .filter(d -> d.device().name().equals(point.device()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("got no device for point " + point))
        .device();
  }
}
