package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuditLogTest {
  private static final Actor LI = new Actor("li", "technician", "10.0.0.7");

  @TempDir Path site;
  private Path folder;

  @BeforeEach
  void place() {
    folder = site.resolve("audit");
  }

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

  /// What somebody may do to the lines, given all of them, and how many are then left of five.
  @ParameterizedTest
  @ValueSource(strings = {"newest gone", "newest altered", "oldest gone", "one gone", "all gone"})
  void aLineThatIsMissingOrAlteredAtEitherEndShows(String deed) throws Exception {
    AuditLog log = open();
    for (int i = 0; i < 5; i++) {
      log.record(LI, "output-tested", "siren", "off", "on");
    }
    assertTrue(open().isWhole());
    Path file = folder.resolve("audit.jsonl");
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    switch (deed) {
      case "newest gone" -> lines.removeLast();
      case "newest altered" -> lines.set(4, lines.get(4).replace("\"li\"", "\"wang\""));
      case "oldest gone" -> lines.subList(0, 3).clear();
      case "one gone" -> lines.remove(2);
      default -> lines.clear();
    }
    Files.write(file, lines);
    assertFalse(log.isWhole(), "while it runs");
    AuditLog later = open();
    assertFalse(later.isWhole(), "after a restart");
    later.record(LI, "output-tested", "siren", "off", "on");
    assertFalse(later.isWhole(), "one line later");
    assertFalse(open().isWhole(), "one line and a restart later");
    assertEquals(6L, later.entries(Long.MAX_VALUE, 1).getJsonObject(0).getLong("seq"));
  }

  @Test
  void thatWhatIsKeptBesideIsGoneIsOnRecord() throws Exception {
    open().record(LI, "output-tested", "siren", "off", "on");
    Files.delete(site.resolve("audit-head.json"));
    var newest = open().entries(Long.MAX_VALUE, 10).getJsonObject(0);
    assertEquals("record-unsealed", newest.getString("what"));
    assertEquals("gateway", newest.getString("role"));
    assertEquals(2, open().entries(Long.MAX_VALUE, 10).size());
  }

  /// The power goes after the line and before what is kept beside it.
  @Test
  void aLineWithoutItsHeadIsTakenWhenItFollows() throws Exception {
    AuditLog log = open();
    log.record(LI, "output-tested", "siren", "off", "on");
    String head = Files.readString(site.resolve("audit-head.json"));
    log.record(LI, "output-tested", "siren", "on", "off");
    Files.writeString(site.resolve("audit-head.json"), head);
    AuditLog later = open();
    assertTrue(later.isWhole());
    later.record(LI, "output-tested", "siren", "off", "on");
    assertTrue(open().isWhole());
  }

  @Test
  void halfALineOfALostPowerIsPassedOver() throws Exception {
    open().record(LI, "output-tested", "siren", "off", "on");
    Files.writeString(folder.resolve("audit.jsonl"), "{\"seq\":2,", StandardOpenOption.APPEND);
    AuditLog log = open();
    assertEquals(1, log.entries(Long.MAX_VALUE, 10).size());
    log.record(LI, "output-tested", "siren", "on", "off");
    assertEquals(2, open().entries(Long.MAX_VALUE, 10).size());
    assertTrue(open().isWhole());
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
    assertTrue(open().isWhole());
    assertEquals(700L, log.entries(Long.MAX_VALUE, 1).getJsonObject(0).getLong("seq"));
  }
}
