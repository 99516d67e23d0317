package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.feature.RollingSum;
import org.fieldbeacon.agent.feature.RollingSum.Sum;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// The rainstorm signal by the rain that has fallen: blue from 50 mm in 12 h, yellow from 50 mm in
/// 6 h, orange from 50 mm in 3 h, red from 100 mm in 3 h (气象灾害预警信号发布与传播办法, China Meteorological
/// Administration order 16, 2007, annex; the part of each signal that is observed, not forecast).
///
/// A sum over a window that was only partly watched is a lower bound: it can raise the level but
/// never lower it. Suspect readings are summed on a copy that the next trusted reading throws away.
/// A level falls with time, so this rule asks to be called every minute while there is one.
public final class Rainstorm implements HazardEvaluator {
  /// What signals what.
  ///
  /// @param mm rain over `window` from which `level` holds
  public record Step(Level level, Duration window, double mm) {}

  /// The official signals.
  public static final List<Step> OFFICIAL =
      List.of(
          new Step(Level.RED, Duration.ofHours(3), 100),
          new Step(Level.ORANGE, Duration.ofHours(3), 50),
          new Step(Level.YELLOW, Duration.ofHours(6), 50),
          new Step(Level.BLUE, Duration.ofHours(12), 50));

  private static final List<Duration> SHOWN =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(3),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofHours(24));
  private static final Duration TICK = Duration.ofMinutes(1);

  private final Params params;
  private final Readings readings = new Readings(Duration.ofHours(24));
  private final LastWord lastWord = new LastWord();
  private RollingSum trusted;
  private @Nullable RollingSum withSuspect;
  private Level trustedLevel = Level.NONE;
  private boolean isKnown;
  private Instant trustedAt = Instant.MIN;
  private Instant judgedAt = Instant.MIN;

  /// @param place the gauge's name for people
  /// @param gauge what its readings mean
  /// @param steps the signals, worst first
  /// @param minCoverage 0..1, the part of a window that must have been watched to lower the level
  /// @param hysteresisMm how far a sum must fall below its limit to leave it
  public record Params(
      String ruleId,
      PointId point,
      Text place,
      RollingSum.Gauge gauge,
      List<Step> steps,
      double minCoverage,
      double hysteresisMm) {
    public Params {
      steps = List.copyOf(steps);
      if (!(minCoverage > 0 && minCoverage <= 1)) {
        throw new IllegalArgumentException(
            ruleId + ": min coverage: got " + minCoverage + ", wanted above 0, 1 at most");
      }
      for (Step step : steps) {
        if (step.window().compareTo(gauge.longest()) > 0) {
          throw new IllegalArgumentException(
              ruleId
                  + ": window: got "
                  + step.window()
                  + ", wanted "
                  + gauge.longest()
                  + " or less");
        }
      }
    }
  }

  public Rainstorm(Params params) {
    this.params = params;
    trusted = new RollingSum(params.gauge());
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
    if (!flagged.quality().isUsable() || !flagged.unit().convertsTo(Unit.MILLIMETRE)) {
      return List.of();
    }
    double mm = flagged.unit().convert(flagged.value(), Unit.MILLIMETRE);
    if (flagged.quality().isTrusted()) {
      if (at.isBefore(trustedAt)) {
        startAgain();
      }
      trustedAt = at;
      trusted.add(at, mm);
      withSuspect = null;
    } else {
      RollingSum tried = withSuspect == null ? trusted.copy() : withSuspect;
      tried.add(at, mm);
      withSuspect = tried;
    }
    return judge(at);
  }

  @Override
  public List<Assessment> onTime(Instant now) {
    return judge(now);
  }

  @Override
  public void onClockSet(Instant now) {
    startAgain();
    trustedAt = trustedAt.isAfter(now) ? now : trustedAt;
  }

  @Override
  public Instant nextDeadline() {
    return lastWord.level() == Level.NONE ? Instant.MAX : judgedAt.plus(TICK);
  }

  /// The clock was set, or a trusted reading comes from before the last one, which is the same,
  /// since quality holds back stray ones. The sums begin anew; the level stands until enough is
  /// watched again.
  private void startAgain() {
    trusted = new RollingSum(params.gauge());
    judgedAt = Instant.MIN;
  }

  private List<Assessment> judge(Instant at) {
    if (at.isBefore(judgedAt)) {
      return List.of();
    }
    judgedAt = at;
    raise(at);
    lower(at);
    Assessment said = assessment(at);
    return said.level() == Level.NONE && !isKnown ? List.of() : lastWord.say(said);
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return lastWord.again(assessment(now));
  }

  private Assessment assessment(Instant at) {
    Level level = trustedLevel;
    RollingSum sums = trusted;
    if (withSuspect != null && reached(withSuspect, at).isWorseThan(level)) {
      level = reached(withSuspect, at);
      sums = withSuspect;
    }
    boolean isTrusted = level == trustedLevel;
    return new Assessment(
        params.ruleId(),
        HazardKind.RAINSTORM,
        params.point(),
        level,
        at,
        isTrusted,
        isTrusted ? 1 : 0.5,
        headline(level),
        new Assessment.Evidence(summary(sums, at), thresholds(), Unit.MILLIMETRE, readings.list()));
  }

  private void raise(Instant at) {
    Level reached = reached(trusted, at);
    trustedLevel = reached.isWorseThan(trustedLevel) ? reached : trustedLevel;
  }

  /// Down to the worst level that still holds, or whose window was not watched enough to tell.
  private void lower(Instant at) {
    Level holds = Level.NONE;
    boolean allWatched = true;
    for (Step step : params.steps()) {
      Sum sum = trusted.over(step.window(), at);
      boolean watched = sum.coverage() >= params.minCoverage();
      allWatched &= watched;
      boolean holding = sum.amount() >= step.mm() - params.hysteresisMm();
      if (!step.level().isWorseThan(trustedLevel)
          && (holding || !watched)
          && step.level().isWorseThan(holds)) {
        holds = step.level();
      }
    }
    isKnown |= allWatched;
    trustedLevel = holds;
  }

  private Level reached(RollingSum sums, Instant at) {
    Level worst = Level.NONE;
    for (Step step : params.steps()) {
      if (step.level().isWorseThan(worst) && sums.over(step.window(), at).amount() >= step.mm()) {
        worst = step.level();
      }
    }
    return worst;
  }

  private Text headline(Level level) {
    Text name = Words.colour(level);
    return level == Level.NONE
        ? new Text(params.place().zh() + "雨量正常", params.place().en() + ": rain normal")
        : new Text(
            params.place().zh() + "暴雨（" + name.zh() + "）",
            params.place().en() + ": rainstorm (" + name.en() + ")");
  }

  /// 雨量 1 h 20.0 mm，3 h 52.0 mm（资料完整率 85%）, ...
  private Text summary(RollingSum sums, Instant at) {
    List<String> zh = new ArrayList<>();
    List<String> en = new ArrayList<>();
    for (Duration window : SHOWN) {
      if (window.compareTo(params.gauge().longest()) > 0) {
        continue;
      }
      Sum sum = sums.over(window, at);
      String figures = Words.format("%d h %.1f mm", window.toHours(), sum.amount());
      boolean partly = sum.coverage() < params.minCoverage();
      int percent = (int) Math.floor(sum.coverage() * 100);
      zh.add(figures + (partly ? "（资料完整率 " + percent + "%）" : ""));
      en.add(figures + (partly ? " (" + percent + " % watched)" : ""));
    }
    return new Text("雨量 " + String.join("，", zh), "Rain " + String.join(", ", en));
  }

  private Map<String, Double> thresholds() {
    Map<String, Double> limits = new LinkedHashMap<>();
    for (Step step : params.steps()) {
      String name = Words.colour(step.level()).en() + "-" + step.window().toHours() + "h";
      limits.put(name, step.mm());
    }
    return limits;
  }
}
