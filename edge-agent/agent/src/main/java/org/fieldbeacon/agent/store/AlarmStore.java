package org.fieldbeacon.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.fieldbeacon.contract.Receipt.Range;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The alarms of this gateway and the ALARM stream's outbox, on alarms.db. An alarm and the
/// messages about it are on flash together, or not at all; the future of [#commit] ends when they
/// are. Numbers are never used again, not even after a drop. When the disk is full a reserve is
/// spent, so that alarms go on. Any thread.
public final class AlarmStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmStore.class);

  /// "FbAl".
  private static final int APPLICATION_ID = 0x4662416C;

  private static final int VERSION = 1;
  private static final int WAL_PAGES = 256;
  private static final int QUEUE = 1024;
  private static final int READERS = 2;

  private static final List<String> SCHEMA =
      List.of(
          "CREATE TABLE meta(epoch TEXT NOT NULL)",
          "INSERT INTO meta VALUES(lower(hex(randomblob(8))))",
          """
          CREATE TABLE alarm(
            alarm_id TEXT PRIMARY KEY, rule_id TEXT NOT NULL, state TEXT NOT NULL) WITHOUT ROWID
          """,
          """
          CREATE TABLE outbox(
            seq INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, alarm_id TEXT NOT NULL,
            body BLOB NOT NULL)
          """,
          "CREATE INDEX outbox_alarm ON outbox(alarm_id, seq) WHERE alarm_id <> ''",
          """
          CREATE TABLE seen_command(id TEXT PRIMARY KEY, expires_ms INTEGER NOT NULL) WITHOUT ROWID
          """,
          "CREATE TABLE reserve(filler BLOB NOT NULL)");

  private final AlarmStoreSettings settings;
  private final Database database;
  private final Reserve reserve;
  private final String epoch;
  private final LongAdder superseded = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final AtomicLong live = new AtomicLong();

  /// @throws StoreException when the file is damaged, foreign, in use or cannot be written
  public static AlarmStore open(AlarmStoreSettings settings) {
    Database database =
        Database.open(
            new Database.Settings(
                settings.file(),
                APPLICATION_ID,
                VERSION,
                SCHEMA,
                "integrity_check",
                WAL_PAGES,
                QUEUE,
                READERS));
    try {
      return new AlarmStore(settings, database);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private AlarmStore(AlarmStoreSettings settings, Database database) {
    this.settings = settings;
    this.database = database;
    reserve = new Reserve(database, settings.reserveBytes());
    epoch = database.read(c -> Database.text(c, "SELECT epoch FROM meta"));
    live.set(database.read(AlarmOutbox::live));
    restoreReserve().join();
  }

  /// Writes all of it in one transaction: alarms by their id, and the messages about them.
  public CompletableFuture<CommitResult> commit(
      List<AlarmRow> upserts, List<OutgoingMessage> messages) {
    return commit(upserts, messages, List.of());
  }

  /// The same, with the commands that brought it about. If one of them was taken before, nothing is
  /// written.
  public CompletableFuture<CommitResult> commit(
      List<AlarmRow> upserts, List<OutgoingMessage> messages, List<SeenCommand> commands) {
    return commit(upserts, messages, commands, List.of());
  }

  /// The same, with what happened to the alarms, for the journal.
  public CompletableFuture<CommitResult> commit(
      List<AlarmRow> upserts,
      List<OutgoingMessage> messages,
      List<SeenCommand> commands,
      List<AlarmEventRow> events) {
    List<AlarmRow> alarms = List.copyOf(upserts);
    List<OutgoingMessage> outgoing = List.copyOf(messages);
    List<SeenCommand> seen = List.copyOf(commands);
    List<AlarmEventRow> happened = List.copyOf(events);
    return database.submit(() -> commitNow(alarms, outgoing, seen, happened));
  }

  private CommitResult commitNow(
      List<AlarmRow> alarms,
      List<OutgoingMessage> messages,
      List<SeenCommand> commands,
      List<AlarmEventRow> events) {
    CommitResult result =
        withReserve(
            connection -> {
              for (SeenCommand command : commands) {
                if (!CommandsTaken.insert(connection, command)) {
                  // Nothing else has been written yet, but earlier commands of the list may have.
                  throw new SeenBefore(command.id());
                }
              }
              upsert(connection, alarms);
              AlarmJournal.insert(connection, events);
              return new CommitResult.Committed(AlarmOutbox.insert(connection, messages));
            });
    if (result instanceof CommitResult.Committed) {
      live.addAndGet(messages.size());
      keepBound();
    }
    return result;
  }

  /// Carries a refusal out of a transaction, so that it is rolled back.
  private static final class SeenBefore extends RuntimeException {
    private final String commandId;

    SeenBefore(String commandId) {
      super(commandId, null, false, false);
      this.commandId = commandId;
    }
  }

  /// On a full disk: gives the reserve back, moves the WAL into the main file, and tries once more.
  private CommitResult withReserve(Database.Work<CommitResult> work) {
    try {
      return transaction(work);
    } catch (StoreException e) {
      if (!e.isDiskFull()) {
        throw e;
      }
      reserve.release();
      database.shrinkWal();
      return transaction(work);
    }
  }

  private CommitResult transaction(Database.Work<CommitResult> work) {
    try {
      return database.transaction(work);
    } catch (SeenBefore e) {
      return new CommitResult.AlreadySeen(e.commandId);
    }
  }

  /// Runs when the alarm is safe, and cannot take that back: a failure here waits for the next.
  private void keepBound() {
    if (live.get() <= settings.outboxMessages()) {
      return;
    }
    // An eighth below the bound, so that not every commit pays for this.
    int most = settings.outboxMessages() - settings.outboxMessages() / 8;
    try {
      AlarmOutbox.Trimmed trimmed =
          database.transaction(connection -> AlarmOutbox.trim(connection, most));
      superseded.add(trimmed.superseded());
      dropped.add(trimmed.dropped());
      live.addAndGet(-trimmed.superseded() - trimmed.dropped());
    } catch (StoreException e) {
      LOG.error("store={} outbox over its bound: {}", settings.file(), e.toString());
    }
  }

  private static void upsert(Connection connection, List<AlarmRow> alarms) throws SQLException {
    try (PreparedStatement upsert =
        connection.prepareStatement("INSERT OR REPLACE INTO alarm VALUES(?, ?, ?)")) {
      for (AlarmRow alarm : alarms) {
        upsert.setString(1, alarm.alarmId());
        upsert.setString(2, alarm.ruleId());
        upsert.setString(3, alarm.json());
        requireOne(upsert.executeUpdate());
      }
    }
  }

  private static void requireOne(int changed) {
    if (changed != 1) {
      throw new StoreException("rows changed: got " + changed + ", wanted 1");
    }
  }

  /// All alarms kept, by id.
  public List<AlarmRow> loadAlarms() {
    return database.read(
        connection -> {
          List<AlarmRow> alarms = new ArrayList<>();
          try (PreparedStatement select =
                  connection.prepareStatement("SELECT * FROM alarm ORDER BY alarm_id");
              ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
              alarms.add(new AlarmRow(rows.getString(1), rows.getString(2), rows.getString(3)));
            }
          }
          return alarms;
        });
  }

  /// What happened to alarms in a stretch of time, in order. Reads the disk.
  public List<AlarmEventRow> events(Instant from, Instant to) {
    return database.read(connection -> AlarmJournal.between(connection, from, to));
  }

  /// When the first change was that is still kept; empty when none is. Reads the disk.
  public Optional<Instant> eventsSince() {
    long at = database.read(AlarmJournal::oldestMs);
    return at == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
  }

  /// Lets go of alarms whose life is over. Their messages stay in the outbox.
  public CompletableFuture<Void> forgetAlarms(Collection<String> alarmIds) {
    List<String> ids = List.copyOf(alarmIds);
    return database
        .write(
            connection -> {
              try (PreparedStatement delete =
                  connection.prepareStatement("DELETE FROM alarm WHERE alarm_id = ?")) {
                int deleted = 0;
                for (String id : ids) {
                  delete.setString(1, id);
                  deleted += delete.executeUpdate();
                }
                return deleted;
              }
            })
        .thenAccept(_ -> {});
  }

  /// Whether this command was taken before.
  public boolean isSeen(String commandId) {
    return database.read(connection -> CommandsTaken.has(connection, commandId));
  }

  /// All commands that are remembered. Reads the disk.
  public List<SeenCommand> seenCommands() {
    return database.read(CommandsTaken::all);
  }

  /// Notes that this file has been put back from a backup: between the backup and now commands may
  /// have been taken that it does not know.
  ///
  /// @param known those that are known all the same
  public CompletableFuture<Void> markRestored(List<SeenCommand> known, Instant now) {
    List<SeenCommand> commands = List.copyOf(known);
    return database
        .write(
            connection -> {
              for (SeenCommand command : commands) {
                var _ = CommandsTaken.insert(connection, command);
              }
              CommandsTaken.markRestored(connection, now);
              return true;
            })
        .thenAccept(_ -> {});
  }

  /// When this file was put back from a backup last; empty when it never was. Reads the disk.
  public Optional<Instant> restoredAt() {
    return database.read(CommandsTaken::restoredAt);
  }

  /// Lets go of commands that would be refused as expired anyway.
  public CompletableFuture<Void> forgetCommandsExpiredBefore(Instant time) {
    return database
        .write(connection -> CommandsTaken.forgetExpiredBefore(connection, time))
        .thenAccept(_ -> {});
  }

  /// Random id of this store, for [org.fieldbeacon.contract.Envelope].
  public String epoch() {
    return epoch;
  }

  /// Gives the file another random id, from its next open on: when it has been put back from a
  /// backup, numbers will be given again that the map knows under the present one.
  public CompletableFuture<Void> renewEpoch() {
    return database.renewEpoch();
  }

  /// Copies what is committed to a file that is not there yet. Any thread; blocks.
  public void snapshot(Path to) {
    database.snapshot(to);
  }

  /// The least number still held; one above [#lastSeq] when none is. Reads the disk.
  public long oldest() {
    return database.read(
        connection -> {
          long least = Database.number(connection, "SELECT min(seq) FROM outbox");
          return least == 0 ? last(connection) + 1 : least;
        });
  }

  /// The last number given, 0 when there was none yet. Reads the disk.
  public long lastSeq() {
    return database.read(AlarmStore::last);
  }

  private static long last(Connection connection) throws SQLException {
    return Database.number(connection, "SELECT seq FROM sqlite_sequence WHERE name = 'outbox'");
  }

  /// Messages after `afterSeq` that the map has not confirmed, in order, at most `max`.
  public List<OutboxRow> peek(long afterSeq, int max) {
    return database.read(connection -> AlarmOutbox.rows(connection, afterSeq, max));
  }

  /// Messages about this alarm that the map has not confirmed. Reads the disk.
  public long waiting(String alarmId) {
    return database.read(
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT count(*) FROM outbox WHERE alarm_id = ?")) {
            select.setString(1, alarmId);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  /// Lets go of what the map holds; ends when that is on flash.
  public CompletableFuture<Void> confirm(long through, List<Range> also) {
    List<Range> ranges = List.copyOf(also);
    return database
        .submit(
            () ->
                live.addAndGet(-database.transaction(c -> AlarmOutbox.confirm(c, through, ranges))))
        .thenAccept(_ -> {});
  }

  /// Sets the reserve aside again, once there is room. Done at every open as well.
  public CompletableFuture<Void> restoreReserve() {
    return database
        .submit(
            () -> {
              reserve.fill();
              return true;
            })
        .thenAccept(_ -> {});
  }

  public AlarmStoreFigures figures() {
    return new AlarmStoreFigures(
        live.get(), superseded.sum(), dropped.sum(), database.refused(), reserve.isSpent());
  }

  /// Makes the file refuse to grow beyond what it is, as a full disk would. For tests.
  void limitPages(long extraPages) {
    database
        .submit(
            () ->
                database.direct(
                    connection -> {
                      long pages = Database.number(connection, "PRAGMA page_count") + extraPages;
                      return Database.number(connection, "PRAGMA max_page_count=" + pages);
                    }))
        .join();
  }

  /// Finishes what waits, then closes; bounded.
  @Override
  public void close() {
    database.close();
  }
}
