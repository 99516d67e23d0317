package org.fieldbeacon.agent.hazard;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.HazardRule.SensorCondition;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.Persistence;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// What models see: begins when so many of the last answers of so many models count for it, and a
/// sensor agrees where one is named; ends when as many count against it. An answer about a bad
/// picture, and one that is unsure and low, counts for nothing, so that what cannot be seen is
/// never normal.
public final class ModelEvent implements HazardEvaluator {
  private final HazardRule.ModelEvent rule;
  private final Level level;
  private final Map<String, Voter> voters = new LinkedHashMap<>();
  private final Deque<Observation> votes = new ArrayDeque<>();
  private final LastWord lastWord = new LastWord();
  private @Nullable Observation sensed;
  private @Nullable ModelResult shown;
  private double score;
  private boolean hasVoted;
  private boolean isOn;

  private record Voter(ModelUse use, Persistence persistence) {}

  public ModelEvent(HazardRule.ModelEvent rule) {
    this.rule = rule;
    level = Level.valueOf(rule.level().name());
    for (ModelUse use : rule.models()) {
      voters.put(
          use.id(),
          new Voter(
              use,
              new Persistence(rule.of(), rule.atLeast(), rule.raiseAbove(), rule.clearBelow())));
    }
  }

  @Override
  public String ruleId() {
    return rule.id();
  }

  @Override
  public Set<PointId> points() {
    return rule.sensor().map(s -> Set.of(s.point())).orElse(Set.of());
  }

  @Override
  public Set<String> models() {
    return voters.keySet();
  }

  @Override
  public List<Assessment> onObservation(Observation flagged) {
    if (!flagged.quality().isUsable()) {
      return List.of();
    }
    sensed = flagged;
    return hasVoted ? judge(flagged.receivedTime()) : List.of();
  }

  @Override
  public List<Assessment> onResult(ModelResult result, Instant now) {
    Voter voter = voters.get(result.use());
    if (voter == null || !result.isCredible()) {
      return List.of();
    }
    List<Double> values = ModelWords.values(result.answer());
    if (values.isEmpty()) {
      return List.of();
    }
    double own = score(voter.use(), values);
    boolean isUnsure = result.answer() instanceof Answer.Choice c && !c.isSure();
    if (isUnsure && own < rule.raiseAbove()) {
      return List.of();
    }
    hasVoted = true;
    voter.persistence().add(own);
    vote(voter.use(), result, own);
    return judge(now);
  }

  private double score(ModelUse use, List<Double> values) {
    var labels = ModelWords.labels(use.card());
    double sum = 0;
    for (int i = 0; i < Math.min(labels.size(), values.size()); i++) {
      sum += rule.labels().contains(labels.get(i).id()) ? values.get(i) : 0;
    }
    return Math.clamp(sum, 0, 1);
  }

  private void vote(ModelUse use, ModelResult result, double own) {
    PointId point = use.point(rule.labels().getFirst());
    votes.addLast(
        Observation.of(point, own, Unit.ONE, result.at(), "model " + result.packageName()));
    while (votes.size() > Math.min(50, rule.of() * voters.size())) {
      votes.removeFirst();
    }
    if (own >= rule.raiseAbove() || shown == null || !isOn) {
      shown = result;
      score = own;
    }
  }

  private List<Assessment> judge(Instant now) {
    long seeing = voters.values().stream().filter(v -> v.persistence().isOn()).count();
    boolean isSeen = seeing >= rule.together();
    isOn = isOn ? isSeen && !isDenied(now) : isSeen && isConfirmed(now);
    return lastWord.say(assessment(now));
  }

  /// A sensor that has not spoken lately neither confirms nor denies.
  private boolean isConfirmed(Instant now) {
    return rule.sensor().isEmpty() || isFresh(now) && holds(rule.sensor().get());
  }

  private boolean isDenied(Instant now) {
    return rule.sensor().isPresent() && isFresh(now) && !holds(rule.sensor().get());
  }

  private boolean isFresh(Instant now) {
    return sensed != null
        && rule.sensor().isPresent()
        && !sensed.receivedTime().plus(rule.sensor().get().within()).isBefore(now);
  }

  private boolean holds(SensorCondition condition) {
    if (sensed == null) {
      return false;
    }
    double value = sensed.unit().convert(sensed.value(), condition.unit());
    return switch (condition.comparison()) {
      case ABOVE -> value > condition.limit();
      case BELOW -> value < condition.limit();
      case EQUALS -> value == condition.limit();
    };
  }

  @Override
  public boolean wantsStored() {
    return false;
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return shown == null ? Optional.empty() : lastWord.again(assessment(now));
  }

  private Assessment assessment(Instant now) {
    return new Assessment(
        rule.id(),
        HazardKind.of(rule.hazard()),
        rule.point(),
        isOn ? level : Level.NONE,
        now,
        true,
        isOn ? score : 1 - score,
        headline(),
        new Assessment.Evidence(summary(), thresholds(), Unit.ONE, readings(), word()));
  }

  private Optional<ModelWord> word() {
    return Optional.ofNullable(shown).map(s -> ModelWords.of(rule.models().getFirst().card(), s));
  }

  private Text headline() {
    Text state = isOn ? Words.colour(level) : Words.colour(Level.NONE);
    return new Text(
        rule.title().zh() + "（" + state.zh() + "）", rule.title().en() + " (" + state.en() + ")");
  }

  private Text summary() {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    voters.forEach(
        (_, voter) -> {
          int high = voter.persistence().high();
          zh.add(
              Words.format(
                  "%s最近 %d 次中 %d 次达到 %.2f",
                  voter.use().title().zh(), rule.of(), high, rule.raiseAbove()));
          en.add(
              Words.format(
                  "%s: %d of the last %d at %.2f or more",
                  voter.use().title().en(), high, rule.of(), rule.raiseAbove()));
        });
    Observation value = sensed;
    if (rule.sensor().isPresent() && value != null) {
      String reading = Words.format("%.2f %s", value.value(), value.unit().ucum());
      zh.add(value.point() + " " + reading);
      en.add(value.point() + " " + reading);
    }
    return new Text(String.join("；", zh), String.join("; ", en));
  }

  private Map<String, Double> thresholds() {
    Map<String, Double> limits = new LinkedHashMap<>();
    limits.put("raise-above", rule.raiseAbove());
    limits.put("clear-below", rule.clearBelow());
    limits.put("at-least", (double) rule.atLeast());
    limits.put("of", (double) rule.of());
    limits.put("together", (double) rule.together());
    rule.sensor().ifPresent(s -> limits.put("sensor-limit", s.limit()));
    return limits;
  }

  /// The votes, and what the sensor said.
  private List<Observation> readings() {
    List<Observation> all = new ArrayList<>(votes);
    if (sensed != null) {
      all.add(sensed);
    }
    return all;
  }
}
