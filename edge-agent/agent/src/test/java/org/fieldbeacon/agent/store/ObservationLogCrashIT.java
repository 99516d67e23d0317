package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1: acknowledged means on flash. This kills the process, which shows the order of our
/// writes and SQLite's recovery; it does not show what a card does with its own cache.
class ObservationLogCrashIT {
  private static final int ROUNDS = 15;
  private static final long SEED = 20_260_701;
  private static final PointId POINT = PointId.parse("gauge/level");

  private static ObservationLogSettings settings(Path folder) {
    return ObservationLogSettings.at(folder.resolve("observations.db"))
        .withCommit(Duration.ofMillis(5), 50)
        .withRows(16, 1_000)
        .withCompaction(60, 20);
  }

  /// Appends without end; acknowledges after each flush. Compaction runs, and receipts come in.
  static final class Writer {
    public static void main(String[] args) {
      long next = Long.parseLong(args[1]);
      var random = new Random(next);
      var log = ObservationLog.open(settings(Path.of(args[0])));
      while (true) {
        for (int i = random.nextInt(40); i >= 0; i--) {
          log.append(Observation.of(POINT, next, Unit.ONE, Instant.ofEpochMilli(next), "crash"));
          next++;
        }
        log.flush().join();
        CrashChild.acknowledge(next - 1);
        if (random.nextInt(3) == 0) {
          log.confirm(log.lastSeq() / 2, List.of());
        }
      }
    }
  }

  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasAcknowledgedIsThereOnceAfterEveryKill() {
    var random = new Random(SEED);
    long next = 0;
    long seq = 0;
    for (int round = 0; round < ROUNDS; round++) {
      String what = "seed " + SEED + " round " + round;
      long acknowledged =
          CrashChild.killedAfter(
              Writer.class, folder, next, 1 + random.nextInt(30), random.nextInt(200_000));
      try (var log = ObservationLog.open(settings(folder))) {
        List<Observation> kept =
            log.range(POINT, Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE), 1_000_000);
        assertTrue(kept.size() > acknowledged, what + ": acknowledged " + acknowledged);
        for (int i = 0; i < kept.size(); i++) {
          assertEquals(i, kept.get(i).phenomenonTime().toEpochMilli(), what);
          assertEquals(i, kept.get(i).value(), what);
        }
        assertTrue(log.lastSeq() >= seq, what);
        assertEachInOneMessage(log, kept.size(), what);
        seq = log.lastSeq();
        next = kept.size();
        assertEquals(0, log.figures().damagedRows(), what);
      }
    }
    assertTrue(seq > ROUNDS && next > ROUNDS, "nothing was written");
  }

  /// The messages not confirmed yet hold the newest observations, each once, numbered in a row.
  private static void assertEachInOneMessage(ObservationLog log, int size, String what) {
    List<JournalRow> rows = log.peek(0, 1_000_000);
    List<Long> sent = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      assertEquals(rows.getFirst().seq() + i, rows.get(i).seq(), what);
      for (Column column : Wire.decodeObservations(rows.get(i).blob()).columns()) {
        for (long time : column.epochMillis()) {
          sent.add(time);
        }
      }
    }
    for (int i = 0; i < sent.size(); i++) {
      assertEquals(size - sent.size() + i, sent.get(i), what);
    }
    assertEquals(log.lastSeq(), rows.isEmpty() ? log.lastSeq() : rows.getLast().seq(), what);
  }
}
