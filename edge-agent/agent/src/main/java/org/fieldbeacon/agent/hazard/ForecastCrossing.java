package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.Persistence;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// Marks that a forecast sees crossed: for each mark the chance that it is reached within the
/// farthest horizon, read off the forecast's quantiles, over a few forecasts in a row.
public final class ForecastCrossing implements HazardEvaluator {
  private final HazardRule.ForecastCrossing rule;
  private final Output.Forecast output;
  private final Unit unit;
  private final Map<Level, Mark> marks = new EnumMap<>(Level.class);
  private final LastWord lastWord = new LastWord();
  private @Nullable ModelResult shown;

  private record Mark(double value, Persistence persistence) {}

  public ForecastCrossing(HazardRule.ForecastCrossing rule) {
    this.rule = rule;
    output = (Output.Forecast) rule.model().card().output();
    unit = ((Input.Window) rule.model().card().input()).channels().getFirst().unit();
    rule.marks()
        .forEach(
            (level, mark) ->
                marks.put(
                    Level.valueOf(level.name()),
                    new Mark(
                        rule.unit().convert(mark, unit),
                        new Persistence(
                            rule.of(), rule.atLeast(), rule.raiseAbove(), rule.clearBelow()))));
  }

  @Override
  public String ruleId() {
    return rule.id();
  }

  @Override
  public Set<String> models() {
    return Set.of(rule.model().id());
  }

  @Override
  public List<Assessment> onResult(ModelResult result, Instant now) {
    if (!(result.answer() instanceof Answer.Forecast forecast)) {
      return List.of();
    }
    shown = result;
    marks.values().forEach(m -> m.persistence().add(chance(forecast, m.value())));
    return lastWord.say(assessment(now, result, forecast));
  }

  private double chance(Answer.Forecast forecast, double mark) {
    return forecast.ahead().stream().mapToDouble(a -> chance(a, mark)).max().orElse(0);
  }

  /// Between quantiles it runs straight; beyond them it is theirs.
  private double chance(Answer.Ahead ahead, double mark) {
    List<Double> values = ahead.values();
    List<Double> quantiles = output.quantiles();
    if (mark <= values.getFirst()) {
      return 1 - quantiles.getFirst();
    }
    for (int i = 1; i < values.size(); i++) {
      if (mark <= values.get(i)) {
        double span = values.get(i) - values.get(i - 1);
        double part = span == 0 ? 0 : (mark - values.get(i - 1)) / span;
        return 1 - (quantiles.get(i - 1) + part * (quantiles.get(i) - quantiles.get(i - 1)));
      }
    }
    return 1 - quantiles.getLast();
  }

  private Level level() {
    Level worst = Level.NONE;
    for (Map.Entry<Level, Mark> mark : marks.entrySet()) {
      worst = mark.getValue().persistence().isOn() ? mark.getKey() : worst;
    }
    return worst;
  }

  /// The first horizon at which the mark's chance is high enough.
  private Optional<Duration> lead(Answer.Forecast forecast, double mark) {
    if (forecast.last() >= mark) {
      return Optional.of(Duration.ZERO);
    }
    return forecast.ahead().stream()
        .filter(a -> chance(a, mark) >= rule.raiseAbove())
        .map(Answer.Ahead::horizon)
        .findFirst();
  }

  private Assessment assessment(Instant now, ModelResult result, Answer.Forecast forecast) {
    Level level = level();
    Mark mark = marks.getOrDefault(level, marks.values().iterator().next());
    double chance = chance(forecast, mark.value());
    List<ModelWord.Score> scores = new ArrayList<>();
    for (Answer.Ahead ahead : forecast.ahead()) {
      String span = Words.span(ahead.horizon());
      scores.add(
          new ModelWord.Score(
              ahead.horizon().toString().toLowerCase(Locale.ROOT),
              new Text(span + " 后达标概率", "chance in " + span),
              chance(ahead, mark.value())));
    }
    return new Assessment(
        rule.id(),
        HazardKind.RIVER_FORECAST,
        rule.point(),
        level,
        now,
        true,
        level == Level.NONE ? 1 - chance : chance,
        headline(level),
        new Assessment.Evidence(
            summary(forecast, mark.value()),
            thresholds(),
            unit,
            List.of(),
            Optional.of(ModelWords.word(result, scores))));
  }

  private Text headline(Level level) {
    Text colour = Words.colour(level);
    return level == Level.NONE
        ? new Text(rule.title().zh() + "（正常）", rule.title().en() + " (normal)")
        : new Text(
            rule.title().zh() + "：预计达到" + colour.zh() + "标准",
            rule.title().en() + ": the " + colour.en() + " mark is expected");
  }

  private Text summary(Answer.Forecast forecast, double mark) {
    Answer.Ahead far = forecast.ahead().getLast();
    String unitCode = unit.ucum();
    String band =
        Words.format("%.2f–%.2f %s", far.values().getFirst(), far.values().getLast(), unitCode);
    String span = Words.span(far.horizon());
    Optional<Duration> lead = lead(forecast, mark);
    String zhLead =
        lead.map(l -> l.isZero() ? "已达到" : Words.span(l) + " 内达到")
            .map(l -> "，" + l + Words.format(" %.2f %s", mark, unitCode))
            .orElse("");
    String enLead =
        lead.map(l -> l.isZero() ? "reached" : "expected within " + Words.span(l))
            .map(l -> Words.format(", %.2f %s ", mark, unitCode) + l)
            .orElse("");
    return new Text(
        Words.format("现值 %.2f %s，%s 后 %s", forecast.last(), unitCode, span, band) + zhLead,
        Words.format("Now %.2f %s, in %s %s", forecast.last(), unitCode, span, band) + enLead);
  }

  private Map<String, Double> thresholds() {
    Map<String, Double> limits = new LinkedHashMap<>();
    marks.forEach((level, mark) -> limits.put(level.name().toLowerCase(Locale.ROOT), mark.value()));
    return limits;
  }

  @Override
  public boolean wantsStored() {
    return false;
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return shown != null && shown.answer() instanceof Answer.Forecast forecast
        ? lastWord.again(assessment(now, shown, forecast))
        : Optional.empty();
  }
}
