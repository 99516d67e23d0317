package org.fieldbeacon.contract.cap;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.cap.CapAlert.Area;
import org.fieldbeacon.contract.cap.CapAlert.Certainty;
import org.fieldbeacon.contract.cap.CapAlert.Circle;
import org.fieldbeacon.contract.cap.CapAlert.Info;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapAlert.Named;
import org.fieldbeacon.contract.cap.CapAlert.ResponseType;
import org.fieldbeacon.contract.cap.CapAlert.Scope;
import org.fieldbeacon.contract.cap.CapAlert.Severity;
import org.fieldbeacon.contract.cap.CapAlert.Status;
import org.fieldbeacon.contract.cap.CapAlert.Urgency;

/// The alert a gateway proposes for one revision of an alarm. Only an authorised body may warn the
/// public, so a proposal is never Public: its scope is Restricted, to those who decide.
///
/// | alarm | nothing stands | an alert stands |
/// |---|---|---|
/// | active, blue or worse | Alert | Update |
/// | not active, or a mere notice | – | Cancel, of everything that stands |
public final class CapProposal {
  /// China Standard Time; the country has one.
  private static final ZoneOffset CHINA = ZoneOffset.ofHours(8);

  private static final Text RESTRICTION =
      new Text(
          "仅供应急指挥机构研判,未经授权不得向公众发布",
          "for emergency centres to decide on; not for release to the public");

  /// What a proposal says besides the alarm.
  ///
  /// @param sender mailbox-like name of the gateway: `gw-410105-01@example.cn`
  /// @param senderName who answers for the gateway
  /// @param areaName the place, for people
  /// @param adcode GB/T 2260 code, six digits
  /// @param position used when the alarm has none
  /// @param radiusKm of the circle around the position
  /// @param validity until the alert expires unless renewed, one minute or more
  /// @param status Actual, Test or Exercise
  public record Origin(
      String sender,
      Text senderName,
      Text areaName,
      String adcode,
      Optional<Position> position,
      double radiusKm,
      Duration validity,
      Status status) {
    public Origin {
      if (!adcode.matches("\\d{6}")) {
        throw new IllegalArgumentException(
            "adcode: got \"" + adcode + "\", wanted six digits of GB/T 2260");
      }
      if (validity.compareTo(Duration.ofMinutes(1)) < 0) {
        throw new IllegalArgumentException("validity: got " + validity + ", wanted PT1M or more");
      }
    }
  }

  private final AlarmMessage alarm;
  private final Origin origin;
  private final CapChain chain;
  private final CapHazard hazard;
  private final MsgType msgType;
  private final OffsetDateTime sent;

  private CapProposal(
      AlarmMessage alarm, Origin origin, CapChain chain, CapHazard hazard, MsgType msgType) {
    this.alarm = alarm;
    this.origin = origin;
    this.chain = chain;
    this.hazard = hazard;
    this.msgType = msgType;
    this.sent = inChina(alarm.changedAt());
  }

  /// The alert of this revision; empty when none stands and none is due, or when the alarm is about
  /// our own equipment. The same alarm, origin and chain give the same alert.
  ///
  /// @throws org.fieldbeacon.contract.ContractException when the result would break [CapRules]
  public static Optional<CapAlert> from(AlarmMessage alarm, Origin origin, CapChain chain) {
    boolean isDue = alarm.active() && alarm.level() != Level.NOTICE;
    if (alarm.hazard().equals("sensor-fault") || (!isDue && chain.sent().isEmpty())) {
      return Optional.empty();
    }
    MsgType type =
        !isDue ? MsgType.CANCEL : chain.sent().isEmpty() ? MsgType.ALERT : MsgType.UPDATE;
    CapAlert alert =
        new CapProposal(alarm, origin, chain, CapHazard.of(alarm.hazard()), type).alert();
    return Optional.of(CapRules.check(alert));
  }

  private CapAlert alert() {
    return new CapAlert(
        (alarm.alarmId() + "." + alarm.revision()).replaceAll("[\\s,<&]", "-"),
        origin.sender(),
        sent,
        origin.status(),
        msgType,
        Optional.of(alarm.device()),
        Optional.of(Scope.RESTRICTED),
        Optional.of(RESTRICTION.zh() + " / " + RESTRICTION.en()),
        Optional.empty(),
        List.of(),
        note(),
        chain.sent(),
        Optional.of(alarm.alarmId().replaceAll("\\s", "-")),
        List.of(info("zh-CN"), info("en")));
  }

  private Optional<String> note() {
    return switch (origin.status()) {
      case EXERCISE -> Optional.of("演练 / exercise");
      case TEST -> Optional.of("测试 / test");
      case ACTUAL, SYSTEM, DRAFT -> Optional.empty();
    };
  }

  private Info info(String language) {
    boolean zh = language.equals("zh-CN");
    return new Info(
        Optional.of(language),
        List.of(hazard.category()),
        in(zh, hazard.event()),
        List.of(response()),
        urgency(),
        severity(),
        certainty(),
        Optional.empty(),
        hazard.eventCode().map(code -> new Named("GB/T35965", code)).stream().toList(),
        Optional.of(sent),
        onset(),
        Optional.of(sent.plus(origin.validity())),
        Optional.of(in(zh, origin.senderName())),
        Optional.of(in(zh, alarm.headline())),
        Optional.of(in(zh, alarm.evidence().summary())),
        Optional.of(in(zh, instruction())),
        Optional.empty(),
        Optional.empty(),
        List.of(
            new Named("color", alarm.level().name().toUpperCase(Locale.ROOT)),
            new Named("alarmId", alarm.alarmId()),
            new Named("ruleId", alarm.ruleId())),
        List.of(),
        List.of(area(zh)));
  }

  private Area area(boolean zh) {
    return new Area(
        in(zh, origin.areaName()),
        List.of(),
        alarm
            .position()
            .or(origin::position)
            .map(centre -> new Circle(centre, origin.radiusKm()))
            .stream()
            .toList(),
        List.of(new Named("GB/T2260", origin.adcode())),
        Optional.empty(),
        Optional.empty());
  }

  /// A clock set back between raising and this revision must not make an onset after the expiry.
  private Optional<OffsetDateTime> onset() {
    OffsetDateTime raised = inChina(alarm.raisedAt());
    return raised.isAfter(sent) ? Optional.empty() : Optional.of(raised);
  }

  private ResponseType response() {
    if (msgType == MsgType.CANCEL) {
      return ResponseType.ALL_CLEAR;
    }
    return switch (alarm.level()) {
      case RED -> ResponseType.EXECUTE;
      case ORANGE, YELLOW -> ResponseType.PREPARE;
      case BLUE, NOTICE -> ResponseType.MONITOR;
    };
  }

  private Urgency urgency() {
    if (msgType == MsgType.CANCEL) {
      return Urgency.PAST;
    }
    return switch (alarm.level()) {
      case RED, ORANGE -> Urgency.IMMEDIATE;
      case YELLOW -> Urgency.EXPECTED;
      case BLUE, NOTICE -> Urgency.FUTURE;
    };
  }

  /// The four colours of Chinese warnings.
  private Severity severity() {
    return switch (alarm.level()) {
      case RED -> Severity.EXTREME;
      case ORANGE -> Severity.SEVERE;
      case YELLOW -> Severity.MODERATE;
      case BLUE, NOTICE -> Severity.MINOR;
    };
  }

  /// CAP-v1.2 §3.2.2: Likely is more than even odds.
  private Certainty certainty() {
    double confidence = alarm.evidence().confidence();
    if (confidence >= 0.95) {
      return Certainty.OBSERVED;
    }
    return confidence > 0.5 ? Certainty.LIKELY : Certainty.POSSIBLE;
  }

  private Text instruction() {
    if (msgType == MsgType.CANCEL) {
      return new Text("险情解除,恢复正常值守", "the hazard has passed; back to normal duty");
    }
    return switch (alarm.level()) {
      case RED -> new Text("建议立即执行应急预案", "carry out the emergency plan now");
      case ORANGE, YELLOW -> new Text("建议做好转移和抢险准备", "prepare for evacuation and emergency works");
      case BLUE, NOTICE -> new Text("建议加强巡查监测", "patrol and watch more closely");
    };
  }

  private static OffsetDateTime inChina(Instant time) {
    return time.atOffset(CHINA).truncatedTo(ChronoUnit.SECONDS);
  }

  private static String in(boolean zh, Text text) {
    return zh ? text.zh() : text.en();
  }
}
