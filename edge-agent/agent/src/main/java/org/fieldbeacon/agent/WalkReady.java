package org.fieldbeacon.agent;

import java.time.Duration;
import java.util.Optional;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.alarm.Alarm;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;

/// Whether the real thing would warn now. A walk test injects its own readings past a rule of its
/// own, so that it would pass while the gauge is dead or the rule is silenced: this is what keeps
/// it from that. Any thread.
final class WalkReady {
  private static final Duration LEAST_FRESH = Duration.ofSeconds(30);
  private static final int POLLS = 3;

  private WalkReady() {}

  /// Why the rule would stay silent whatever the river does; empty when it would not.
  static Optional<Text> unfit(Gateway gateway, HazardRule rule) {
    if (rule.asksModels()) {
      return Optional.of(
          new Text(
              "此规则由模型判断：走测注入的是读数，而模型看的是图像或整窗数据；请在镜头前出示样图，输出可在“输出”页逐个试动",
              "this rule asks a model, and a walk test injects readings: show the camera a picture"
                  + " of what it watches for; outputs can be tried one by one under Outputs"));
    }
    return silenced(gateway, rule).or(() -> deaf(gateway, rule)).or(() -> stale(gateway, rule));
  }

  private static Optional<Text> silenced(Gateway gateway, HazardRule rule) {
    return gateway.alarms().stream()
        .filter(a -> a.ruleId().equals(rule.id()))
        .map(AlarmRecord::life)
        .filter(life -> !life.isAnnunciated())
        .map(WalkReady::silence)
        .findFirst();
  }

  private static Text silence(Alarm life) {
    return life.outOfService()
        .map(why -> new Text("规则已停用(" + why + "),真的超限也不会告警", "the rule is out of service: " + why))
        .or(
            () ->
                life.shelving()
                    .map(
                        s ->
                            new Text(
                                "规则已被 " + s.by() + " 搁置,真的超限也不会告警",
                                "the rule is shelved by " + s.by())))
        .orElseGet(
            () -> new Text("规则正被另一条告警抑制,真的超限也不会告警", "the rule is suppressed by another alarm"));
  }

  private static Optional<Text> deaf(Gateway gateway, HazardRule rule) {
    String name = rule.point().device();
    if (gateway.site().devices().stream()
        .anyMatch(d -> d.device().name().equals(name) && !d.enabled())) {
      return Optional.of(new Text("设备 " + name + " 已停用", "device " + name + " is disabled"));
    }
    if (gateway.board().answers(name)) {
      return Optional.empty();
    }
    String detail =
        gateway.board().all().stream()
            .filter(s -> s.device().equals(name) && !s.detail().isEmpty())
            .map(DeviceStatus::detail)
            .findFirst()
            .map(d -> ": " + d)
            .orElse("");
    return Optional.of(
        new Text("设备 " + name + " 没有应答" + detail, "device " + name + " does not answer" + detail));
  }

  private static Optional<Text> stale(Gateway gateway, HazardRule rule) {
    Optional<Observation> last = gateway.log().latest(rule.point());
    if (last.isEmpty()) {
      return Optional.of(
          new Text(
              "测点 " + rule.point() + " 还没有读数", "point " + rule.point() + " has no reading yet"));
    }
    if (!last.get().quality().isUsable()) {
      Text flag = WalkWords.flag(last.get().quality());
      String detail = last.get().detail().isEmpty() ? "" : ": " + last.get().detail();
      return Optional.of(
          new Text(
              "测点 " + rule.point() + " 现在的读数" + flag.zh() + detail,
              "the present reading of " + rule.point() + " is flagged " + flag.en() + detail));
    }
    Duration age = Duration.between(last.get().receivedTime(), gateway.moment().now());
    return freshFor(gateway, rule)
        .filter(limit -> age.compareTo(limit) > 0)
        .map(
            limit ->
                new Text(
                    "测点 "
                        + rule.point()
                        + " 的读数已有 "
                        + age.toSeconds()
                        + " 秒,应在 "
                        + limit.toSeconds()
                        + " 秒以内",
                    "the reading of "
                        + rule.point()
                        + " is "
                        + Words.span(age)
                        + " old, wanted "
                        + Words.span(limit)
                        + " at most"));
  }

  /// How old a reading may be: three polls where it is asked for; else what the site says of its
  /// credibility; else its driver alone knows.
  private static Optional<Duration> freshFor(Gateway gateway, HazardRule rule) {
    Optional<Duration> polls =
        gateway.links().stream()
            .filter(LinkRunner::isPolling)
            .flatMap(link -> link.device(rule.point().device()).stream())
            .map(d -> d.pollInterval().multipliedBy(POLLS))
            .map(d -> d.compareTo(LEAST_FRESH) < 0 ? LEAST_FRESH : d)
            .findFirst();
    return polls.or(
        () ->
            gateway.site().rules().stream()
                .filter(r -> r.point().equals(rule.point()))
                .filter(HazardRule.Credibility.class::isInstance)
                .map(HazardRule.Credibility.class::cast)
                .map(HazardRule.Credibility::staleAfter)
                .findFirst());
  }

  static Optional<SiteDevice> device(Gateway gateway, HazardRule rule) {
    return gateway.site().devices().stream()
        .filter(d -> d.device().name().equals(rule.point().device()))
        .findFirst();
  }
}
