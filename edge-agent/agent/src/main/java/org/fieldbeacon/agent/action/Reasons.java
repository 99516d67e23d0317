package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;

/// Why something happened to an output, in both languages of the house.
final class Reasons {
  private Reasons() {}

  static Text trigger(Trigger trigger) {
    Text colour = Words.colour(trigger.level());
    return new Text(
        "规则 " + trigger.rule() + " 报警，级别" + colour.zh(),
        "the alarm of rule " + trigger.rule() + " calls, level " + colour.en());
  }

  static Text noTrigger() {
    return new Text("没有触发它的报警", "no alarm calls for it");
  }

  static Text unspoken(Trigger trigger) {
    return new Text(
        "规则 " + trigger.rule() + " 尚无可信判断，保持失效安全状态",
        "rule " + trigger.rule() + " has not judged yet: the fail-safe state stands");
  }

  static Text deadMan(Duration deadMan) {
    return new Text(
        "已开启 " + deadMan + "，其间报警未更新", "on for " + deadMan + " without a renewed alarm");
  }

  static Text doubtful() {
    return new Text(
        "读数可疑，未自动接通，请人工判断",
        "the readings are doubtful: not switched on by itself, a person must judge");
  }

  static Text silenced() {
    return new Text("报警已静默，不接通", "the alarm is silenced: not switched on");
  }

  static Text started() {
    return new Text("网关启动", "the gateway starts");
  }

  static Text stopped() {
    return new Text("网关停止", "the gateway stops");
  }

  static Text interlockHolds(Interlock interlock) {
    String limit = interlock.limit() + " " + interlock.unit().ucum();
    return switch (interlock.comparison()) {
      case BELOW -> interlock(interlock.point(), "低于 " + limit, "below " + limit);
      case ABOVE -> interlock(interlock.point(), "高于 " + limit, "above " + limit);
      case EQUALS -> interlock(interlock.point(), "等于 " + limit, "equal to " + limit);
    };
  }

  static Text interlockUnknown(PointId point) {
    return interlock(point, "没有可信的当前读数", "without a trusted present reading");
  }

  static Text interlocksClear() {
    return new Text("联锁已解除", "no interlock forbids it");
  }

  static Text failed(WriteResult result) {
    return switch (result) {
      case WriteResult.Done() -> new Text("已写入", "written");
      case WriteResult.Refused(String why) -> new Text("写入被拒绝：" + why, "refused: " + why);
      case WriteResult.TimedOut(String why) -> new Text("写入无应答：" + why, "not answered: " + why);
    };
  }

  static Text written() {
    return new Text("写入恢复正常", "the device takes writes again");
  }

  static Text shows(PointId point, boolean on) {
    return new Text(
        "回读 " + point + (on ? " 为开" : " 为关"), "read-back " + point + " shows " + state(on).en());
  }

  static Text doesNotShow(PointId point, boolean on) {
    return new Text(
        "回读 " + point + (on ? " 未显示开" : " 未显示关"),
        "read-back " + point + " does not show " + state(on).en());
  }

  static Text silent(PointId point) {
    return new Text("回读 " + point + " 没有可信读数", "read-back " + point + " gives no trusted reading");
  }

  static Text person(String by, boolean on, Instant until) {
    return new Text(
        by + " 手动" + state(on).zh() + "，至 " + until,
        by + " holds it " + state(on).en() + " until " + until);
  }

  static Text auto(String by) {
    return new Text(by + " 恢复自动", by + " gives it back to its triggers");
  }

  static Text overrideOver(String by) {
    return new Text(by + " 的手动到期", "the time of " + by + " is over");
  }

  static Text refused(String zh, String en) {
    return new Text("命令被拒绝：" + zh, "refused: " + en);
  }

  private static Text interlock(PointId point, String zh, String en) {
    return new Text("联锁 " + point + " " + zh, "interlock " + point + " is " + en);
  }

  private static Text state(boolean on) {
    return on ? new Text("开", "on") : new Text("关", "off");
  }
}
