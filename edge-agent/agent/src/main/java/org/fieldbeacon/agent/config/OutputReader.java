package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.agent.config.OutputConfig.Trigger;
import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Reads outputs.
record OutputReader(SitePoints points, Set<String> rules, Findings findings) {
  OutputConfig read(Fields output) {
    points.find(output.text("point"), output.at("point"), SitePoints.Use.WRITE);
    output
        .optionalText("read-back")
        .ifPresent(p -> points.find(p, output.at("read-back"), SitePoints.Use.READ));
    var config =
        new OutputConfig(
            output.text("id"),
            output.words("title"),
            PointId.parse(output.text("point")),
            output.number("on-value", 1),
            output.number("off-value", 0),
            output.oneOf("fail-safe", FailSafe.class),
            output.duration("min-on", Duration.ZERO),
            output.duration("min-off", Duration.ZERO),
            output.duration("dead-man"),
            output.optionalText("read-back").map(PointId::parse),
            interlocks(output),
            output.each("triggers").stream().map(this::trigger).toList());
    if (config.onValue() == config.offValue()) {
      findings.add(
          output.at(output.has("on-value") ? "on-value" : "off-value"),
          String.valueOf(config.onValue()),
          "one value for on and another for off");
    }
    if (config.deadMan().compareTo(config.minOn()) <= 0) {
      findings.add(
          output.at("dead-man"),
          config.deadMan().toString(),
          "longer than min-on, " + config.minOn());
    }
    return config;
  }

  private Trigger trigger(Fields trigger) {
    String rule = trigger.text("rule");
    if (!rules.contains(rule)) {
      findings.add(
          trigger.at("rule"), "an unknown rule \"" + rule + "\"", Nearest.wanted(rule, rules));
    }
    return new Trigger(rule, trigger.oneOf("at-least", TriggerLevel.class));
  }

  private List<Interlock> interlocks(Fields output) {
    List<Interlock> interlocks = new ArrayList<>();
    for (Fields interlock : output.each("interlocks")) {
      interlock(interlock).ifPresent(interlocks::add);
    }
    return interlocks;
  }

  private Optional<Interlock> interlock(Fields interlock) {
    Optional<Unit> unit = Units.read(interlock.text("unit"), interlock.at("unit"), findings);
    points
        .find(interlock.text("point"), interlock.at("point"), SitePoints.Use.READ)
        .ifPresent(p -> unit.ifPresent(u -> points.converts(u, p, interlock.at("unit"))));
    List<Comparison> comparisons = new ArrayList<>();
    for (Comparison comparison : Comparison.values()) {
      if (interlock.has(word(comparison))) {
        comparisons.add(comparison);
      }
    }
    if (comparisons.size() != 1) {
      findings.add(
          interlock.path(), comparisons.size() + " comparisons", "one of below, above, equals");
      return Optional.empty();
    }
    Comparison only = comparisons.getFirst();
    return unit.map(
        u ->
            new Interlock(
                PointId.parse(interlock.text("point")), only, interlock.number(word(only)), u));
  }

  private static String word(Comparison comparison) {
    return comparison.name().toLowerCase(Locale.ROOT);
  }
}
