package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.fieldbeacon.agent.console.Restore.Move;
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
}
