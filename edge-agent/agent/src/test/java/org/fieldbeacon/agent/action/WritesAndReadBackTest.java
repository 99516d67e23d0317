package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.action.OutputState.Confirmation;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Actuator.WriteResult.Done;
import org.fieldbeacon.driver.Actuator.WriteResult.Refused;
import org.fieldbeacon.driver.Actuator.WriteResult.TimedOut;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Writes that fail, overtake and get lost; read-backs that confirm, contradict and are silent.
class WritesAndReadBackTest {
  @Test
  void aFailedWriteIsRepeatedWithADoublingPauseUpToFiveSeconds() {
    Bench bench = deafAndCalled();
    List<Long> pauses = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      bench.answer(new TimedOut("silent"));
      Instant before = bench.now;
      bench.now = bench.engine.nextDeadline();
      pauses.add(Duration.between(before, bench.now).toMillis());
      int writes = bench.writes.size();
      bench.second(Duration.between(Bench.START, bench.now).toMillis() / 1000.0);
      assertEquals(writes + 1, bench.writes.size());
    }
    assertEquals(List.of(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L, 5000L), pauses);
    assertEquals(8, bench.state().failedWrites());
    assertFalse(bench.state().written());
  }

  @Test
  void aFailureIsToldOnceThenWhenItsKindChangesThenWhenItIsOver() {
    Bench bench = deafAndCalled();
    int second = 0;
    for (WriteResult result :
        List.<WriteResult>of(
            new TimedOut("silent for 2000 ms"),
            new TimedOut("silent for 2001 ms"),
            new Refused("exception 4"),
            new Refused("exception 4"),
            new Done())) {
      bench.answer(result);
      second += 6;
      bench.second(second);
    }
    assertEquals(List.of("write-failed", "write-failed", "write-recovered"), bench.words());
    assertTrue(bench.state().written());
  }

  @Test
  void aCommandWaitsForTheAnswerToTheOneBeforeAndOnlyTheLatestIsWritten() {
    Bench bench = deafAndCalled();
    int writes = bench.writes.size();
    bench.command(new OutputCommand.Off("li", Bench.START.plusSeconds(60)));
    bench.command(new OutputCommand.On("li", Bench.START.plusSeconds(60)));
    bench.command(new OutputCommand.Off("li", Bench.START.plusSeconds(60)));
    assertEquals(writes, bench.writes.size());
    bench.answer(new Done());
    assertEquals(writes + 1, bench.writes.size());
    assertFalse(bench.writes.getLast().on());
    assertFalse(bench.state().written());
    bench.answer(new Done());
    assertEquals(writes + 1, bench.writes.size());
    assertTrue(bench.state().written());
  }

  @Test
  void aFailedWriteThatIsNoLongerWantedIsNotRepeated() {
    Bench bench = deafAndCalled();
    bench.command(new OutputCommand.Off("li", Bench.START.plusSeconds(60)));
    bench.answer(new TimedOut("silent"));
    assertFalse(bench.writes.getLast().on());
  }

  @Test
  void aWriteThatIsNeverAnsweredCountsAsFailedAndItsLateAnswerIsNotHeard() {
    Bench bench = deafAndCalled();
    Write lost = bench.writes.getLast();
    bench.second(10);
    assertEquals(List.of("write-failed"), bench.words());
    bench.second(10.2);
    assertEquals(lost.attempt() + 1, bench.writes.getLast().attempt());
    bench.engine.onWritten("siren", lost.attempt(), new Done(), bench.now);
    assertFalse(bench.state().written());
    bench.answer(new Done());
    assertTrue(bench.state().written());
    assertEquals(List.of(), bench.engine.onWritten("pump", 1, new Done(), bench.now));
  }

  @Test
  void theShortestTimeOnCountsFromWhenTheDeviceTookTheCommand() {
    Bench bench = deafAndCalled();
    bench.second(2);
    bench.answer(new Done());
    bench.normal("river");
    bench.second(11.999);
    assertTrue(bench.on());
    bench.second(12);
    assertFalse(bench.on());
  }

  @Test
  void theReadBackConfirmsOnceItShowsTheCommand() {
    Bench bench = confirmedOff();
    bench.alarm("river", Level.RED);
    assertEquals(Confirmation.AWAITED, bench.state().confirmation());
    bench.reading(Bench.FEEDBACK, 0);
    bench.reading(Bench.FEEDBACK, 1);
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of("on", "confirmed"), bench.words());
    assertEquals(Confirmation.CONFIRMED, bench.state().confirmation());
  }

  @Test
  void aReadingCountsAsTheValueItIsNearerToThanHalfTheDifference() {
    for (double value : new double[] {0.51, 1.49}) {
      Bench bench = confirmedOff();
      bench.alarm("river", Level.RED);
      bench.reading(Bench.FEEDBACK, value);
      assertEquals(Confirmation.CONFIRMED, bench.state().confirmation(), "value " + value);
    }
    for (double value : new double[] {0.5, 1.5, -3}) {
      Bench bench = confirmedOff();
      bench.alarm("river", Level.RED);
      bench.reading(Bench.FEEDBACK, value);
      assertEquals(Confirmation.AWAITED, bench.state().confirmation(), "value " + value);
    }
  }

  @Test
  void aReadBackThatDoesNotFollowIsToldOnceAndTheWriteRepeated() {
    Bench bench = confirmedOff();
    bench.alarm("river", Level.RED);
    int writes = bench.writes.size();
    for (int s = 60; s <= 600; s += 60) {
      bench.second(s);
      bench.reading(Bench.FEEDBACK, 0);
    }
    assertEquals(
        List.of("on", "read-back-mismatch", "dead-man-expired", "off", "confirmed"), bench.words());
    assertEquals(writes + 3 + 1, bench.writes.size(), "one more every 180 s, and off");
  }

  @Test
  void aSwitchByHandIsToldAndWrittenOver() {
    Bench bench = confirmedOff();
    int writes = bench.writes.size();
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of("read-back-mismatch"), bench.words());
    assertEquals(writes + 1, bench.writes.size());
    assertFalse(bench.writes.getLast().on());
    bench.reading(Bench.FEEDBACK, 0);
    assertEquals(List.of("confirmed"), bench.words());
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of("read-back-mismatch"), bench.words());
  }

  @Test
  void aContradictionStandsUntilItIsWrittenOver() {
    Bench bench = confirmedOff();
    bench.deaf = true;
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(Confirmation.CONTRADICTED, bench.state().confirmation());
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of("read-back-mismatch"), bench.words());
    bench.answer(new Done());
    assertEquals(Confirmation.AWAITED, bench.state().confirmation());
  }

  @Test
  void aSilentReadBackIsToldAndTheWriteStands() {
    Bench bench = confirmedOff();
    bench.alarm("river", Level.RED);
    int writes = bench.writes.size();
    bench.second(100);
    bench.missing(Bench.FEEDBACK);
    bench.second(500);
    assertEquals(List.of("on", "unconfirmed"), bench.words());
    assertEquals(writes, bench.writes.size());
    assertEquals(Confirmation.SILENT, bench.state().confirmation());
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of("confirmed"), bench.words());
    bench.second(599);
    bench.reading(Bench.FEEDBACK, 1);
    assertEquals(List.of(), bench.words());
  }

  /// A relay board that was without power comes back with its relays open.
  @Test
  void aReadBackThatSpeaksAgainAndDiffersIsWrittenOver() {
    Bench bench = confirmedOff();
    bench.alarm("river", Level.RED);
    bench.reading(Bench.FEEDBACK, 1);
    bench.second(300);
    assertEquals(List.of("on", "confirmed", "unconfirmed"), bench.words());
    bench.reading(Bench.FEEDBACK, 0);
    assertEquals(List.of("read-back-mismatch"), bench.words());
    assertTrue(bench.writes.getLast().on());
  }

  @Test
  void aSuspectReadBackNeitherConfirmsNorContradicts() {
    Bench bench = confirmedOff();
    bench.reading(Bench.FEEDBACK, 1, Unit.ONE, Quality.SUSPECT);
    bench.reading(Bench.FEEDBACK, 1, Unit.ONE, Quality.FAIL);
    assertEquals(Confirmation.CONFIRMED, bench.state().confirmation());
    assertEquals(List.of(), bench.words());
  }

  @Test
  void anOutputWithoutReadBackIsNeverConfirmed() {
    Bench bench = Bench.running(Bench.siren());
    bench.second(500);
    assertEquals(Confirmation.NONE, bench.state().confirmation());
    assertEquals(List.of(), bench.words());
  }

  /// Commanded on; the device has not answered yet.
  private static Bench deafAndCalled() {
    Bench bench = Bench.running(Bench.siren());
    bench.deaf = true;
    bench.alarm("river", Level.RED);
    bench.words();
    return bench;
  }

  private static Bench confirmedOff() {
    Bench bench = Bench.running(Bench.withReadBack());
    bench.reading(Bench.FEEDBACK, 0);
    assertEquals(List.of("confirmed"), bench.words());
    return bench;
  }
}
