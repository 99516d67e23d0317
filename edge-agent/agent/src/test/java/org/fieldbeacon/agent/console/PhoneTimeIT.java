package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.fieldbeacon.agent.clock.FakeMachine;
import org.fieldbeacon.agent.console.TestConsole.Person;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A gateway that comes up in 1970 on a riverbank without a network takes a phone's time over, and
/// says so for ever after.
class PhoneTimeIT {
  private static final Duration SHOWN = Duration.ofSeconds(20);
  private static final String SET = "/api/v1/clock/set";
  private static final Instant PHONE = Instant.parse("2026-07-14T03:55:00Z");

  @TempDir Path folder;

  private static HttpResponse<String> set(TestConsole console, Person by, Instant at)
      throws Exception {
    String body = new JsonObject().put("at", at.toString()).encode();
    return console.send("POST", SET, body, by);
  }

  private static List<String> audit(TestConsole console, Person by) throws Exception {
    JsonArray entries =
        new JsonObject(console.send("GET", "/api/v1/audit", "", by).body()).getJsonArray("entries");
    return IntStream.range(0, entries.size())
        .mapToObj(entries::getJsonObject)
        .filter(e -> e.getString("target").equals("clock"))
        .map(e -> e.getString("what") + " by " + e.getString("who"))
        .toList();
  }

  private static JsonObject clock(TestConsole console, Person by) throws Exception {
    return new JsonObject(console.send("GET", "/api/v1/clock", "", by).body());
  }

  @Test
  void aPhonesTimeIsTakenOverMarkedAndOnRecord() throws Exception {
    var board = FakeMachine.of1970();
    try (var console = new TestConsole(folder, SHOWN, TestConsole.NOBODY, board, board)) {
      Person chief = console.first("chief");
      assertEquals("unknown", clock(console, chief).getString("source"));
      assertTrue(clock(console, chief).getBoolean("maySet"));
      HttpResponse<String> answer = set(console, chief, PHONE);
      assertEquals(200, answer.statusCode(), answer.body());
      JsonObject now = clock(console, chief);
      assertEquals("phone", now.getString("source"));
      assertFalse(now.getBoolean("synchronized"));
      double uncertainty = now.getDouble("uncertaintySeconds");
      assertTrue(uncertainty >= 1 && uncertainty < 1.1, "± " + uncertainty);
      Instant at = Instant.parse(now.getString("at"));
      assertTrue(!at.isBefore(PHONE) && at.isBefore(PHONE.plusSeconds(120)), "at " + at);
      assertTrue(now.getJsonObject("detail").getString("en").startsWith("phone, ±1 s, at 2026-07"));
      assertEquals(List.of("clock-set by chief", "clock-ordered by chief"), audit(console, chief));
      assertTrue(
          console.send("GET", "/api/v1/logs", "", chief).body().contains("by a phone"),
          "the log tells of it");
    }
    // A restart of the program is none of the machine.
    try (var console = new TestConsole(folder, SHOWN, TestConsole.NOBODY, board, board)) {
      assertEquals("phone", clock(console, console.signIn("chief")).getString("source"));
    }
  }

  @Test
  void aClockThatIsKeptAndAGatewayWithoutTheRightAreRefusedWithTheReason() throws Exception {
    var board = FakeMachine.of1970();
    try (var console = new TestConsole(folder, SHOWN, TestConsole.NOBODY, board, board)) {
      Person chief = console.first("chief");
      board.isSynchronized = true;
      HttpResponse<String> kept = set(console, chief, PHONE);
      assertEquals(409, kept.statusCode());
      assertTrue(kept.body().contains("does not overrule"), kept.body());
      board.isSynchronized = false;
      board.hasRight = false;
      assertFalse(clock(console, chief).getBoolean("maySet"));
      HttpResponse<String> noRight = set(console, chief, PHONE);
      assertEquals(409, noRight.statusCode());
      assertTrue(noRight.body().contains("AmbientCapabilities=CAP_SYS_TIME"), noRight.body());
      board.hasRight = true;
      assertEquals(400, set(console, chief, Instant.parse("2019-12-31T23:59:59Z")).statusCode());
      assertTrue(clock(console, chief).getString("at").startsWith("1970"), "nothing was set");
      assertEquals(List.of(), audit(console, chief));
    }
  }

  /// Whoever else sets it: a receiver's daemon, somebody with a shell.
  @Test
  void aJumpThatNobodyHasOrderedHereIsOnRecordTooAndEndsThePhonesTime() throws Exception {
    var board = FakeMachine.of1970();
    try (var console = new TestConsole(folder, SHOWN, TestConsole.NOBODY, board, board)) {
      Person chief = console.first("chief");
      assertEquals(200, set(console, chief, PHONE).statusCode());
      var _ = board.set(board.instant().plus(Duration.ofHours(3)));
      long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
      while (!audit(console, chief).contains("clock-jumped by ") && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      assertTrue(audit(console, chief).contains("clock-jumped by "), "no line of the jump");
      assertEquals("unknown", clock(console, chief).getString("source"));
    }
  }
}
