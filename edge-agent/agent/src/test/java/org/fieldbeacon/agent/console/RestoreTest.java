package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeacon.agent.console.Restore.Move;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.agent.store.SeenCommand;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restore that is cut off at any of its steps has never been.
class RestoreTest {
  @TempDir Path folder;

  private List<Move> moves = List.of();

  @BeforeEach
  void makeSite() throws IOException {
    write("site.yaml", "old site");
    write("alarms.db", "old alarms");
    write("alarms.db-wal", "old wal");
    moves =
        List.of(
            new Move(folder, folder.resolve("site.yaml"), false),
            new Move(folder, folder.resolve("secrets"), false),
            new Move(folder, folder.resolve("alarms.db"), false),
            new Move(folder, folder.resolve("alarms.db-wal"), true));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  private void prepare() throws IOException {
    Files.createDirectories(folder.resolve(".restoring"));
    write(".restoring/site.yaml", "new site");
    write(".restoring/secrets", "new secret");
    write(".restoring/alarms.db", "new alarms");
  }

  private Restore restore() {
    return new Restore(folder.resolve("console"), folder.resolve("site.yaml"));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void whatIsFinishedStaysAndKeepsTheOldAlarms() throws IOException {
    prepare();
    restore().swap(moves);
    restore().finish(moves);
    assertFalse(restore().undo());
    assertEquals(
        Map.of(
            "site.yaml", "new site",
            "secrets", "new secret",
            "alarms.db", "new alarms",
            ".before-restore/alarms.db", "old alarms"),
        files());
  }

  @Test
  void whatIsCutOffAfterTheLastStepIsTakenBackEvenWithANewWal() throws IOException {
    Map<String, String> before = files();
    prepare();
    restore().swap(moves);
    write("alarms.db-wal", "of the new store");
    assertTrue(restore().undo());
    assertEquals(before, files());
    assertFalse(restore().undo());
  }

  /// A fresh file that is not there ends the swap at that step, as a loss of power would.
  @Test
  void whatIsCutOffAtAnyStepIsTakenBack() throws IOException {
    for (String missing :
        List.of(".restoring/site.yaml", ".restoring/secrets", ".restoring/alarms.db")) {
      Map<String, String> before = files();
      prepare();
      Files.delete(folder.resolve(missing));
      assertThrows(IOException.class, () -> restore().swap(moves), missing);
      assertTrue(restore().undo(), missing);
      assertEquals(before, files(), missing);
    }
  }

  /// Wherever the site that ran kept its store, and whether or not what lies in the place holds.
  @Test
  void ordersThatTheMapGaveSinceTheBackupAreRememberedInWhatIsPutBack() throws IOException {
    prepare();
    Path fresh = folder.resolve(".restoring/alarms.db");
    Files.delete(fresh);
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    var expiry = Instant.parse("2026-07-15T00:00:00Z");
    var before = new SeenCommand("before-backup", expiry);
    var since = new SeenCommand("since-backup", expiry);
    remember(fresh, List.of(before));
    remember(elsewhere.resolve("alarms.db"), List.of(before, since));
    Instant now = Instant.parse("2026-07-14T03:55:00Z");
    restore().carryOver(moves, Optional.of(elsewhere), now);
    try (var store = AlarmStore.open(AlarmStoreSettings.at(fresh))) {
      assertEquals(List.of(before, since), store.seenCommands());
      assertEquals(Optional.of(now), store.restoredAt(), "what is older and unknown is refused");
    }
    assertEquals("old alarms", Files.readString(folder.resolve("alarms.db")));
  }

  private static void remember(Path file, List<SeenCommand> commands) {
    try (var store = AlarmStore.open(AlarmStoreSettings.at(file))) {
      assertEquals(Optional.empty(), store.restoredAt());
      store.commit(List.of(), List.of(), commands).join();
    }
  }
}
