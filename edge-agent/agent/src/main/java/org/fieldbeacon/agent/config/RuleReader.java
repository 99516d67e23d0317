package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule.Credibility;
import org.fieldbeacon.agent.config.HazardRule.Credibility.FailAfter;
import org.fieldbeacon.agent.config.HazardRule.Rainstorm;
import org.fieldbeacon.agent.config.HazardRule.Rainstorm.Limit;
import org.fieldbeacon.agent.config.HazardRule.RiverLevel;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Reads hazard rules.
///
/// @param ids of all rules in the file, the unsound ones too
record RuleReader(SitePoints points, ModelRuleReader models, Set<String> ids, Findings findings) {
  /// The rule; empty when it cannot be made, which is then among the findings.
  Optional<HazardRule> read(Fields rule) {
    return switch (rule.text("type")) {
      case "model" -> models.event(rule, alarm(rule));
      case "forecast" -> models.forecast(rule, alarm(rule));
      case "camera-credibility" -> models.camera(rule, alarm(rule));
      default -> ofPoint(rule);
    };
  }

  private Optional<HazardRule> ofPoint(Fields rule) {
    Optional<PointProfile> point =
        points.find(rule.text("point"), rule.at("point"), SitePoints.Use.READ);
    return switch (rule.text("type")) {
      case "river-level" -> riverLevel(rule, point);
      case "rainstorm" -> Optional.of(rainstorm(rule, point));
      default -> Optional.of(credibility(rule));
    };
  }

  /// Names rules that suppress one another in a ring.
  void refuseRings(List<Fields> rules) {
    Map<String, String> suppressors = new HashMap<>();
    for (Fields rule : rules) {
      rule.fields("alarm")
          .flatMap(a -> a.optionalText("suppressed-by"))
          .ifPresent(by -> suppressors.put(rule.text("id"), by));
    }
    for (Fields rule : rules) {
      Set<String> seen = new HashSet<>();
      String id = rule.text("id");
      String by = suppressors.get(id);
      while (by != null && seen.add(by)) {
        if (by.equals(id)) {
          findings.add(
              rule.at("alarm.suppressed-by"),
              "\"" + suppressors.get(id) + "\"",
              "a rule that " + id + " does not suppress in turn");
        }
        by = suppressors.get(by);
      }
    }
  }

  private Optional<HazardRule> riverLevel(Fields rule, Optional<PointProfile> point) {
    Optional<Unit> unit = Units.read(rule.text("unit"), rule.at("unit"), findings);
    if (unit.isEmpty()) {
      return Optional.empty();
    }
    var river =
        new RiverLevel(
            rule.text("id"),
            rule.words("title"),
            PointId.parse(rule.text("point")),
            unit.get(),
            rule.optionalNumber("near-warning"),
            rule.number("warning"),
            rule.number("guarantee"),
            rule.optionalNumber("highest"),
            rule.number("hysteresis", 0),
            rule.duration("on-delay", Duration.ZERO),
            rule.duration("off-delay", Duration.ZERO),
            rule.duration("rise-window", RiverLevel.DEFAULT_RISE_WINDOW),
            rule.optionalNumber("rise-rate-notice"),
            alarm(rule));
    if (unit.get().dimension() != Unit.Dimension.LENGTH) {
      findings.add(rule.at("unit"), "\"" + unit.get().ucum() + "\"", "a unit of length, as m");
    } else if (point.isPresent() && points.converts(unit.get(), point.get(), rule.at("unit"))) {
      withinSensor(rule, river, point.get());
    }
    ascending(rule, river);
    return Optional.of(river);
  }

  private void ascending(Fields rule, RiverLevel river) {
    if (!(river.warning() < river.guarantee())) {
      findings.add(
          rule.at("guarantee"),
          String.valueOf(river.guarantee()),
          "more than warning, " + river.warning());
    }
    if (river.highest().isPresent() && !(river.guarantee() < river.highest().getAsDouble())) {
      findings.add(
          rule.at("highest"),
          String.valueOf(river.highest().getAsDouble()),
          "more than guarantee, " + river.guarantee());
    }
  }

  /// A mark that the sensor cannot report would never be seen.
  private void withinSensor(Fields rule, RiverLevel river, PointProfile point) {
    for (String key : List.of("warning", "guarantee", "highest")) {
      OptionalDouble mark = rule.optionalNumber(key);
      if (mark.isEmpty()) {
        continue;
      }
      double own = river.unit().convert(mark.getAsDouble(), point.unit());
      if (own < point.validMin() || own > point.validMax()) {
        findings.add(
            rule.at(key),
            mark.getAsDouble() + " " + river.unit().ucum(),
            "what the sensor can report, "
                + point.validMin()
                + ".."
                + point.validMax()
                + " "
                + point.unit().ucum());
      }
    }
  }

  private Rainstorm rainstorm(Fields rule, Optional<PointProfile> point) {
    point.ifPresent(
        p -> {
          if (!p.unit().convertsTo(Unit.MILLIMETRE)) {
            findings.add(rule.at("point"), "a point in " + p.unit().ucum(), "one in mm");
          }
        });
    var rain =
        new Rainstorm(
            rule.text("id"),
            rule.words("title"),
            PointId.parse(rule.text("point")),
            rule.oneOf("kind", Rainstorm.Kind.class),
            limit(rule, "blue", Rainstorm.DEFAULT_BLUE),
            limit(rule, "yellow", Rainstorm.DEFAULT_YELLOW),
            limit(rule, "orange", Rainstorm.DEFAULT_ORANGE),
            limit(rule, "red", Rainstorm.DEFAULT_RED),
            alarm(rule));
    fiercer(rule, "yellow", rain.yellow(), rain.blue());
    fiercer(rule, "orange", rain.orange(), rain.yellow());
    fiercer(rule, "red", rain.red(), rain.orange());
    return rain;
  }

  private void fiercer(Fields rule, String key, Limit limit, Limit milder) {
    if (limit.millimetresPerHour() < milder.millimetresPerHour()) {
      findings.add(
          rule.at(key),
          limit.millimetres() + " mm in " + limit.window(),
          "fiercer rain than the colour before it, "
              + milder.millimetres()
              + " mm in "
              + milder.window());
    }
  }

  private static Limit limit(Fields rule, String key, Limit fallback) {
    return rule.fields(key)
        .map(f -> new Limit(f.duration("window"), f.number("mm")))
        .orElse(fallback);
  }

  private Credibility credibility(Fields rule) {
    String after = rule.text("fail-after");
    FailAfter failAfter =
        after.startsWith("P")
            ? new FailAfter.Lasting(Duration.parse(after))
            : new FailAfter.Count(Integer.parseInt(after));
    return new Credibility(
        rule.text("id"),
        rule.words("title"),
        PointId.parse(rule.text("point")),
        rule.duration("stale-after"),
        failAfter,
        alarm(rule));
  }

  private AlarmConfig alarm(Fields rule) {
    return rule.fields("alarm").map(this::alarmFields).orElse(AlarmConfig.DEFAULT);
  }

  private AlarmConfig alarmFields(Fields alarm) {
    Optional<String> suppressedBy = alarm.optionalText("suppressed-by");
    suppressedBy.ifPresent(
        by -> {
          if (!ids.contains(by)) {
            findings.add(
                alarm.at("suppressed-by"),
                "an unknown rule \"" + by + "\"",
                Nearest.wanted(by, ids));
          }
        });
    return new AlarmConfig(
        alarm.flag("latched", false),
        alarm.optionalDuration("re-alarm"),
        alarm.optionalDuration("escalate-after"),
        alarm.duration("shelve-max", AlarmConfig.DEFAULT_SHELVE_MAX),
        suppressedBy);
  }
}
