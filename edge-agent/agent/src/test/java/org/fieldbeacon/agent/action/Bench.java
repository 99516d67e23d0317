package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.agent.config.OutputConfig.Trigger;
import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// An engine with one output on a virtual clock, whose device takes every write at once unless told
/// otherwise. Points are read every minute, so their patience is 180 s.
final class Bench {
  static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  static final PointId SIREN = PointId.parse("relay/siren");
  static final PointId FEEDBACK = PointId.parse("relay/siren-feedback");
  static final PointId DOOR = PointId.parse("cabinet/door");
  static final PointId TANK = PointId.parse("tank/level");

  final OutputEngine engine;
  final List<Write> writes = new ArrayList<>();
  final List<Told> told = new ArrayList<>();
  boolean deaf;
  Instant now = START;

  Bench(OutputConfig config) {
    engine = new OutputEngine(List.of(config), _ -> Duration.ofMinutes(1));
  }

  /// A bench after start and after the first normal words of its rules.
  static Bench running(OutputConfig config) {
    var bench = new Bench(config);
    bench.start();
    bench.normal("river");
    bench.normal("rain");
    bench.words();
    return bench;
  }

  /// Min-on 10 s, min-off 0, dead-man 600 s; river at orange or rain at red switches on.
  static OutputConfig siren() {
    return config(FailSafe.OFF, 0, Optional.empty(), List.of());
  }

  static OutputConfig failingSafeToOn() {
    return config(FailSafe.ON, 0, Optional.empty(), List.of());
  }

  static OutputConfig withReadBack() {
    return config(FailSafe.OFF, 0, Optional.of(FEEDBACK), List.of());
  }

  /// Blocked while the door reads 1 or the tank is below 50 cm.
  static OutputConfig interlocked(FailSafe failSafe) {
    return config(
        failSafe,
        0,
        Optional.empty(),
        List.of(
            new Interlock(DOOR, Comparison.EQUALS, 1, Unit.ONE),
            new Interlock(TANK, Comparison.BELOW, 50, Unit.CENTIMETRE)));
  }

  static OutputConfig config(
      FailSafe failSafe, int minOffSeconds, Optional<PointId> readBack, List<Interlock> locks) {
    return new OutputConfig(
        "siren",
        new Text("警笛", "Siren"),
        SIREN,
        1,
        0,
        failSafe,
        Duration.ofSeconds(10),
        Duration.ofSeconds(minOffSeconds),
        Duration.ofSeconds(600),
        readBack,
        locks,
        List.of(new Trigger("river", TriggerLevel.ORANGE), new Trigger("rain", TriggerLevel.RED)));
  }

  void start() {
    hear(engine.start(now));
  }

  void stop() {
    hear(engine.stop(now));
  }

  /// A trusted alarm that calls anew.
  void alarm(String rule, Level level) {
    word(new AlarmWord(rule, true, true, true, level, true));
  }

  /// The same alarm without a new call.
  void still(String rule, Level level) {
    word(new AlarmWord(rule, true, true, false, level, true));
  }

  void suspect(String rule, Level level) {
    word(new AlarmWord(rule, level != Level.NONE, true, true, level, false));
  }

  void normal(String rule) {
    word(new AlarmWord(rule, false, true, false, Level.NONE, true));
  }

  void word(AlarmWord word) {
    hear(engine.onAlarm(word, now));
  }

  void reading(PointId point, double value, Unit unit, Quality quality) {
    hear(
        engine.onObservation(
            Observation.of(point, value, unit, now, "test").flagged(quality, ""), now));
  }

  void reading(PointId point, double value) {
    reading(point, value, Unit.ONE, Quality.PASS);
  }

  void tank(double metres) {
    reading(TANK, metres, Unit.METRE, Quality.PASS);
  }

  void missing(PointId point) {
    hear(engine.onObservation(Observation.missing(point, Unit.ONE, now, "test", "silent"), now));
  }

  void command(OutputCommand command) {
    hear(engine.command("siren", command, now));
  }

  void answer(WriteResult result) {
    hear(engine.onWritten("siren", writes.getLast().attempt(), result, now));
  }

  /// Goes to this second after start, through every deadline on the way.
  void second(double seconds) {
    Instant target = START.plusMillis(Math.round(seconds * 1000));
    Instant next = engine.nextDeadline();
    while (!next.isAfter(target)) {
      if (next.isBefore(now)) {
        throw new AssertionError("got deadline " + next + ", wanted " + now + " or later");
      }
      now = next;
      hear(engine.onTime(now));
      if (engine.nextDeadline().equals(next) && !deaf) {
        throw new AssertionError("deadline " + next + " does not go away");
      }
      next = engine.nextDeadline();
    }
    now = target;
    hear(engine.onTime(now));
  }

  boolean on() {
    return state().on();
  }

  OutputState state() {
    return engine.states().getFirst();
  }

  /// The words told since the last time.
  List<String> words() {
    List<String> words = told.stream().map(t -> t.word().word()).toList();
    told.clear();
    return words;
  }

  private void hear(List<OutputEvent> events) {
    for (OutputEvent event : events) {
      switch (event) {
        case Told t -> told.add(t);
        case Write w -> {
          writes.add(w);
          if (!deaf && !w.last()) {
            answer(new WriteResult.Done());
          }
        }
      }
    }
  }
}
