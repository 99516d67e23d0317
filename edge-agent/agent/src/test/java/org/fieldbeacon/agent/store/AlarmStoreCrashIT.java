package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promises 1 and 4, for alarms: kill anywhere between alarm, outbox and confirm.
class AlarmStoreCrashIT {
  private static final int ROUNDS = 15;
  private static final long SEED = 20_260_702;

  /// Commit n sets alarm n%7 to n, says so in a message, and takes command n.
  static final class Writer {
    public static void main(String[] args) {
      var store = AlarmStore.open(AlarmStoreSettings.at(Path.of(args[0], "alarms.db")));
      long next = Long.parseLong(args[1]);
      var random = new Random(next);
      while (true) {
        List<CompletableFuture<CommitResult>> commits = new ArrayList<>();
        for (int i = random.nextInt(5); i >= 0; i--) {
          commits.add(commit(store, next++));
        }
        commits.forEach(CompletableFuture::join);
        CrashChild.acknowledge(next - 1);
        if (random.nextInt(4) == 0) {
          store.confirm(next / 2, List.of()).join();
        }
      }
    }

    private static CompletableFuture<CommitResult> commit(AlarmStore store, long n) {
      byte[] body = Long.toString(n).getBytes(StandardCharsets.UTF_8);
      return store.commit(
          List.of(new AlarmRow("alarm-" + n % 7, "rule", Long.toString(n))),
          List.of(new OutgoingMessage("alarm", "alarm-" + n % 7, body)),
          List.of(new SeenCommand("command-" + n, Instant.EPOCH)));
    }
  }

  @TempDir private Path folder = Path.of("");

  @Test
  void whatWasAcknowledgedIsThereOnceAfterEveryKill() {
    var random = new Random(SEED);
    long next = 1;
    for (int round = 0; round < ROUNDS; round++) {
      String what = "seed " + SEED + " round " + round;
      long acknowledged =
          CrashChild.killedAfter(
              Writer.class, folder, next, 1 + random.nextInt(30), random.nextInt(200_000));
      try (var store = AlarmStore.open(AlarmStoreSettings.at(folder.resolve("alarms.db")))) {
        long last = store.lastSeq();
        assertTrue(last >= acknowledged, what + ": got " + last + ", told " + acknowledged);
        assertMessagesUpTo(last, store, what);
        for (AlarmRow alarm : store.loadAlarms()) {
          long n = Long.parseLong(alarm.json());
          assertEquals("alarm-" + n % 7, alarm.alarmId(), what);
          assertTrue(n > last - 7 && n <= last, what + ": alarm " + n + " of " + last);
        }
        assertTrue(store.isSeen("command-" + last), what);
        assertEquals(false, store.isSeen("command-" + (last + 1)), what);
        next = last + 1;
      }
    }
    assertTrue(next > ROUNDS, "nothing was written");
  }

  /// Message n has number n, and carries n: alarm, message and number went together.
  private static void assertMessagesUpTo(long last, AlarmStore store, String what) {
    List<OutboxRow> rows = store.peek(0, 1_000_000);
    long seq = store.oldest();
    for (OutboxRow row : rows) {
      assertEquals(seq, row.seq(), what);
      assertEquals(Long.toString(seq), new String(row.body(), StandardCharsets.UTF_8), what);
      seq++;
    }
    assertEquals(last + 1, seq, what);
  }
}
