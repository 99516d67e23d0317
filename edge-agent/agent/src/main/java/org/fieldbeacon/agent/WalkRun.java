package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.agent.action.OutputCommand;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmScene;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.console.WalkState;
import org.fieldbeacon.agent.console.WalkState.Outcome;
import org.fieldbeacon.agent.console.WalkState.Station;
import org.fieldbeacon.agent.console.WalkState.Step;
import org.fieldbeacon.agent.hazard.Level;
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

  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final Duration OUTPUT_ON = Duration.ofSeconds(10);
  private static final Duration OUTPUT_PATIENCE = Duration.ofSeconds(30);

  private final Gateway gateway;
  private final SiteConfig site;
  private final HazardRule rule;
  private final AlarmScene scene;
  private final Pipeline pipeline;
  private final WalkSignal signal;
  private final boolean silent;
  private final String by;
  private final Instant startedAt;
  private final Map<Station, Step> steps = new EnumMap<>(Station.class);
  private final List<String> outputs;
  private Optional<AlarmRecord> alarm = Optional.empty();
  private Optional<Instant> switchedAt = Optional.empty();
  private Instant nextInjection = Instant.MAX;
  private String status = "";
  private boolean isOver;
  private volatile WalkState state;

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
    site = testSite(gateway.site(), rule);
    scene = SitePresence.scene(site, "test" + startedAt.toEpochMilli(), CapAlert.Status.TEST);
    pipeline = Pipeline.of(site, scene, this, at.now());
    pipeline.start(_ -> {}, at);
    signal = WalkSignal.of(gateway.site(), rule, value, at.now());
    outputs = silent ? List.of() : triggered(gateway.site(), rule);
    for (Station station : Station.values()) {
      steps.put(station, waiting(station));
    }
    if (outputs.isEmpty()) {
      skip(
          Station.OUTPUT,
          silent
              ? new Text("静默测试", "a silent test")
              : new Text("没有输出由此规则触发", "no output is triggered by this rule"));
    }
    if (gateway.uplink().isEmpty()) {
      skip(Station.RECEIPT, new Text("未设置上行", "this gateway has no uplink"));
    }
    state = picture();
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

  private static List<String> triggered(SiteConfig site, HazardRule rule) {
    return site.outputs().stream()
        .filter(o -> o.triggers().stream().anyMatch(t -> t.rule().equals(rule.id())))
        .map(OutputConfig::id)
        .toList();
  }

  static boolean isInjected(Observation reading) {
    return reading.source().equals(SOURCE);
  }

  boolean isAlarm(String alarmId) {
    return state.alarmId().equals(alarmId);
  }

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
    pass(Station.INJECTED, at.now(), new Text(signal.words(), signal.words()));
  }

  void observe(Observation reading, Moment at) {
    if (isOver) {
      return;
    }
    pipeline.observe(reading, at);
  }

  void onTime(Moment at) {
    if (isOver) {
      return;
    }
    pipeline.onTime(at);
    if (alarm.isEmpty() && !nextInjection.isAfter(at.now())) {
      signal.then().forEach(o -> gateway.queue().accept(WalkSignal.at(o, at.now())));
      nextInjection = at.now().plus(signal.every());
    }
    watchOutputs(at);
    if (Duration.between(startedAt, at.now()).compareTo(LONGEST) > 0) {
      end(at);
    }
  }

  @Override
  public void observed(Observation flagged) {
    Quality flag = flagged.quality();
    boolean isMissingTest = rule instanceof HazardRule.Credibility;
    if (flag.isUsable() || isMissingTest) {
      pass(
          Station.READING,
          gateway.moment().now(),
          new Text("质量标志 " + flag.code(), "quality flag " + flag.code()));
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
    if (transition.word().equals("raised")) {
      Instant at = gateway.moment().now();
      pass(Station.ALARM, at, new Text(word(now), word(now)));
      switchOutputs(at);
    }
  }

  private static String word(AlarmRecord alarm) {
    return alarm.life().level().name().toLowerCase(java.util.Locale.ROOT);
  }

  private void stored() {
    pass(Station.STORED, gateway.moment().now(), new Text("", ""));
  }

  private void switchOutputs(Instant at) {
    Level level = alarm.map(a -> a.life().level()).orElse(Level.NONE);
    if (level == Level.NONE) {
      return;
    }
    switchedAt = Optional.of(at);
    for (String output : outputs) {
      gateway
          .pipeline()
          .command(
              output,
              new OutputCommand.On("walk test, " + by, at.plus(OUTPUT_ON)),
              gateway.moment());
    }
  }

  private void watchOutputs(Moment at) {
    if (switchedAt.isEmpty() || !isWaiting(Station.OUTPUT)) {
      return;
    }
    List<OutputState> all =
        gateway.pipeline().outputs().stream().filter(o -> outputs.contains(o.id())).toList();
    boolean isDone =
        all.stream()
            .allMatch(
                o ->
                    o.on()
                        && o.written()
                        && (o.confirmation() == OutputState.Confirmation.CONFIRMED
                            || o.confirmation() == OutputState.Confirmation.NONE));
    Optional<Text> blocked =
        all.stream().map(OutputState::blockedBy).flatMap(Optional::stream).findFirst();
    if (isDone) {
      boolean isRead =
          all.stream().allMatch(o -> o.confirmation() == OutputState.Confirmation.CONFIRMED);
      pass(
          Station.OUTPUT,
          at.now(),
          isRead
              ? new Text(String.join("、", outputs), String.join(", ", outputs))
              : new Text("已写入,无回读", "written; there is no read-back"));
    } else if (blocked.isPresent()) {
      fail(Station.OUTPUT, blocked.get());
    } else if (Duration.between(switchedAt.get(), at.now()).compareTo(OUTPUT_PATIENCE) > 0) {
      fail(Station.OUTPUT, new Text("30 秒内没有回读确认", "not confirmed by read-back within 30 s"));
    }
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

  void acknowledge(String who, Instant at) {
    if (isOver || alarm.isEmpty()) {
      return;
    }
    AlarmRecord now = alarm.get();
    var answer =
        pipeline
            .alarms()
            .order(
                rule.id(), new AlarmEvent.Acknowledge(who, "walk test", now.life().revision()), at);
    if (answer instanceof AlarmEngine.Answer.Done(var transitions)) {
      changed(transitions);
      pass(Station.ACKNOWLEDGED, at, new Text(who, who));
    }
  }

  /// Ends the test: what has not been passed has failed, and the alarm is ended at the map too.
  void end(Moment at) {
    if (isOver) {
      return;
    }
    for (Station station : Station.values()) {
      if (isWaiting(station)) {
        fail(station, new Text("测试结束时还没有", "not before the end of the test"));
      }
    }
    outputs.forEach(
        o -> gateway.pipeline().command(o, new OutputCommand.Auto("walk test, " + by), at));
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
    isOver = true;
    state = picture();
  }

  // ---- the sheet

  private boolean isWaiting(Station station) {
    return step(station).outcome() == Outcome.WAITING;
  }

  private Step step(Station station) {
    return steps.getOrDefault(station, waiting(station));
  }

  private static Step waiting(Station station) {
    return new Step(station, Outcome.WAITING, Optional.empty(), 0, new Text("", ""));
  }

  private void pass(Station station, Instant at, Text detail) {
    if (isWaiting(station)) {
      put(station, Outcome.PASSED, at, detail);
    }
  }

  private void fail(Station station, Text why) {
    if (isWaiting(station)) {
      put(station, Outcome.FAILED, gateway.moment().now(), why);
    }
  }

  private void put(Station station, Outcome outcome, Instant at, Text detail) {
    long after = Duration.between(step(Station.INJECTED).at().orElse(at), at).toMillis();
    steps.put(station, new Step(station, outcome, Optional.of(at), Math.max(0, after), detail));
    state = picture();
  }

  private void skip(Station station, Text why) {
    steps.put(station, new Step(station, Outcome.SKIPPED, Optional.empty(), 0, why));
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
        alarm.filter(a -> a.message().isPresent()).map(AlarmRecord::alarmId).orElse(""),
        alarm
            .flatMap(AlarmRecord::message)
            .map(m -> new Text(m.headline().zh(), m.headline().en()))
            .orElse(new Text("", "")),
        status,
        isOver,
        List.copyOf(steps.values()));
  }
}
