package org.fieldbeacon.agent;

import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.console.WalkState.How;
import org.fieldbeacon.agent.console.WalkState.Outcome;
import org.fieldbeacon.agent.console.WalkState.OutputTrial;
import org.fieldbeacon.agent.console.WalkState.Station;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Quality;

/// What an acceptance sheet says, in both languages. A step's title says what came of it, never
/// what should have.
final class WalkWords {
  static final Text NOTHING = new Text("", "");
  static final Text COMMANDED = new Text("已下令,等待回读", "commanded; read-back awaited");
  static final Text CONFIRMED = new Text("接通,回读一致", "on, confirmed by read-back");
  static final Text WRITTEN = new Text("已写入,没有回读", "written; there is no read-back");
  static final Text WAS_ON = new Text("测试前已接通", "was on before the test");
  static final Text WITHHELD =
      new Text("读数可疑,不自动接通输出", "the reading is suspect: no output is switched on it");
  static final Text NOT_IN_TIME = new Text("测试结束时还没有", "not before the end of the test");
  static final Text NO_OUTPUT = new Text("此规则不接通任何输出", "this rule switches no output");
  static final Text NO_UPLINK =
      new Text("未设置上行:中心收不到告警,也不能确认", "no uplink: the centre hears of no alarm and cannot answer");
  static final Text BROKER_ONLY =
      new Text(
          "回执来自消息服务器:一张图是否收到,不知道",
          "the receipt is the broker's: whether the map has the alarm is not known");
  static final Text NO_KEY =
      new Text("没有中心的指令公钥:中心不能确认", "no command key of the centre: the centre cannot acknowledge");
  static final Text NO_PLACE_FOR_IT = new Text("未设置上行", "this gateway has no uplink");
  static final Text SEEN_HERE = new Text("在网关上确认,不是中心", "Acknowledged here, not by the centre");
  static final Text NOBODY = new Text("没有人确认", "nobody has acknowledged");

  private WalkWords() {}

  static Text flag(Quality quality) {
    return switch (quality) {
      case PASS -> new Text("合格", "pass");
      case NOT_EVALUATED -> new Text("未设质量检查", "not evaluated: no quality test is set");
      case SUSPECT -> new Text("可疑", "suspect");
      case FAIL -> new Text("不合格", "fail");
      case MISSING -> new Text("缺失", "missing");
    };
  }

  static Text tooLow(Level atLeast, Level reached) {
    return new Text(
        Words.colour(atLeast).zh() + "起才接通,本次为" + Words.colour(reached).zh(),
        "from " + Words.colour(atLeast).en() + " only; the test was " + Words.colour(reached).en());
  }

  static Text notConfirmed(OutputState state) {
    if (state.failedWrites() > 0) {
      return new Text(state.failedWrites() + " 次写入失败", state.failedWrites() + " writes failed");
    }
    return switch (state.confirmation()) {
      case CONTRADICTED -> new Text("回读不一致", "the read-back contradicts");
      case SILENT -> new Text("回读无数据", "the read-back is silent");
      case NONE, AWAITED, CONFIRMED ->
          new Text("30 秒内没有回读确认", "not confirmed by read-back within 30 s");
    };
  }

  static Text missing(Text output, How how, Text said) {
    return switch (how) {
      case SILENT -> new Text("静默测试:没有接通" + output.zh(), "silent: " + output.en() + " not tried");
      case TOO_LOW ->
          new Text(output.zh() + "未试:" + said.zh(), output.en() + " not tried: " + said.en());
      case WRITTEN ->
          new Text(
              output.zh() + "没有回读:是否真的动作,只有在场的人知道",
              output.en() + " has no read-back: only those present know whether it acted");
      case WAS_ON ->
          new Text(
              output.zh() + "测试前已接通:接通动作没有试到",
              output.en() + " was on before: switching it on was not tried");
      case WITHHELD, WAITING, COMMANDED, CONFIRMED, BLOCKED, NOT_CONFIRMED ->
          new Text(output.zh() + ":" + said.zh(), output.en() + ": " + said.en());
    };
  }

  static Text output(OutputTrial trial) {
    return new Text(
        trial.title().zh() + ":" + trial.said().zh(),
        trial.title().en() + ": " + trial.said().en());
  }

  static Text selfAcknowledged(String who) {
    return new Text(
        "由测试人本人(" + who + ")确认,中心未确认",
        "acknowledged by the tester (" + who + "), not by the centre");
  }

  static Text acknowledgedHere(String who) {
    return new Text(
        "由 " + who + " 在本机确认,中心未确认",
        "acknowledged by " + who + " on this gateway, not by the centre");
  }

  static Text acknowledgedByCentre(String who) {
    return new Text("中心:" + who, "the centre: " + who);
  }

  /// @param isMap whether receipts are the map's own
  static Text title(Station station, Outcome outcome, boolean isMap) {
    return switch (station) {
      case READY ->
          switch (outcome) {
            case FAILED -> new Text("测点或规则不可用", "Gauge or rule not at work");
            case WAITING, PASSED, SKIPPED ->
                new Text("测点在线,规则在用", "Gauge answers, rule in service");
          };
      case INJECTED -> new Text("注入测试值", "Test value injected");
      case READING ->
          switch (outcome) {
            case PASSED -> new Text("读数可用", "Reading usable");
            case FAILED -> new Text("读数未通过质量检查", "Reading refused by quality");
            case WAITING, SKIPPED -> new Text("质量检查", "Quality");
          };
      case ALARM ->
          switch (outcome) {
            case PASSED -> new Text("规则触发告警", "Rule raised the alarm");
            case FAILED -> new Text("规则没有触发告警", "Rule raised no alarm");
            case WAITING, SKIPPED -> new Text("规则触发告警", "Alarm of the rule");
          };
      case OUTPUT ->
          switch (outcome) {
            case PASSED -> new Text("输出接通", "Output on");
            case FAILED -> new Text("输出没有按要求接通", "Output not on as it should be");
            case SKIPPED -> new Text("输出未试", "Output not tried");
            case WAITING -> new Text("输出", "Output");
          };
      case STORED ->
          switch (outcome) {
            case FAILED -> new Text("告警没有落盘", "Alarm not on flash");
            case PASSED -> new Text("告警已落盘,进入发件箱", "Alarm on flash, in the outbox");
            case WAITING, SKIPPED -> new Text("落盘,进入发件箱", "To flash and outbox");
          };
      case RECEIPT -> receipt(outcome, isMap);
      case ACKNOWLEDGED ->
          switch (outcome) {
            case PASSED -> new Text("告警被确认", "Alarm acknowledged");
            case WAITING -> new Text("确认", "Acknowledgement");
            case FAILED, SKIPPED -> new Text("告警没有被确认", "Alarm not acknowledged");
          };
    };
  }

  private static Text receipt(Outcome outcome, boolean isMap) {
    return switch (outcome) {
      case FAILED ->
          isMap
              ? new Text("没有一张图回执", "No receipt of the map")
              : new Text("没有消息服务器回执", "No receipt of the broker");
      case SKIPPED -> new Text("没有发往中心", "Not sent to the centre");
      case WAITING, PASSED ->
          isMap
              ? new Text("一张图回执", "The map's receipt")
              : new Text("消息服务器回执", "The broker's receipt");
    };
  }
}
