package org.fieldbeacon.firepanel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
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

class Gb26875DecoderTest extends FrameDecoderContract {
  private static final List<PublishedFrame> PUBLISHED = PublishedFrame.of("/gb26875.jsonl");
  private static final Instant NOON = Instant.parse("2026-07-14T04:00:00Z");

  @Override
  protected FrameDecoder decoder() {
    return new Gb26875Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return PUBLISHED.stream().filter(f -> !f.isInvalid()).map(PublishedFrame::bytes).toList();
  }

  @Test
  void publishedFramesSayWhatIsStatedOfThem() {
    for (PublishedFrame frame : PUBLISHED) {
      List<DecodedFrame> told = told(file(frame.bytes()));
      if (frame.isInvalid()) {
        assertTrue(told.stream().allMatch(Bad.class::isInstance), frame.id());
        if (frame.decoded().has("checksum_expected")) {
          Bad bad = assertInstanceOf(Bad.class, told.getFirst());
          assertEquals("check value", bad.what());
          assertEquals(frame.bytes().length - 3, bad.offset());
          assertEquals(frame.decoded().get("checksum_expected").asString(), bad.wanted());
        }
      } else {
        assertEquals(1, told.size(), frame.id());
        Good good = assertInstanceOf(Good.class, told.getFirst(), frame.id());
        frame.assertSaidBy(good.fields(), Set.of("normal(1)/test(0)", "unit"));
      }
    }
    assertTrue(PUBLISHED.size() > 26, "frames: got " + PUBLISHED.size());
  }

  @Test
  void whatIsReadIsWrittenAgain() {
    for (byte[] frame : frames()) {
      assertArrayEquals(frame, Gb26875Frame.read(frame, 0).bytes());
    }
  }

  @Test
  void aFireIsAReadingWithTheTimeOfThePanel() {
    Good good = good(published("gb26875-c2-t2-01"));
    var time = Optional.of(Instant.parse("2012-05-31T19:17:37Z"));
    assertEquals(
        new Reading("fire-alarm", 1, Unit.ONE, time, Quality.NOT_EVALUATED),
        reading(good, "fire-alarm"));
    assertEquals(
        new Reading("fault", 0, Unit.ONE, time, Quality.NOT_EVALUATED), reading(good, "fault"));
  }

  /// Tables 6 to 10: one bit set after the other.
  @Test
  void everyBitOfStatesAndOperationsIsAPointOfItsOwn() {
    String time = "1E0F080E071A";
    String text = "00".repeat(31);
    Map<String, List<String>> words =
        Map.of(
            "0101" + "0101" + "%2$s" + time,
            List.of(
                "normal-operation",
                "fire-alarm",
                "fault",
                "shielded",
                "supervised",
                "started",
                "feedback",
                "delayed",
                "main-power-fault",
                "backup-power-fault",
                "bus-fault",
                "manual-mode",
                "configuration-changed",
                "reset"),
            "0201" + "01012A05000100" + "%2$s" + text + time,
            List.of(
                "normal-operation",
                "fire-alarm",
                "fault",
                "shielded",
                "supervised",
                "started",
                "feedback",
                "delayed",
                "power-fault"),
            "0401" + "0101" + "%1$s" + "09" + time,
            List.of("reset", "mute", "manual-alarm", "alarm-clear", "self-test", "confirm", "test"),
            "1801" + "%1$s" + "09" + time,
            List.of(
                "reset", "mute", "manual-alarm", "alarm-clear", "self-test", "duty-answer", "test"),
            "1501" + "%1$s" + time,
            List.of(
                "normal-operation",
                "fire-alarm",
                "fault",
                "main-power-fault",
                "backup-power-fault",
                "centre-link-fault",
                "monitor-line-fault"));
    words.forEach(
        (unit, points) -> {
          for (int bit = 0; bit < points.size(); bit++) {
            String one = "%02X".formatted(1 << bit & 0xFF);
            String two = one + "%02X".formatted(1 << bit >> 8);
            Good good = good(frame(HexFormat.of().parseHex(unit.formatted(one, two))));
            assertEquals(points, good.readings().stream().map(Reading::point).toList(), unit);
            for (String point : points) {
              double wanted = point.equals(points.get(bit)) ? 1 : 0;
              assertEquals(wanted, reading(good, point).value(), point + " at bit " + bit);
              assertEquals(Optional.of(Unit.ONE), new Gb26875Protocol().unit(point), point);
            }
          }
        });
  }

  private static Reading reading(Good good, String point) {
    return good.readings().stream().filter(r -> r.point().equals(point)).findFirst().orElseThrow();
  }

  @Test
  void anAnalogueValueIsScaledWithItsSign() {
    Reading reading = good(published("gb26875-con-c2-t3-02")).readings().getFirst();
    assertEquals("temperature", reading.point());
    assertEquals(-5.5, reading.value());
    assertEquals(Unit.CELSIUS, reading.unit());
  }

  @Test
  void aValueOutsideTheTableIsSuspect() {
    // humidity of 6: gas concentration, 1000.0 %LEL
    byte[] unit =
        HexFormat.of().parseHex("0301" + "01011E09000000" + "06" + "1027" + "1E0F080E071A");
    assertEquals(Quality.SUSPECT, good(frame(unit)).readings().getFirst().quality());
  }

  /// Clause 8: one object of every type flag, at its proper length, leaves nothing unread.
  @Test
  void everyTypeOfTheStandardIsRead() {
    String system = "0101";
    String component = "2A05000100";
    String time = "1E0F080E071A";
    String text =
        HexFormat.of().formatHex(Arrays.copyOf("烟感".getBytes(Charset.forName("GB18030")), 31));
    Map<Integer, String> objects =
        Map.ofEntries(
            Map.entry(1, system + "0300" + time),
            Map.entry(2, system + component + "0300" + text + time),
            Map.entry(3, system + component + "03C900" + time),
            Map.entry(4, system + "0109" + time),
            Map.entry(5, system + "0102"),
            Map.entry(6, system + "03616263"),
            Map.entry(7, system + component + text),
            Map.entry(8, system + time),
            Map.entry(21, "01" + time),
            Map.entry(24, "0101" + time),
            Map.entry(25, "0102"),
            Map.entry(26, "03616263"),
            Map.entry(28, time),
            Map.entry(61, system),
            Map.entry(62, system + "05000100"),
            Map.entry(63, system + "05000100"),
            Map.entry(64, system + "05" + time),
            Map.entry(65, system),
            Map.entry(66, system),
            Map.entry(67, system + "05000100"),
            Map.entry(68, system),
            Map.entry(81, "00"),
            Map.entry(84, "05" + time),
            Map.entry(85, "00"),
            Map.entry(86, "00"),
            Map.entry(88, "00"),
            Map.entry(89, "00"),
            Map.entry(90, time),
            Map.entry(91, "0A"));
    objects.forEach(
        (type, object) -> {
          for (int count = 1; count < 3; count++) {
            String head = "%02X%02X".formatted(type, count);
            byte[] unit = HexFormat.of().parseHex(head + object.repeat(count));
            List<Map<String, Object>> read = Gb26875Objects.read(unit);
            assertEquals(count, read.size(), type + ": " + read);
            assertFalse(read.getFirst().containsKey("body_hex"), type + ": " + read);
            assertFalse(Names.unit(type).equals("reserved"), "type " + type);
          }
        });
    assertEquals(29, objects.size());
  }

  @Test
  void objectsThatAreCutStandAsTheirBytes() {
    byte[] unit = HexFormat.of().parseHex("0102" + "010103001E0F080E071A" + "0101");
    List<Map<String, Object>> read = Gb26875Objects.read(unit);
    assertEquals(2, read.size());
    assertEquals(Map.of("body_hex", "0101"), read.getLast());
  }

  @Test
  void aDeviceStateWithoutATimeHasThatOfItsFrame() {
    Good good = good(frame(HexFormat.of().parseHex("150102")));
    assertEquals(Optional.of(NOON), reading(good, "fire-alarm").time());
    assertEquals(1, reading(good, "fire-alarm").value());
  }

  @Test
  void anAnswerKeepsTheSerialAndChangesTheAddressesOver() {
    Gb26875Frame frame = Gb26875Frame.read(published("gb26875-con-c2-t1-01"), 0);
    Gb26875Frame answer = frame.answer(Gb26875Frame.ACK, new byte[0], NOON);
    assertEquals(frame.serial(), answer.serial());
    assertEquals(frame.source(), answer.destination());
    assertEquals(frame.destination(), answer.source());
    assertEquals("ack", good(answer.bytes()).fields().get("cmd_name"));
  }

  @Test
  void severalFramesInALineOrAsBytesAreAllTold() {
    byte[] first = published("gb26875-con-c2-t1-01");
    byte[] second = published("gb26875-c2-t2-01");
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertEquals(2, told(both).size());
    assertEquals(told(both), told(file(both)));
  }

  @Test
  void garbageBetweenFramesIsToldAndSkipped() {
    byte[] frame = published("gb26875-con-c2-t1-01");
    byte[] noisy = new byte[frame.length + 3];
    noisy[0] = 0x17;
    noisy[1] = 0x40;
    System.arraycopy(frame, 0, noisy, 3, frame.length);
    List<DecodedFrame> told = told(noisy);
    assertEquals(new Bad("start", 0, "174000", "4040"), told.getFirst());
    assertInstanceOf(Good.class, told.getLast());
  }

  private Good good(byte[] frame) {
    return assertInstanceOf(Good.class, told(file(frame)).getFirst());
  }

  private static byte[] frame(byte[] unit) {
    return new Gb26875Frame(1, 1, 1, Gb26875Time.bytes(NOON), 1, 2, Gb26875Frame.SEND, unit)
        .bytes();
  }

  private static byte[] published(String id) {
    return PUBLISHED.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().bytes();
  }
}
