package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.fieldbeacon.agent.store.CommitResult.AlreadySeen;
import org.fieldbeacon.agent.store.CommitResult.Committed;
import org.fieldbeacon.contract.Receipt.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmStoreIT {
  @TempDir private Path folder = Path.of("");

  private Path file() {
    return folder.resolve("alarms.db");
  }

  private AlarmStore open() {
    return AlarmStore.open(AlarmStoreSettings.at(file()));
  }

  private static AlarmRow alarm(String id, int revision) {
    return new AlarmRow(id, "rule", "{\"revision\":" + revision + "}");
  }

  private static OutgoingMessage message(String alarmId, String body) {
    return new OutgoingMessage("alarm", alarmId, body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> bodies(List<OutboxRow> rows) {
    return rows.stream().map(r -> new String(r.body(), StandardCharsets.UTF_8)).toList();
  }

  private static List<Long> seqs(List<OutboxRow> rows) {
    return rows.stream().map(OutboxRow::seq).toList();
  }

  @Test
  void anAlarmAndItsMessageComeBackTogether() {
    String epoch;
    try (var store = open()) {
      epoch = store.epoch();
      assertEquals(1, store.oldest());
      assertEquals(
          new Committed(List.of(1L, 2L)),
          store
              .commit(List.of(alarm("a", 1)), List.of(message("a", "one"), message("", "two")))
              .join());
      store.commit(List.of(alarm("a", 2), alarm("b", 1)), List.of(message("a", "three"))).join();
    }
    try (var store = open()) {
      assertEquals(epoch, store.epoch());
      assertEquals(List.of(alarm("a", 2), alarm("b", 1)), store.loadAlarms());
      assertEquals(List.of("one", "two", "three"), bodies(store.peek(0, 10)));
      assertEquals(List.of("two"), bodies(store.peek(1, 1)));
      assertEquals(3, store.figures().waiting());
      store.forgetAlarms(List.of("a")).join();
      assertEquals(List.of(alarm("b", 1)), store.loadAlarms());
    }
    Path other = folder.resolve("other.db");
    try (var second = AlarmStore.open(AlarmStoreSettings.at(other))) {
      assertNotEquals(epoch, second.epoch());
    }
  }

  @Test
  void aNumberIsNeverGivenTwice() {
    try (var store = open()) {
      store.commit(List.of(), List.of(message("a", "1"), message("a", "2"))).join();
      store.confirm(2, List.of()).join();
      assertEquals(3, store.oldest());
      assertEquals(0, store.figures().waiting());
    }
    try (var store = open()) {
      assertEquals(2, store.lastSeq());
      store.commit(List.of(), List.of(message("a", "3"))).join();
      assertEquals(List.of(3L), seqs(store.peek(0, 10)));
    }
  }

  @Test
  void confirmsRangesInAnyOrder() {
    try (var store = open()) {
      for (int i = 1; i <= 8; i++) {
        store.commit(List.of(), List.of(message("a", "" + i))).join();
      }
      store.confirm(1, List.of(new Range(3, 4), new Range(7, 7))).join();
      assertEquals(List.of(2L, 5L, 6L, 8L), seqs(store.peek(0, 10)));
      assertEquals(2, store.oldest());
      store.confirm(1, List.of()).join();
      assertEquals(4, store.figures().waiting());
    }
  }

  /// Promise 10: a repeated command is not obeyed again, whatever comes with it.
  @Test
  void aCommandIsTakenOnce() {
    var command = new SeenCommand("c1", Instant.parse("2026-07-01T00:00:00Z"));
    try (var store = open()) {
      assertFalse(store.isSeen("c1"));
      assertInstanceOf(
          Committed.class,
          store
              .commit(List.of(alarm("a", 1)), List.of(message("a", "x")), List.of(command))
              .join());
    }
    try (var store = open()) {
      assertTrue(store.isSeen("c1"));
      var fresh = new SeenCommand("c2", command.expiresAt());
      assertEquals(
          new AlreadySeen("c1"),
          store
              .commit(List.of(alarm("a", 2)), List.of(message("a", "y")), List.of(fresh, command))
              .join());
      assertEquals(List.of(alarm("a", 1)), store.loadAlarms());
      assertEquals(1, store.peek(0, 10).size());
      assertFalse(store.isSeen("c2"), "all of it or nothing");
      store.forgetCommandsExpiredBefore(command.expiresAt()).join();
      assertTrue(store.isSeen("c1"));
      store.forgetCommandsExpiredBefore(command.expiresAt().plusMillis(1)).join();
      assertFalse(store.isSeen("c1"));
    }
  }

  /// Over the bound, what a later message makes stale shrinks to its number; the numbers stay
  /// whole, so the map's ledger sees no gap.
  @Test
  void overTheBoundOlderRevisionsShrinkToTheirNumber() {
    try (var store = AlarmStore.open(new AlarmStoreSettings(file(), 16, 4096))) {
      for (int i = 1; i <= 16; i++) {
        store.commit(List.of(), List.of(message("alarm-" + i % 4, "" + i))).join();
      }
      assertEquals(0, store.figures().superseded(), "the bound itself is allowed");
      store.commit(List.of(), List.of(message("alarm-1", "17"))).join();
      assertEquals(3, store.figures().superseded());
      assertEquals(0, store.figures().dropped());
      List<OutboxRow> rows = store.peek(0, 100);
      assertEquals(17, rows.size());
      for (int i = 0; i < 17; i++) {
        assertEquals(i + 1, rows.get(i).seq());
        assertEquals(i < 3, rows.get(i).kind().equals(OutboxRow.SUPERSEDED));
      }
      assertEquals(1, store.oldest());
      assertEquals(14, store.figures().waiting());
    }
    try (var store = open()) {
      assertEquals(14, store.figures().waiting(), "counted again at opening");
    }
  }

  @Test
  void overTheBoundWithNothingStaleTheOldestGoAndAreCounted() {
    try (var store = AlarmStore.open(new AlarmStoreSettings(file(), 16, 4096))) {
      for (int i = 1; i <= 17; i++) {
        store.commit(List.of(), List.of(message("alarm-" + i, "" + i))).join();
      }
      assertEquals(3, store.figures().dropped());
      assertEquals(4, store.oldest());
      assertEquals(14, store.peek(0, 100).size());
    }
  }

  /// Promise 6: 400 days offline with one alarm that flaps keeps the table bounded too.
  @Test
  void theNumbersThemselvesAreBounded() {
    try (var store = AlarmStore.open(new AlarmStoreSettings(file(), 4, 4096))) {
      for (int i = 1; i <= 200; i++) {
        store.commit(List.of(), List.of(message("a", "" + i))).join();
      }
      List<OutboxRow> rows = store.peek(0, 1_000);
      assertTrue(rows.size() <= 4 + 40, "rows " + rows.size());
      assertEquals(200, rows.getLast().seq());
      assertEquals("200", bodies(rows).getLast());
      for (int i = 1; i < rows.size(); i++) {
        assertEquals(rows.get(i - 1).seq() + 1, rows.get(i).seq());
      }
    }
  }

  /// A full disk still takes alarms, until the reserve is gone; what was refused is not there.
  @Test
  void aFullDiskStillTakesAlarms() {
    int taken = 0;
    try (var store = AlarmStore.open(new AlarmStoreSettings(file(), 10_000, 256 << 10))) {
      assertTrue(Files.exists(folder.resolve("alarms.db.reserve")));
      store.limitPages(0);
      String body = "x".repeat(4_000);
      boolean refused = false;
      while (taken < 1_000 && !refused) {
        try {
          store.commit(List.of(alarm("a" + taken, 1)), List.of(message("a" + taken, body))).join();
          taken++;
        } catch (CompletionException e) {
          refused = e.getCause() instanceof StoreException full && full.isDiskFull();
          assertTrue(refused, e.toString());
        }
      }
      assertTrue(refused, "the control: a disk without end proves nothing");
      assertTrue(taken >= 50, "taken " + taken + " of about 60 that fit 256 KiB");
      assertTrue(store.figures().reserveSpent());
      assertFalse(Files.exists(folder.resolve("alarms.db.reserve")));
      store.confirm(taken / 2, List.of()).join();
      store.commit(List.of(), List.of(message("z", "goes on"))).join();
    }
    try (var store = open()) {
      assertEquals(taken, store.loadAlarms().size());
      assertEquals("goes on", bodies(store.peek(0, 1_000)).getLast());
      assertFalse(store.figures().reserveSpent(), "set aside again at opening");
      assertTrue(Files.exists(folder.resolve("alarms.db.reserve")));
    }
  }

  @Test
  void refusesADamagedFile() throws java.io.IOException {
    try (var store = open()) {
      store.commit(List.of(alarm("a", 1)), List.of()).join();
    }
    byte[] bytes = Files.readAllBytes(file());
    Files.write(file(), java.util.Arrays.copyOf(bytes, bytes.length / 2));
    var refusal = assertThrows(StoreException.class, this::open);
    assertTrue(String.valueOf(refusal.getMessage()).contains("alarms.db"), refusal.getMessage());
    Files.write(file(), bytes);
    open().close();
  }

  /// A store made before there was a journal gets one with the first change, and keeps only so
  /// many.
  @Test
  void theJournalOfAlarmsGoesWithTheAlarmsAndIsBounded() throws Exception {
    Instant start = Instant.parse("2026-07-14T00:00:00Z");
    try (var store = open()) {
      assertEquals(List.of(), store.events(Instant.EPOCH, start));
      assertEquals(java.util.Optional.empty(), store.eventsSince());
      var command = new SeenCommand("once", start);
      for (int i = 0; i < 2; i++) {
        store
            .commit(List.of(alarm("a", i)), List.of(), List.of(command), List.of(event(start, i)))
            .join();
      }
      // The second was taken before: nothing of it is kept.
      assertEquals(List.of(event(start, 0)), store.events(start, start.plusSeconds(9)));
      int more = 40;
      int each = AlarmJournal.KEPT / more + 20;
      for (int i = 0; i < more; i++) {
        List<AlarmEventRow> many = new java.util.ArrayList<>();
        for (int j = 0; j < each; j++) {
          many.add(event(start, i * each + j));
        }
        store.commit(List.of(), List.of(), List.of(), many).join();
      }
      int kept = store.events(start, start.plusSeconds(1_000_000)).size();
      assertTrue(
          kept >= AlarmJournal.KEPT && kept <= AlarmJournal.KEPT + each + 300, "kept " + kept);
    }
  }

  private static AlarmEventRow event(Instant start, int second) {
    return new AlarmEventRow(start.plusSeconds(second), "rule", "a", "raised", "red", true);
  }
}
