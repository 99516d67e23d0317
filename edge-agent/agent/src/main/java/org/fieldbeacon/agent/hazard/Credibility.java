package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// Whether a detector can be believed: a sensor fault when no usable value has come for a while, or
/// when its values have been missing or failed quality without a break for a while. Only a value
/// that passed takes it back; a suspect one keeps a silent detector from being called so, no more.
///
/// A value counts from when it held or when it came, whichever is earlier: an old one sent again is
/// no sign of life.
public final class Credibility implements HazardEvaluator {
  private final Params params;
  private final Readings readings = new Readings(Duration.ofDays(1));
  private final LastWord lastWord = new LastWord();
  private Instant usableAt;
  private Instant judgedAt;
  private @Nullable Instant failingSince;
  private boolean isGood;
  private boolean isSilent;
  private Fault fault = Fault.NONE;

  private enum Fault {
    NONE,
    STALE,
    FAILING
  }

  /// @param place the detector's name for people
  /// @param staleAfter no usable value for this long is a fault
  /// @param failingFor nothing but missing values and ones that fail quality, one after the other
  ///   for this long, is a fault
  /// @param level of the fault; NOTICE unless the site says otherwise
  public record Params(
      String ruleId,
      PointId point,
      Text place,
      Duration staleAfter,
      Duration failingFor,
      Level level) {
    public Params {
      if (!staleAfter.isPositive() || !failingFor.isPositive()) {
        throw new IllegalArgumentException(
            ruleId
                + ": got stale after "
                + staleAfter
                + ", failing for "
                + failingFor
                + ", wanted both above zero");
      }
      if (level == Level.NONE) {
        throw new IllegalArgumentException(ruleId + ": level: got NONE, wanted NOTICE or worse");
      }
    }
  }

  /// @param start when the watch begins: a detector never heard is stale from here
  public Credibility(Params params, Instant start) {
    this.params = params;
    usableAt = start;
    judgedAt = start;
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
    Instant at = earlier(flagged.phenomenonTime(), flagged.receivedTime());
    if (flagged.quality().isUsable()) {
      boolean setBack = flagged.receivedTime().isBefore(usableAt);
      usableAt = setBack || at.isAfter(usableAt) ? at : usableAt;
      failingSince = null;
    } else if (failingSince == null) {
      failingSince = flagged.receivedTime();
    }
    isSilent = flagged.isMissing();
    isGood = flagged.quality().isTrusted();
    return judge(flagged.receivedTime());
  }

  /// The time that the gateway itself was away says nothing of the detector.
  @Override
  public boolean wantsStored() {
    return false;
  }

  @Override
  public List<Assessment> onTime(Instant now) {
    usableAt = earlier(usableAt, now);
    return judge(now);
  }

  /// Silence is counted from here: nobody knows by which clock the last reading was heard.
  @Override
  public void onClockSet(Instant now) {
    usableAt = now;
    failingSince = failingSince == null ? null : now;
    judgedAt = now;
  }

  @Override
  public Instant nextDeadline() {
    return earlier(ahead(staleDeadline()), ahead(failingDeadline()));
  }

  private Instant ahead(Instant deadline) {
    return deadline.isAfter(judgedAt) ? deadline : Instant.MAX;
  }

  private List<Assessment> judge(Instant now) {
    judgedAt = now;
    if (!failingDeadline().isAfter(now)) {
      fault = isSilent ? Fault.STALE : Fault.FAILING;
    } else if (!staleDeadline().isAfter(now)) {
      fault = Fault.STALE;
    } else if (isGood) {
      fault = Fault.NONE;
    }
    if (fault == Fault.NONE && !isGood && lastWord.isUnspoken()) {
      return List.of();
    }
    return lastWord.say(assessment(now));
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return lastWord.again(assessment(now));
  }

  private Assessment assessment(Instant now) {
    return new Assessment(
        params.ruleId(),
        HazardKind.SENSOR_FAULT,
        params.point(),
        fault == Fault.NONE ? Level.NONE : params.level(),
        now,
        true,
        1,
        headline(),
        new Assessment.Evidence(summary(now), thresholds(), Unit.SECOND, readings.list()));
  }

  private Instant staleDeadline() {
    return usableAt.plus(params.staleAfter());
  }

  private Instant failingDeadline() {
    return failingSince == null ? Instant.MAX : failingSince.plus(params.failingFor());
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  private Text headline() {
    String zh = params.place().zh();
    String en = params.place().en();
    return switch (fault) {
      case NONE -> new Text(zh + "传感器正常", en + ": sensor works");
      case STALE -> new Text(zh + "传感器无有效数据", en + ": no usable data from the sensor");
      case FAILING -> new Text(zh + "传感器数据质量不合格", en + ": the sensor's data fail quality");
    };
  }

  private Text summary(Instant now) {
    String silence = Words.span(Duration.between(usableAt, now));
    return switch (fault) {
      case NONE -> new Text("数据有效", "The data are usable");
      case STALE -> new Text("已 " + silence + " 无有效数据", "No usable value for " + silence);
      case FAILING -> {
        String failing =
            Words.span(Duration.between(failingSince == null ? now : failingSince, now));
        yield new Text(
            "数据质量不合格已 " + failing + "，" + silence + " 无有效数据",
            "Values have failed quality for " + failing + ", none usable for " + silence);
      }
    };
  }

  private Map<String, Double> thresholds() {
    return Map.of(
        "stale-after", (double) params.staleAfter().toSeconds(),
        "failing-for", (double) params.failingFor().toSeconds());
  }
}
