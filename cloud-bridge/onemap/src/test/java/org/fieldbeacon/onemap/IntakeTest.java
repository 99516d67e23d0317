package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Delivery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 3: alarms overtake everything, at the map too.
class IntakeTest {
  private static final Instant NOON = Instant.parse("2026-07-14T04:00:00Z");
  private static final int BATCHES = 60;

  @TempDir Path dir;

  private final List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());

  /// The store is held up while sixty batches and then an alarm arrive: the alarm is stored first,
  /// and the batches not all in one commit, which a further alarm would have to wait for.
  @Test
  void anAlarmIsStoredBeforeTheBatchesThatCameEarlier() throws Exception {
    var counters = new Counters();
    var store = new MapStore(dir.resolve("onemap.db"), InstantSource.fixed(NOON), counters);
    var all = new CountDownLatch(BATCHES + 1);
    try (var intake = new Intake(store, counters, () -> {})) {
      var begun = new CountDownLatch(1);
      var held = new CountDownLatch(1);
      var order =
          intake.run(
              () -> {
                begun.countDown();
                await(held);
              });
      await(begun);
      for (int seq = 1; seq <= BATCHES; seq++) {
        assertTrue(intake.offer(batch(seq, all)));
      }
      assertTrue(intake.offer(alarm(all)));
      held.countDown();
      await(all);
      order.join();
    }
    assertEquals("alarm", acknowledged.getFirst());
    assertEquals(BATCHES + 1, acknowledged.size());
    assertTrue(counters.of("commits") > 2, "commits: " + counters.of("commits"));
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Delivery batch(int seq, CountDownLatch done) {
    double[] values = new Random(seq).doubles(200).toArray();
    Envelope envelope = Field.envelope(seq, 1, Field.level(NOON.plusSeconds(600L * seq), values));
    return delivery(Topics.observation(Field.GATEWAY), envelope, "batch", done);
  }

  private Delivery alarm(CountDownLatch done) {
    Envelope envelope =
        Field.envelope(1, 1, Field.alarm("a-1", 1, Level.ORANGE, NOON, Optional.empty()));
    return delivery(Topics.alarm(Field.GATEWAY), envelope, "alarm", done);
  }

  private Delivery delivery(String topic, Envelope envelope, String name, CountDownLatch done) {
    return new Delivery(
        topic,
        Wire.encode(envelope),
        false,
        false,
        () -> {
          acknowledged.add(name);
          done.countDown();
        });
  }
}
