package org.fieldbeacon.agent.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Space set aside while there is some: a file beside the store, whose room the WAL can grow into,
/// and a table in it, whose pages new rows can take. Writer thread only.
final class Reserve {
  private static final Logger LOG = LoggerFactory.getLogger(Reserve.class);

  private final Path file;
  private final int bytes;
  private final Database database;
  private volatile boolean spent;

  Reserve(Database database, int bytes) {
    this.database = database;
    this.bytes = bytes;
    file = database.file().resolveSibling(database.file().getFileName() + ".reserve");
  }

  /// Sets aside what is missing. A disk that is full already is logged, and no reason not to start.
  void fill() {
    try {
      if (!Files.exists(file) || Files.size(file) < bytes) {
        writeFile();
      }
      boolean filled = database.transaction(this::fillTable);
      // Only pages in the main file are room: those in the WAL would need some to get there.
      database.shrinkWal();
      LOG.debug("store={} reserve filled={}", database.file(), filled);
      spent = false;
    } catch (IOException | StoreException e) {
      spent = true;
      LOG.error("store={} no room for a reserve of {} bytes: {}", database.file(), bytes, e);
    }
  }

  // Random, because some file systems store a run of zeros in no space at all.
  private void writeFile() throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      byte[] filler = new byte[bytes];
      ThreadLocalRandom.current().nextBytes(filler);
      var buffer = ByteBuffer.wrap(filler);
      while (buffer.hasRemaining()) {
        int written = channel.write(buffer);
        LOG.trace("reserve written={}", written);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private boolean fillTable(Connection connection) throws SQLException {
    if (Database.number(connection, "SELECT count(*) FROM reserve") > 0) {
      return false;
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO reserve VALUES(zeroblob(?))")) {
      insert.setInt(1, bytes);
      return insert.executeUpdate() == 1;
    }
  }

  /// Gives back both parts. The file goes first: emptying the table needs a little of its room.
  /// Then new rows take the table's pages and the WAL can always be moved into the main file, which
  /// no longer has to grow.
  void release() {
    if (spent) {
      return;
    }
    spent = true;
    LOG.error("store={} disk full: reserve given back", database.file());
    try {
      boolean deleted = Files.deleteIfExists(file);
      int emptied =
          database.transaction(
              connection -> {
                Database.execute(connection, "DELETE FROM reserve");
                return 1;
              });
      LOG.debug("store={} reserve file={} table={}", database.file(), deleted, emptied);
    } catch (IOException | StoreException e) {
      LOG.error("store={} reserve cannot be given back: {}", database.file(), e.toString());
    }
  }

  boolean isSpent() {
    return spent;
  }
}
