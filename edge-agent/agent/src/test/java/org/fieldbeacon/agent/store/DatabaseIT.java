package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Bad storage stops the start, and says what to do.
class DatabaseIT {
  @TempDir private Path folder = Path.of("");

  private Database open() {
    return open(4);
  }

  private Database open(int queue) {
    return Database.open(
        new Database.Settings(
            file(),
            4711,
            1,
            List.of("CREATE TABLE t(a INTEGER PRIMARY KEY, b BLOB)"),
            "integrity_check",
            100,
            queue,
            1));
  }

  private Path file() {
    return folder.resolve("a.db");
  }

  private void fill() {
    try (Database database = open()) {
      database.write(c -> insert(c, "INSERT INTO t VALUES(1, randomblob(200000))")).join();
    }
  }

  private static boolean insert(Connection connection, String sql) throws SQLException {
    Database.execute(connection, sql);
    return true;
  }

  private static long rows(Connection connection) throws SQLException {
    return Database.number(connection, "SELECT count(*) FROM t");
  }

  @Test
  void theEngineHasTheWalResetFix() {
    try (Database database = open()) {
      String engine = database.read(c -> Database.text(c, "SELECT sqlite_version()"));
      assertTrue(Database.isAtLeast(engine, "3.51.3"), engine);
    }
    assertFalse(Database.isAtLeast("3.51.2", "3.51.3"));
    assertFalse(Database.isAtLeast("3.9.9", "3.51.3"));
    assertTrue(Database.isAtLeast("3.52", "3.51.3"));
    assertTrue(Database.isAtLeast("4.0.0", "3.51.3"));
  }

  @Test
  void everyCommitIsSynced() {
    try (Database database = open()) {
      long synchronous =
          database
              .submit(() -> database.direct(c -> Database.number(c, "PRAGMA synchronous")))
              .join();
      assertEquals(2, synchronous, "2 is FULL, sqlite.org/pragma.html#pragma_synchronous");
      String mode = database.read(c -> Database.text(c, "PRAGMA journal_mode"));
      assertEquals("wal", mode);
    }
  }

  @Test
  void whatWasCommittedIsThereAgain() {
    fill();
    try (Database database = open()) {
      assertEquals(1, database.read(DatabaseIT::rows));
    }
  }

  @Test
  void whatFailedHalfwayIsNotThere() {
    try (Database database = open()) {
      CompletableFuture<Boolean> half =
          database.write(
              c -> {
                Database.execute(c, "INSERT INTO t VALUES(1, x'00')");
                throw new SQLException("the second half fails");
              });
      assertThrows(CompletionException.class, half::join);
      assertEquals(0, database.read(DatabaseIT::rows));
      assertTrue(database.write(c -> insert(c, "INSERT INTO t VALUES(1, x'00')")).join());
    }
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    fill();
    byte[] whole = Files.readAllBytes(file());
    for (int length : new int[] {0, 1, 99, 100, 4096, whole.length / 2, whole.length - 4096}) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      assertRefused("a.db", "move");
    }
    Files.write(file(), whole);
    try (Database database = open()) {
      assertEquals(1, database.read(DatabaseIT::rows), "the control: the whole file opens");
    }
  }

  @Test
  void refusesADamagedPage() throws IOException {
    fill();
    byte[] bytes = Files.readAllBytes(file());
    // Page 2 is the root of t: overwrite its b-tree header (sqlite.org/fileformat2.html §1.6).
    java.util.Arrays.fill(bytes, 4096, 4096 + 64, (byte) 0xA5);
    Files.write(file(), bytes);
    assertRefused("damaged", "restore a backup");
  }

  @Test
  void refusesSomebodyElsesFile() throws IOException, SQLException {
    Files.writeString(file(), "not a database at all".repeat(1000));
    assertRefused("damaged", "move");
    Files.delete(file());
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      Database.execute(other, "CREATE TABLE theirs(a)");
    }
    assertRefused("not a Fieldbeacon store", "move it away");
  }

  /// A store of another layout is neither guessed at nor emptied.
  @Test
  void refusesAnotherSchemaVersionAndLeavesItAsItIs() throws IOException, SQLException {
    fill();
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      Database.execute(other, "PRAGMA user_version=2");
    }
    assertRefused("schema version 2", "wanted 1", "move the file");
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      assertEquals(1, rows(other));
      Database.execute(other, "PRAGMA user_version=1");
    }
    try (Database database = open()) {
      assertEquals(1, database.read(DatabaseIT::rows), "the control: its own version opens");
    }
  }

  /// The committed rows may all be in the WAL: a new file beside it would lose them silently.
  @Test
  void refusesToBeginAnewBesideAnOldWal() throws IOException {
    Files.write(folder.resolve("a.db-wal"), new byte[100]);
    assertRefused("gone", "restore the file");
  }

  @Test
  void refusesASecondOpening() {
    try (Database database = open()) {
      assertRefused("already open");
      assertEquals(0, database.read(DatabaseIT::rows));
    }
    open().close();
  }

  @Test
  void aHalfMadeFileIsMadeAgain() throws IOException {
    Files.writeString(folder.resolve("a.db.making"), "power failed here");
    fill();
    assertTrue(Files.exists(file()));
  }

  @Test
  void refusesWorkBeyondTheQueueAndAfterClosing() throws InterruptedException {
    Database database = open(1);
    var busy = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    CompletableFuture<Boolean> first =
        database.submit(
            () -> {
              busy.countDown();
              try {
                go.await();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
              return true;
            });
    busy.await();
    CompletableFuture<Long> second = database.write(DatabaseIT::rows);
    CompletableFuture<Long> third = database.write(DatabaseIT::rows);
    assertThrows(CompletionException.class, third::join);
    assertEquals(1, database.refused());
    go.countDown();
    assertTrue(first.join());
    assertEquals(0, second.join());
    database.close();
    database.close();
    assertThrows(CompletionException.class, database.write(DatabaseIT::rows)::join);
    assertThrows(StoreException.class, () -> database.read(DatabaseIT::rows));
  }

  private void assertRefused(String... words) {
    var refusal = assertThrows(StoreException.class, this::open);
    for (String word : words) {
      assertTrue(String.valueOf(refusal.getMessage()).contains(word), refusal.getMessage());
    }
  }
}
