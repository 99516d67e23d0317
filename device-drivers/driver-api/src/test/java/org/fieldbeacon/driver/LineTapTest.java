package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.LineTap.Piece;
import org.junit.jupiter.api.Test;

class LineTapTest {
  private static final Instant NOW = Instant.parse("2026-07-14T03:55:00Z");
  private static final long MS = 1_000_000;

  private final AtomicLong nanos = new AtomicLong(-5 * MS);
  private final LineTap tap = new LineTap(() -> NOW, nanos::get);

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(Piece piece) {
    return new String(piece.bytes(), StandardCharsets.US_ASCII);
  }

  private void hear(String text) {
    tap.received("a", bytes(text), 0, text.length());
  }

  private void say(String text) {
    tap.sent("a", bytes(text), 0, text.length());
  }

  @Test
  void keepsNothingBeforeSomebodyLooksAndNothingOnceNobodyDoes() {
    hear("before");
    assertEquals(List.of(), tap.watch(0));
    hear("seen");
    assertEquals(List.of("seen"), tap.watch(0).stream().map(LineTapTest::text).toList());
    nanos.addAndGet(LineTap.WATCHED.toNanos() + 1);
    hear("unseen");
    hear("unseen");
    assertEquals(List.of(), tap.watch(0));
  }

  @Test
  void wordsAreKeptApartEachWithItsDeviceAndMadeOnlyWhileSomebodyLooks() {
    tap.note(
        "plc",
        false,
        "s=Level",
        () -> {
          throw new AssertionError("nobody looks");
        });
    tap.watch(0);
    hear("bytes");
    tap.note("plc", false, "s=Level", () -> "1.25 Good");
    tap.note("plc", true, "s=Pump", () -> "set 1");
    tap.note("plc", true, "s=Pump", () -> "");
    hear("bytes");
    List<Piece> pieces = tap.watch(0);
    assertEquals(
        List.of("bytes", "1.25 Good", "set 1", "bytes"),
        pieces.stream().map(LineTapTest::text).toList());
    assertEquals(List.of("", "plc", "plc", ""), pieces.stream().map(Piece::device).toList());
    assertTrue(pieces.get(2).isSent() && pieces.get(2).isWords() && !pieces.get(3).isWords());
    assertEquals("s=Pump", pieces.get(2).connection());
  }

  /// A long message is cut, and not before its secrets are out of it.
  @Test
  void longWordsAreCutAndSecretsAreOutOfThemFirst() {
    tap.watch(0);
    tap.note("dock", false, "osd", () -> "x".repeat(960) + "{\"password\":\"tide-and-ebb\"}");
    tap.note("dock", false, "osd", () -> "水".repeat(2000));
    List<Piece> pieces = tap.watch(0);
    assertEquals(2, pieces.size());
    assertFalse(text(pieces.getFirst()).contains("tide"), text(pieces.getFirst()));
    assertTrue(pieces.getLast().bytes().length <= LineTap.LONGEST);
    String cut = new String(pieces.getLast().bytes(), StandardCharsets.UTF_8);
    assertTrue(cut.startsWith("水水") && cut.endsWith("… of 6000 bytes"), cut);
  }

  @Test
  void whatATechnicianMayNotReadIsConcealed() {
    assertEquals("rtsp://u:***@10.0.0.7/1", Concealed.of("rtsp://u:pa55@10.0.0.7/1"));
    assertEquals(
        "GET /snap.cgi?user=a&pwd=***&ch=1", Concealed.of("GET /snap.cgi?user=a&pwd=b1&ch=1"));
    assertEquals("GET /i?token=***", Concealed.of("GET /i?token=abc.def-1"));
    assertEquals(
        "{\"app_key\":***,\"app_license\":***,\"t\":1}",
        Concealed.of("{\"app_key\":\"k\",\"app_license\":\"a\\\"b\",\"t\":1}"));
    assertEquals("{\"password\": ***", Concealed.of("{\"password\": \"cut off"));
    assertEquals("{\"pin\":1,\"secret\":***}", Concealed.of("{\"pin\":1,\"secret\":1234}"));
    assertEquals("nwkSEncKey=***", Concealed.of("nwkSEncKey=00112233"));
    for (String plain :
        List.of(
            "GET /cgi-bin/snapshot.cgi?channel=1",
            "{\"keyboard\":1,\"monkey\":2,\"compass\":90.5}",
            "register 0xD0: 60",
            "s=Gate1.Level 1.25 Good, source time 2026-07-14T03:00:00Z")) {
      assertEquals(plain, Concealed.of(plain));
    }
    // In bounded time, whatever a device sends.
    String long64k = "\"".repeat(20_000) + "password:".repeat(5000) + "\\".repeat(20_000);
    assertFalse(Concealed.of(long64k).isEmpty());
  }

  @Test
  void whatComesBitByBitIsOnePieceAndAQuestionEndsIt() {
    tap.watch(0);
    say("ask");
    say("again");
    hear("ans");
    nanos.addAndGet(20 * MS);
    hear("wer");
    nanos.addAndGet(51 * MS);
    hear("late");
    say("ask");
    hear("x");
    tap.received("b", bytes("other"), 0, 5);
    List<Piece> pieces = tap.watch(0);
    assertEquals(
        List.of("ask", "again", "answer", "late", "ask", "x", "other"),
        pieces.stream().map(LineTapTest::text).toList());
    assertTrue(pieces.getFirst().isSent());
    assertFalse(pieces.get(2).isSent());
    assertEquals(NOW, pieces.getFirst().at());
  }

  /// The last one seen may have grown since; so it is told again.
  @Test
  void tellsWhatCameSinceTheLastLookAndTheLastPieceOfIt() {
    tap.watch(0);
    hear("one");
    say("two");
    long last = tap.watch(0).getLast().number();
    hear("three");
    assertEquals(List.of("two", "three"), tap.watch(last).stream().map(LineTapTest::text).toList());
  }

  @Test
  void holdsABoundedNumberOfPiecesAndOfBytes() {
    tap.watch(0);
    for (int i = 0; i < 3 * LineTap.MOST; i++) {
      say("q" + i);
    }
    List<Piece> pieces = tap.watch(0);
    assertEquals(LineTap.MOST, pieces.size());
    assertEquals("q" + (3 * LineTap.MOST - 1), text(pieces.getLast()));
    byte[] flood = new byte[10 * LineTap.LONGEST + 7];
    flood[flood.length - 1] = 9;
    for (int i = 0; i < 20; i++) {
      tap.received("a", flood, 0, flood.length);
    }
    pieces = tap.watch(0);
    int held = pieces.stream().mapToInt(p -> p.bytes().length).sum();
    assertTrue(held <= LineTap.MOST_BYTES && held > LineTap.MOST_BYTES / 2, "held " + held);
    assertTrue(pieces.stream().allMatch(p -> p.bytes().length <= LineTap.LONGEST));
    assertEquals(9, pieces.getLast().bytes()[pieces.getLast().bytes().length - 1]);
  }

  @Test
  void aDeafOneKeepsNothingThoughItIsWatched() {
    LineTap.deaf().watch(0);
    LineTap.deaf().sent("a", bytes("x"), 0, 1);
    assertEquals(List.of(), LineTap.deaf().watch(0));
  }

  @Test
  void aRecordingOnALinkIsToldAsItIsRead() throws Exception {
    var file = java.nio.file.Files.createTempFile("tap", ".bin");
    java.nio.file.Files.write(file, bytes("abc"));
    tap.watch(0);
    try (Link link =
        new LinkConfig.Replay("r", file, java.time.Duration.ofSeconds(1), Attributes.NONE)
            .newLink(tap)) {
      link.open();
      byte[] into = new byte[8];
      assertEquals(3, link.read(into, 2, 6, java.time.Duration.ofSeconds(1)));
      link.write(bytes("hi"), 0, 2);
      assertEquals(-1, link.read(into, 0, 8, java.time.Duration.ofSeconds(1)));
    } finally {
      java.nio.file.Files.delete(file);
    }
    List<Piece> pieces = tap.watch(0);
    assertArrayEquals(bytes("abc"), pieces.getFirst().bytes());
    assertArrayEquals(bytes("hi"), pieces.getLast().bytes());
    assertEquals(2, pieces.size());
  }
}
