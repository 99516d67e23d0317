package org.fieldbeacon.agent.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.fieldbeacon.agent.alarm.AlarmEngine.Answer;
import org.fieldbeacon.agent.alarm.AlarmEvent.RemoveFromService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Reset;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReturnToService;
import org.fieldbeacon.agent.alarm.AlarmEvent.Shelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unshelve;
import org.fieldbeacon.agent.config.AlarmConfig;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.HazardKind;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapProposal;
import org.fieldbeacon.contract.cap.CapXml;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class AlarmEngineTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final PointId POINT = PointId.parse("river-gauge-01/level");

  private static final AlarmScene SCENE =
      new AlarmScene(
          "gw-410105-01",
          "e1",
          Map.of("river-gauge-01", new Position(34.91, 113.68)),
          new CapProposal.Origin(
              "gw-410105-01@fieldbeacon.org",
              new AlarmMessage.Text("花园口网关", "Huayuankou gateway"),
              new AlarmMessage.Text("花园口", "Huayuankou"),
              "410105",
              Optional.of(new Position(34.9, 113.6)),
              5,
              Duration.ofHours(12),
              CapAlert.Status.EXERCISE));

  private static final AlarmConfig PLAIN = AlarmConfig.DEFAULT;
  private static final AlarmConfig TIMED =
      new AlarmConfig(
          true,
          Optional.of(Duration.ofMinutes(30)),
          Optional.of(Duration.ofMinutes(15)),
          Duration.ofHours(2),
          Optional.empty());

  private static final List<Level> LEVELS = List.of(Level.values());

  private Instant now = START;

  private static AlarmEngine engine(Map<String, AlarmConfig> rules, List<AlarmRecord> kept) {
    return new AlarmEngine(SCENE, rules, kept, START);
  }

  private static AlarmEngine engine(AlarmConfig config) {
    return engine(Map.of("river-high", config), List.of());
  }

  private Assessment says(String rule, Level level, boolean trusted) {
    return new Assessment(
        rule,
        HazardKind.RIVER_LEVEL,
        POINT,
        level,
        now,
        trusted,
        trusted ? 1 : 0.5,
        new Text("水位" + level, "level " + level),
        new Assessment.Evidence(
            new Text("水位 2.2 m", "stage 2.2 m"),
            Map.of("warning", 1.8, "guarantee", 2.1),
            Unit.METRE,
            List.of(Observation.of(POINT, 2.2, Unit.METRE, now, "test"))));
  }

  private List<AlarmTransition> say(AlarmEngine engine, Level level) {
    now = now.plusSeconds(60);
    return engine.onAssessment(says("river-high", level, true), now);
  }

  private List<AlarmTransition> pass(AlarmEngine engine, Duration time) {
    now = now.plus(time);
    return engine.onTime(now, _ -> Optional.empty());
  }

  private static List<String> words(List<AlarmTransition> transitions) {
    return transitions.stream().map(AlarmTransition::word).toList();
  }

  private static AlarmMessage message(List<AlarmTransition> transitions) {
    return transitions.getLast().alarm().message().orElseThrow();
  }

  private static List<AlarmTransition> done(Answer answer) {
    return assertInstanceOf(Answer.Done.class, answer, answer.toString()).transitions();
  }

  private static String refused(Answer answer) {
    return assertInstanceOf(Answer.Refused.class, answer, answer.toString()).reason();
  }

  private static CapAlert alert(AlarmMessage message) {
    return CapXml.read(message.capXml().orElseThrow());
  }

  @Test
  void aRaisingBeginsAnAlarmWithItsEvidenceAndAnAlert() {
    AlarmMessage raised = message(say(engine(PLAIN), Level.ORANGE));
    assertEquals("gw-410105-01.river-high.e1.1", raised.alarmId());
    assertEquals(1, raised.revision());
    assertEquals("unacknowledged", raised.state());
    assertEquals("raised", raised.event());
    assertEquals(AlarmMessage.Level.ORANGE, raised.level());
    assertTrue(raised.active());
    assertEquals(Optional.of(new Position(34.91, 113.68)), raised.position());
    assertEquals(
        List.of("guarantee", "warning"),
        raised.evidence().thresholds().stream().map(AlarmMessage.Threshold::name).toList());
    assertEquals(1, raised.evidence().readings().size());
    assertEquals(MsgType.ALERT, alert(raised).msgType());
    assertEquals(CapAlert.Status.EXERCISE, alert(raised).status());
  }

  @Test
  void theNextRaisingIsAnotherAlarmAndCountsItsRevisionsAnew() {
    AlarmEngine engine = engine(PLAIN);
    String first = message(say(engine, Level.ORANGE)).alarmId();
    assertEquals(List.of("returned-to-normal"), words(say(engine, Level.NONE)));
    assertEquals(3, message(done(engine.acknowledge(first, 2, "li", "seen", now))).revision());
    AlarmMessage second = message(say(engine, Level.YELLOW));
    assertNotEquals(first, second.alarmId());
    assertEquals(1, second.revision());
    assertEquals(
        "got alarm \"" + first + "\", wanted the present alarm of one of the rules",
        refused(engine.acknowledge(first, 3, "li", "", now)));
  }

  @Test
  void whatCallsAgainBeforeItIsOverIsTheSameAlarm() {
    AlarmEngine engine = engine(PLAIN);
    String first = message(say(engine, Level.ORANGE)).alarmId();
    say(engine, Level.NONE);
    AlarmMessage again = message(say(engine, Level.RED));
    assertEquals(first, again.alarmId());
    assertEquals("raised-again", again.event());
    assertEquals(3, again.revision());
  }

  @Test
  void anAcknowledgementOfWhatStoodBeforeItCalledAgainIsRefused() {
    AlarmEngine engine = engine(PLAIN);
    String id = message(say(engine, Level.YELLOW)).alarmId();
    say(engine, Level.RED);
    assertTrue(refused(engine.acknowledge(id, 1, "li", "", now)).contains("called again"));
    AlarmMessage seen = message(done(engine.acknowledge(id, 2, "li", "gates open", now)));
    assertEquals("acknowledged", seen.state());
    assertEquals("gates open", seen.acknowledgement().orElseThrow().note());
    assertEquals(Optional.empty(), seen.capXml(), "an acknowledgement is not for the public");
  }

  @Test
  void aRevisionBeyondAllNumbersIsNoWayRoundThat() {
    AlarmEngine engine = engine(PLAIN);
    String id = message(say(engine, Level.YELLOW)).alarmId();
    say(engine, Level.NONE);
    done(engine.acknowledge(id, 2, "li", "", now));
    String next = message(say(engine, Level.YELLOW)).alarmId();
    done(engine.acknowledge(next, Long.MAX_VALUE, "li", "", now));
  }

  @Test
  void trustThatComesLaterIsToldWithoutCallingAgain() {
    AlarmEngine engine = engine(PLAIN);
    now = now.plusSeconds(1);
    AlarmTransition raised =
        engine.onAssessment(says("river-high", Level.RED, false), now).getFirst();
    assertFalse(raised.alarm().trusted());
    List<AlarmTransition> told = say(engine, Level.RED);
    assertEquals(List.of("updated"), words(told));
    assertTrue(told.getFirst().alarm().trusted());
    assertEquals(1, told.getFirst().alarm().life().calledRevision());
    assertEquals(MsgType.UPDATE, alert(message(told)).msgType());
    assertEquals(List.of(), say(engine, Level.RED), "the same word again is no news");
  }

  @Test
  void theAlertsOfAnAlarmAreOneChainThatEnds() {
    AlarmEngine engine = engine(PLAIN);
    CapAlert alert = alert(message(say(engine, Level.YELLOW)));
    CapAlert update = alert(message(say(engine, Level.RED)));
    CapAlert cancel = alert(message(say(engine, Level.NONE)));
    assertEquals(MsgType.UPDATE, update.msgType());
    assertEquals(List.of(alert.reference()), update.references());
    assertEquals(MsgType.CANCEL, cancel.msgType());
    assertEquals(List.of(alert.reference(), update.reference()), cancel.references());
    assertEquals(MsgType.ALERT, alert(message(say(engine, Level.YELLOW))).msgType());
  }

  @Test
  void aStandingAlertIsRenewedBeforeItExpires() {
    AlarmEngine engine = engine(PLAIN);
    say(engine, Level.RED);
    assertEquals(now.plus(Duration.ofHours(9)), engine.nextDeadline());
    List<AlarmTransition> renewed = pass(engine, Duration.ofHours(9));
    assertEquals(List.of("renewed"), words(renewed));
    assertEquals(MsgType.UPDATE, alert(message(renewed)).msgType());
    assertEquals(now.plus(Duration.ofHours(9)), engine.nextDeadline());
  }

  @Test
  void whatIsToldAgainIsToldWithTheEvidenceOfNow() {
    AlarmEngine engine = engine(PLAIN);
    say(engine, Level.RED);
    now = now.plus(Duration.ofHours(9));
    Assessment present =
        new Assessment(
            "river-high",
            HazardKind.RIVER_LEVEL,
            POINT,
            Level.RED,
            now,
            true,
            1,
            new Text("水位RED", "level RED"),
            new Assessment.Evidence(
                new Text("水位 3.1 m", "stage 3.1 m"), Map.of(), Unit.METRE, List.of()));
    AlarmMessage renewed = message(engine.onTime(now, _ -> Optional.of(present)));
    assertEquals("renewed", renewed.event());
    assertEquals("stage 3.1 m", renewed.evidence().summary().en());
    assertEquals("stage 3.1 m", alert(renewed).infos().get(1).description().orElseThrow());
  }

  @Test
  void anAlarmNobodyAcknowledgesEscalatesAndOneThatStandsCallsAgain() {
    AlarmEngine engine = engine(TIMED);
    String id = message(say(engine, Level.ORANGE)).alarmId();
    assertEquals(now.plus(Duration.ofMinutes(15)), engine.nextDeadline());
    assertEquals(List.of(), pass(engine, Duration.ofMinutes(14)));
    assertEquals(List.of("escalated"), words(pass(engine, Duration.ofMinutes(1))));
    done(engine.acknowledge(id, 2, "li", "", now));
    assertEquals(now.plus(Duration.ofMinutes(30)), engine.nextDeadline());
    assertEquals(List.of("re-alarmed"), words(pass(engine, Duration.ofMinutes(30))));
    assertEquals(AlarmState.UNACKNOWLEDGED, engine.of("river-high").life().state());
  }

  @Test
  void aClockSetBackMakesNoTimerRunForLonger() {
    AlarmEngine engine = engine(TIMED);
    say(engine, Level.ORANGE);
    assertEquals(List.of(), pass(engine, Duration.ofDays(-365)));
    assertEquals(now.plus(Duration.ofMinutes(15)), engine.nextDeadline());
    assertEquals(List.of("escalated"), words(pass(engine, Duration.ofMinutes(15))));
  }

  @Test
  void shelvingIsBoundedAndEndsByItself() {
    AlarmEngine engine = engine(TIMED);
    String id = message(say(engine, Level.ORANGE)).alarmId();
    Instant latest = now.plus(Duration.ofHours(2));
    assertEquals(
        "shelve until: got " + latest.plusSeconds(1) + ", wanted " + latest + " or earlier",
        refused(engine.shelve(id, latest.plusSeconds(1), "li", "", now)));
    AlarmMessage shelved = message(done(engine.shelve(id, latest, "li", "repair", now)));
    assertEquals("shelved", shelved.state());
    assertFalse(engine.of("river-high").life().isAnnunciated());
    assertEquals(List.of("unshelved"), words(pass(engine, Duration.ofHours(2))));
    assertEquals(List.of("escalated"), words(pass(engine, Duration.ofMinutes(15))));
  }

  @Test
  void oneShotShelvingEndsWithTheOccurrenceOrAfterTheLongestTime() {
    AlarmEngine engine = engine(TIMED);
    say(engine, Level.ORANGE);
    done(engine.order("river-high", new Shelve("li", "", Optional.empty()), now));
    assertEquals(now.plus(Duration.ofHours(2)), engine.nextDeadline());
    assertEquals(List.of("unshelved"), words(pass(engine, Duration.ofHours(2))));
    done(engine.order("river-high", new Shelve("li", "", Optional.empty()), now));
    say(engine, Level.NONE);
    assertTrue(engine.of("river-high").life().shelving().isEmpty());
  }

  @Test
  void aSilencedAlarmIsFollowedButAlertsNobodyUntilItSpeaksAgain() {
    AlarmEngine engine = engine(PLAIN);
    done(engine.order("river-high", new RemoveFromService("li", "in repair"), now));
    assertEquals(Optional.empty(), engine.of("river-high").message(), "nothing was ever raised");
    AlarmMessage raised = message(say(engine, Level.RED));
    assertEquals("out-of-service", raised.state());
    assertEquals(Optional.empty(), raised.capXml());
    AlarmMessage back = message(done(engine.order("river-high", new ReturnToService("li"), now)));
    assertEquals("unacknowledged", back.state());
    assertEquals(MsgType.ALERT, alert(back).msgType());
  }

  @Test
  void anAlarmSuppressesWhatItExplainsWhileItStands() {
    AlarmConfig explained =
        new AlarmConfig(
            false,
            Optional.empty(),
            Optional.empty(),
            Duration.ofHours(1),
            Optional.of("river-high"));
    AlarmEngine engine = engine(Map.of("river-high", PLAIN, "rise", explained), List.of());
    assertEquals(List.of(), engine.start(now));
    assertEquals(List.of("raised", "suppressed"), words(say(engine, Level.RED)));
    List<AlarmTransition> silent = engine.onAssessment(says("rise", Level.YELLOW, true), now);
    assertEquals("suppressed", message(silent).state());
    assertEquals(Optional.empty(), message(silent).capXml());
    List<AlarmTransition> over = say(engine, Level.NONE);
    assertEquals(List.of("returned-to-normal", "unsuppressed"), words(over));
    assertEquals(MsgType.ALERT, alert(message(over)).msgType());

    say(engine, Level.RED);
    done(engine.order("river-high", new RemoveFromService("li", "in repair"), now));
    assertFalse(engine.of("rise").life().suppressed(), "out of service, it explains nothing");
  }

  @Test
  void theAlarmOfARuleThatIsGoneIsEnded() {
    AlarmEngine before = engine(PLAIN);
    AlarmRecord kept = say(before, Level.RED).getFirst().alarm();
    AlarmEngine after = engine(Map.of("other", PLAIN), List.of(kept));
    List<AlarmTransition> ended = after.start(now);
    assertEquals(List.of("rule-removed"), words(ended));
    assertEquals("normal", message(ended).state());
    assertEquals(MsgType.CANCEL, alert(message(ended)).msgType());
    assertEquals(List.of("other"), after.all().stream().map(AlarmRecord::ruleId).toList());
    assertThrows(IllegalArgumentException.class, () -> after.of("river-high"));
  }

  @Test
  void everyStateSurvivesARestart() {
    Map<String, List<String>> ways =
        Map.of(
            "normal", List.of(),
            "unacknowledged", List.of("red"),
            "acknowledged", List.of("red", "ack"),
            "rtn-unacknowledged", List.of("red", "none"),
            "latched-unacknowledged", List.of("latch", "red", "none"),
            "latched-acknowledged", List.of("latch", "red", "ack", "none"),
            "shelved", List.of("red", "shelve"),
            "escalated", List.of("latch", "red", "escalate"),
            "out-of-service", List.of("red", "remove"),
            "out-of-service before any raising", List.of("remove"));
    ways.forEach(
        (state, steps) -> {
          AlarmConfig config = steps.contains("latch") ? TIMED : PLAIN;
          AlarmEngine before = engine(config);
          steps.forEach(step -> step(before, step));
          AlarmRecord was = before.of("river-high");
          AlarmRow row = was.row();
          AlarmEngine after =
              engine(
                  Map.of("river-high", config),
                  List.of(AlarmRecord.of(new AlarmRow(row.alarmId(), row.ruleId(), row.json()))));
          assertEquals(List.of(), after.start(now), state);
          assertEquals(was, after.of("river-high"), state);
          assertEquals(before.nextDeadline(), after.nextDeadline(), state);
          for (String next : List.of("red", "ack", "none", "reset", "red")) {
            assertEquals(step(before, next), step(after, next), state + " then " + next);
          }
        });
  }

  private String step(AlarmEngine engine, String step) {
    AlarmRecord alarm = engine.of("river-high");
    Object outcome =
        switch (step) {
          case "latch" -> "";
          case "red" -> engine.onAssessment(says("river-high", Level.RED, true), now);
          case "none" -> engine.onAssessment(says("river-high", Level.NONE, true), now);
          case "escalate" -> pass(engine, Duration.ofMinutes(15));
          case "ack" -> engine.acknowledge(alarm.alarmId(), alarm.revision(), "li", "", now);
          case "reset" -> engine.order("river-high", new Reset("li"), now);
          case "shelve" ->
              engine.shelve(alarm.alarmId(), now.plusSeconds(600), "li", "repair", now);
          case "remove" ->
              engine.order("river-high", new RemoveFromService("li", "in repair"), now);
          case "unshelve" -> engine.order("river-high", new Unshelve("li"), now);
          default -> throw new AssertionError(step);
        };
    return outcome.toString();
  }

  @Test
  void aRowThatIsNotOursIsNamed() {
    AlarmRow bad = new AlarmRow("a.1", "river-high", "{\"version\":1}");
    String message =
        assertThrows(IllegalArgumentException.class, () -> AlarmRecord.of(bad)).toString();
    assertTrue(message.contains("alarm store: alarm a.1: got "), message);
  }

  /// Promise 4: whatever happens, each alarm's revisions have no hole, and its alerts are valid.
  @Test
  void revisionsHaveNoHolesWhateverHappens() {
    Random chance = new Random(20260714);
    AlarmEngine engine = engine(TIMED);
    Map<String, Long> last = new HashMap<>();
    for (int i = 0; i < 5_000; i++) {
      List<AlarmTransition> said = new ArrayList<>();
      now = now.plusSeconds(chance.nextInt(900));
      AlarmRecord alarm = engine.of("river-high");
      switch (chance.nextInt(8)) {
        case 0, 1, 2 -> {
          Level level = LEVELS.get(chance.nextInt(LEVELS.size()));
          said.addAll(engine.onAssessment(says("river-high", level, chance.nextBoolean()), now));
        }
        case 3 ->
            collect(engine.acknowledge(alarm.alarmId(), alarm.revision(), "li", "", now), said);
        case 4 -> collect(engine.order("river-high", new Reset("li"), now), said);
        case 5 -> collect(engine.shelve(alarm.alarmId(), now.plusSeconds(60), "li", "", now), said);
        default -> said.addAll(engine.onTime(now, _ -> Optional.empty()));
      }
      for (AlarmTransition transition : said) {
        transition
            .alarm()
            .message()
            .ifPresent(
                m -> {
                  long before = last.getOrDefault(m.alarmId(), 0L);
                  assertEquals(before + 1, m.revision(), m.alarmId());
                  last.put(m.alarmId(), m.revision());
                  m.capXml().ifPresent(CapXml::read);
                });
      }
    }
    assertTrue(last.size() > 30, "alarms seen: " + last.size());
  }

  private static void collect(Answer answer, List<AlarmTransition> said) {
    if (answer instanceof Answer.Done(List<AlarmTransition> transitions)) {
      said.addAll(transitions);
    }
  }
}
