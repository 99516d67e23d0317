package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 4: nothing lost, nothing twice, gaps known. Promise 7: bad input stops nothing.
class MapStoreTest {
  private static final Instant NOON = Instant.parse("2026-07-14T04:00:00Z");
  private static final InstantSource CLOCK = InstantSource.fixed(NOON);

  @TempDir Path dir;

  private final Counters counters = new Counters();

  @Test
  void receiptIsCumulativeAndNamesTheRangesBeyondAHole() {
    try (MapStore store = store()) {
      List<Receipt> receipts = store.merge(List.of(batch(1), batch(2), batch(5), batch(6)));
      assertEquals(
          List.of(
              new Receipt(Field.GATEWAY, Stream.OBSERVATION, "e1", 2, List.of(new Range(5, 6)))),
          receipts);
      assertEquals(6, store.merge(List.of(batch(3), batch(4))).getFirst().through());
    }
  }

  @Test
  void sameMessageAgainChangesNothingButIsConfirmedAgain() {
    try (MapStore store = store()) {
      List<Receipt> first = store.merge(List.of(batch(1)));
      assertEquals(first, store.merge(List.of(batch(1), batch(1))));
      assertEquals(2, counters.of("duplicates"));
      assertEquals(1, counters.of("messages_stored"));
    }
  }

  @Test
  void afterARestartWhatIsHeldIsKnown() {
    try (MapStore store = store()) {
      store.merge(List.of(batch(1), batch(3)));
    }
    try (MapStore store = store()) {
      assertEquals(
          new Receipt(Field.GATEWAY, Stream.OBSERVATION, "e1", 1, List.of(new Range(3, 3))),
          store.merge(List.of(batch(3))).getFirst());
    }
  }

  @Test
  void gapLedgerTellsWaitingFromLost() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(List.of(batch(1), batch(5)));
      assertEquals(1, queries.gaps().size());
      assertEquals(false, queries.gaps().getJsonObject(0).getBoolean("lost"));
      store.merge(List.of(read(Field.envelope(6, 4, Field.level(NOON, 84)))));
      assertEquals(2, queries.gaps().size());
      assertEquals(2, queries.gaps().getJsonObject(0).getLong("from"));
      assertEquals(3, queries.gaps().getJsonObject(0).getLong("to"));
      assertEquals(true, queries.gaps().getJsonObject(0).getBoolean("lost"));
      assertEquals(false, queries.gaps().getJsonObject(1).getBoolean("lost"));
      assertEquals(6, store.merge(List.of(batch(4))).getFirst().through());
      assertEquals(1, queries.gaps().size());
    }
  }

  @Test
  void poisonIsKeptCountedAndStepsAside() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      Arrival rubbish = Arrival.read(Topics.observation(Field.GATEWAY), new byte[] {1, 2, 3});
      Arrival badBody =
          read(Field.envelope(Stream.OBSERVATION, 2, 1, "observations", new byte[] {9}));
      Arrival liar = Arrival.read(Topics.observation("gw-other"), Wire.encode(envelope(7)));
      List<Receipt> receipts = store.merge(List.of(rubbish, batch(1), badBody, liar, batch(3)));
      assertEquals(3, counters.of("poison"));
      assertEquals(3, queries.count("dead_letter"));
      assertEquals(3, receipts.getFirst().through(), "a numbered poison must not be awaited");
    }
  }

  /// A gateway short of room sends the bare number: no gap, no dead letter, nothing to show.
  @Test
  void aSupersededMessageCountsAsReceivedAndShowsNothing() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      Arrival bare = read(Field.envelope(Stream.ALARM, 1, 1, "superseded", new byte[0]));
      assertEquals(1, store.merge(List.of(bare)).getFirst().through());
      assertEquals(2, store.merge(List.of(bare, alarm(2, 2, Level.RED))).getFirst().through());
      assertEquals(1, counters.of("superseded"), "once, though it came twice");
      assertEquals(0, queries.count("dead_letter"));
      assertEquals(0, queries.gaps().size());
      assertEquals(1, queries.state().getJsonArray("alerts").size());
    }
  }

  /// It must not become a way to lose observations unseen, nor to carry something unread.
  @Test
  void aSupersededMessageOfObservationsOrWithABodyIsADeadLetter() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(
          List.of(
              read(Field.envelope(Stream.OBSERVATION, 1, 1, "superseded", new byte[0])),
              read(Field.envelope(Stream.ALARM, 1, 1, "superseded", new byte[] {1}))));
      assertEquals(2, queries.count("dead_letter"));
      assertEquals(0, counters.of("superseded"));
    }
  }

  @Test
  void alarmOfAnotherGatewayIsNotOverwritten() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(List.of(alarm(1, 1, Level.RED)));
      Envelope forged =
          new Envelope(
              "gw-thief",
              Stream.ALARM,
              "x",
              1,
              1,
              NOON,
              "alarm",
              Wire.encode(Field.alarm("a-1", 99, Level.BLUE, NOON, Optional.empty())));
      store.merge(List.of(Arrival.read(Topics.alarm("gw-thief"), Wire.encode(forged))));
      assertEquals("red", queries.alarm("a-1").orElseThrow().getString("level"));
      assertEquals(1, queries.count("dead_letter"));
    }
  }

  @Test
  void highestRevisionWinsWhateverTheOrder() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(List.of(alarm(2, 2, Level.RED)));
      store.merge(List.of(alarm(1, 1, Level.YELLOW)));
      var alarm = queries.alarm("a-1").orElseThrow();
      assertEquals(2, alarm.getLong("revision"));
      assertEquals("red", alarm.getString("level"));
      assertEquals(2, queries.caps().size(), "each revision's CAP message stays fetchable");
    }
  }

  /// Promise 5, and promise 4: a clock that runs ahead must not hide that nothing comes any more.
  @Test
  void aReadingFromTheFutureIsKeptAndToldButNeverTheLatest() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(List.of(read(Field.envelope(1, 1, Field.level(NOON.plusSeconds(86_400), 99)))));
      assertEquals(0, queries.state().getJsonArray("gauges").size(), "no data is shown as no data");
      store.merge(List.of(read(Field.envelope(2, 1, Field.level(NOON.minusSeconds(60), 84)))));
      assertEquals(84.0, gauge(queries).getDouble("value"));
      assertEquals(1, counters.of("observations_ahead"));
      var told = queries.state().getJsonArray("ahead").getJsonObject(0);
      assertEquals(1, told.getLong("count"));
      assertEquals(
          "time of gw-410122-01/gauge-01/level: got 2026-07-15T04:00:00Z, wanted"
              + " 2026-07-14T04:05:00Z at most, when it came at 2026-07-14T04:00:00Z",
          told.getString("reason"));
      assertEquals(
          1,
          queries
              .observations(
                  Field.GATEWAY,
                  "gauge-01",
                  "level",
                  NOON.minusSeconds(999),
                  NOON.plusSeconds(99_999),
                  9)
              .size(),
          "it is not drawn when its time comes");
    }
  }

  @Test
  void aReadingAheadByNoMoreThanItsUncertaintyAndFiveMinutesIsTaken() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      long hour = 3_600_000;
      long edge = NOON.toEpochMilli() + hour + 300_000;
      store.merge(List.of(read(stamped(1, edge + 1, hour, 1))));
      assertEquals(0, queries.state().getJsonArray("gauges").size());
      store.merge(List.of(read(stamped(2, edge, hour, 2))));
      assertEquals(2.0, gauge(queries).getDouble("value"));
      assertEquals(Long.MAX_VALUE, ObservationTables.latestCredible(1, Long.MAX_VALUE));
    }
  }

  /// Taken within its uncertainty, it still must not hold its place until its time has come.
  @Test
  void aReadingAheadGivesWayToTheNextThatComes() {
    var now = new AtomicReference<>(NOON);
    try (MapStore store = new MapStore(dir.resolve("onemap.db"), now::get, counters);
        MapQueries queries = queries()) {
      store.merge(List.of(read(stamped(1, NOON.plusSeconds(3600).toEpochMilli(), 3_600_000, 1))));
      assertEquals(1.0, gauge(queries).getDouble("value"));
      now.set(NOON.plusSeconds(60));
      store.merge(List.of(read(stamped(2, NOON.plusSeconds(60).toEpochMilli(), 0, 2))));
      assertEquals(2.0, gauge(queries).getDouble("value"));
    }
  }

  @Test
  void readingsFromTheFutureAreForgottenByTheirArrival() {
    var now = new AtomicReference<>(NOON);
    try (MapStore store = new MapStore(dir.resolve("onemap.db"), now::get, counters);
        MapQueries queries = queries()) {
      store.merge(List.of(read(stamped(1, Long.MAX_VALUE, 0, 1))));
      assertEquals(1, queries.count("ahead"));
      now.set(NOON.plusSeconds(86_401));
      store.forget(Duration.ofDays(1));
      assertEquals(0, queries.count("ahead"));
    }
  }

  @Test
  void thinningKeepsExtremesAndShowsWhatIsMissing() {
    try (MapStore store = store();
        MapQueries queries = queries()) {
      store.merge(
          List.of(read(Field.envelope(1, 1, Field.level(NOON, 1, 99, Double.NaN, 2, Double.NaN)))));
      var points =
          queries.observations(Field.GATEWAY, "gauge-01", "level", NOON, NOON.plusSeconds(240), 2);
      assertTrue(points.size() <= 3);
      assertEquals(99.0, points.getJsonObject(0).getDouble("max"));
      assertEquals(1.0, points.getJsonObject(0).getDouble("min"));
      assertEquals(9, points.getJsonObject(points.size() - 1).getInteger("flag"));
      assertEquals(null, points.getJsonObject(points.size() - 1).getValue("mean"));
      assertEquals(null, queries.state().getJsonArray("gauges").getJsonObject(0).getValue("value"));
    }
  }

  private static JsonObject gauge(MapQueries queries) {
    return queries.state().getJsonArray("gauges").getJsonObject(0);
  }

  private static Envelope stamped(long seq, long atMillis, long uncertaintyMillis, double value) {
    return Field.envelope(
        seq,
        1,
        new ObservationBatch(
            List.of(
                new Column(
                    "gauge-01",
                    "level",
                    "m",
                    new long[] {atMillis},
                    new long[] {0},
                    new long[] {uncertaintyMillis},
                    new double[] {value},
                    new byte[] {1}))));
  }

  private MapStore store() {
    return new MapStore(dir.resolve("onemap.db"), CLOCK, counters);
  }

  private MapQueries queries() {
    return new MapQueries(dir.resolve("onemap.db"), CLOCK);
  }

  private static Arrival alarm(long seq, long revision, Level level) {
    Envelope envelope =
        Field.envelope(seq, 1, Field.alarm("a-1", revision, level, NOON, Optional.empty()));
    return Arrival.read(Topics.alarm(Field.GATEWAY), Wire.encode(envelope));
  }

  private static Envelope envelope(long seq) {
    return Field.envelope(seq, 1, Field.level(NOON.plusSeconds(60 * seq), 84));
  }

  private static Arrival batch(long seq) {
    return read(envelope(seq));
  }

  private static Arrival read(Envelope envelope) {
    String topic =
        envelope.stream() == Stream.ALARM
            ? Topics.alarm(Field.GATEWAY)
            : Topics.observation(Field.GATEWAY);
    return Arrival.read(topic, Wire.encode(envelope));
  }
}
