package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmScene;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.config.UplinkConfig;
import org.fieldbeacon.agent.console.WalkScene;
import org.fieldbeacon.agent.console.WalkState;
import org.fieldbeacon.agent.console.WalkState.Acknowledgement;
import org.fieldbeacon.agent.console.WalkState.Outcome;
import org.fieldbeacon.agent.console.WalkState.Station;
import org.fieldbeacon.agent.console.WalkState.Step;
import org.fieldbeacon.agent.console.WalkState.Verdict;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;

/// A walk test: one rule tried from the driver's edge to the map's receipt, beside the real
/// pipeline and on its thread.
///
/// How it is designed, and why: the injected readings go through the same queue as those of the
/// field, and then past a pipeline of their own, with the site's quality tests and this one rule.
/// So the real rules never hear a test value, nothing of it is stored as a reading, and a real
/// alarm during the test is raised as ever. The test alarm has an id of its own, `Test` as its
/// alert's status and "[TEST]" in its words, and leaves by the real outbox. Outputs are switched by
/// the real output engine, as a test by hand: interlocks and dead-man hold. Pipeline thread, but
/// for [#state].
final class WalkRun implements Pipeline.Effects {
  static final String SOURCE = "walk-test";

  private static final Text SILENT = new Text("静默测试", "a silent test");

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Gateway gateway;
  private final HazardRule rule;
  private final WalkScene tested;
  private final AlarmScene scene;
  private final Pipeline pipeline;
  private final WalkSignal signal;
  private final boolean silent;
  private final String by;
  private final Instant startedAt;
  private final Map<Station, Step> steps = new EnumMap<>(Station.class);
  private final WalkOutputs outputs;
  private Optional<AlarmRecord> alarm = Optional.empty();
  private Optional<Acknowledgement> acknowledgement = Optional.empty();
  private Optional<Instant> endedAt = Optional.empty();
  private boolean isSuspect;
  private Instant nextInjection = Instant.MAX;
  private Instant nextLook;
  private String status = "";
  private volatile WalkState state;

  /// The rule is ready, see [WalkReady].
  WalkRun(
      Gateway gateway,
      HazardRule rule,
      OptionalDouble value,
      boolean silent,
      String by,
      Moment at) {
    this.gateway = gateway;
    this.rule = rule;
    this.silent = silent;
    this.by = by;
    startedAt = at.now();
    nextLook = at.now().plus(LOOK);
    tested = tested(gateway, rule);
    SiteConfig site = testSite(gateway.site(), rule);
    scene = SitePresence.scene(site, "test" + startedAt.toEpochMilli(), CapAlert.Status.TEST);
    pipeline = Pipeline.of(site, scene, this, at.now());
    pipeline.start(_ -> {}, at);
    signal = WalkSignal.of(gateway.site(), rule, value, at.now());
    outputs =
        new WalkOutputs(
            gateway.site(),
            rule,
            silent,
            by,
            (output, command) -> gateway.pipeline().command(output, command, gateway.moment()),
            output ->
                gateway.pipeline().outputs().stream()
                    .filter(o -> o.id().equals(output))
                    .findFirst());
    for (Station station : Station.values()) {
      put(station, Outcome.WAITING, Optional.empty(), WalkWords.NOTHING);
    }
    if (!tested.onDelay().isZero()) {
      String seconds = String.valueOf(tested.onDelay().toMillis() / 1000.0);
      put(
          Station.ALARM,
          Outcome.WAITING,
          Optional.empty(),
          new Text("触发延时 " + seconds + " 秒", "its delay is " + seconds + " s"));
    }
    if (tested.uplink().isEmpty()) {
      skip(Station.RECEIPT, WalkWords.NO_PLACE_FOR_IT);
    }
    showOutputs(at.now());
    state = picture();
  }

  private static WalkScene tested(Gateway gateway, HazardRule rule) {
    SiteConfig site = gateway.site();
    WalkMarks marks = WalkMarks.of(site, rule);
    return new WalkScene(
        site.gateway().id(),
        site.gateway().title(),
        site.gateway().zone(),
        site.gateway().exercise(),
        rule.point().device(),
        WalkChoices.deviceTitle(gateway, rule),
        WalkChoices.pointTitle(gateway, rule),
        marks.unit(),
        marks.all(),
        marks.onDelay(),
        gateway.log().latest(rule.point()),
        site.uplink()
            .map(
                u ->
                    new WalkScene.Uplink(
                        u.receipts() == UplinkConfig.Receipts.MAP, u.commandKey().isPresent())));
  }

  /// This rule alone, its device called a test in both languages.
  private static SiteConfig testSite(SiteConfig site, HazardRule rule) {
    List<SiteDevice> devices = new ArrayList<>();
    for (SiteDevice entry : site.devices()) {
      Device d = entry.device();
      var title = new Text("【测试】" + d.title().zh(), "[TEST] " + d.title().en());
      var named =
          new Device(d.name(), title, d.profile(), d.address(), d.pollInterval(), d.position());
      devices.add(new SiteDevice(named, entry.link(), entry.enabled(), entry.calibrations()));
    }
    return new SiteConfig(
        site.schemaVersion(),
        site.gateway(),
        site.links(),
        devices,
        site.quality(),
        List.of(rule),
        List.of(),
        site.store(),
        Optional.empty(),
        site.health());
  }

  static boolean isInjected(Observation reading) {
    return reading.source().equals(SOURCE);
  }

  boolean isAlarm(String alarmId) {
    return state.alarmId().equals(alarmId);
  }

  /// Any thread.
  boolean isOver() {
    return state.isOver();
  }

  /// Any thread.
  WalkState state() {
    return state;
  }

  // ---- on the way

  void inject(Moment at) {
    signal.first().forEach(gateway.queue()::accept);
    nextInjection = signal.then().isEmpty() ? Instant.MAX : at.now().plus(signal.every());
    pass(Station.READY, at.now(), present());
    pass(Station.INJECTED, at.now(), new Text(signal.words(), signal.words()));
  }

  private Text present() {
    return tested
        .present()
        .filter(o -> !o.isMissing())
        .map(
            o -> {
              String value = Math.round(o.value() * 1000) / 1000.0 + " " + o.unit().ucum();
              Text flag = WalkWords.flag(o.quality());
              return new Text("现值 " + value + "," + flag.zh(), "reads " + value + ", " + flag.en());
            })
        .orElse(WalkWords.NOTHING);
  }

  void observe(Observation reading, Moment at) {
    if (!isOver()) {
      pipeline.observe(reading, at);
    }
  }

  void onTime(Moment at) {
    if (isOver()) {
      return;
    }
    pipeline.onTime(at);
    if (alarm.isEmpty() && !nextInjection.isAfter(at.now())) {
      signal.then().forEach(o -> gateway.queue().accept(WalkSignal.at(o, at.now())));
      nextInjection = at.now().plus(signal.every());
    }
    if (outputs.watch(at.now())) {
      showOutputs(at.now());
    }
    if (!nextLook.isAfter(at.now())) {
      nextLook = at.now().plus(LOOK);
      WalkReady.unfit(gateway, rule).ifPresent(why -> becomeUnfit(why, at.now()));
    }
    if (Duration.between(startedAt, at.now()).compareTo(LONGEST) > 0) {
      end(at);
    }
  }

  /// What was ready at the start is so no more: the real thing would stay silent now.
  private void becomeUnfit(Text why, Instant at) {
    if (step(Station.READY).outcome() == Outcome.PASSED) {
      put(Station.READY, Outcome.FAILED, Optional.of(at), why);
    }
  }

  @Override
  public void observed(Observation flagged) {
    Text flag = WalkWords.flag(flagged.quality());
    boolean isMissingTest = rule instanceof HazardRule.Credibility;
    if (flagged.quality().isUsable() || isMissingTest) {
      isSuspect |= flagged.quality() == Quality.SUSPECT;
      String why = flagged.quality() == Quality.SUSPECT ? ": " + flagged.detail() : "";
      pass(Station.READING, gateway.moment().now(), new Text(flag.zh() + why, flag.en() + why));
    } else {
      fail(
          Station.READING,
          new Text(
              "测试值被质量检查拒绝:" + flagged.detail(), "quality refused the value: " + flagged.detail()));
    }
  }

  @Override
  public void act(OutputEvent.Write write) {
    throw new IllegalStateException("the test's own pipeline has no outputs");
  }

  @Override
  public void told(OutputEvent.Told told) {
    throw new IllegalStateException("the test's own pipeline has no outputs");
  }

  @Override
  public void changed(List<AlarmTransition> transitions) {
    for (AlarmTransition transition : transitions) {
      note(transition);
    }
    var _ =
        gateway
            .commits()
            .addTest(transitions, Optional.empty(), Optional.empty())
            .thenRun(() -> gateway.executor().execute(this::stored));
  }

  private void note(AlarmTransition transition) {
    AlarmRecord now = transition.alarm();
    alarm = Optional.of(now);
    now.message()
        .flatMap(m -> m.capXml())
        .filter(xml -> xml.contains("<status>Test</status>"))
        .ifPresent(_ -> status = "Test");
    if (!now.life().state().isActive()) {
      return;
    }
    Instant at = gateway.moment().now();
    Text colour = Words.colour(now.life().level());
    Text said =
        now.trusted()
            ? colour
            : new Text(colour.zh() + ",读数可疑", colour.en() + ", on a suspect reading");
    put(Station.ALARM, Outcome.PASSED, step(Station.ALARM).at().or(() -> Optional.of(at)), said);
    outputs.hear(now.life().level(), now.trusted(), at);
    showOutputs(at);
  }

  private void stored() {
    pass(Station.STORED, gateway.moment().now(), WalkWords.NOTHING);
  }

  private void showOutputs(Instant at) {
    Outcome outcome = outputs.outcome();
    List<Text> all = outputs.trials().stream().map(WalkWords::output).toList();
    Text detail =
        outputs.isEmpty()
            ? WalkWords.NO_OUTPUT
            : silent ? SILENT : outcome == Outcome.WAITING ? WalkWords.NOTHING : joined(all);
    boolean isDone = outcome == Outcome.PASSED || outcome == Outcome.FAILED;
    var before = step(Station.OUTPUT);
    Optional<Instant> decided = before.outcome() == outcome ? before.at() : Optional.of(at);
    put(Station.OUTPUT, outcome, isDone ? decided : Optional.empty(), detail);
  }

  private static Text joined(List<Text> all) {
    return new Text(
        String.join(";", all.stream().map(Text::zh).toList()),
        String.join("; ", all.stream().map(Text::en).toList()));
  }

  /// The map has confirmed all that was sent. Pipeline thread; found out elsewhere, since it reads
  /// the disk.
  void received(Instant at) {
    if (!isWaiting(Station.STORED)) {
      pass(Station.RECEIPT, at, new Text("", ""));
    }
  }

  /// Whether a receipt is waited for. Any thread.
  Optional<String> awaitsReceipt() {
    WalkState now = state;
    boolean waits =
        now.steps().stream()
            .anyMatch(s -> s.station() == Station.RECEIPT && s.outcome() == Outcome.WAITING);
    boolean isStored =
        now.steps().stream()
            .anyMatch(s -> s.station() == Station.STORED && s.outcome() == Outcome.PASSED);
    return waits && isStored && !now.isOver() ? Optional.of(now.alarmId()) : Optional.empty();
  }

  /// @param isCentre whether the map ordered it; else somebody on this gateway's console
  void acknowledge(String who, boolean isCentre, Instant at) {
    if (isOver() || alarm.isEmpty()) {
      return;
    }
    AlarmRecord now = alarm.get();
    var answer =
        pipeline
            .alarms()
            .order(
                rule.id(), new AlarmEvent.Acknowledge(who, "walk test", now.life().revision()), at);
    if (answer instanceof AlarmEngine.Answer.Done(var transitions)) {
      var seen = new Acknowledgement(who, at, isCentre, !isCentre && who.equals(by));
      acknowledgement = Optional.of(seen);
      changed(transitions);
      pass(Station.ACKNOWLEDGED, at, words(seen));
    }
  }

  private static Text words(Acknowledgement seen) {
    return seen.isCentre()
        ? WalkWords.acknowledgedByCentre(seen.by())
        : seen.isTester()
            ? WalkWords.selfAcknowledged(seen.by())
            : WalkWords.acknowledgedHere(seen.by());
  }

  /// Ends the test: what has not been passed has failed, and the alarm is ended at the map too.
  void end(Moment at) {
    if (isOver()) {
      return;
    }
    WalkReady.unfit(gateway, rule).ifPresent(why -> becomeUnfit(why, at.now()));
    outputs.end();
    if (isWaiting(Station.OUTPUT) && outputs.outcome() != Outcome.WAITING) {
      showOutputs(at.now());
    }
    boolean centreCan = tested.uplink().filter(WalkScene.Uplink::hasKey).isPresent();
    if (isWaiting(Station.ACKNOWLEDGED) && !isWaiting(Station.ALARM) && !centreCan) {
      skip(Station.ACKNOWLEDGED, WalkWords.NOBODY);
    }
    for (Station station : Station.values()) {
      fail(station, WalkWords.NOT_IN_TIME);
    }
    alarm
        .filter(a -> a.message().isPresent())
        .ifPresent(
            a -> {
              // A rule that is gone ends its alarm, and cancels its alert.
              var over = new AlarmEngine(scene, Map.of(), List.of(a), at.now());
              var _ =
                  gateway
                      .commits()
                      .addTest(over.start(at.now()), Optional.empty(), Optional.empty());
            });
    endedAt = Optional.of(at.now());
    state = picture();
  }

  // ---- the sheet

  private boolean isWaiting(Station station) {
    return step(station).outcome() == Outcome.WAITING;
  }

  private Step step(Station station) {
    return Objects.requireNonNull(steps.get(station));
  }

  private void pass(Station station, Instant at, Text detail) {
    if (isWaiting(station)) {
      put(station, Outcome.PASSED, Optional.of(at), detail);
    }
  }

  private void fail(Station station, Text why) {
    if (isWaiting(station)) {
      put(station, Outcome.FAILED, Optional.of(gateway.moment().now()), why);
    }
  }

  private void skip(Station station, Text why) {
    put(station, Outcome.SKIPPED, Optional.empty(), why);
  }

  private void put(Station station, Outcome outcome, Optional<Instant> at, Text detail) {
    Instant began =
        Optional.ofNullable(steps.get(Station.INJECTED)).flatMap(Step::at).orElse(startedAt);
    long after = at.map(t -> Duration.between(began, t).toMillis()).orElse(0L);
    boolean isMap = tested.uplink().map(WalkScene.Uplink::isMap).orElse(true);
    boolean isByCentre = acknowledgement.map(Acknowledgement::isCentre).orElse(true);
    Text title =
        station == Station.ACKNOWLEDGED && !isByCentre
            ? WalkWords.SEEN_HERE
            : WalkWords.title(station, outcome, isMap);
    steps.put(station, new Step(station, title, outcome, at, Math.max(0, after), detail));
    state = picture();
  }

  private List<Text> missing() {
    List<Text> missing = new ArrayList<>(outputs.missing());
    if (isSuspect && outputs.isEmpty()) {
      missing.add(WalkWords.WITHHELD);
    }
    if (tested.uplink().isEmpty()) {
      missing.add(WalkWords.NO_UPLINK);
    }
    tested
        .uplink()
        .ifPresent(
            u -> {
              if (!u.isMap()) {
                missing.add(WalkWords.BROKER_ONLY);
              }
              if (!u.hasKey()) {
                missing.add(WalkWords.NO_KEY);
              }
            });
    acknowledgement.filter(a -> !a.isCentre()).map(WalkRun::words).ifPresent(missing::add);
    return missing;
  }

  private Optional<Verdict> verdict() {
    if (endedAt.isEmpty()) {
      return Optional.empty();
    }
    boolean isFailed = steps.values().stream().anyMatch(s -> s.outcome() == Outcome.FAILED);
    return Optional.of(
        isFailed ? Verdict.FAILED : missing().isEmpty() ? Verdict.PASSED : Verdict.PARTLY);
  }

  private WalkState picture() {
    return new WalkState(
        "walk-" + startedAt.toEpochMilli(),
        rule.id(),
        rule.title(),
        rule.point().toString(),
        signal.words(),
        silent,
        by,
        startedAt,
        endedAt,
        alarm.filter(a -> a.message().isPresent()).map(AlarmRecord::alarmId).orElse(""),
        alarm
            .flatMap(AlarmRecord::message)
            .map(m -> new Text(m.headline().zh(), m.headline().en()))
            .orElse(WalkWords.NOTHING),
        status,
        verdict(),
        missing(),
        tested,
        outputs.trials(),
        acknowledgement,
        List.copyOf(steps.values()));
  }
}
