package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final Actor LI = new Actor("li", "technician", "10.0.0.7");

  @TempDir Path folder;

  private AuditLog open() {
    return new AuditLog(folder, InstantSource.fixed(Instant.parse("2026-07-14T03:55:00Z")));
  }

  @Test
  void saysWhoWhenWhatBeforeAndAfterAndKeepsItOverARestart() {
    open().record(LI, "config-applied", "site.yaml", "1.8", "1.9");
    AuditLog log = open();
    log.record(LI, "alarm-shelved", "river-high", "", "");
    var newest = log.entries(Long.MAX_VALUE, 10);
    assertEquals(2, newest.size());
    assertEquals(2L, newest.getJsonObject(0).getLong("seq"));
    var first = newest.getJsonObject(1);
    assertEquals("li", first.getString("who"));
    assertEquals("2026-07-14T03:55:00Z", first.getString("at"));
    assertEquals("1.8", first.getString("before"));
    assertEquals("1.9", first.getString("after"));
    assertTrue(log.isWhole());
  }

  @Test
  void aLineThatIsAlteredShows() throws Exception {
    AuditLog log = open();
    for (int i = 0; i < 3; i++) {
      log.record(LI, "output-tested", "siren", "off", "on");
    }
    assertTrue(log.isWhole());
    Path file = folder.resolve("audit.jsonl");
    Files.writeString(file, Files.readString(file).replaceFirst("\"li\"", "\"wang\""));
    assertFalse(open().isWhole());
  }

  @Test
  void halfALineOfALostPowerIsPassedOver() throws Exception {
    open().record(LI, "output-tested", "siren", "off", "on");
    Files.writeString(folder.resolve("audit.jsonl"), "{\"seq\":2,", StandardOpenOption.APPEND);
    AuditLog log = open();
    assertEquals(1, log.entries(Long.MAX_VALUE, 10).size());
  }

  @Test
  void staysWithinItsFiles() throws Exception {
    AuditLog log = open();
    String long4k = "x".repeat(4_000);
    for (int i = 0; i < 700; i++) {
      log.record(LI, "config-applied", "site.yaml", long4k, long4k);
    }
    try (var files = Files.list(folder)) {
      long bytes = files.mapToLong(f -> f.toFile().length()).sum();
      assertTrue(bytes < 5 << 20, "bytes: " + bytes);
    }
    assertTrue(log.isWhole());
    assertEquals(700L, log.entries(Long.MAX_VALUE, 1).getJsonObject(0).getLong("seq"));
  }
}
