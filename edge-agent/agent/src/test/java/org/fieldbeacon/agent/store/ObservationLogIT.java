package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ObservationLogIT {
  private static final PointId LEVEL = PointId.parse("gauge/level");
  private static final PointId RAIN = PointId.parse("gauge/rain");
  private static final Instant START = Instant.parse("2026-07-01T00:00:00Z");
  private static final Duration NEVER = Duration.ofDays(1);

  @TempDir private Path folder = Path.of("");

  private ObservationLogSettings settings() {
    return ObservationLogSettings.at(folder.resolve("observations.db"))
        .withCommit(NEVER, 100_000)
        .withCompaction(1_000_000, 10);
  }

  private static Observation level(int second, double metres) {
    return Observation.of(LEVEL, metres, Unit.METRE, START.plusSeconds(second), "test");
  }

  private static List<Double> values(List<Observation> observations) {
    return observations.stream().map(Observation::value).toList();
  }

  private static List<Observation> all(ObservationLog log, PointId point) {
    return log.range(point, Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE), 1_000_000);
  }

  @Test
  void answersFromMemoryJournalAndChunksAsOne() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 25; i++) {
        log.append(level(i, i));
      }
      log.compact().join();
      log.append(level(25, 25));
      log.flush().join();
      log.append(level(26, 26));
      List<Observation> found = all(log, LEVEL);
      assertEquals(27, found.size());
      for (int i = 0; i < 27; i++) {
        assertEquals(START.plusSeconds(i), found.get(i).phenomenonTime());
        assertEquals(i, found.get(i).value());
      }
      assertEquals(
          List.of(3.0, 4.0),
          values(log.range(LEVEL, START.plusSeconds(3), START.plusSeconds(20), 2)));
      assertEquals(
          List.of(24.0, 25.0),
          values(log.range(LEVEL, START.plusSeconds(24), START.plusSeconds(26), 9)));
      assertEquals(26, log.latest(LEVEL).orElseThrow().value());
      assertTrue(log.latest(RAIN).isEmpty());
      assertEquals(List.of(), all(log, RAIN));
    }
  }

  @Test
  void theNewestAreTheLastOnesOldestFirst() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 25; i++) {
        log.append(level(i, i));
      }
      log.compact().join();
      log.append(level(25, 25));
      assertEquals(
          List.of(23.0, 24.0, 25.0), values(log.newest(LEVEL, START, START.plusSeconds(60), 3)));
      assertEquals(List.of(9.0), values(log.newest(LEVEL, START, START.plusSeconds(10), 1)));
      assertEquals(26, log.newest(LEVEL, START, START.plusSeconds(60), 99).size());
    }
  }

  /// A gauge that has fallen silent still has a last value, also after a restart.
  @Test
  void theLastTrustedValueIsKeptWhileAPointIsSilent() {
    try (var log = ObservationLog.open(settings())) {
      log.append(level(0, 1));
      log.append(level(1, 2));
      log.append(level(2, 9).flagged(Quality.SUSPECT, "spike"));
      log.append(level(3, 9).flagged(Quality.FAIL, "range"));
      assertEquals(9, log.latest(LEVEL).orElseThrow().value());
      assertEquals(2, log.lastTrusted(LEVEL).orElseThrow().value());
      log.compact().join();
      log.append(level(4, 9).flagged(Quality.FAIL, "range"));
      log.compact().join();
      assertTrue(log.lastTrusted(RAIN).isEmpty());
    }
    try (var log = ObservationLog.open(settings())) {
      assertEquals(START.plusSeconds(4), log.latest(LEVEL).orElseThrow().phenomenonTime());
      assertEquals(2, log.lastTrusted(LEVEL).orElseThrow().value());
      assertEquals(START.plusSeconds(1), log.lastTrusted(LEVEL).orElseThrow().phenomenonTime());
    }
  }

  /// QARTOD: a later test may revise a flag; the revised observation replaces the first.
  @Test
  void theLaterArrivalCountsWhereverTheEarlierLies() {
    try (var log = ObservationLog.open(settings())) {
      log.append(level(0, 1));
      log.append(level(1, 1));
      log.append(level(2, 1));
      log.compact().join();
      log.append(level(0, 2).flagged(Quality.SUSPECT, "spike"));
      log.compact().join();
      log.append(level(1, 3));
      log.flush().join();
      log.append(level(2, 4));
      log.append(level(2, 5));
      assertEquals(List.of(2.0, 3.0, 5.0), values(all(log, LEVEL)));
      assertEquals(Quality.SUSPECT, all(log, LEVEL).getFirst().quality());
      assertEquals(5, log.latest(LEVEL).orElseThrow().value());
    }
    try (var log = ObservationLog.open(settings())) {
      assertEquals(List.of(2.0, 3.0, 5.0), values(all(log, LEVEL)));
      assertEquals(5, log.latest(LEVEL).orElseThrow().value());
    }
  }

  @Test
  void keepsEverythingButSourceAndDetail() {
    var missing = Observation.missing(RAIN, Unit.MILLIMETRE, START, "here", "silent");
    var odd =
        new Observation(
            LEVEL,
            -0.1,
            Unit.FOOT,
            START.minusMillis(1),
            START.plusMillis(40),
            Duration.ofNanos(1),
            Quality.FAIL,
            "here",
            "why");
    try (var log = ObservationLog.open(settings())) {
      log.append(missing);
      log.append(odd);
    }
    try (var log = ObservationLog.open(settings())) {
      assertTrue(all(log, RAIN).getFirst().isMissing());
      assertEquals(
          new Observation(
              LEVEL,
              -0.1,
              Unit.FOOT,
              START.minusMillis(1),
              START.plusMillis(40),
              Duration.ofMillis(1),
              Quality.FAIL,
              "",
              ""),
          all(log, LEVEL).getFirst());
    }
  }

  /// Against a plain map: late, early, repeated and revised arrivals, commits, compactions and
  /// reopenings at random.
  @Test
  void agreesWithAPlainMap() {
    for (long seed = 1; seed <= 6; seed++) {
      var random = new Random(seed);
      Map<Instant, Double> model = new TreeMap<>();
      var settings =
          ObservationLogSettings.at(folder.resolve("model-" + seed + ".db"))
              .withCommit(NEVER, 100_000)
              .withCompaction(50, 7)
              .withRows(9, 200_000);
      ObservationLog log = ObservationLog.open(settings);
      for (int step = 0; step < 300; step++) {
        Observation next = level(random.nextInt(400), random.nextInt(1000) / 10.0);
        log.append(next);
        model.put(next.phenomenonTime(), next.value());
        switch (random.nextInt(40)) {
          case 0, 1, 2, 3 -> log.flush().join();
          case 4 -> log.compact().join();
          case 5 -> {
            log.close();
            log = ObservationLog.open(settings);
          }
          case 6 -> log.confirm(random.nextInt(1 + (int) log.lastSeq()), List.of());
          default -> {}
        }
        if (step % 20 == 0) {
          Instant from = START.plusSeconds(random.nextInt(400));
          Instant to = from.plusSeconds(random.nextInt(200));
          int limit = 1 + random.nextInt(60);
          assertEquals(
              model.entrySet().stream()
                  .filter(e -> !e.getKey().isBefore(from) && e.getKey().isBefore(to))
                  .limit(limit)
                  .map(Map.Entry::getValue)
                  .toList(),
              values(log.range(LEVEL, from, to, limit)),
              "seed " + seed + " step " + step);
        }
      }
      assertEquals(List.copyOf(model.values()), values(all(log, LEVEL)), "seed " + seed);
      log.close();
    }
  }

  @Test
  void downsamplesWithEveryGapShown() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 10; i++) {
        log.append(level(i, i));
      }
      log.append(level(3, 3).flagged(Quality.SUSPECT, "spike"));
      log.append(Observation.missing(LEVEL, Unit.METRE, START.plusSeconds(30), "test", "silent"));
      log.append(
          Observation.of(LEVEL, 950, Unit.CENTIMETRE, START.plusSeconds(9).plusMillis(5), ""));
      List<Bucket> buckets = log.downsampled(LEVEL, START, START.plusSeconds(40), 4);
      assertEquals(4, buckets.size());
      Bucket first = buckets.getFirst();
      assertEquals(START, first.from());
      assertEquals(START.plusSeconds(10), first.to());
      assertEquals(11, first.count());
      assertEquals(0, first.min());
      assertEquals(9.5, first.max());
      assertEquals((45 + 9.5) / 11, first.mean(), 1e-12);
      assertEquals(Quality.SUSPECT, first.worst());
      assertEquals(Unit.METRE, first.unit().orElseThrow());
      assertEquals(0, buckets.get(1).count());
      assertEquals(Quality.MISSING, buckets.get(1).worst());
      assertTrue(Double.isNaN(buckets.get(3).mean()));
      assertEquals(START.plusSeconds(40), buckets.getLast().to());
    }
  }

  /// Buckets of uneven length must still meet, and hold each millisecond once.
  @Test
  void bucketsMeetWhateverTheLength() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 100; i++) {
        log.append(Observation.of(LEVEL, 1, Unit.METRE, START.plusMillis(i), "test"));
      }
      for (int buckets : new int[] {1, 3, 7, 33, 99, 100}) {
        List<Bucket> made = log.downsampled(LEVEL, START, START.plusMillis(100), buckets);
        Instant edge = START;
        for (Bucket bucket : made) {
          assertEquals(edge, bucket.from());
          assertEquals(Duration.between(bucket.from(), bucket.to()).toMillis(), bucket.count());
          edge = bucket.to();
        }
        assertEquals(START.plusMillis(100), edge);
      }
      assertThrows(
          IllegalArgumentException.class,
          () -> log.downsampled(LEVEL, START, START.plusMillis(5), 6));
    }
  }

  private static PointId point(int i) {
    return new PointId("device-%03d".formatted(i / 7), "r-" + i % 7);
  }

  /// A segment holds many points in parts; each must be found in its own, whatever its neighbours.
  @Test
  void findsEachOfManyPointsInItsSegments() {
    int points = 500;
    var settings =
        ObservationLogSettings.at(folder.resolve("many.db"))
            .withCommit(NEVER, 100_000)
            .withCompaction(100_000, 100);
    try (var log = ObservationLog.open(settings)) {
      for (int round = 0; round < 6; round++) {
        for (int i = 0; i < points; i++) {
          // Some points speak every second time only, and one is on its own in the second segment.
          if (i % 3 != 1 || round % 2 == 0) {
            log.append(
                Observation.of(point(i), i + round, Unit.ONE, START.plusSeconds(round), "test"));
          }
        }
        if (round % 3 == 2) {
          log.compact().join();
        }
      }
      for (int i = 0; i < points; i++) {
        List<Double> wanted = new ArrayList<>();
        for (int round = 0; round < 6; round++) {
          if (i % 3 != 1 || round % 2 == 0) {
            wanted.add((double) i + round);
          }
        }
        assertEquals(wanted, values(all(log, point(i))), point(i).toString());
      }
      assertEquals(List.of(), all(log, PointId.parse("device-000/r-9")));
      assertEquals(List.of(), all(log, PointId.parse("a/a")));
      assertEquals(List.of(), all(log, PointId.parse("z/z")));
    }
    try (var log = ObservationLog.open(settings)) {
      for (int i = 0; i < points; i++) {
        double last = i + (i % 3 == 1 ? 4 : 5);
        assertEquals(last, log.latest(point(i)).orElseThrow().value(), point(i).toString());
      }
      assertEquals(0, log.figures().damagedRows());
    }
  }

  /// A restart replays a day of many points: in order of time, each from its own beginning.
  @Test
  void replaysSeveralPointsInOneOrderOfTime() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 30; i++) {
        log.append(level(i, i));
        log.append(Observation.of(RAIN, -i, Unit.MILLIMETRE, START.plusSeconds(i), "test"));
        if (i == 10) {
          log.compact().join();
        } else if (i == 20) {
          log.flush().join();
        }
      }
      List<Double> told = new ArrayList<>();
      log.replay(
          Map.of(LEVEL, START.plusSeconds(9), RAIN, START.plusSeconds(26)),
          START.plusSeconds(29),
          o -> told.add(o.value()));
      List<Double> wanted = new ArrayList<>();
      for (int i = 9; i < 29; i++) {
        wanted.add((double) i);
        if (i >= 26) {
          wanted.add((double) -i);
        }
      }
      assertEquals(wanted, told);
    }
  }

  /// A column longer than a part goes on in the next one.
  @Test
  void readsAPointAcrossTheCutsBetweenParts() {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 35; i++) {
        log.append(level(i, i));
        log.append(Observation.of(RAIN, i, Unit.MILLIMETRE, START.plusSeconds(i), "test"));
      }
      log.compact().join();
      assertEquals(35, all(log, LEVEL).size());
      assertEquals(35, all(log, RAIN).size());
    }
  }

  /// A device whose clock stands in 1970 must not make every query read everything, nor be lost.
  @Test
  void aWrongClockIsKeptApart() throws SQLException {
    try (var log = ObservationLog.open(settings())) {
      for (int i = 0; i < 5; i++) {
        log.append(level(i, i));
        log.append(Observation.of(RAIN, i, Unit.MILLIMETRE, Instant.ofEpochSecond(i), "test"));
      }
      log.append(level(-86_400, 9));
      log.compact().join();
      assertEquals(List.of(9.0, 0.0, 1.0, 2.0, 3.0, 4.0), values(all(log, LEVEL)));
      assertEquals(5, all(log, RAIN).size());
      assertEquals(4, log.latest(LEVEL).orElseThrow().value());
    }
    try (var file =
        DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("observations.db"))) {
      assertEquals(3, Database.number(file, "SELECT count(*) FROM segment"));
      assertEquals(
          0,
          Database.number(
              file, "SELECT count(*) FROM segment WHERE t_first / 86400000 <> t_last / 86400000"));
    }
  }

  /// Promise 8, at 2,000 points that speak every second: the more points, the more a layout with an
  /// index for each of them would write (139 bytes an observation at 15,000).
  @Test
  void writesFewBytesForAnObservation() {
    int points = 2_000;
    int rounds = 100;
    var random = new Random(8);
    double[] values = new double[points];
    var settings = ObservationLogSettings.at(folder.resolve("bytes.db")).withCommit(NEVER, 100_000);
    try (var log = ObservationLog.open(settings)) {
      for (int round = 0; round < rounds; round++) {
        for (int i = 0; i < points; i++) {
          values[i] += random.nextInt(7) - 3;
          log.append(
              Observation.of(
                  point(i), values[i] / 1000, Unit.METRE, START.plusSeconds(round), "test"));
        }
        if (round % 10 == 9) {
          log.flush().join();
          log.confirm(log.lastSeq(), List.of());
        }
      }
      log.compact().join();
      long bytes = log.figures().bytesWritten();
      assumeTrue(bytes > 0, "this system does not count");
      double each = bytes / ((double) points * rounds);
      assertTrue(each <= 16, "bytes written for an observation: got " + each + ", wanted <= 16");
    }
  }

  /// A compaction is made beside the writer: what the ring or another one did meanwhile wins.
  @Test
  void aCompactionThatCameTooLateIsLeftOut() {
    try (Database database =
        Database.open(
            new Database.Settings(
                folder.resolve("late.db"),
                JournalSchema.APPLICATION_ID,
                JournalSchema.VERSION,
                JournalSchema.STATEMENTS,
                "quick_check",
                100,
                4,
                1))) {
      var journal = new Journal(new ReceiptedSeqs());
      var damaged = new DamagedRows();
      var table = new ObservationTable(1);
      ObservationTable.Series series = table.begin(LEVEL.device(), LEVEL.point(), "m");
      table.add(series, level(1, 1));
      Journal.Row row = Journal.row(1, List.of(table.column(series)));
      long segments =
          database
              .write(
                  c -> {
                    Journal.insert(c, List.of(row));
                    Compaction.Plan plan =
                        Compaction.plan(Journal.uncompacted(c, 10), damaged, 100);
                    assertEquals(1, journal.compact(c, plan).rows());
                    assertEquals(0, journal.compact(c, plan).rows(), "made already");
                    return Database.number(c, "SELECT count(*) FROM segment");
                  })
              .join();
      assertEquals(1, segments);
    }
  }

  /// Promise 4: numbers without holes, each observation in one message.
  @Test
  void theJournalIsTheOutbox() {
    try (var log = ObservationLog.open(settings().withRows(4, 200_000))) {
      assertEquals(0, log.lastSeq());
      assertEquals(1, log.oldestSeq());
      for (int i = 0; i < 10; i++) {
        log.append(level(i, i));
      }
      log.flush().join();
      assertEquals(3, log.lastSeq());
      List<Double> sent = new ArrayList<>();
      for (JournalRow row : log.peek(0, 10)) {
        ObservationBatch batch = Wire.decodeObservations(row.blob());
        assertTrue(batch.size() <= 4);
        batch
            .columns()
            .forEach(
                c -> {
                  for (double value : c.values()) {
                    sent.add(value);
                  }
                });
      }
      assertEquals(10, sent.size());
      assertEquals(values(all(log, LEVEL)), sent);
      assertEquals(List.of(2L), log.peek(1, 1).stream().map(JournalRow::seq).toList());
      log.confirm(0, List.of(new Range(2, 2)));
      assertEquals(List.of(1L, 3L), log.peek(0, 10).stream().map(JournalRow::seq).toList());
    }
  }

  @Test
  void rowsLeaveOnlyWhenConfirmedAndCompacted() {
    String epoch;
    try (var log = ObservationLog.open(settings())) {
      epoch = log.epoch();
      for (int i = 0; i < 3; i++) {
        log.append(level(i, i));
        log.flush().join();
      }
      log.compact().join();
      assertEquals(1, log.oldestSeq());
      log.confirm(1, List.of(new Range(3, 3)));
      log.append(level(3, 3));
      log.compact().join();
      assertEquals(2, log.oldestSeq());
    }
    try (var log = ObservationLog.open(settings())) {
      assertEquals(epoch, log.epoch());
      assertEquals(List.of(2L, 4L), log.peek(0, 10).stream().map(JournalRow::seq).toList());
      log.confirm(4, List.of());
      log.append(level(4, 4));
      log.compact().join();
      log.confirm(5, List.of());
      log.append(level(5, 5));
      log.compact().join();
    }
    try (var log = ObservationLog.open(settings())) {
      assertEquals(6, log.lastSeq());
      log.confirm(6, List.of());
      log.append(level(6, 6));
      log.flush().join();
      assertEquals(7, log.lastSeq(), "a number is never given twice");
      assertEquals(List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0), values(all(log, LEVEL)));
    }
  }

  /// Promise 6: bounded for ever; what the map never had is counted and shows in `oldest`.
  @Test
  void theRingDropsTheOldestAndSaysSo() {
    long ring = 1 << 20;
    var random = new Random(3);
    try (var log =
        ObservationLog.open(settings().withRingBytes(ring).withCompaction(5_000, 1_000))) {
      for (int i = 0; i < 400_000; i++) {
        log.append(level(i, random.nextGaussian()));
        if (i % 2_000 == 0) {
          log.flush().join();
        }
      }
      log.flush().join();
      assertTrue(log.figures().droppedByRing() > 0, log.figures().toString());
      assertTrue(log.oldestSeq() > 1);
      assertEquals(log.oldestSeq(), log.peek(0, 1).getFirst().seq());
      assertEquals(
          399_999,
          log.latest(LEVEL).orElseThrow().phenomenonTime().getEpochSecond()
              - START.getEpochSecond());
      List<Observation> kept = all(log, LEVEL);
      assertEquals(START.plusSeconds(399_999), kept.getLast().phenomenonTime());
      for (int i = 1; i < kept.size(); i++) {
        assertEquals(kept.get(i - 1).phenomenonTime().plusSeconds(1), kept.get(i).phenomenonTime());
      }
    }
    assertTrue(folder.resolve("observations.db").toFile().length() <= ring * 5 / 4);
  }

  /// History the map holds makes room first: dropping it loses nothing for good.
  @Test
  void theRingSparesWhatTheMapHasNot() {
    var random = new Random(3);
    try (var log =
        ObservationLog.open(settings().withRingBytes(1 << 20).withCompaction(5_000, 1_000))) {
      for (int i = 0; i < 400_000; i++) {
        log.append(level(i, random.nextGaussian()));
        if (i % 2_000 == 0) {
          log.flush().join();
          log.confirm(log.lastSeq() - 3, List.of());
        }
      }
      log.flush().join();
      assertTrue(log.figures().historyEvicted() > 0, log.figures().toString());
      assertEquals(0, log.figures().droppedByRing());
    }
  }

  @Test
  void commitsByItselfByCountAndByTime() {
    try (var log = ObservationLog.open(settings().withCommit(NEVER, 10))) {
      for (int i = 0; i < 10; i++) {
        log.append(level(i, i));
      }
      awaitSeq(log, 1);
      assertEquals(1, log.lastSeq());
    }
    try (var log = ObservationLog.open(settings().withCommit(Duration.ofMillis(1), 1_000))) {
      long before = log.lastSeq();
      log.append(level(11, 11));
      awaitSeq(log, before + 1);
      assertEquals(before + 1, log.lastSeq());
    }
  }

  private static void awaitSeq(ObservationLog log, long seq) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (log.lastSeq() < seq && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }
}
