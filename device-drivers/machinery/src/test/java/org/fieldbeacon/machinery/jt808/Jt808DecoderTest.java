package org.fieldbeacon.machinery.jt808;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.driver.PublishedFrame;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class Jt808DecoderTest extends FrameDecoderContract {
  private static final List<PublishedFrame> PUBLISHED = PublishedFrame.of("/jt808.jsonl");

  @Override
  protected FrameDecoder decoder() {
    return new Jt808Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return PUBLISHED.stream()
        .filter(f -> !f.isInvalid() && f.bytes().length < 70)
        .map(PublishedFrame::bytes)
        .toList();
  }

  @Test
  void publishedMessagesSayWhatIsStatedOfThem() {
    for (PublishedFrame frame : PUBLISHED) {
      List<DecodedFrame> told = told(file(frame.bytes()));
      assertEquals(1, told.size(), frame.id());
      if (frame.isInvalid()) {
        Bad bad = assertInstanceOf(Bad.class, told.getFirst(), frame.id());
        assertEquals("check value", bad.what(), frame.id());
        assertEquals(frame.decoded().get("xor_in_frame").asString(), bad.got(), frame.id());
        assertEquals(frame.decoded().get("xor_expected").asString(), bad.wanted(), frame.id());
      } else {
        Good good = assertInstanceOf(Good.class, told.getFirst(), frame.id() + told);
        frame.assertSaidBy(good.fields(), Set.of("note"));
      }
    }
    assertTrue(PUBLISHED.size() > 180, "messages: got " + PUBLISHED.size());
  }

  @Test
  void aPositionReportMeasuresPlaceSpeedAndFuel() {
    List<Reading> readings = good(published("jt808-con-0200-01")).readings();
    var time = Optional.of(Instant.parse("2026-07-14T00:30:00Z"));
    assertEquals(
        List.of(
            new Reading("latitude", 34.746611, Unit.DEGREE, time, Quality.NOT_EVALUATED),
            new Reading("longitude", 113.625368, Unit.DEGREE, time, Quality.NOT_EVALUATED),
            new Reading("altitude", 103, Unit.METRE, time, Quality.NOT_EVALUATED),
            new Reading("ground-speed", 6.2, Unit.KILOMETRE_PER_HOUR, time, Quality.NOT_EVALUATED),
            new Reading("heading", 271, Unit.DEGREE, time, Quality.NOT_EVALUATED),
            new Reading("ignition", 1, Unit.ONE, time, Quality.NOT_EVALUATED),
            new Reading("odometer", 669.9, Unit.KILOMETRE, time, Quality.NOT_EVALUATED),
            new Reading("fuel-volume", 30, Unit.LITRE, time, Quality.NOT_EVALUATED),
            new Reading("signal-strength", 24, Unit.ONE, time, Quality.NOT_EVALUATED),
            new Reading("gnss-satellites", 18, Unit.ONE, time, Quality.NOT_EVALUATED)),
        readings);
  }

  /// Table 25 bit 1: without a fix the place is the last one, or 0, 0 where there was none.
  @Test
  void aPlaceWithoutAFixIsSuspectAndOneOffTheEarthFails() {
    Good last = report("00000001", "0067", "0158FB73", "");
    assertEquals(Quality.SUSPECT, last.readings().getFirst().quality());
    assertEquals(Quality.FAIL, good(published("jt808-0200-02")).readings().getFirst().quality());
    assertEquals(Quality.FAIL, good(published("jt808-0704-02")).readings().getFirst().quality());
  }

  @Test
  void signalsSleepAndAnalogueInputsAreReadings() {
    // brake and reverse on; sleeping, not deeply; AD1 0x0102, AD0 0x0304
    String items = "250400000030" + "2A020002" + "2B0401020304";
    List<Reading> readings = report("0067", "0158FB73", items).readings();
    assertEquals(1, reading(readings, "signal-brake").value());
    assertEquals(1, reading(readings, "signal-reverse").value());
    assertEquals(0, reading(readings, "signal-horn").value());
    assertEquals(0, reading(readings, "deep-sleep").value());
    assertEquals(1, reading(readings, "sleep").value());
    assertEquals(0x0304, reading(readings, "analog-0").value());
    assertEquals(0x0102, reading(readings, "analog-1").value());
    var protocol = new Jt808Protocol();
    for (Reading reading : readings) {
      assertEquals(Optional.of(reading.unit()), protocol.unit(reading.point()), reading.point());
    }
  }

  @Test
  void anAltitudeThatWasMeantWithASignIsSuspect() {
    Reading below = reading(report("FFF6", "0158FB73", "").readings(), "altitude");
    assertEquals(65526, below.value());
    assertEquals(Quality.SUSPECT, below.quality());
    assertEquals(
        "altitude: got 65526 m, wanted at most 9000; read with a sign it is -10", below.detail());
    Reading highest = reading(report("2328", "0158FB73", "").readings(), "altitude");
    assertEquals(Quality.NOT_EVALUATED, highest.quality());
  }

  @Test
  void exactlyZeroZeroIsNoPlace() {
    Good good = report("0067", "00000000", "");
    assertEquals(Quality.FAIL, reading(good.readings(), "longitude").quality());
  }

  /// A position report with a fix.
  private Good report(String altitude, String degrees, String items) {
    return report("00000003", altitude, degrees, items);
  }

  private Good report(String state, String altitude, String degrees, String items) {
    String body = "00000000" + state + degrees + degrees + altitude + "003E010F" + "260714083000";
    int length = (body.length() + items.length()) / 2;
    String message = "0200%04X".formatted(length) + "013800138000" + "0001" + body + items;
    return good(Jt808Framing.wrap(HexFormat.of().parseHex(message)));
  }

  private static Reading reading(List<Reading> readings, String point) {
    return readings.stream().filter(r -> r.point().equals(point)).findFirst().orElseThrow();
  }

  @Test
  void marksAndEscapesInsideAMessageAreWrittenAndReadAgain() {
    byte[] message = HexFormat.of().parseHex("09000005" + "013800138000" + "0001" + "417E7D017E");
    byte[] frame = Jt808Framing.wrap(message);
    assertEquals("7E7D017E", good(frame).fields().get("data_hex"));
    for (byte[] whole : frames()) {
      if (HexFormat.of().formatHex(whole).contains("7d00")) {
        continue; // from the terminal that does not escape
      }
      var found = Jt808Framing.find(whole, 0, whole.length);
      var read = assertInstanceOf(Jt808Framing.Found.Whole.class, found);
      assertArrayEquals(whole, Jt808Framing.wrap(read.message()));
    }
  }

  @Test
  void messagesThatShareAMarkAreBothTold() {
    byte[] first = published("jt808-con-0002-01");
    byte[] second = published("jt808-0002-01");
    for (int shared = 0; shared < 2; shared++) {
      var both = new ByteArrayOutputStream();
      both.writeBytes(first);
      both.write(second, shared, second.length - shared);
      List<DecodedFrame> told = told(both.toByteArray());
      assertEquals(2, told.size(), told.toString());
      assertTrue(told.stream().allMatch(Good.class::isInstance), told.toString());
    }
  }

  @Test
  void aMessageCutByTheNextOneIsToldAndTheNextIsRead() {
    byte[] first = published("jt808-con-0200-01");
    byte[] second = published("jt808-con-0002-01");
    byte[] both = Arrays.copyOf(first, 20 + second.length);
    System.arraycopy(second, 0, both, 20, second.length);
    List<DecodedFrame> told = told(both);
    assertInstanceOf(Bad.class, told.getFirst());
    assertInstanceOf(Good.class, told.getLast());
  }

  /// §4.4.3: a body of two packets reads as if it had come in one.
  @Test
  void packetsOfASplitMessageArePutTogetherInAnyOrder() {
    byte[] whole = published("jt808-con-0200-01");
    var found = (Jt808Framing.Found.Whole) Jt808Framing.find(whole, 0, whole.length);
    byte[] body = Arrays.copyOfRange(found.message(), 12, found.message().length);
    byte[] one = packet(1, Arrays.copyOf(body, 30));
    byte[] two = packet(2, Arrays.copyOfRange(body, 30, body.length));
    for (List<byte[]> order :
        List.of(List.of(one, two), List.of(two, one), List.of(one, one, two))) {
      var file = new ByteArrayOutputStream();
      order.forEach(frame -> file.writeBytes(file(frame)));
      Good last = assertInstanceOf(Good.class, told(file.toByteArray()).getLast());
      Map<?, ?> said = assertInstanceOf(Map.class, last.fields().get("reassembled"));
      assertEquals(good(whole).fields().get("location"), said.get("location"));
      assertEquals(good(whole).readings(), last.readings());
    }
  }

  @Test
  void splitMessagesThatNeverEndTakeABoundedRoom() {
    var splits = new SplitMessages();
    byte[] body = new byte[1000];
    for (int i = 0; i < 50_000; i++) {
      var header =
          new Jt808Header(0x0801, 1000, 0, 0, false, "%012d".formatted(i), 1, true, 60_000, 1, 16);
      assertFalse(splits.add(header, body).isPresent());
    }
  }

  @Test
  void aBodyTooShortForItsMessageStandsAsItsBytes() {
    Good good =
        good(
            Jt808Framing.wrap(
                HexFormat.of().parseHex("02000004" + "013800138000" + "0001" + "00000001")));
    assertEquals("00000001", good.fields().get("body_hex"));
    assertTrue(String.valueOf(good.fields().get("note")).contains("too short"));
  }

  @Test
  void aBodyOfAnotherLengthThanStatedIsTold() {
    byte[] frame =
        Jt808Framing.wrap(HexFormat.of().parseHex("00020003" + "013800138000" + "0001" + "0102"));
    assertEquals(new Bad("body length", 3, "3", "2"), told(file(frame)).getFirst());
  }

  /// JT/T 808-2019 §8.49: extended CAN frames are J1939; here EEC1 at 649 rpm.
  @Test
  void canFramesThatATerminalPassesOnAreReadAsJ1939() {
    byte[] frame =
        Jt808Framing.wrap(
            HexFormat.of()
                .parseHex(
                    "07050013"
                        + "013800138000"
                        + "0001"
                        + "0001"
                        + "0830000000"
                        + "4CF00400"
                        + "207D87481400F087"));
    Reading speed =
        good(frame).readings().stream()
            .filter(r -> r.point().equals("engine-speed"))
            .findFirst()
            .orElseThrow();
    assertEquals(649, speed.value());
  }

  /// Logs often leave the marks out; escapes may stand or be undone.
  @Test
  void aMessageWithoutItsMarksIsReadWhenLengthAndCheckValueHold() {
    byte[] marked = published("jt808-con-0002-01");
    byte[] bare = Arrays.copyOfRange(marked, 1, marked.length - 1);
    assertEquals(good(marked).fields(), good(bare).fields());
    bare[bare.length - 1] ^= 1;
    assertInstanceOf(Bad.class, told(file(bare)).getFirst());
    byte[] message = HexFormat.of().parseHex("09000005" + "013800138000" + "0001" + "417E7D017E");
    byte[] escaped = Jt808Framing.wrap(message);
    byte[] inside = Arrays.copyOfRange(escaped, 1, escaped.length - 1);
    assertEquals("7E7D017E", good(inside).fields().get("data_hex"));
  }

  /// Tables 20, 35 and 86, each in a published message of a terminal or of another's test.
  @Test
  void attributesDriversAndStoredMediaAreRead() {
    for (String id : List.of("jt808-0107-01", "jt808-0107-2019-01")) {
      Map<String, Object> attributes = good(published(id)).fields();
      assertEquals("JTT808.CN", attributes.get("model"));
      assertEquals("jtt808.cn", attributes.get("firmware"));
      assertEquals(List.of("gps", "beidou", "glonass", "galileo"), attributes.get("gnss"));
    }
    assertEquals("89860324947560032900", fields("0107", "iccid"));
    assertEquals(127, fields("0302", "answer_id"));
    assertEquals(4, ((List<?>) fields("0802", "media")).size());
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), fields("0805", "media_ids"));
    assertEquals("测试员甲", fields("0702", "driver"));
    assertEquals("2015-10-20", fields("0702", "licence_until"));
  }

  /// The last published message of this id says this under `name`.
  private Object fields(String id, String name) {
    byte[] frame =
        PUBLISHED.stream()
            .filter(f -> HexFormat.of().withUpperCase().formatHex(f.bytes()).startsWith("7E" + id))
            .filter(f -> good(f.bytes()).fields().containsKey(name))
            .reduce((_, last) -> last)
            .orElseThrow(() -> new AssertionError("no " + id + " says " + name))
            .bytes();
    return good(frame).fields().getOrDefault(name, "");
  }

  private Good good(byte[] frame) {
    return assertInstanceOf(Good.class, told(file(frame)).getFirst());
  }

  private static byte[] packet(int number, byte[] body) {
    String head = "0200%04X0138001380000001%04X%04X".formatted(0x2000 | body.length, 2, number);
    return Jt808Framing.wrap(HexFormat.of().parseHex(head + HexFormat.of().formatHex(body)));
  }

  private static byte[] published(String id) {
    return PUBLISHED.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().bytes();
  }
}
