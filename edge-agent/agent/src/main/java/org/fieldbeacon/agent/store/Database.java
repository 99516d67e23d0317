package org.fieldbeacon.agent.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// One SQLite file with one writer thread. Work for the writer waits in a bounded queue and is
/// refused when that is full. A commit is on flash when it returns: WAL with `synchronous=FULL`. A
/// file that is damaged, foreign, emptied, or open elsewhere is refused at [#open]; a new one is
/// made aside and renamed, so a file that exists is a whole one.
///
/// Connections stay in autoCommit with `BEGIN IMMEDIATE` and `COMMIT` said aloud: after
/// `SQLITE_FULL` a driver-managed transaction is stuck.
public final class Database implements AutoCloseable {
  /// The first engine without the WAL-reset bug (sqlite.org/wal.html, "The WAL-Reset Bug").
  static final String LEAST_ENGINE = "3.51.3";

  private static final Logger LOG = LoggerFactory.getLogger(Database.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// The kernel caches the file as well; two megabytes for each connection are SQLite's own choice.
  private static final int READER_CACHE_KIB = 256;

  private static final Duration CLOSING = Duration.ofSeconds(30);

  /// @param file where; its folder must exist
  /// @param applicationId marks the file as ours (`PRAGMA application_id`)
  /// @param version of the schema (`PRAGMA user_version`); another one is refused
  /// @param schema statements that make an empty database
  /// @param check `integrity_check` or the faster `quick_check`, at every open
  /// @param walPages pages in the WAL before they go to the main file
  /// @param queueCapacity work waiting for the writer, at most
  /// @param readers connections for queries, 1 or more
  public record Settings(
      Path file,
      int applicationId,
      int version,
      List<String> schema,
      String check,
      int walPages,
      int queueCapacity,
      int readers) {
    public Settings {
      schema = List.copyOf(schema);
    }
  }

  /// Something done on a connection.
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  private final Settings settings;
  private final FileChannel lockFile;
  private final FileLock lock;
  private final Connection writer;
  private final BlockingQueue<Connection> readers;
  private final BlockingQueue<Runnable> queue;
  private final Thread thread;
  private final Object gate = new Object();
  private final LongAdder refused = new LongAdder();
  private volatile Runnable tick = () -> {};
  private volatile long tickNanos = Long.MAX_VALUE;
  private volatile long dueNanos;
  private volatile long bytesWritten;
  private volatile boolean closed;

  /// Opens `settings.file()`, making it first if there is none.
  ///
  /// @throws StoreException saying what is wrong with the file and what to do
  public static Database open(Settings settings) {
    FileChannel lockFile = lockFile(settings.file());
    List<Connection> opened = new ArrayList<>();
    try {
      return open(settings, lockFile, opened);
    } catch (SQLException e) {
      opened.forEach(Database::closeQuietly);
      closeQuietly(lockFile);
      throw problem(settings.file(), e);
    } catch (IOException e) {
      opened.forEach(Database::closeQuietly);
      closeQuietly(lockFile);
      throw new StoreException(settings.file() + ": " + e, e, false);
    } catch (StoreException e) {
      opened.forEach(Database::closeQuietly);
      closeQuietly(lockFile);
      throw e;
    }
  }

  private static Database open(Settings settings, FileChannel lockFile, List<Connection> opened)
      throws SQLException, IOException {
    FileLock lock = locked(settings.file(), lockFile);
    create(settings);
    Connection writer = connect(settings.file());
    opened.add(writer);
    verify(settings, writer);
    execute(writer, "PRAGMA synchronous=FULL");
    execute(writer, "PRAGMA fullfsync=1");
    execute(writer, "PRAGMA checkpoint_fullfsync=1");
    execute(writer, "PRAGMA wal_autocheckpoint=" + settings.walPages());
    execute(writer, "PRAGMA journal_size_limit=" + settings.walPages() * 4096L);
    BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(settings.readers());
    for (int i = 0; i < settings.readers(); i++) {
      Connection reader = connect(settings.file());
      opened.add(reader);
      execute(reader, "PRAGMA query_only=1");
      execute(reader, "PRAGMA cache_size=-" + READER_CACHE_KIB);
      readers.add(reader);
    }
    return new Database(settings, lockFile, lock, writer, readers);
  }

  private Database(
      Settings settings,
      FileChannel lockFile,
      FileLock lock,
      Connection writer,
      BlockingQueue<Connection> readers) {
    this.settings = settings;
    this.lockFile = lockFile;
    this.lock = lock;
    this.writer = writer;
    this.readers = readers;
    queue = new ArrayBlockingQueue<>(settings.queueCapacity());
    thread =
        Thread.ofPlatform().name("store-" + settings.file().getFileName()).unstarted(this::run);
    thread.start();
  }

  /// Runs `work` in one transaction on the writer thread; the future ends when it is on flash.
  <T> CompletableFuture<T> write(Work<T> work) {
    return submit(() -> transaction(work));
  }

  /// Gives the file another random id, where both stores keep it.
  CompletableFuture<Void> renewEpoch() {
    return write(
            connection -> {
              execute(connection, "UPDATE meta SET epoch = lower(hex(randomblob(8)))");
              return true;
            })
        .thenAccept(_ -> {});
  }

  /// Runs `job` on the writer thread.
  <T> CompletableFuture<T> submit(Supplier<T> job) {
    var done = new CompletableFuture<T>();
    boolean taken =
        offer(
            () -> {
              try {
                done.complete(job.get());
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            });
    if (!taken) {
      done.completeExceptionally(
          new StoreException(
              settings.file() + (closed ? ": closed" : ": " + queue.size() + " writes waiting")));
    }
    return done;
  }

  /// Queues `job` for the writer thread; false when the queue is full or the store closed.
  boolean offer(Runnable job) {
    synchronized (gate) {
      boolean taken = !closed && queue.offer(job);
      if (!taken) {
        refused.increment();
      }
      return taken;
    }
  }

  /// Has the writer thread run `job` once every `interval`, counted from now and then from the end
  /// of the last run.
  void every(Duration interval, Runnable job) {
    tick = job;
    dueNanos = System.nanoTime() + interval.toNanos();
    tickNanos = interval.toNanos();
    boolean woken = offer(() -> {});
    LOG.debug("store={} every {} woken={}", settings.file(), interval, woken);
  }

  /// Runs `work` in one transaction. Writer thread only.
  <T> T transaction(Work<T> work) {
    try {
      execute(writer, "BEGIN IMMEDIATE");
      T result = work.on(writer);
      execute(writer, "COMMIT");
      bytesWritten = WrittenBytes.ofThisThread();
      return result;
    } catch (SQLException e) {
      rollBack();
      throw problem(settings.file(), e);
    } catch (RuntimeException | Error e) {
      rollBack();
      throw e;
    }
  }

  /// Runs `work` outside a transaction. Writer thread only.
  <T> T direct(Work<T> work) {
    try {
      return work.on(writer);
    } catch (SQLException e) {
      throw problem(settings.file(), e);
    }
  }

  /// Moves all of the WAL to the main file and gives its room back, as far as that goes. Writer
  /// thread only.
  void shrinkWal() {
    try {
      String result = text(writer, "PRAGMA wal_checkpoint(TRUNCATE)");
      LOG.debug("store={} checkpoint busy={}", settings.file(), result);
    } catch (SQLException e) {
      LOG.debug("store={} checkpoint: {}", settings.file(), e.getMessage());
    }
  }

  /// Runs `work` on a snapshot of what is committed. Any thread; waits for a free connection.
  <T> T read(Work<T> work) {
    Connection reader = reader();
    try {
      execute(reader, "BEGIN");
      try {
        return work.on(reader);
      } finally {
        execute(reader, "ROLLBACK");
      }
    } catch (SQLException e) {
      throw problem(settings.file(), e);
    } finally {
      readers.add(reader);
    }
  }

  /// Copies what is committed to a file that is not there yet, and brings it to flash. Any thread;
  /// readers and the writer go on meanwhile.
  void snapshot(Path to) {
    try (Connection connection = connect(settings.file());
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, to.toString());
      vacuum.execute();
      try (FileChannel made = FileChannel.open(to, StandardOpenOption.WRITE)) {
        made.force(true);
      }
    } catch (SQLException e) {
      throw problem(settings.file(), e);
    } catch (IOException e) {
      throw new StoreException(to + ": " + e, e, false);
    }
  }

  private Connection reader() {
    try {
      Connection reader = closed ? null : readers.poll(CLOSING.toSeconds(), TimeUnit.SECONDS);
      if (reader == null) {
        throw new StoreException(settings.file() + (closed ? ": closed" : ": no reader free"));
      }
      return reader;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(settings.file() + ": interrupted", e, false);
    }
  }

  Path file() {
    return settings.file();
  }

  /// Bytes the writer thread has sent to the disk, WAL and checkpoints included; 0 where the system
  /// does not tell (`/proc/thread-self/io`).
  public long bytesWritten() {
    return bytesWritten;
  }

  /// Work refused because the queue was full or the store closed.
  public long refused() {
    return refused.sum();
  }

  /// Finishes what waits, then closes. Waits half a minute at most.
  @Override
  public void close() {
    synchronized (gate) {
      if (closed) {
        return;
      }
      closed = true;
      boolean woken = queue.offer(() -> {});
      LOG.debug("store={} closing woken={}", settings.file(), woken);
    }
    try {
      if (!thread.join(CLOSING)) {
        LOG.error("store={} writer still busy after {}", settings.file(), CLOSING);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (true) {
      Runnable job = next();
      if (job != null) {
        guarded(job);
      } else if (closed) {
        break;
      }
      if (tickNanos != Long.MAX_VALUE && System.nanoTime() - dueNanos >= 0) {
        guarded(tick);
        dueNanos = System.nanoTime() + tickNanos;
      }
    }
    release();
  }

  private @Nullable Runnable next() {
    try {
      long patience = closed ? 0 : Math.min(tickNanos, IDLE.toNanos());
      return queue.poll(patience, TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      return null;
    }
  }

  private void guarded(Runnable job) {
    try {
      job.run();
    } catch (RuntimeException e) {
      LOG.error("store={} failed: {}", settings.file(), e.toString());
    }
  }

  private void release() {
    for (int i = 0; i < settings.readers(); i++) {
      try {
        Connection reader = readers.poll(CLOSING.toSeconds(), TimeUnit.SECONDS);
        if (reader != null) {
          closeQuietly(reader);
        }
      } catch (InterruptedException _) {
        break;
      }
    }
    closeQuietly(writer);
    closeQuietly(lock);
    closeQuietly(lockFile);
  }

  private void rollBack() {
    try {
      execute(writer, "ROLLBACK");
    } catch (SQLException e) {
      // SQLite has rolled back by itself after a full disk or an I/O error.
      LOG.debug("store={} rollback: {}", settings.file(), e.getMessage());
    }
  }

  // ---- opening

  private static FileChannel lockFile(Path file) {
    try {
      return FileChannel.open(
          file.resolveSibling(file.getFileName() + ".lock"),
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new StoreException(file + ": cannot be written here: " + e, e, false);
    }
  }

  private static FileLock locked(Path file, FileChannel channel) throws IOException {
    FileLock lock;
    try {
      lock = channel.tryLock();
    } catch (OverlappingFileLockException e) {
      throw new StoreException(file + ": already open in this process", e, false);
    }
    if (lock == null) {
      throw new StoreException(file + ": open in another process; stop that one first");
    }
    return lock;
  }

  private static void create(Settings settings) throws SQLException, IOException {
    Path file = settings.file();
    if (Files.exists(file)) {
      return;
    }
    Path wal = file.resolveSibling(file.getFileName() + "-wal");
    if (Files.exists(wal) && Files.size(wal) > 0) {
      throw new StoreException(
          file + ": gone, but " + wal + " is still there; restore the file or move both away");
    }
    Path making = file.resolveSibling(file.getFileName() + ".making");
    Files.deleteIfExists(making);
    Files.deleteIfExists(making.resolveSibling(making.getFileName() + "-journal"));
    try (Connection connection = connect(making)) {
      execute(connection, "PRAGMA page_size=4096");
      for (String statement : settings.schema()) {
        execute(connection, statement);
      }
      execute(connection, "PRAGMA application_id=" + settings.applicationId());
      execute(connection, "PRAGMA user_version=" + settings.version());
    }
    try (FileChannel made = FileChannel.open(making, StandardOpenOption.WRITE)) {
      made.force(true);
    }
    Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent())) {
      folder.force(true);
    }
  }

  private static void verify(Settings settings, Connection connection) throws SQLException {
    Path file = settings.file();
    String engine = text(connection, "SELECT sqlite_version()");
    if (!isAtLeast(engine, LEAST_ENGINE)) {
      throw new StoreException(
          "SQLite engine: got " + engine + ", wanted " + LEAST_ENGINE + " or newer");
    }
    long id = number(connection, "PRAGMA application_id");
    if (id != settings.applicationId()) {
      throw new StoreException(
          "%s: not a Fieldbeacon store: got application id %d, wanted %d; move it away"
              .formatted(file, id, settings.applicationId()));
    }
    long version = number(connection, "PRAGMA user_version");
    if (version != settings.version()) {
      throw new StoreException(
          "%s: got schema version %d, wanted %d; nothing was changed; let the Fieldbeacon that made it send what it holds, then move the file and its -wal away to begin a new store"
              .formatted(file, version, settings.version()));
    }
    String mode = text(connection, "PRAGMA journal_mode=WAL");
    if (!mode.equals("wal")) {
      throw new StoreException(file + ": got journal mode " + mode + ", wanted wal");
    }
    String sound = text(connection, "PRAGMA " + settings.check() + "(1)");
    if (!sound.equals("ok")) {
      throw new StoreException(file + ": damaged: " + sound.strip() + "; " + REMEDY);
    }
  }

  private static final String REMEDY =
      "nothing was changed; keep a copy, then restore a backup or move the file and its -wal away"
          + " to begin a new store";

  static boolean isAtLeast(String version, String least) {
    String[] got = version.split("\\.", -1);
    String[] wanted = least.split("\\.", -1);
    for (int i = 0; i < wanted.length; i++) {
      int difference =
          (i < got.length ? Integer.parseInt(got[i]) : 0) - Integer.parseInt(wanted[i]);
      if (difference != 0) {
        return difference > 0;
      }
    }
    return true;
  }

  private static Connection connect(Path file) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try {
      execute(connection, "PRAGMA busy_timeout=5000");
      execute(connection, "PRAGMA temp_store=MEMORY");
      return connection;
    } catch (SQLException e) {
      closeQuietly(connection);
      throw e;
    }
  }

  private static StoreException problem(Path file, SQLException e) {
    if (!(e instanceof SQLiteException sqlite)) {
      return new StoreException(file + ": " + e.getMessage(), e, false);
    }
    SQLiteErrorCode code = sqlite.getResultCode();
    int primary = code.code & 0xFF;
    boolean full =
        code == SQLiteErrorCode.SQLITE_FULL || code == SQLiteErrorCode.SQLITE_IOERR_WRITE;
    boolean damaged =
        primary == SQLiteErrorCode.SQLITE_CORRUPT.code
            || primary == SQLiteErrorCode.SQLITE_NOTADB.code;
    return new StoreException(
        file + ": " + (damaged ? "damaged: " + code.message + "; " + REMEDY : e.getMessage()),
        e,
        full);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(sql);
      LOG.trace("{} rows={}", sql, hasRows);
    }
  }

  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      String value = rows.next() ? rows.getString(1) : null;
      return value == null ? "" : value;
    }
  }

  private static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception e) {
      LOG.debug("close: {}", e.toString());
    }
  }
}
