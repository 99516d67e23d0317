package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.agent.config.OutputConfig.Interlock;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Walks by seeded chance through everything that can happen to an output; what may never be is
/// looked for after every step, by a model that knows less than the engine.
class OutputWalkTest {
  private static final int SEEDS = 120;
  private static final int STEPS = 400;
  private static final Duration DOOR_PATIENCE = Duration.ofMinutes(1);
  private static final List<Level> LEVELS = List.of(Level.values());

  /// Promise 2.
  @ParameterizedTest
  @EnumSource(FailSafe.class)
  void whatMayNeverBeNeverIs(FailSafe failSafe) {
    Map<OutputWord, Integer> seen = new EnumMap<>(OutputWord.class);
    for (int seed = 0; seed < SEEDS; seed++) {
      new Walk(seed, failSafe).run().forEach(t -> seen.merge(t.word(), 1, Integer::sum));
    }
    for (OutputWord word : OutputWord.values()) {
      assertTrue(seen.getOrDefault(word, 0) > 20, "the walks hardly met " + word + ": " + seen);
    }
  }

  /// Promise 9.
  @Test
  void theSameCallsGiveTheSameEvents() {
    for (int seed = 0; seed < 20; seed++) {
      var one = new Walk(seed, FailSafe.OFF);
      var other = new Walk(seed, FailSafe.OFF);
      assertEquals(one.run(), other.run());
      assertEquals(one.writes, other.writes);
      assertTrue(one.writes.size() > 10);
    }
  }

  private static final class Walk {
    private final String name;
    private final Random chance;
    private final OutputConfig config;
    private final OutputEngine engine;
    private final List<Write> writes = new ArrayList<>();
    private final List<Told> told = new ArrayList<>();
    private Instant now = Bench.START;

    // What the model knows.
    private @Nullable Write inFlight;
    private @Nullable Instant inFlightSince;
    private boolean doorHolds;
    private Instant doorClearAt = Instant.EPOCH;
    private boolean on;
    private Instant changedAt = Bench.START;
    private boolean personHolds;
    private boolean deadManExpired;

    /// On, not for a person, nor to fail safe, nor for the rest of the shortest time.
    private boolean byTriggers;

    private boolean otherwiseOn;
    private Instant checkedAt = Bench.START;
    private Duration onWithoutRenewal = Duration.ZERO;
    private final Set<String> silenced = new HashSet<>();
    private final Set<String> spoken = new HashSet<>();
    private final Set<String> calling = new HashSet<>();

    Walk(int seed, FailSafe failSafe) {
      name = failSafe + " seed " + seed + " step ";
      chance = new Random(seed);
      config = shortLived(failSafe);
      engine = new OutputEngine(List.of(config), _ -> DOOR_PATIENCE.dividedBy(3));
    }

    private static OutputConfig shortLived(FailSafe failSafe) {
      var door = new Interlock(Bench.DOOR, Comparison.EQUALS, 1, Unit.ONE);
      OutputConfig base = Bench.config(failSafe, 7, Optional.of(Bench.FEEDBACK), List.of(door));
      return new OutputConfig(
          base.id(),
          base.title(),
          base.point(),
          base.onValue(),
          base.offValue(),
          failSafe,
          base.minOn(),
          base.minOff(),
          Duration.ofSeconds(45),
          base.readBack(),
          base.interlocks(),
          base.triggers());
    }

    List<Told> run() {
      check(0, engine.start(now), "start");
      for (int step = 1; step <= STEPS; step++) {
        String what = name + step;
        passTime(step);
        check(step, input(), what);
      }
      List<OutputEvent> end = engine.stop(now);
      Write last = (Write) end.getLast();
      assertTrue(last.last());
      assertEquals(config.failSafe() == FailSafe.ON && !doorHolds, last.on(), name + "last");
      return told;
    }

    /// Mostly through the deadlines, now and then past them, as when the pipeline was busy.
    private void passTime(int step) {
      Instant target = now.plusMillis((long) Math.pow(10, chance.nextDouble() * 4.9));
      if (chance.nextInt(10) > 0) {
        for (Instant next = engine.nextDeadline(); !next.isAfter(target); ) {
          assertFalse(next.isBefore(now), name + step + ": deadline in the past");
          now = next;
          check(step, engine.onTime(now), name + step + " deadline");
          assertTrue(engine.nextDeadline().isAfter(now), name + step + ": deadline stays");
          next = engine.nextDeadline();
        }
      }
      now = target;
      check(step, engine.onTime(now), name + step + " time");
    }

    private List<OutputEvent> input() {
      return switch (chance.nextInt(12)) {
        case 0, 1, 2 -> alarm();
        case 3, 4, 5 -> door();
        case 6, 7 -> feedback();
        case 8, 9, 10 -> answer();
        default -> person();
      };
    }

    private List<OutputEvent> alarm() {
      Level level = LEVELS.get(chance.nextInt(LEVELS.size()));
      String rule = chance.nextBoolean() ? "river" : "rain";
      var word =
          new AlarmWord(
              rule,
              level != Level.NONE,
              chance.nextInt(8) > 0,
              level != Level.NONE && chance.nextInt(3) > 0,
              level,
              chance.nextInt(3) > 0);
      boolean mayRenew = word.trusted() && word.active() || silenced.contains(rule);
      if (word.annunciated() && mayRenew) {
        deadManExpired = false;
        onWithoutRenewal = Duration.ZERO;
      }
      if (word.annunciated()) {
        silenced.remove(rule);
      } else {
        silenced.add(rule);
      }
      if (word.trusted()) {
        spoken.add(rule);
        calling.remove(rule);
        if (level == Level.RED || level == Level.ORANGE && rule.equals("river")) {
          calling.add(rule);
        }
      }
      return engine.onAlarm(word, now);
    }

    private List<OutputEvent> door() {
      Observation o = reading(Bench.DOOR, chance.nextInt(4) == 0 ? 1 : 0);
      if (o.quality().isUsable() && o.value() == 1) {
        doorHolds = true;
        doorClearAt = Instant.EPOCH;
      } else if (o.quality().isTrusted()) {
        doorHolds = false;
        doorClearAt = now;
      }
      return engine.onObservation(o, now);
    }

    private List<OutputEvent> feedback() {
      boolean shown = chance.nextInt(5) > 0 == on;
      return engine.onObservation(reading(Bench.FEEDBACK, shown ? 1 : 0), now);
    }

    private Observation reading(PointId point, double value) {
      return switch (chance.nextInt(8)) {
        case 0 -> Observation.missing(point, Unit.ONE, now, "walk", "silent");
        case 1 -> flagged(point, value, Quality.SUSPECT);
        case 2 -> flagged(point, value, Quality.FAIL);
        default -> flagged(point, value, Quality.PASS);
      };
    }

    private Observation flagged(PointId point, double value, Quality quality) {
      return Observation.of(point, value, Unit.ONE, now, "walk").flagged(quality, "");
    }

    private List<OutputEvent> answer() {
      Write write = inFlight;
      if (write == null) {
        return List.of();
      }
      inFlight = null;
      WriteResult result =
          switch (chance.nextInt(5)) {
            case 0 -> new WriteResult.TimedOut("silent");
            case 1 -> new WriteResult.Refused("busy");
            default -> new WriteResult.Done();
          };
      return engine.onWritten(write.outputId(), write.attempt(), result, now);
    }

    private List<OutputEvent> person() {
      Instant until = now.plusSeconds(chance.nextInt(200) - 20);
      return engine.command(
          config.id(),
          switch (chance.nextInt(3)) {
            case 0 -> new OutputCommand.On("li", until);
            case 1 -> new OutputCommand.Off("li", until);
            default -> new OutputCommand.Auto("li");
          },
          now);
    }

    private void check(int step, List<OutputEvent> events, String what) {
      OutputState state = engine.states().getFirst();
      if (byTriggers) {
        onWithoutRenewal = onWithoutRenewal.plus(Duration.between(checkedAt, now));
      }
      checkedAt = now;
      boolean wasHeldByPerson = personHolds;
      personHolds = state.override().isPresent();
      List<OutputWord> words = new ArrayList<>();
      for (OutputEvent event : events) {
        switch (event) {
          case Told t -> {
            told.add(t);
            words.add(t.word());
          }
          case Write w -> takeWrite(w, what);
        }
      }
      if (words.contains(OutputWord.DEAD_MAN_EXPIRED)) {
        deadManExpired = true;
      }
      if (step > 0 && state.on() != on) {
        boolean person = personHolds || wasHeldByPerson;
        Duration lasted = Duration.between(changedAt, now);
        boolean doorUnseen = !now.isBefore(doorClearAt.plus(DOOR_PATIENCE));
        boolean excused = on && (doorHolds || doorUnseen || deadManExpired);
        Duration shortest = on ? config.minOn() : config.minOff();
        assertTrue(
            lasted.compareTo(shortest) >= 0 || excused || on && person,
            what + ": changed to on=" + state.on() + " after " + lasted);
        assertTrue(
            words.contains(state.on() ? OutputWord.ON : OutputWord.OFF), what + ": not told");
        changedAt = now;
      }
      on = state.on();
      assertFalse(on && doorHolds, what + ": on while the interlock holds");
      boolean unjudged = config.failSafe() == FailSafe.ON && spoken.size() < 2;
      otherwiseOn = on && (otherwiseOn || personHolds || unjudged);
      byTriggers = on && !otherwiseOn && !silenced.containsAll(calling);
      assertFalse(byTriggers && deadManExpired, what + ": on after the dead-man");
      assertTrue(
          !byTriggers || onWithoutRenewal.compareTo(config.deadMan()) < 0,
          what + ": on for " + onWithoutRenewal + " without a renewal");
      assertFalse(on && state.blockedBy().isPresent(), what + ": on and blocked");
    }

    private void takeWrite(Write write, String what) {
      assertEquals(writes.size() + 1, write.attempt(), what + ": attempts rise by one");
      assertEquals(write.on() ? 1.0 : 0.0, write.value(), what);
      boolean answeredOrGivenUp =
          inFlight == null
              || inFlightSince == null
              || !now.isBefore(inFlightSince.plus(Delivery.ANSWER_WITHIN));
      assertTrue(answeredOrGivenUp, what + ": two writes in flight");
      inFlight = write;
      inFlightSince = now;
      writes.add(write);
    }
  }
}
