package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.fieldbeacon.agent.feature.RateOfRise;
import org.fieldbeacon.agent.feature.TimeToThreshold;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// The flood signal of a river by its stage: blue near the warning stage, yellow from the warning
/// stage 警戒水位, orange from the guarantee stage 保证水位, red from the historic highest 历史最高水位
/// (水情预警发布管理办法, Ministry of Water Resources 2013, annex); a notice when it rises fast.
///
/// How it is designed, and why: two [Ladder]s climb the same limits. `trusted` hears the readings
/// that passed quality, with both delays. `seen` also hears the suspect ones, and comes down as
/// soon as a trusted reading says so. The level is the higher of both, trusted when `trusted` is up
/// there: so a flash flood that looks like a spike warns at once, and one wild reading is taken
/// back by the next good one. Delays run on phenomenon time.
public final class RiverLevel implements HazardEvaluator {
  private static final double MIN_RATE_TO_FORECAST = 0.01;
  private static final double RISE_ENDS_AT = 0.8;

  private final Params params;
  private final Ladder trusted;
  private final Ladder seen;
  private RateOfRise rise;
  private final Readings readings;
  private final LastWord lastWord = new LastWord();
  private boolean heardTrusted;
  private boolean risesFast;
  private OptionalDouble perHour = OptionalDouble.empty();
  private @Nullable Instant trustedAt;
  private @Nullable Instant seenAt;
  private double value = Double.NaN;

  /// Limits are in `unit`, and come from the local authority.
  ///
  /// @param place the station's name for people
  /// @param warning 警戒水位
  /// @param guarantee 保证水位, above warning; empty when there is none
  /// @param historicHighest 历史最高水位, above both; empty when it is not known
  /// @param nearWarning how far below the warning stage is near it; 0 for no blue level
  /// @param hysteresis how far below a limit the stage must fall to leave it; 0 or more
  /// @param onDelay how long a limit must be reached; zero for at once
  /// @param offDelay how long the stage must stay below; zero for at once
  /// @param risePerHour a rise that earns a notice; empty for none
  /// @param riseWindow over which the rise is taken
  public record Params(
      String ruleId,
      PointId point,
      Text place,
      Unit unit,
      double warning,
      OptionalDouble guarantee,
      OptionalDouble historicHighest,
      double nearWarning,
      double hysteresis,
      Duration onDelay,
      Duration offDelay,
      OptionalDouble risePerHour,
      Duration riseWindow) {
    public Params {
      if (guarantee.isPresent() && !(guarantee.getAsDouble() > warning)) {
        throw wrong(ruleId, "guarantee", guarantee.getAsDouble(), "above warning " + warning);
      }
      double below = guarantee.orElse(warning);
      if (historicHighest.isPresent() && !(historicHighest.getAsDouble() > below)) {
        throw wrong(ruleId, "historic highest", historicHighest.getAsDouble(), "above " + below);
      }
      if (!(nearWarning >= 0)) {
        throw wrong(ruleId, "near warning", nearWarning, "0 or more");
      }
      if (!(hysteresis >= 0)) {
        throw wrong(ruleId, "hysteresis", hysteresis, "0 or more");
      }
    }

    private static IllegalArgumentException wrong(
        String rule, String what, double got, String wanted) {
      return new IllegalArgumentException(
          rule + ": " + what + ": got " + got + ", wanted " + wanted);
    }

    private Map<Level, Double> limits() {
      Map<Level, Double> limits = new EnumMap<>(Level.class);
      if (nearWarning > 0) {
        limits.put(Level.BLUE, warning - nearWarning);
      }
      limits.put(Level.YELLOW, warning);
      guarantee.ifPresent(l -> limits.put(Level.ORANGE, l));
      historicHighest.ifPresent(l -> limits.put(Level.RED, l));
      return limits;
    }
  }

  public RiverLevel(Params params) {
    this.params = params;
    trusted = new Ladder(params.limits(), params.hysteresis(), params.onDelay(), params.offDelay());
    seen = new Ladder(params.limits(), params.hysteresis(), params.onDelay(), Duration.ZERO);
    rise = new RateOfRise(params.riseWindow());
    readings = new Readings(params.riseWindow());
  }

  @Override
  public String ruleId() {
    return params.ruleId();
  }

  @Override
  public Set<PointId> points() {
    return Set.of(params.point());
  }

  @Override
  public List<Assessment> onObservation(Observation flagged) {
    readings.add(flagged);
    Instant at = flagged.phenomenonTime();
    if (!flagged.quality().isUsable() || !flagged.unit().convertsTo(params.unit())) {
      return List.of();
    }
    double stage = flagged.unit().convert(flagged.value(), params.unit());
    if (flagged.quality().isTrusted()) {
      if (trustedAt != null && at.isBefore(trustedAt)) {
        startAgain();
      }
      hearTrusted(at, stage);
    } else {
      if (seenAt != null && at.isBefore(seenAt)) {
        return List.of();
      }
      seen.updateUpwards(at, stage);
    }
    seenAt = at;
    value = stage;
    return speak(at);
  }

  @Override
  public List<Assessment> onTime(Instant now) {
    if (seenAt == null) {
      return List.of();
    }
    trusted.raise(now);
    seen.raise(now);
    return speak(now);
  }

  @Override
  public void onClockSet(Instant now) {
    startAgain();
    trustedAt = earlier(trustedAt, now);
    seenAt = earlier(seenAt, now);
  }

  private static @Nullable Instant earlier(@Nullable Instant at, Instant now) {
    return at != null && at.isAfter(now) ? now : at;
  }

  @Override
  public Instant nextDeadline() {
    Instant first = trusted.deadline();
    return first.isBefore(seen.deadline()) ? first : seen.deadline();
  }

  /// The clock was set, or a trusted reading comes from before the last one, which is the same,
  /// since quality holds back stray ones. The level stands; the delays and the rise begin anew.
  private void startAgain() {
    trusted.restartDelays();
    seen.restartDelays();
    rise = new RateOfRise(params.riseWindow());
  }

  private void hearTrusted(Instant at, double stage) {
    heardTrusted = true;
    trustedAt = at;
    trusted.update(at, stage);
    seen.update(at, stage);
    rise.add(at, stage);
    perHour = rise.perHour(at);
    if (params.risePerHour().isPresent() && perHour.isPresent()) {
      double limit = params.risePerHour().getAsDouble() * (risesFast ? RISE_ENDS_AT : 1);
      risesFast = perHour.getAsDouble() >= limit;
    }
  }

  /// NONE is said only of a river that a trusted reading showed to be normal.
  private List<Assessment> speak(Instant at) {
    Assessment now = assessment(at);
    boolean settled = heardTrusted && !seen.isPending() && !trusted.isPending();
    return now.level() == Level.NONE && lastWord.isUnspoken() && !settled
        ? List.of()
        : lastWord.say(now);
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return lastWord.again(assessment(now));
  }

  private Assessment assessment(Instant at) {
    Level level = worse(trusted.level(), seen.level());
    boolean isTrusted = level == trusted.level();
    if (risesFast) {
      level = worse(level, Level.NOTICE);
      isTrusted |= level == Level.NOTICE;
    }
    return new Assessment(
        params.ruleId(),
        HazardKind.RIVER_LEVEL,
        params.point(),
        level,
        at,
        isTrusted,
        isTrusted ? 1 : 0.5,
        headline(level),
        new Assessment.Evidence(summary(), thresholds(), params.unit(), readings.list()));
  }

  private static Level worse(Level a, Level b) {
    return a.isWorseThan(b) ? a : b;
  }

  private Text headline(Level level) {
    Text said =
        switch (level) {
          case NONE -> new Text("水位正常", "water level normal");
          case NOTICE -> new Text("水位快速上涨", "water rising fast");
          case BLUE -> new Text("水位接近警戒水位", "water level near the warning stage");
          case YELLOW -> new Text("水位超警戒水位", "water level at or above the warning stage");
          case ORANGE -> new Text("水位超保证水位", "water level at or above the guarantee stage");
          case RED -> new Text("水位超历史最高水位", "water level at or above the historic highest");
        };
    boolean colour = level.isWorseThan(Level.NOTICE);
    boolean fast = colour && risesFast;
    Text name = Words.colour(level);
    return new Text(
        params.place().zh()
            + said.zh()
            + (fast ? "，快速上涨" : "")
            + (colour ? "（" + name.zh() + "）" : ""),
        params.place().en()
            + ": "
            + said.en()
            + (fast ? ", rising fast" : "")
            + (colour ? " (" + name.en() + ")" : ""));
  }

  /// 水位 105.32 m，超警戒水位 0.32 m，涨率 0.45 m/h，预计 2.1 h 后达保证水位.
  private Text summary() {
    String unit = params.unit().ucum();
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    zh.add(Words.format("水位 %.2f %s", value, unit));
    en.add(Words.format("Stage %.2f %s", value, unit));
    Mark reached = null;
    Mark next = null;
    for (Mark mark : marks()) {
      if (value >= mark.stage()) {
        reached = mark;
      } else if (next == null) {
        next = mark;
      }
    }
    if (reached != null) {
      zh.add(Words.format("超%s %.2f %s", reached.name().zh(), value - reached.stage(), unit));
      en.add(
          Words.format("%.2f %s above the %s", value - reached.stage(), unit, reached.name().en()));
    } else if (next != null) {
      zh.add(Words.format("距%s %.2f %s", next.name().zh(), next.stage() - value, unit));
      en.add(Words.format("%.2f %s below the %s", next.stage() - value, unit, next.name().en()));
    }
    if (perHour.isPresent()) {
      double rate = perHour.getAsDouble();
      zh.add(Words.format("%s %.2f %s/h", rate < 0 ? "落率" : "涨率", Math.abs(rate), unit));
      en.add(Words.format("%s %.2f %s/h", rate < 0 ? "falling" : "rising", Math.abs(rate), unit));
      forecast(next, rate)
          .ifPresent(
              f -> {
                zh.add(f.zh());
                en.add(f.en());
              });
    }
    return new Text(String.join("，", zh), String.join(", ", en));
  }

  private Optional<Text> forecast(@Nullable Mark next, double rate) {
    if (next == null || rate < MIN_RATE_TO_FORECAST) {
      return Optional.empty();
    }
    return TimeToThreshold.rising(value, rate, next.stage())
        .map(Words::span)
        .map(
            s ->
                new Text(
                    "预计 " + s + " 后达" + next.name().zh(), next.name().en() + " expected in " + s));
  }

  private record Mark(Text name, double stage) {}

  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    marks.add(new Mark(new Text("警戒水位", "warning stage"), params.warning()));
    params.guarantee().ifPresent(s -> marks.add(new Mark(new Text("保证水位", "guarantee stage"), s)));
    params
        .historicHighest()
        .ifPresent(s -> marks.add(new Mark(new Text("历史最高水位", "historic highest"), s)));
    return marks;
  }

  private Map<String, Double> thresholds() {
    Map<String, Double> limits = new LinkedHashMap<>();
    if (params.nearWarning() > 0) {
      limits.put("near-warning", params.warning() - params.nearWarning());
    }
    limits.put("warning", params.warning());
    params.guarantee().ifPresent(l -> limits.put("guarantee", l));
    params.historicHighest().ifPresent(l -> limits.put("historic-highest", l));
    limits.put("hysteresis", params.hysteresis());
    params.risePerHour().ifPresent(l -> limits.put("rise-per-hour", l));
    return limits;
  }
}
