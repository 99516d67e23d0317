package org.fieldbeacon.agent.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class ObservationQueueTest {
  @Test
  void handsOverInOrderOfArrivalAndInBatches() throws Exception {
    var queue = new ObservationQueue(10);
    for (int i = 0; i < 5; i++) {
      queue.accept(value(i));
    }
    assertEquals(List.of(value(0), value(1), value(2)), queue.take(3, Duration.ZERO));
    assertEquals(List.of(value(3), value(4)), queue.take(3, Duration.ZERO));
    assertTrue(queue.take(3, Duration.ZERO).isEmpty());
    assertEquals(5, queue.accepted());
    assertEquals(0, queue.waits());
  }

  @Test
  void makesTheLinkWaitWhenFullAndLosesNothing() throws Exception {
    var queue = new ObservationQueue(1);
    queue.accept(value(0));
    Thread link = Thread.ofVirtual().start(() -> queue.accept(value(1)));
    while (queue.waits() == 0) {
      Thread.onSpinWait();
    }
    assertEquals(List.of(value(0)), queue.take(1, Duration.ofSeconds(5)));
    assertEquals(List.of(value(1)), queue.take(5, Duration.ofSeconds(5)));
    assertTrue(link.join(Duration.ofSeconds(5)));
  }

  @Test
  void letsAWaitingLinkGoWhenClosed() throws Exception {
    var queue = new ObservationQueue(1);
    queue.accept(value(0));
    Thread link = Thread.ofVirtual().start(() -> queue.accept(value(1)));
    while (queue.waits() == 0) {
      Thread.onSpinWait();
    }
    assertFalse(link.join(Duration.ofMillis(1)));
    queue.close();
    assertTrue(link.join(Duration.ofSeconds(5)));
    assertEquals(1, queue.accepted());
  }

  private static Observation value(int number) {
    return Observation.of(PointId.parse("gauge/level"), number, Unit.METRE, Instant.EPOCH, "test");
  }
}
