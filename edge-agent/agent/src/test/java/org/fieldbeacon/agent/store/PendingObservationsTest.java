package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class PendingObservationsTest {
  private static final PointId POINT = PointId.parse("gauge/level");

  private final PendingObservations pending = new PendingObservations(2);

  @Test
  void waitsForTheWriterWhenFull() throws InterruptedException {
    fill();
    Thread third = Thread.ofVirtual().start(() -> assertEquals(1, pending.add(at(3))));
    while (pending.waits() == 0) {
      Thread.onSpinWait();
    }
    pending.committed();
    assertEquals(2, pending.size(), "what is open is not committed by that");
    pending.take();
    pending.committed();
    assertTrue(third.join(Duration.ofSeconds(10)));
    assertEquals(1, pending.size());
    assertEquals(0, pending.letGo());
  }

  /// The waiting thread is the one that judges alarms: a full disk must not hold it.
  @Test
  void letsGoInsteadOfWaitingWhenTheDiskRefuses() {
    fill();
    pending.refusedByDisk();
    assertEquals(-1, pending.add(at(3)));
    assertEquals(1, pending.letGo());
    assertEquals(2, pending.take().size());
  }

  @Test
  void whatTheWriterHoldsStaysReadable() {
    fill();
    pending.take();
    assertEquals(2, pending.of(POINT).getFirst().values().length);
    pending.committed();
    assertEquals(0, pending.of(POINT).size());
  }

  @Test
  void aNewUnitBeginsANewColumn() {
    var roomy = new PendingObservations(10);
    roomy.add(at(1));
    roomy.add(Observation.of(POINT, 2, Unit.CENTIMETRE, Instant.ofEpochMilli(2), "test"));
    roomy.add(at(3));
    assertEquals(3, roomy.of(POINT).size());
    ObservationTable taken = roomy.take();
    assertEquals("cm", taken.column(taken.series().get(1)).unit());
    assertEquals(1, taken.column(taken.series().get(1)).values().length);
  }

  private void fill() {
    assertEquals(1, pending.add(at(1)));
    assertEquals(2, pending.add(at(2)));
  }

  private static Observation at(int millis) {
    return Observation.of(POINT, millis, Unit.METRE, Instant.ofEpochMilli(millis), "test");
  }
}
