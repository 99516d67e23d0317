package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.inference.Sight;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// Whether a camera can be believed: a fault when so many pictures in a row were bad, or when none
/// has been looked at for a while; one good picture takes it back.
public final class CameraCredibility implements HazardEvaluator {
  private final HazardRule.CameraCredibility rule;
  private final LastWord lastWord = new LastWord();
  private Instant heardAt;
  private Instant judgedAt;
  private Sight sight = Sight.GOOD;
  private int bad;
  private boolean isStale;
  private boolean isFault;

  /// @param start when the watch begins
  public CameraCredibility(HazardRule.CameraCredibility rule, Instant start) {
    this.rule = rule;
    heardAt = start;
    judgedAt = start;
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
    heardAt = now;
    isStale = false;
    bad = result.sight() == Sight.GOOD ? 0 : bad + 1;
    if (bad == 0) {
      sight = Sight.GOOD;
      isFault = false;
    } else if (bad >= rule.failAfter()) {
      sight = isFault && sight != Sight.GOOD ? sight : result.sight();
      isFault = true;
    }
    boolean isUnknown = !isFault && bad > 0;
    return isUnknown ? List.of() : judge(now);
  }

  @Override
  public List<Assessment> onTime(Instant now) {
    heardAt = heardAt.isAfter(now) ? now : heardAt;
    boolean wasStale = isStale;
    isStale = !deadline().isAfter(now);
    isFault |= isStale;
    judgedAt = now;
    return isStale && !wasStale ? judge(now) : List.of();
  }

  @Override
  public void onClockSet(Instant now) {
    heardAt = now;
    judgedAt = now;
  }

  private List<Assessment> judge(Instant now) {
    judgedAt = now;
    return lastWord.say(assessment(now));
  }

  private Instant deadline() {
    return heardAt.plus(rule.staleAfter());
  }

  @Override
  public Instant nextDeadline() {
    return deadline().isAfter(judgedAt) ? deadline() : Instant.MAX;
  }

  @Override
  public boolean wantsStored() {
    return false;
  }

  @Override
  public Optional<Assessment> present(Instant now) {
    return lastWord.again(assessment(now));
  }

  private Assessment assessment(Instant now) {
    return new Assessment(
        rule.id(),
        HazardKind.SENSOR_FAULT,
        rule.point(),
        isFault ? Level.NOTICE : Level.NONE,
        now,
        true,
        1,
        headline(),
        new Assessment.Evidence(
            summary(now),
            Map.of("stale-after", (double) rule.staleAfter().toSeconds()),
            Unit.SECOND,
            List.of()));
  }

  private Text headline() {
    Text what = isFault && isStale ? new Text("无图像", "no picture") : word(sight);
    return new Text(rule.title().zh() + "：" + what.zh(), rule.title().en() + ": " + what.en());
  }

  private static Text word(Sight sight) {
    return switch (sight) {
      case GOOD -> new Text("摄像机正常", "camera works");
      case BROKEN -> new Text("图像损坏", "pictures are broken");
      case DARK -> new Text("画面过暗", "too dark");
      case COVERED -> new Text("镜头被遮挡", "covered");
      case FROZEN -> new Text("画面冻结", "frozen");
      case BLURRED -> new Text("画面模糊", "blurred");
    };
  }

  private Text summary(Instant now) {
    String silent = Words.span(Duration.between(heardAt, now));
    return isStale
        ? new Text("已 " + silent + " 无图像", "No picture for " + silent)
        : new Text("连续 " + bad + " 幅图像不可用", bad + " unusable pictures in a row");
  }
}
