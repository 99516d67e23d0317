package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule.CameraCredibility;
import org.fieldbeacon.agent.config.HazardRule.ForecastCrossing;
import org.fieldbeacon.agent.config.HazardRule.ModelEvent;
import org.fieldbeacon.agent.config.HazardRule.SensorCondition;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelCard.Persist;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Reads rules over what models say.
///
/// @param models the sound ones
/// @param declared ids of all models in the file, the unsound ones too
record ModelRuleReader(
    SitePoints points, List<ModelUse> models, Set<String> declared, Findings findings) {
  private static final double RAISE = 0.7;
  private static final double CLEAR = 0.4;
  private static final Persist PICTURES = new Persist(5, 3);
  private static final Persist FORECASTS = new Persist(3, 2);
  private static final int LEAST_PICTURES = 2;

  Optional<HazardRule> event(Fields rule, AlarmConfig alarm) {
    List<ModelUse> used = new ArrayList<>();
    List<String> names = rule.texts("models");
    for (int i = 0; i < names.size(); i++) {
      String path = rule.at("models") + "[" + i + "]";
      find(names.get(i), path).filter(m -> isOneOfClasses(m, path)).ifPresent(used::add);
    }
    if (used.size() < names.size()) {
      return Optional.empty();
    }
    ModelCard card = used.getFirst().card();
    List<String> labels = labels(rule, card);
    Persist persist =
        persist(rule, card.output() instanceof Output.Anomaly a ? a.persist() : PICTURES);
    boolean isPictures = card.output() instanceof Output.Classes;
    if (isPictures && persist.atLeast() < LEAST_PICTURES) {
      findings.add(
          rule.at("persist.at-least"),
          String.valueOf(persist.atLeast()),
          LEAST_PICTURES + " or more: one picture must not raise an alarm");
    }
    int together = rule.integer("together", 1);
    if (together > used.size()) {
      findings.add(
          rule.at("together"), String.valueOf(together), "no more than models, " + used.size());
    }
    double raise =
        rule.number(
            "raise-above", card.output() instanceof Output.Anomaly a ? a.raiseAbove() : RAISE);
    double clear =
        rule.number(
            "clear-below",
            card.output() instanceof Output.Anomaly a ? a.clearBelow() : Math.min(CLEAR, raise));
    return Optional.of(
        new ModelEvent(
            rule.text("id"),
            rule.words("title"),
            rule.text("hazard"),
            rule.oneOf("level", TriggerLevel.class),
            used,
            labels,
            raise,
            inOrder(rule, raise, clear),
            persist.of(),
            persist.atLeast(),
            together,
            rule.fields("sensor").flatMap(this::sensor),
            alarm));
  }

  private boolean isOneOfClasses(ModelUse model, String path) {
    boolean fits = !(model.card().output() instanceof Output.Forecast);
    if (!fits) {
      findings.add(path, "a forecast", "a model of classes or of an anomaly");
    }
    return fits;
  }

  private List<String> labels(Fields rule, ModelCard card) {
    List<String> known =
        switch (card.output()) {
          case Output.Classes c -> c.labels().stream().map(Label::id).toList();
          case Output.Anomaly a -> a.labels().stream().map(Label::id).toList();
          case Output.Forecast _ -> List.of();
        };
    if (!rule.has("labels")) {
      if (card.output() instanceof Output.Classes) {
        findings.add(rule.at("labels"), "nothing", "some of " + known);
      }
      return known.subList(0, 1);
    }
    List<String> labels = rule.texts("labels");
    for (int i = 0; i < labels.size(); i++) {
      if (!known.contains(labels.get(i))) {
        findings.add(
            rule.at("labels") + "[" + i + "]",
            "an unknown label \"" + labels.get(i) + "\"",
            Nearest.wanted(labels.get(i), known));
      }
    }
    return labels;
  }

  private Persist persist(Fields rule, Persist fallback) {
    Persist persist =
        rule.fields("persist")
            .map(p -> new Persist(p.integer("of", 1), p.integer("at-least", 1)))
            .orElse(fallback);
    if (persist.atLeast() > persist.of()) {
      findings.add(
          rule.at("persist"), persist.atLeast() + " of " + persist.of(), "no more than of");
      return new Persist(persist.of(), persist.of());
    }
    return persist;
  }

  private double inOrder(Fields rule, double raise, double clear) {
    if (clear > raise) {
      findings.add(
          rule.at("clear-below"), String.valueOf(clear), "no more than raise-above, " + raise);
    }
    return Math.min(clear, raise);
  }

  private Optional<SensorCondition> sensor(Fields sensor) {
    Optional<PointProfile> point =
        points.find(sensor.text("point"), sensor.at("point"), SitePoints.Use.READ);
    Optional<Unit> unit = Units.read(sensor.text("unit"), sensor.at("unit"), findings);
    if (point.isEmpty()
        || unit.isEmpty()
        || !points.converts(unit.get(), point.get(), sensor.at("unit"))) {
      return Optional.empty();
    }
    return Optional.of(
        new SensorCondition(
            PointId.parse(sensor.text("point")),
            sensor.oneOf("comparison", Comparison.class),
            sensor.number("limit"),
            unit.get(),
            sensor.duration("within")));
  }

  Optional<HazardRule> forecast(Fields rule, AlarmConfig alarm) {
    Optional<ModelUse> model = find(rule.text("model"), rule.at("model"));
    Optional<Unit> unit = Units.read(rule.text("unit"), rule.at("unit"), findings);
    if (model.isEmpty() || unit.isEmpty()) {
      return Optional.empty();
    }
    if (!(model.get().card().output() instanceof Output.Forecast)
        || !(model.get().card().input() instanceof ModelCard.Input.Window window)) {
      findings.add(rule.at("model"), "\"" + rule.text("model") + "\"", "a model that forecasts");
      return Optional.empty();
    }
    Unit own = window.channels().getFirst().unit();
    if (!unit.get().convertsTo(own)) {
      findings.add(
          rule.at("unit"), unit.get().ucum(), "a unit that converts to the model's, " + own.ucum());
      return Optional.empty();
    }
    double raise = rule.number("raise-above", 0.5);
    Persist persist = persist(rule, FORECASTS);
    return Optional.of(
        new ForecastCrossing(
            rule.text("id"),
            rule.words("title"),
            model.get(),
            unit.get(),
            marks(rule),
            raise,
            inOrder(rule, raise, rule.number("clear-below", Math.min(0.3, raise))),
            persist.of(),
            persist.atLeast(),
            alarm));
  }

  private Map<TriggerLevel, Double> marks(Fields rule) {
    Map<TriggerLevel, Double> marks = new EnumMap<>(TriggerLevel.class);
    Fields own = rule.fields("marks").orElseThrow();
    double before = Double.NEGATIVE_INFINITY;
    for (TriggerLevel level : TriggerLevel.values()) {
      String key = level.name().toLowerCase(java.util.Locale.ROOT);
      if (own.has(key)) {
        double mark = own.number(key);
        if (!(mark > before)) {
          findings.add(own.at(key), String.valueOf(mark), "more than the level before, " + before);
        }
        marks.put(level, mark);
        before = mark;
      }
    }
    if (marks.isEmpty()) {
      findings.add(own.path(), "no mark", "one or more");
    }
    return marks;
  }

  Optional<HazardRule> camera(Fields rule, AlarmConfig alarm) {
    Optional<ModelUse> model = find(rule.text("model"), rule.at("model"));
    if (model.isPresent() && !(model.get().source() instanceof ModelUse.Source.Camera)) {
      findings.add(rule.at("model"), "\"" + rule.text("model") + "\"", "a model with a camera");
      return Optional.empty();
    }
    return model.map(
        m ->
            new CameraCredibility(
                rule.text("id"),
                rule.words("title"),
                m,
                rule.duration("stale-after"),
                rule.integer("fail-after", 3),
                alarm));
  }

  private Optional<ModelUse> find(String id, String path) {
    if (!declared.contains(id)) {
      findings.add(path, "an unknown model \"" + id + "\"", Nearest.wanted(id, declared));
    }
    return models.stream().filter(m -> m.id().equals(id)).findFirst();
  }
}
