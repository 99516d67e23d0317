package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.agent.hazard.Level;
import org.junit.jupiter.api.Test;

/// Triggers, trust, shortest times, dead-man, fail-safe state and commands by hand. Promise 2.
class OutputEngineTest {
  @Test
  void anAlarmAtItsLevelSwitchesOnAtOnceAndOneBelowDoesNot() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.YELLOW);
    assertFalse(bench.on());
    bench.alarm("river", Level.ORANGE);
    assertTrue(bench.on());
    assertEquals(List.of("on"), bench.words());
    assertEquals(1, bench.writes.getLast().value());
    assertEquals(Bench.SIREN, bench.writes.getLast().point());
    bench.alarm("river", Level.RED);
    assertEquals(List.of(), bench.words());
  }

  @Test
  void anyOneTriggerIsEnoughAndAllMustEndToSwitchOff() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.ORANGE);
    bench.alarm("rain", Level.RED);
    bench.second(60);
    bench.normal("river");
    assertTrue(bench.on());
    bench.normal("rain");
    assertFalse(bench.on());
    assertEquals(List.of("on", "off"), bench.words());
  }

  @Test
  void theAlarmOfARuleThatTriggersNothingIsOfNoAccount() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("landslide", Level.RED);
    assertFalse(bench.on());
  }

  /// A rule sees quality flags: suspect data can warn but not set an output alone.
  @Test
  void anUntrustedWordSwitchesNeitherOnNorOff() {
    Bench bench = Bench.running(Bench.siren());
    bench.suspect("river", Level.RED);
    assertFalse(bench.on());
    bench.alarm("river", Level.RED);
    assertTrue(bench.on());
    bench.second(60);
    bench.suspect("river", Level.NONE);
    assertTrue(bench.on());
    bench.suspect("river", Level.YELLOW);
    assertTrue(bench.on());
    bench.still("river", Level.YELLOW);
    assertFalse(bench.on());
  }

  /// A red alarm over a silent siren says why.
  @Test
  void anAlarmOnDoubtfulReadingsTellsWhyItSwitchesNothingOn() {
    Bench bench = Bench.running(Bench.siren());
    bench.suspect("river", Level.YELLOW);
    assertEquals(List.of(), bench.state().withheld());
    bench.suspect("river", Level.RED);
    bench.suspect("river", Level.ORANGE);
    assertEquals(List.of("withheld"), bench.words());
    assertEquals(List.of(new Withheld("river", Reasons.doubtful())), bench.state().withheld());
    bench.still("river", Level.ORANGE);
    assertTrue(bench.on());
    assertEquals(List.of(), bench.state().withheld());
    bench.second(60);
    bench.normal("river");
    bench.suspect("river", Level.RED);
    assertEquals(List.of("on", "off", "withheld"), bench.words());
  }

  @Test
  void whatElseKeepsAnAlarmFromSwitchingOnIsToldToo() {
    Bench silenced = Bench.running(Bench.siren());
    silenced.word(new AlarmWord("river", true, false, true, Level.RED, true));
    assertEquals(List.of(new Withheld("river", Reasons.silenced())), silenced.state().withheld());

    Bench spent = Bench.running(Bench.siren());
    spent.alarm("river", Level.RED);
    spent.second(601);
    assertFalse(spent.on());
    assertEquals("river", spent.state().withheld().getFirst().rule());
    assertEquals(spent.state().reason(), spent.state().withheld().getFirst().reason());

    Bench blocked = Bench.running(Bench.interlocked(FailSafe.OFF));
    blocked.alarm("river", Level.RED);
    assertEquals(
        blocked.state().blockedBy().orElseThrow(), blocked.state().withheld().getFirst().reason());
  }

  @Test
  void anAlarmThatBecomesTrustedLaterSwitchesOnThen() {
    Bench bench = Bench.running(Bench.siren());
    bench.suspect("river", Level.RED);
    bench.still("river", Level.RED);
    assertTrue(bench.on());
  }

  @Test
  void aSilencedAlarmCallsForNothingTrustedOrNot() {
    for (boolean trusted : new boolean[] {true, false}) {
      Bench bench = Bench.running(Bench.siren());
      bench.alarm("river", Level.RED);
      bench.second(60);
      bench.word(new AlarmWord("river", true, false, false, Level.RED, trusted));
      assertFalse(bench.on(), "trusted=" + trusted);
      bench.word(new AlarmWord("river", true, true, false, Level.RED, trusted));
      assertTrue(bench.on(), "trusted=" + trusted);
    }
  }

  @Test
  void staysOnForTheShortestTimeOn() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.RED);
    bench.second(3);
    bench.normal("river");
    assertTrue(bench.on());
    bench.second(9.999);
    assertTrue(bench.on());
    bench.second(10);
    assertFalse(bench.on());
  }

  @Test
  void anAlarmWithinTheShortestTimeOnGoesOnWithoutABreak() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.RED);
    bench.second(3);
    bench.normal("river");
    bench.second(6);
    bench.alarm("river", Level.RED);
    bench.second(30);
    assertEquals(List.of("on"), bench.words());
  }

  @Test
  void staysOffForTheShortestTimeOffEvenAfterStart() {
    Bench bench = Bench.running(Bench.config(FailSafe.OFF, 20, Optional.empty(), List.of()));
    bench.alarm("river", Level.RED);
    bench.second(19.999);
    assertFalse(bench.on());
    bench.second(20);
    assertTrue(bench.on());
    bench.second(60);
    bench.normal("river");
    bench.alarm("river", Level.RED);
    bench.second(79);
    assertFalse(bench.on());
    bench.second(80);
    assertTrue(bench.on());
  }

  @Test
  void theDeadManSwitchesOffAndStaysOffUntilARenewal() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.ORANGE);
    bench.second(599.999);
    assertTrue(bench.on());
    bench.second(600);
    assertFalse(bench.on());
    assertEquals(List.of("on", "dead-man-expired", "off"), bench.words());
    bench.still("river", Level.ORANGE);
    bench.suspect("river", Level.RED);
    bench.second(700);
    assertFalse(bench.on());
    bench.alarm("river", Level.ORANGE);
    assertTrue(bench.on());
  }

  @Test
  void aNewCallARiseOfTheLevelAndANewRaisingRenewTheDeadMan() {
    for (String renewal : List.of("call", "rise", "raise", "other rule")) {
      Bench bench = Bench.running(Bench.siren());
      bench.alarm("river", Level.ORANGE);
      bench.second(500);
      switch (renewal) {
        case "call" -> bench.alarm("river", Level.ORANGE);
        case "rise" -> bench.still("river", Level.RED);
        case "raise" -> {
          bench.normal("river");
          bench.still("river", Level.ORANGE);
        }
        default -> bench.still("rain", Level.RED);
      }
      bench.second(1099);
      assertTrue(bench.on(), renewal);
      bench.second(1100);
      assertFalse(bench.on(), renewal);
    }
  }

  @Test
  void theDeadManAddsUpTheTimeOnAcrossInterruptions() {
    Bench bench = Bench.running(Bench.interlocked(FailSafe.OFF));
    bench.reading(Bench.DOOR, 0);
    bench.tank(2);
    bench.alarm("river", Level.ORANGE);
    for (int s = 0; s <= 400; s += 50) {
      bench.second(s);
      bench.tank(2);
      bench.reading(Bench.DOOR, 0);
    }
    bench.reading(Bench.DOOR, 1);
    bench.second(450);
    bench.tank(2);
    assertFalse(bench.on());
    bench.second(600);
    bench.tank(2);
    bench.reading(Bench.DOOR, 0);
    assertTrue(bench.on());
    bench.second(750);
    bench.tank(2);
    bench.reading(Bench.DOOR, 0);
    bench.second(799);
    assertTrue(bench.on());
    bench.second(800);
    assertFalse(bench.on());
  }

  @Test
  void startWritesTheFailSafeStateOfEveryOutput() {
    var off = new Bench(Bench.siren());
    off.start();
    assertEquals(List.of("fail-safe"), off.words());
    assertEquals(0, off.writes.getLast().value());
    var on = new Bench(Bench.failingSafeToOn());
    on.start();
    assertEquals(List.of("fail-safe"), on.words());
    assertEquals(1, on.writes.getLast().value());
  }

  @Test
  void anOutputThatFailsSafeToOnStaysOnUntilEveryRuleHasSpokenATrustedWord() {
    var bench = new Bench(Bench.failingSafeToOn());
    bench.start();
    bench.second(3600);
    bench.normal("river");
    bench.suspect("rain", Level.NONE);
    assertTrue(bench.on());
    bench.normal("rain");
    assertFalse(bench.on());
    assertEquals(List.of("fail-safe", "off"), bench.words());
  }

  @Test
  void anOutputThatFailsSafeToOffNeedsOneRuleOnly() {
    var bench = new Bench(Bench.siren());
    bench.start();
    bench.alarm("river", Level.ORANGE);
    assertTrue(bench.on());
  }

  @Test
  void whatWasHeardBeforeStartCountsFromStart() {
    var bench = new Bench(Bench.siren());
    bench.alarm("river", Level.RED);
    assertEquals(List.of(), bench.writes);
    assertEquals(Instant.MAX, bench.engine.nextDeadline());
    assertEquals(List.of(), bench.engine.states());
    bench.start();
    assertEquals(List.of("fail-safe", "on"), bench.words());
  }

  @Test
  void stopWritesTheFailSafeStateAtOnceAndNothingIsDecidedAfterwards() {
    Bench bench = Bench.running(Bench.siren());
    bench.deaf = true;
    bench.alarm("river", Level.RED);
    long attempt = bench.writes.getLast().attempt();
    bench.words();
    bench.stop();
    assertEquals(List.of("fail-safe"), bench.words());
    assertTrue(bench.writes.getLast().last());
    assertEquals(0, bench.writes.getLast().value());
    assertEquals(attempt + 1, bench.writes.getLast().attempt());
    int written = bench.writes.size();
    bench.answer(new org.fieldbeacon.driver.Actuator.WriteResult.TimedOut("late"));
    bench.alarm("rain", Level.RED);
    bench.second(3600);
    bench.stop();
    assertEquals(written, bench.writes.size());
    assertEquals(List.of(), bench.words());
    assertEquals(Instant.MAX, bench.engine.nextDeadline());
  }

  @Test
  void aPersonSwitchesOnUntilATimeAndTheTriggersFollow() {
    Bench bench = Bench.running(Bench.siren());
    bench.command(new OutputCommand.On("li", Bench.START.plusSeconds(60)));
    assertTrue(bench.on());
    assertEquals(Optional.of("li"), bench.state().override().map(OutputCommand::by));
    bench.second(59);
    assertTrue(bench.on());
    bench.second(60);
    assertFalse(bench.on());
    assertEquals(List.of("overridden", "on", "override-ended", "off"), bench.words());
  }

  @Test
  void aPersonSwitchesOffAtOnceThoughAnAlarmCalls() {
    Bench bench = Bench.running(Bench.siren());
    bench.alarm("river", Level.RED);
    bench.second(1);
    bench.command(new OutputCommand.Off("li", Bench.START.plusSeconds(60)));
    assertFalse(bench.on());
    bench.alarm("rain", Level.RED);
    assertFalse(bench.on());
    bench.command(new OutputCommand.Auto("li"));
    assertTrue(bench.on());
    assertEquals(List.of("on", "overridden", "off", "override-ended", "on"), bench.words());
  }

  @Test
  void aPersonWaitsForTheShortestTimeOff() {
    Bench bench = Bench.running(Bench.config(FailSafe.OFF, 20, Optional.empty(), List.of()));
    bench.command(new OutputCommand.On("li", Bench.START.plusSeconds(60)));
    assertFalse(bench.on());
    bench.second(20);
    assertTrue(bench.on());
  }

  @Test
  void commandsThatCannotBeAreRefusedWithTheReason() {
    Bench bench = Bench.running(Bench.siren());
    bench.command(new OutputCommand.On("li", Bench.START));
    bench.command(
        new OutputCommand.On("li", Bench.START.plus(Duration.ofHours(24)).plusSeconds(1)));
    bench.command(new OutputCommand.Auto("li"));
    assertEquals(List.of("command-refused", "command-refused", "command-refused"), bench.words());
    assertFalse(bench.on());
    OutputEvent none =
        bench.engine.command("pump", new OutputCommand.Auto("li"), bench.now).getFirst();
    assertEquals(
        "refused: got output pump, wanted one of [siren], between start and stop",
        ((Told) none).reason().en());
  }

  /// A clock that is set back must not lengthen anything.
  @Test
  void timeNeverGoesBack() {
    Bench bench = Bench.running(Bench.siren());
    bench.second(100);
    bench.now = Bench.START;
    bench.alarm("river", Level.RED);
    assertEquals(Bench.START.plusSeconds(100), bench.told.getLast().at());
    bench.second(699);
    assertTrue(bench.on());
    bench.second(700);
    assertFalse(bench.on());
  }

  @Test
  void everyLevelOfSiteFilesIsTheLevelOfTheSameName() {
    for (TriggerLevel level : TriggerLevel.values()) {
      assertEquals(level.name(), TriggerLevels.of(level).name());
    }
    assertEquals(Level.values().length - 1, TriggerLevel.values().length);
  }
}
