package org.fieldbeacon.agent.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Every observation of this gateway, on observations.db, and the OBSERVATION stream's outbox at
/// once: a group commit is one journal row, whose bytes are the message and whose number is the
/// message's number (ADR 0002). Later, journal rows become segments, sorted by point, and leave the
/// journal when the map has confirmed them. Segments are made on a thread of their own, so that an
/// alarm's readings do not wait for that; when it falls far behind, the writer helps.
///
/// An observation is on flash when a [#flush] begun after its [#append] has ended. Of two with one
/// point and time the later arrival counts. Times are kept to the millisecond; source and detail
/// are not kept. The file is a ring by bytes: when it is full, history the map has goes first, then
/// the oldest rows, which raises [#oldestSeq] and is counted.
public final class ObservationLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ObservationLog.class);
  private static final int PAGE_BYTES = 4096;
  private static final int QUEUE = 256;
  private static final int READERS = 2;
  private static final int MOST_JOURNAL_ROWS = 4096;
  private static final int LOG_EVERY = 100;

  /// Of what makes a compaction due; from here the writer does it itself.
  private static final int FAR_BEHIND = 4;

  /// Of the ring, freed in one transaction.
  private static final int EVICTED_AT_ONCE = 64;

  private static final Duration COMPACTION_ENDS = Duration.ofSeconds(10);

  private volatile Runnable committed = () -> {};
  private final ObservationLogSettings settings;
  private final Database database;
  private final Journal journal;
  private final String epoch;
  private final DamagedRows damaged = new DamagedRows();
  private final ReceiptedSeqs receipted = new ReceiptedSeqs();
  private final PendingObservations pending;
  private final LatestValues latest = new LatestValues(damaged);
  private final AtomicBoolean commitAsked = new AtomicBoolean();

  // Written by the writer thread only.
  private List<Journal.Row> ready = List.of();
  private long uncompacted;
  private long uncompactedRows;
  private long failures;
  private @Nullable Thread compactor;

  private @Nullable Thread recalling;
  private volatile boolean closing;

  private volatile long lastSeq;
  private volatile long oldestSeq;
  private final LongAdder observations = new LongAdder();
  private final LongAdder batches = new LongAdder();
  private final LongAdder payloadBytes = new LongAdder();
  private final LongAdder droppedByRing = new LongAdder();
  private final LongAdder historyEvicted = new LongAdder();

  /// Opens the log; its rows are the contract's own bytes (ADR 0002).
  ///
  /// @throws StoreException when the file is damaged, foreign, in use or cannot be written
  public static ObservationLog open(ObservationLogSettings settings) {
    Database database =
        Database.open(
            new Database.Settings(
                settings.file(),
                JournalSchema.APPLICATION_ID,
                JournalSchema.VERSION,
                JournalSchema.STATEMENTS,
                "quick_check",
                settings.walPages(),
                QUEUE,
                READERS));
    try {
      var log = new ObservationLog(settings, database);
      database.every(settings.commitInterval(), log::commitAndTidy);
      log.recalling =
          Thread.ofPlatform()
              .daemon()
              .name("recall-" + settings.file().getFileName())
              .start(log::recallBeside);
      return log;
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  private ObservationLog(ObservationLogSettings settings, Database database) {
    this.settings = settings;
    this.database = database;
    pending = new PendingObservations(settings.pendingObservations());
    journal = new Journal(receipted);
    epoch = database.read(c -> Database.text(c, "SELECT epoch FROM meta"));
    database
        .submit(
            () -> {
              database.direct(this::load);
              return true;
            })
        .join();
  }

  private boolean load(Connection connection) throws SQLException {
    // A quarter above the ring, because room is made after a commit, not before.
    long mostPages = settings.ringBytes() / PAGE_BYTES * 5 / 4;
    Database.execute(connection, "PRAGMA max_page_count=" + mostPages);
    lastSeq =
        Database.number(
            connection,
            """
            SELECT max(deleted_through, coalesce((SELECT max(seq) FROM journal), 0)) FROM meta
            """);
    journal.loadReceipts(connection, lastSeq);
    refresh(connection);
    countUncompacted(connection);
    latest.recallAtOpen(connection);
    return true;
  }

  /// Latest values from before the start, newest segments first: a few at once, some more beside.
  private void recallBeside() {
    try {
      boolean isMore = true;
      while (isMore && !closing) {
        isMore = database.read(latest::recallMore);
      }
    } catch (StoreException e) {
      if (!closing) {
        LOG.warn("store={} latest values: {}", settings.file(), e.toString());
      }
    }
  }

  private void refresh(Connection connection) throws SQLException {
    oldestSeq =
        Database.number(
            connection, "SELECT coalesce((SELECT min(seq) FROM journal), " + (lastSeq + 1) + ")");
  }

  private void countUncompacted(Connection connection) throws SQLException {
    String waiting = " FROM journal WHERE seq > (SELECT compacted_through FROM meta)";
    uncompacted = Database.number(connection, "SELECT sum(count)" + waiting);
    uncompactedRows = Database.number(connection, "SELECT count(*)" + waiting);
  }

  /// Has `listener` called after every commit, on the writer's thread; it must not block.
  public void onCommitted(Runnable listener) {
    committed = listener;
  }

  // ---- appending

  /// Takes one observation into memory. Waits only when the disk is slower than the field and
  /// memory is full; when the disk refuses writes it lets the observation go instead, counted. Not
  /// for the event loop. After [#close] observations are let go.
  public void append(Observation observation) {
    int waiting = pending.add(observation);
    if (waiting < 0) {
      return;
    }
    latest.note(observation);
    if (waiting >= settings.commitAt() && commitAsked.compareAndSet(false, true)) {
      if (!database.offer(this::commitAndTidy)) {
        commitAsked.set(false);
      }
    }
  }

  /// Ends when all that was appended before this call is on flash, or exceptionally when the disk
  /// refuses; what could not be written is kept and tried again.
  public CompletableFuture<Void> flush() {
    var done = new CompletableFuture<Void>();
    boolean taken =
        database.offer(
            () -> {
              try {
                commit();
              } catch (RuntimeException e) {
                done.completeExceptionally(e);
                return;
              }
              done.complete(null);
              tidy();
            });
    if (!taken) {
      done.completeExceptionally(
          new StoreException(settings.file() + ": closed, or too many writes waiting"));
    }
    return done;
  }

  private void commitAndTidy() {
    commitAsked.set(false);
    try {
      commit();
    } catch (StoreException _) {
      // Logged where it is counted; the next interval tries again.
      return;
    }
    tidy();
  }

  /// Writes what an earlier failure left, then what has come since.
  private void commit() {
    try {
      commitReady();
      ready = numbered(pending.take());
      commitReady();
      if (failures > 0) {
        LOG.info("store={} writes again after {} failures", settings.file(), failures);
        failures = 0;
      }
    } catch (StoreException e) {
      pending.refusedByDisk();
      if (failures++ % LOG_EVERY == 0) {
        LOG.error("store={} cannot write, failure {}: {}", settings.file(), failures, e.toString());
      }
      throw e;
    }
  }

  /// In order of first arrival: points of one device stand together, which deflates better.
  private List<Journal.Row> numbered(ObservationTable table) {
    List<Journal.Row> rows = new ArrayList<>();
    RowCutter.cut(
        table,
        table.series(),
        settings.rowObservations(),
        Integer.MAX_VALUE,
        row -> rows.add(Journal.row(lastSeq + rows.size() + 1, row)));
    return rows;
  }

  private void commitReady() {
    if (!ready.isEmpty()) {
      insertMakingRoom();
      for (Journal.Row row : ready) {
        observations.add(row.count());
        payloadBytes.add(row.body().length);
        uncompacted += row.count();
      }
      uncompactedRows += ready.size();
      batches.add(ready.size());
      lastSeq = ready.getLast().seq();
      ready = List.of();
      committed.run();
    }
    pending.committed();
  }

  private void insertMakingRoom() {
    try {
      insertReady();
    } catch (StoreException e) {
      if (!e.isDiskFull() || evict().isNothing()) {
        throw e;
      }
      insertReady();
    }
  }

  private void insertReady() {
    List<Journal.Row> rows = ready;
    boolean written =
        database.transaction(
            connection -> {
              Journal.insert(connection, rows);
              return true;
            });
    LOG.trace("store={} rows={} written={}", settings.file(), rows.size(), written);
  }

  // ---- tidying

  private void tidy() {
    makeRoom();
    while (isCompactionDue(FAR_BEHIND)) {
      if (compactOnce(read()) == 0) {
        return;
      }
      makeRoom();
    }
    Thread busy = compactor;
    if (isCompactionDue(1) && (busy == null || !busy.isAlive())) {
      compactor =
          Thread.ofPlatform()
              .daemon()
              .name("compact-" + settings.file().getFileName())
              .start(this::compactBeside);
    }
  }

  private boolean isCompactionDue(int times) {
    return uncompacted >= (long) times * settings.compactAt()
        || uncompactedRows >= (long) times * MOST_JOURNAL_ROWS;
  }

  /// Not on the writer's thread, which only writes what has been made.
  private void compactBeside() {
    try {
      Compaction.Plan plan = plan(database.read(c -> Journal.uncompacted(c, settings.compactAt())));
      boolean taken = database.offer(() -> compactAndTidy(plan));
      LOG.trace("store={} compaction of {} rows taken={}", settings.file(), plan.rows(), taken);
    } catch (StoreException e) {
      if (!closing) {
        LOG.error("store={} compaction: {}", settings.file(), e.toString());
      }
    }
  }

  private void compactAndTidy(Compaction.Plan plan) {
    if (compactOnce(plan) > 0) {
      compactor = null;
      tidy();
    }
  }

  private Compaction.Plan read() {
    return plan(database.direct(c -> Journal.uncompacted(c, settings.compactAt())));
  }

  private Compaction.Plan plan(Compaction.Rows rows) {
    return Compaction.plan(rows, damaged, settings.partObservations());
  }

  private int compactOnce(Compaction.Plan plan) {
    try {
      Journal.Compacted done =
          database.transaction(
              connection -> {
                Journal.Compacted compacted = journal.compact(connection, plan);
                refresh(connection);
                return compacted;
              });
      uncompacted -= done.observations();
      uncompactedRows -= done.rows();
      return done.rows();
    } catch (StoreException e) {
      if (!e.isDiskFull() || evict().isNothing()) {
        throw e;
      }
      return 0;
    }
  }

  private void makeRoom() {
    if (usedBytes() <= settings.ringBytes()) {
      return;
    }
    long enough = settings.ringBytes() - settings.ringBytes() / 16;
    while (usedBytes() > enough) {
      if (evict().isNothing()) {
        return;
      }
    }
  }

  private long usedBytes() {
    return database.direct(
        connection ->
            (Database.number(connection, "PRAGMA page_count")
                    - Database.number(connection, "PRAGMA freelist_count"))
                * PAGE_BYTES);
  }

  private Journal.Evicted evict() {
    Journal.Evicted evicted =
        database.transaction(
            connection -> {
              Journal.Evicted done =
                  journal.evict(connection, settings.ringBytes() / EVICTED_AT_ONCE);
              refresh(connection);
              countUncompacted(connection);
              return done;
            });
    droppedByRing.add(evicted.unconfirmed());
    historyEvicted.add(evicted.history());
    return evicted;
  }

  /// Makes segments of all the journal holds; ends when they are on flash.
  public CompletableFuture<Void> compact() {
    return database
        .submit(
            () -> {
              commit();
              int rows;
              do {
                rows = compactOnce(read());
              } while (rows > 0);
              makeRoom();
              return true;
            })
        .thenAccept(_ -> {});
  }

  // ---- asking

  /// The observation with the latest phenomenon time, with its source and detail if it came since
  /// the start; of a point that was silent before, one of the last eight million observations or
  /// so, and a few seconds after the start. Any thread, from memory.
  public Optional<Observation> latest(PointId point) {
    return latest.of(point);
  }

  /// As [#latest], of the observations whose value can be relied on: passed, or not evaluated.
  public Optional<Observation> lastTrusted(PointId point) {
    return latest.trusted(point);
  }

  /// Observations from `from` until before `to`, oldest first, at most `limit` of them. Any thread;
  /// reads the disk.
  public List<Observation> range(PointId point, Instant from, Instant to, int limit) {
    List<Observation> found = new ArrayList<>();
    if (limit > 0) {
      scan(
          point,
          from.toEpochMilli(),
          to.toEpochMilli(),
          observation -> {
            found.add(observation);
            return found.size() < limit;
          });
    }
    return found;
  }

  /// The last `limit` observations from `from` until before `to`, oldest first. Any thread; reads
  /// the disk.
  public List<Observation> newest(PointId point, Instant from, Instant to, int limit) {
    Deque<Observation> found = new ArrayDeque<>();
    scan(
        point,
        from.toEpochMilli(),
        to.toEpochMilli(),
        observation -> {
          found.addLast(observation);
          if (found.size() > limit) {
            found.removeFirst();
          }
          return true;
        });
    return List.copyOf(found);
  }

  /// The stretch from `from` until before `to` in `buckets` parts of equal length (to the
  /// millisecond), all of them. Any thread; reads the disk.
  public List<Bucket> downsampled(PointId point, Instant from, Instant to, int buckets) {
    var folded = new Buckets(from, to, buckets);
    scan(
        point,
        from.toEpochMilli(),
        to.toEpochMilli(),
        observation -> {
          folded.add(observation);
          return true;
        });
    return folded.list();
  }

  /// All observations of these points, each from its time until before `to`, in order of time. Not
  /// held together in memory. Any thread; reads the disk.
  public void replay(Map<PointId, Instant> since, Instant to, Consumer<Observation> visitor) {
    Map<PointId, Long> from = new HashMap<>();
    since.forEach((point, time) -> from.put(point, time.toEpochMilli()));
    scan(
        from,
        to.toEpochMilli(),
        observation -> {
          visitor.accept(observation);
          return true;
        });
  }

  private void scan(PointId point, long from, long to, Predicate<Observation> visitor) {
    scan(Map.of(point, from), to, visitor);
  }

  private void scan(Map<PointId, Long> from, long to, Predicate<Observation> visitor) {
    List<Column> memory = new ArrayList<>();
    from.keySet().forEach(point -> memory.addAll(pending.of(point)));
    boolean done =
        database.read(
            connection -> {
              new PointScan(damaged, from, to, visitor).run(connection, memory);
              return true;
            });
    LOG.trace("points={} scanned={}", from.size(), done);
  }

  // ---- the outbox of the OBSERVATION stream

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

  /// The least number still held; one above [#lastSeq] when none is.
  public long oldestSeq() {
    return oldestSeq;
  }

  /// The last number on flash, 0 when there was none yet.
  public long lastSeq() {
    return lastSeq;
  }

  /// Rows after `afterSeq` that the map has not confirmed, in order, at most `max`. Any thread.
  public List<JournalRow> peek(long afterSeq, int max) {
    return database.read(
        connection -> {
          List<JournalRow> found = new ArrayList<>();
          long after = Math.max(afterSeq, receipted.through());
          while (found.size() < max) {
            List<JournalRow> rows = Journal.rows(connection, after, max - found.size());
            if (rows.isEmpty()) {
              break;
            }
            after = rows.getLast().seq();
            rows.stream().filter(row -> !receipted.covers(row.seq())).forEach(found::add);
          }
          return found;
        });
  }

  /// Takes the map's word for these numbers; they are not offered again. It reaches the disk with
  /// the next compaction: after a crash before that they are sent once more, which the map merges.
  public void confirm(long through, List<Range> also) {
    receipted.add(through, also, lastSeq);
  }

  /// Rows on flash that the map has not confirmed. Any thread, from memory.
  public long unconfirmed() {
    return receipted.missing(oldestSeq, lastSeq);
  }

  public ObservationLogFigures figures() {
    return new ObservationLogFigures(
        observations.sum(),
        batches.sum(),
        payloadBytes.sum(),
        database.bytesWritten(),
        pending.size(),
        pending.waits(),
        pending.letGo(),
        droppedByRing.sum(),
        historyEvicted.sum(),
        damaged.count());
  }

  /// Writes what waits, then closes; bounded.
  @Override
  public void close() {
    pending.close();
    closing = true;
    end(recalling);
    CompletableFuture<Boolean> last =
        database.submit(
            () -> {
              commit();
              boolean saved =
                  database.transaction(
                      connection -> {
                        journal.saveReceipts(connection);
                        return true;
                      });
              end(compactor);
              return saved;
            });
    database.close();
    if (last.isCompletedExceptionally()) {
      LOG.debug("store={} closed before", settings.file());
    }
  }

  /// What a compaction has made by then is not lost: the journal still holds it.
  private void end(@Nullable Thread busy) {
    try {
      if (busy != null && !busy.join(COMPACTION_ENDS)) {
        LOG.warn("store={} {} busy after {}", settings.file(), busy.getName(), COMPACTION_ENDS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
