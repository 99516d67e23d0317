package org.fieldbeacon.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.fieldbeacon.agent.alarm.AlarmEvent.Acknowledge;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionActive;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionInactive;
import org.fieldbeacon.agent.alarm.AlarmEvent.Escalate;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReAlarm;
import org.fieldbeacon.agent.alarm.AlarmEvent.RemoveFromService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Reset;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReturnToService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Shelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.ShelveExpired;
import org.fieldbeacon.agent.alarm.AlarmEvent.Suppress;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unshelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unsuppress;
import org.fieldbeacon.agent.alarm.AlarmLifeCycle.Outcome;
import org.fieldbeacon.agent.hazard.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rows of the transition table (ANSI/ISA-18.2-2016, alarm states), and that none is missing.
class AlarmLifeCycleTest {
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");

  private static final Map<String, AlarmEvent> EVENTS =
      Map.ofEntries(
          Map.entry("yellow", new ConditionActive(Level.YELLOW)),
          Map.entry("orange", new ConditionActive(Level.ORANGE)),
          Map.entry("red", new ConditionActive(Level.RED)),
          Map.entry("inactive", new ConditionInactive()),
          Map.entry("ack", new Acknowledge("li", "seen", Long.MAX_VALUE)),
          Map.entry("reset", new Reset("li")),
          Map.entry(
              "shelve", new Shelve("li", "gate under repair", Optional.of(NOW.plusSeconds(600)))),
          Map.entry("shelve-once", new Shelve("li", "", Optional.empty())),
          Map.entry("unshelve", new Unshelve("li")),
          Map.entry("shelve-expired", new ShelveExpired()),
          Map.entry("suppress", new Suppress()),
          Map.entry("unsuppress", new Unsuppress()),
          Map.entry("remove", new RemoveFromService("li", "sensor in repair")),
          Map.entry("return", new ReturnToService("li")),
          Map.entry("re-alarm", new ReAlarm()),
          Map.entry("escalate", new Escalate()));

  /// state, latched, event, next state, word; `-` unchanged, `!` refused. The level is orange
  /// before.
  @ParameterizedTest
  @CsvSource({
    "NORMAL, false, orange, UNACKNOWLEDGED, raised",
    "NORMAL, false, inactive, NORMAL, -",
    "NORMAL, false, ack, NORMAL, !",
    "NORMAL, false, reset, NORMAL, !",
    "NORMAL, false, re-alarm, NORMAL, -",
    "NORMAL, false, escalate, NORMAL, -",
    "UNACKNOWLEDGED, false, orange, UNACKNOWLEDGED, -",
    "UNACKNOWLEDGED, false, red, UNACKNOWLEDGED, level-raised",
    "UNACKNOWLEDGED, false, yellow, UNACKNOWLEDGED, level-lowered",
    "UNACKNOWLEDGED, false, inactive, RTN_UNACKNOWLEDGED, returned-to-normal",
    "UNACKNOWLEDGED, true, inactive, LATCHED_UNACKNOWLEDGED, returned-to-normal",
    "UNACKNOWLEDGED, false, ack, ACKNOWLEDGED, acknowledged",
    "UNACKNOWLEDGED, true, reset, UNACKNOWLEDGED, !",
    "UNACKNOWLEDGED, false, re-alarm, UNACKNOWLEDGED, -",
    "UNACKNOWLEDGED, false, escalate, UNACKNOWLEDGED, escalated",
    "ACKNOWLEDGED, false, orange, ACKNOWLEDGED, -",
    "ACKNOWLEDGED, false, red, UNACKNOWLEDGED, level-raised",
    "ACKNOWLEDGED, false, yellow, ACKNOWLEDGED, level-lowered",
    "ACKNOWLEDGED, false, inactive, NORMAL, returned-to-normal",
    "ACKNOWLEDGED, true, inactive, LATCHED_ACKNOWLEDGED, returned-to-normal",
    "ACKNOWLEDGED, false, ack, ACKNOWLEDGED, !",
    "ACKNOWLEDGED, true, reset, ACKNOWLEDGED, !",
    "ACKNOWLEDGED, false, re-alarm, UNACKNOWLEDGED, re-alarmed",
    "ACKNOWLEDGED, false, escalate, ACKNOWLEDGED, -",
    "RTN_UNACKNOWLEDGED, false, orange, UNACKNOWLEDGED, raised-again",
    "RTN_UNACKNOWLEDGED, false, inactive, RTN_UNACKNOWLEDGED, -",
    "RTN_UNACKNOWLEDGED, false, ack, NORMAL, acknowledged",
    "RTN_UNACKNOWLEDGED, false, reset, RTN_UNACKNOWLEDGED, !",
    "RTN_UNACKNOWLEDGED, false, escalate, RTN_UNACKNOWLEDGED, escalated",
    "LATCHED_UNACKNOWLEDGED, true, orange, UNACKNOWLEDGED, raised-again",
    "LATCHED_UNACKNOWLEDGED, true, inactive, LATCHED_UNACKNOWLEDGED, -",
    "LATCHED_UNACKNOWLEDGED, true, ack, LATCHED_ACKNOWLEDGED, acknowledged",
    "LATCHED_UNACKNOWLEDGED, true, reset, LATCHED_UNACKNOWLEDGED, !",
    "LATCHED_ACKNOWLEDGED, true, orange, UNACKNOWLEDGED, raised-again",
    "LATCHED_ACKNOWLEDGED, true, inactive, LATCHED_ACKNOWLEDGED, -",
    "LATCHED_ACKNOWLEDGED, true, ack, LATCHED_ACKNOWLEDGED, !",
    "LATCHED_ACKNOWLEDGED, true, reset, NORMAL, reset",
    "LATCHED_ACKNOWLEDGED, true, escalate, LATCHED_ACKNOWLEDGED, -",
  })
  void everyRowOfTheTableHolds(
      AlarmState state, boolean latched, String event, AlarmState next, String word) {
    Alarm before = alarm(state, latched);
    switch (AlarmLifeCycle.apply(before, event(event), NOW)) {
      case Outcome.Changed(Alarm after, String said) -> {
        assertEquals(word, said);
        assertEquals(next, after.state());
        assertEquals(before.revision() + 1, after.revision());
      }
      case Outcome.Unchanged() -> {
        assertEquals("-", word);
        assertEquals(next, before.state());
      }
      case Outcome.Refused(String reason) -> {
        assertEquals("!", word, reason);
        assertFalse(reason.isBlank());
      }
    }
  }

  /// At three in the morning a tap comes first and words later.
  @Test
  void whoAcknowledgedWithoutANoteMayAddOneOnceAndNobodyElse() {
    Alarm seen = acknowledged(alarm(AlarmState.UNACKNOWLEDGED, true), "li", "");
    assertInstanceOf(
        Outcome.Refused.class,
        AlarmLifeCycle.apply(seen, new Acknowledge("wang", "me too", Long.MAX_VALUE), NOW));
    assertInstanceOf(
        Outcome.Refused.class,
        AlarmLifeCycle.apply(seen, new Acknowledge("li", " ", Long.MAX_VALUE), NOW));
    Alarm noted = acknowledged(seen, "li", "on my way");
    assertEquals(AlarmState.ACKNOWLEDGED, noted.state());
    assertEquals("on my way", noted.acknowledgement().orElseThrow().note());
    assertEquals(NOW, noted.acknowledgement().orElseThrow().at());
    assertInstanceOf(
        Outcome.Refused.class,
        AlarmLifeCycle.apply(noted, new Acknowledge("li", "again", Long.MAX_VALUE), NOW));
  }

  private static Alarm acknowledged(Alarm before, String by, String note) {
    Instant at = note.isEmpty() ? NOW : NOW.plusSeconds(60);
    var event = new Acknowledge(by, note, Long.MAX_VALUE);
    return assertInstanceOf(Outcome.Changed.class, AlarmLifeCycle.apply(before, event, at)).alarm();
  }

  @Test
  void everyEventInEveryStateIsDefined() {
    int defined = 0;
    for (AlarmState state : AlarmState.values()) {
      for (boolean latched : new boolean[] {false, true}) {
        for (AlarmEvent event : EVENTS.values()) {
          assertInstanceOf(Outcome.class, AlarmLifeCycle.apply(alarm(state, latched), event, NOW));
          defined++;
        }
      }
    }
    assertEquals(AlarmState.values().length * 2 * EVENTS.size(), defined);
    long kinds = EVENTS.values().stream().map(Object::getClass).distinct().count();
    assertEquals(AlarmEvent.class.getPermittedSubclasses().length, kinds, "an event has no row");
  }

  @Test
  void aSilencedAlarmFollowsItsConditionAndSpeaksWhenTheSilenceEnds() {
    for (List<String> silence :
        List.of(
            List.of("shelve", "unshelve"),
            List.of("shelve", "shelve-expired"),
            List.of("suppress", "unsuppress"),
            List.of("remove", "return"))) {
      Alarm silent = after(alarm(AlarmState.NORMAL, false), silence.get(0), "red");
      assertFalse(silent.isAnnunciated(), silence.toString());
      assertEquals(AlarmState.UNACKNOWLEDGED, silent.state());
      Alarm heard = after(silent, silence.get(1));
      assertTrue(heard.isAnnunciated(), silence.toString());
      assertEquals(Level.RED, heard.level());
      assertEquals(AlarmState.UNACKNOWLEDGED, heard.state());
    }
  }

  @Test
  void aOneShotShelvingEndsWithTheCondition() {
    Alarm shelved = after(alarm(AlarmState.UNACKNOWLEDGED, false), "shelve-once");
    assertFalse(shelved.isAnnunciated());
    assertTrue(after(shelved, "inactive").isAnnunciated());
    Alarm timed = after(alarm(AlarmState.UNACKNOWLEDGED, false), "shelve", "inactive");
    assertFalse(timed.isAnnunciated());
  }

  @Test
  void shelvingIntoThePastAndRemovalWithoutAReasonAreRefused() {
    Alarm alarm = alarm(AlarmState.UNACKNOWLEDGED, false);
    assertInstanceOf(
        Outcome.Refused.class,
        AlarmLifeCycle.apply(alarm, new Shelve("li", "", Optional.of(NOW)), NOW));
    assertInstanceOf(
        Outcome.Refused.class, AlarmLifeCycle.apply(alarm, new RemoveFromService("li", " "), NOW));
  }

  /// A silence that uses up the escalation would leave nobody called when it ends.
  @Test
  void nothingEscalatesOrCallsAgainWhileItIsSilencedAndItMayAfterwards() {
    for (List<String> silence :
        List.of(
            List.of("shelve", "unshelve"),
            List.of("suppress", "unsuppress"),
            List.of("remove", "return"))) {
      for (List<String> call :
          List.of(List.of("UNACKNOWLEDGED", "escalate"), List.of("ACKNOWLEDGED", "re-alarm"))) {
        Alarm silent = after(alarm(AlarmState.valueOf(call.get(0)), false), silence.get(0));
        assertInstanceOf(
            Outcome.Unchanged.class, AlarmLifeCycle.apply(silent, event(call.get(1)), NOW));
        after(silent, silence.get(1), call.get(1));
      }
    }
  }

  @Test
  void whoeverSawItYellowCannotAcknowledgeTheRedRaisedSince() {
    Alarm yellow = after(Alarm.normal("river", false, NOW), "yellow");
    Alarm red = after(yellow, "red");
    var stale = new Acknowledge("li", "", yellow.revision());
    assertInstanceOf(Outcome.Refused.class, AlarmLifeCycle.apply(red, stale, NOW));
    var seen = new Acknowledge("li", "", red.revision());
    assertInstanceOf(Outcome.Changed.class, AlarmLifeCycle.apply(red, seen, NOW));
    Alarm lowered = after(red, "orange");
    assertInstanceOf(Outcome.Changed.class, AlarmLifeCycle.apply(lowered, seen, NOW));
  }

  @Test
  void aRiseWhileUnacknowledgedCallsAndMayEscalateAgain() {
    Alarm escalated = after(alarm(AlarmState.UNACKNOWLEDGED, false), "escalate");
    after(escalated, "red", "escalate");
  }

  @Test
  void aOneShotShelvingCannotWaitForTheNextOccurrence() {
    assertInstanceOf(
        Outcome.Refused.class,
        AlarmLifeCycle.apply(alarm(AlarmState.NORMAL, false), event("shelve-once"), NOW));
  }

  @Test
  void acknowledgementIsForgottenWhenTheAlarmCallsAgain() {
    Alarm seen = after(alarm(AlarmState.UNACKNOWLEDGED, false), "escalate", "ack");
    assertEquals("li", seen.acknowledgement().orElseThrow().by());
    assertFalse(seen.escalated());
    assertTrue(after(seen, "red").acknowledgement().isEmpty());
    assertTrue(after(seen, "re-alarm").acknowledgement().isEmpty());
  }

  @Test
  void anActiveConditionAtNoLevelIsAnError() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            AlarmLifeCycle.apply(
                alarm(AlarmState.NORMAL, false), new ConditionActive(Level.NONE), NOW));
  }

  @Test
  void revisionsOnlyRiseWhateverHappens() {
    long seed = 20260714;
    var random = new Random(seed);
    List<String> names = EVENTS.keySet().stream().sorted().toList();
    Alarm alarm = Alarm.normal("river", true, NOW);
    for (int step = 0; step < 20_000; step++) {
      AlarmEvent event = event(names.get(random.nextInt(names.size())));
      if (AlarmLifeCycle.apply(alarm, event, NOW)
          instanceof Outcome.Changed(Alarm next, String _)) {
        assertEquals(alarm.revision() + 1, next.revision(), "seed " + seed + " step " + step);
        if (event instanceof ConditionActive) {
          assertTrue(next.state().isActive(), "seed " + seed + " step " + step);
        }
        alarm = next;
      }
    }
    assertTrue(alarm.revision() > 1000, "got " + alarm.revision());
  }

  private static Alarm alarm(AlarmState state, boolean latched) {
    return Alarm.normal("river", latched, NOW).at(Level.ORANGE).to(state);
  }

  private static Alarm after(Alarm alarm, String... events) {
    for (String event : events) {
      alarm =
          assertInstanceOf(
                  Outcome.Changed.class, AlarmLifeCycle.apply(alarm, event(event), NOW), event)
              .alarm();
    }
    return alarm;
  }

  private static AlarmEvent event(String name) {
    AlarmEvent event = EVENTS.get(name);
    if (event == null) {
      throw new IllegalArgumentException(name);
    }
    return event;
  }
}
