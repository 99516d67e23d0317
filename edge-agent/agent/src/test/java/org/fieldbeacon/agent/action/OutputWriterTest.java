package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Actuator.WriteResult.Done;
import org.fieldbeacon.driver.Actuator.WriteResult.Refused;
import org.fieldbeacon.driver.Actuator.WriteResult.TimedOut;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class OutputWriterTest {
  private record Answer(String outputId, long attempt, WriteResult result) {}

  private final BlockingQueue<Double> written = new LinkedBlockingQueue<>();
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();

  @Test
  void carriesOutAWriteWithABoundAndGivesTheResultBack() throws Exception {
    Actuator actuator =
        (point, value, timeout) -> {
          written.add(value);
          return new Refused(point + " within " + timeout);
        };
    try (var writer = writer(Optional.of(actuator))) {
      writer.submit(write(true, 7, false));
      assertEquals(new Answer("siren", 7, new Refused("relay/siren within PT2S")), answer());
      assertEquals(1, written.take());
    }
  }

  @Test
  void neverBlocksAndOnlyTheLatestWaitingWriteIsCarriedOut() throws Exception {
    var busy = new CountDownLatch(1);
    var free = new CountDownLatch(1);
    try (var writer = writer(Optional.of(stuckUntil(free, busy)))) {
      writer.submit(write(true, 1, false));
      assertTrue(busy.await(60, TimeUnit.SECONDS));
      writer.submit(write(false, 2, false));
      writer.submit(write(true, 3, false));
      assertEquals(new Answer("siren", 2, new Refused("a later write took its place")), answer());
      free.countDown();
      assertEquals(new Answer("siren", 1, new Done()), answer());
      assertEquals(new Answer("siren", 3, new Done()), answer());
    }
    assertEquals(List.of(1.0, 1.0, 0.0), List.copyOf(written));
  }

  @Test
  void aDriverWithABugAndAPointWithoutADriverAreRefusals() throws Exception {
    Actuator buggy =
        (_, _, _) -> {
          throw new IllegalStateException("a bug, as tested");
        };
    try (var writer = writer(Optional.of(buggy))) {
      writer.submit(write(true, 1, false));
      assertInstanceOf(Refused.class, answer().result());
      writer.submit(write(true, 2, false));
      assertInstanceOf(Refused.class, answer().result());
      assertEquals(2, writer.bugs());
    }
    try (var writer = writer(Optional.empty())) {
      writer.submit(write(true, 1, false));
      assertEquals(
          new Answer("siren", 1, new Refused("relay/siren: nothing here can write it")), answer());
      assertEquals(0, writer.bugs());
    }
  }

  @Test
  void anAnswerThatThrowsDoesNotEndTheOutput() throws Exception {
    var done = new CountDownLatch(2);
    OutputWriter.Answers throwing =
        (_, _, _) -> {
          done.countDown();
          throw new IllegalStateException("a bug, as tested");
        };
    try (var writer = new OutputWriter(List.of(Bench.siren()), _ -> taking(), throwing)) {
      writer.submit(write(true, 1, false));
      assertEquals(1.0, written.poll(60, TimeUnit.SECONDS));
      writer.submit(write(false, 2, false));
      assertTrue(done.await(60, TimeUnit.SECONDS));
    }
  }

  @Test
  void closeLeavesTheFailSafeStateWhenNobodyHasSaidALastWrite() {
    writer(taking()).close();
    assertEquals(List.of(0.0), List.copyOf(written));
    written.clear();
    new OutputWriter(List.of(Bench.failingSafeToOn()), _ -> taking(), this::answered).close();
    assertEquals(List.of(1.0), List.copyOf(written));
  }

  /// An interlock may forbid the fail-safe state: what the engine says last stands.
  @Test
  void closeLeavesTheLastWriteOfTheEngineAndMayBeRepeated() {
    var writer = new OutputWriter(List.of(Bench.failingSafeToOn()), _ -> taking(), this::answered);
    writer.submit(write(false, 1, true));
    writer.close();
    writer.close();
    assertEquals(List.of(0.0), List.copyOf(written));
    assertEquals(List.of(), List.copyOf(answers));
  }

  @Test
  void aLastWriteThatFailsIsTriedAgain() {
    Actuator atTheThirdTry =
        (_, value, _) -> {
          written.add(value);
          return written.size() < 3 ? new TimedOut("silent") : new Done();
        };
    writer(Optional.of(atTheThirdTry)).close();
    assertEquals(List.of(0.0, 0.0, 0.0), List.copyOf(written));
  }

  @Test
  void aWriteAfterTheLastIsAnsweredAndNotCarriedOut() throws Exception {
    var writer = writer(taking());
    writer.close();
    writer.submit(write(true, 5, false));
    assertEquals(5, answer().attempt());
    assertEquals(List.of(0.0), List.copyOf(written));
  }

  @Test
  void aDriverThatNeverComesBackHoldsUpNeitherOthersNorClose() throws Exception {
    var busy = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    Actuator never =
        (_, _, _) -> {
          busy.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
          }
          ended.countDown();
          return new TimedOut("interrupted");
        };
    var writer = writer(Optional.of(never));
    writer.submit(write(true, 1, false));
    assertTrue(busy.await(60, TimeUnit.SECONDS));
    long before = System.nanoTime();
    writer.close();
    assertTrue(Duration.ofNanos(System.nanoTime() - before).toSeconds() < 10);
    assertTrue(ended.await(60, TimeUnit.SECONDS), "the stuck thread was not ended");
  }

  @Test
  void aWriteOfAnUnknownOutputSaysWhatWasWanted() {
    try (var writer = writer(taking())) {
      var pump = new Write("pump", PointId.parse("relay/pump"), 1, true, 1, false);
      var e = assertThrows(IllegalArgumentException.class, () -> writer.submit(pump));
      assertEquals("output: got pump, wanted one of [siren]", e.getMessage());
    }
  }

  private OutputWriter writer(Optional<Actuator> actuator) {
    return new OutputWriter(List.of(Bench.siren()), _ -> actuator, this::answered);
  }

  private Optional<Actuator> taking() {
    return Optional.of(
        (_, value, _) -> {
          written.add(value);
          return new Done();
        });
  }

  private Actuator stuckUntil(CountDownLatch free, CountDownLatch busy) {
    return (_, value, _) -> {
      written.add(value);
      busy.countDown();
      try {
        free.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return new Done();
    };
  }

  private void answered(String outputId, long attempt, WriteResult result) {
    answers.add(new Answer(outputId, attempt, result));
  }

  private Answer answer() throws InterruptedException {
    Answer answer = answers.poll(60, TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer within 20 s");
    }
    return answer;
  }

  private static Write write(boolean on, long attempt, boolean last) {
    return new Write("siren", Bench.SIREN, on ? 1 : 0, on, attempt, last);
  }
}
