package org.fieldbeacon.drone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
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
import org.junit.jupiter.api.Test;

class MavlinkDecoderTest extends FrameDecoderContract {
  private static final List<PublishedFrame> PUBLISHED = PublishedFrame.of("/mavlink.jsonl");
  private static final String KEY =
      "af233753915694bc6d01a06b69e493630adf954eaf968fa9874b8b9cd028f4ac";

  /// Message ids, CRC_EXTRA and lengths as other implementations have them.
  private static final String KNOWN =
      "0:50:9:9 1:124:31:43 2:137:12:12 24:24:30:52 30:39:28:28 33:104:28:28 36:222:21:37"
          + " 42:28:2:18 44:221:4:9 47:153:3:8 73:38:37:38 74:20:20:20 76:152:33:33 77:143:3:10"
          + " 110:84:254:254 112:174:12:12 132:85:14:39 147:154:36:54 148:178:60:78 230:163:42:42"
          + " 242:104:52:60 245:130:2:2 253:83:51:54 259:92:235:237 263:133:255:255 331:91:230:233"
          + " 340:99:70:70 370:75:87:109 410:160:53:53";

  @Override
  protected FrameDecoder decoder() {
    return new MavlinkDecoder(Optional.empty());
  }

  @Override
  protected List<byte[]> frames() {
    return PUBLISHED.stream()
        .filter(f -> !f.isInvalid() && f.bytes().length < 60)
        .map(PublishedFrame::bytes)
        .toList();
  }

  /// A flipped id can be of a message that nobody knows, whose check value cannot be computed; a
  /// flipped signature is seen only by who has the key.
  @Override
  protected boolean isHarmless(byte[] frame, byte[] flipped) {
    if (flipped.length != frame.length) {
      return false;
    }
    boolean isV2 = (frame[0] & 0xFF) == MavFrame.V2;
    int from = isV2 ? 7 : 5;
    int to = isV2 ? 10 : 6;
    boolean isSigned = isV2 && (frame[2] & 1) != 0;
    int signature = frame.length - 13;
    return !Arrays.equals(frame, from, to, flipped, from, to)
        || isSigned && Arrays.equals(frame, 0, signature, flipped, 0, signature);
  }

  @Test
  void publishedFramesSayWhatIsStatedOfThem() {
    for (PublishedFrame frame : PUBLISHED) {
      List<DecodedFrame> told = told(file(frame.bytes()));
      assertEquals(1, told.size(), frame.id());
      if (frame.isInvalid()) {
        assertEquals("check value", assertInstanceOf(Bad.class, told.getFirst()).what());
      } else {
        Good good = assertInstanceOf(Good.class, told.getFirst(), frame.id() + told);
        frame.assertSaidBy(good.fields(), Set.of("signing_key_hex"));
      }
    }
    assertTrue(PUBLISHED.size() > 31, "frames: got " + PUBLISHED.size());
  }

  @Test
  void crcExtraAndLengthsFollowFromTheDefinitions() {
    for (String known : KNOWN.split(" ", -1)) {
      String[] parts = known.split(":", -1);
      Message message = Message.of(Integer.parseInt(parts[0])).orElseThrow();
      assertEquals(Integer.parseInt(parts[1]), message.crcExtra(), message.name());
      assertEquals(Integer.parseInt(parts[2]), message.baseLength(), message.name());
      assertEquals(Integer.parseInt(parts[3]), message.length(), message.name());
    }
    int messages = 0;
    for (Message message : Message.all()) {
      assertTrue(message.length() <= 255, message.name());
      messages++;
    }
    assertTrue(messages > 300, "messages: got " + messages);
  }

  @Test
  void aSignatureIsVerifiedWithTheKeyAndOneBitSpoilsIt() {
    byte[] frame = published("mavlink-signed-01");
    var signing = new Signing(HexFormat.of().parseHex(KEY));
    assertTrue(signing.holds(frame, 0, frame.length));
    for (int bit = 0; bit < frame.length * 8; bit++) {
      byte[] flipped = frame.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertEquals(false, signing.holds(flipped, 0, flipped.length), "bit " + bit);
    }
  }

  @Test
  void aSignatureOfAnotherKeyIsTold() {
    byte[] frame = published("mavlink-signed-01");
    var framing = new MavFraming(Optional.of(new Signing(new byte[32])));
    var found = framing.find(frame, 0, frame.length, true);
    Bad bad = assertInstanceOf(MavFraming.Found.Spoilt.class, found).bad();
    assertEquals("signature", bad.what());
    assertEquals("79BC71100C92", bad.got());
    assertEquals(frame.length - 6, bad.offset());
  }

  @Test
  void aPositionIsReadInDegreesAndMetres() {
    List<Reading> readings = good(published("mavlink-con1-GLOBAL_POSITION_INT-01")).readings();
    assertEquals(34.746611, value(readings, "latitude"));
    assertEquals(113.625368, value(readings, "longitude"));
    assertEquals(153.2, value(readings, "altitude"));
    assertEquals(50, value(readings, "relative-altitude"));
    assertEquals(271.5, value(readings, "heading"));
    assertEquals(5.12, value(readings, "velocity-north"));
  }

  @Test
  void aBatteryIsTheSumOfItsCells() {
    List<Reading> readings = good(published("mavlink-con-BATTERY_STATUS-01")).readings();
    assertEquals(22.74, value(readings, "battery-voltage"), 1e-9);
    assertEquals(18.4, value(readings, "battery-current"), 1e-9);
    assertEquals(31.2, value(readings, "battery-temperature"), 1e-9);
    assertEquals(76, value(readings, "battery-charge"));
  }

  @Test
  void valuesThatMeanNoneGiveNoReading() {
    // SYS_STATUS: voltage 65535, current -1, remaining -1
    byte[] frame =
        frame(1, "000000000000000000000000" + "0000FFFFFFFF" + "000000000000000000000000" + "FF");
    List<String> points = good(frame).readings().stream().map(Reading::point).toList();
    assertEquals(List.of("cpu-load", "communication-drop-rate"), points);
  }

  @Test
  void aPlaceWithoutAFixFails() {
    byte[] frame = frame(24, "00".repeat(28) + "0107");
    assertEquals(Quality.FAIL, good(frame).readings().getFirst().quality());
  }

  @Test
  void aPositionIsWorthAsMuchAsTheSystemsLastFix() {
    byte[] position = published("mavlink-con1-GLOBAL_POSITION_INT-01");
    int system = (int) assertInstanceOf(Number.class, good(position).fields().get("sysid"));
    assertEquals(Quality.NOT_EVALUATED, place(position).quality());
    assertEquals(Quality.FAIL, place(concat(fix(system, 0), position)).quality());
    assertEquals(Quality.SUSPECT, place(concat(fix(system, 2), position)).quality());
    assertEquals(Quality.NOT_EVALUATED, place(concat(fix(system, 3), position)).quality());
    assertEquals(Quality.NOT_EVALUATED, place(concat(fix(system + 1, 0), position)).quality());
    assertEquals(
        "position: got GPS fix type 0 (no GPS), wanted 3 or more",
        place(concat(fix(system, 0), position)).detail());
    List<Reading> readings =
        assertInstanceOf(Good.class, told(concat(fix(system, 0), position)).getLast()).readings();
    for (Reading reading : readings) {
      boolean isPlace = Set.of("latitude", "longitude", "altitude").contains(reading.point());
      assertEquals(isPlace ? Quality.FAIL : Quality.NOT_EVALUATED, reading.quality());
    }
  }

  /// A second receiver with a fix places the system too.
  @Test
  void ofTwoReceiversTheBetterFixCounts() {
    byte[] position = frame(33, "00000000" + "7EE9B514" + "F0DAB943" + "00".repeat(16));
    byte[] second = frame(124, "00".repeat(28) + "00000000" + "0309" + "00");
    assertEquals(Quality.FAIL, place(concat(fix(1, 1), position)).quality());
    assertEquals(
        Quality.NOT_EVALUATED, place(concat(concat(fix(1, 1), second), position)).quality());
  }

  @Test
  void exactlyZeroZeroIsNoPositionWhateverTheFix() {
    byte[] position = frame(33, "00".repeat(28));
    assertEquals(Quality.FAIL, place(position).quality());
    assertEquals(Quality.FAIL, place(concat(fix(1, 3), position)).quality());
    assertEquals("position: got exactly 0, 0, wanted one of a fix", place(position).detail());
  }

  @Test
  void fixStatusAndModeAreReadings() {
    Reading fix =
        good(fix(1, 1)).readings().stream()
            .filter(r -> r.point().equals("gnss-fix-type"))
            .findFirst()
            .orElseThrow();
    assertEquals(1, fix.value());
    assertEquals(Quality.NOT_EVALUATED, fix.quality());
    // HEARTBEAT of an ArduPilot: mode 6, quadrotor, armed, MAV_STATE_CRITICAL
    List<Reading> readings = good(frame(0, "06000000" + "0203" + "80" + "05" + "03")).readings();
    assertEquals(6, value(readings, "custom-mode"));
    assertEquals(5, value(readings, "system-status"));
    assertEquals(1, value(readings, "armed"));
  }

  /// A gimbal has the system's id; its heartbeat says nothing of the vehicle.
  @Test
  void theHeartbeatOfAGimbalDoesNotDisarmTheVehicle() {
    assertEquals(List.of(), good(frame(0, "00000000" + "1A08" + "00" + "04" + "03")).readings());
  }

  @Test
  void aWarningOfTheVehicleIsAReadingWithItsText() {
    String text = HexFormat.of().formatHex("Low battery".getBytes(UTF_8));
    String filled = text + "00".repeat(50 - text.length() / 2);
    Reading warning = good(frame(253, "04" + filled)).readings().getFirst();
    assertEquals("status-severity", warning.point());
    assertEquals(4, warning.value());
    assertEquals("Low battery", warning.detail());
    assertEquals(List.of(), good(frame(253, "06" + filled)).readings());
  }

  /// SYSTEM_TIME at boot + 1 s = 2026-07-14T00:00:00Z: what comes at boot + 3 s is two seconds
  /// later.
  @Test
  void timesFromTheStartOfTheDroneAreCountedFromWhatItSaidOfItsClock() {
    var system = ByteBuffer.allocate(12).order(java.nio.ByteOrder.LITTLE_ENDIAN);
    system.putLong(Instant.parse("2026-07-14T00:00:00Z").toEpochMilli() * 1000).putInt(1000);
    var attitude = ByteBuffer.allocate(28).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(3000);
    byte[] file =
        concat(
            frame(2, HexFormat.of().formatHex(system.array())),
            frame(30, HexFormat.of().formatHex(attitude.array())));
    Good last = assertInstanceOf(Good.class, told(file).getLast());
    assertEquals(
        Optional.of(Instant.parse("2026-07-14T00:00:02Z")), last.readings().getFirst().time());
  }

  @Test
  void aLogWithStampsIsReadWithThem() {
    Instant stamp = Instant.parse("2018-08-08T14:06:01Z");
    byte[] micros = ByteBuffer.allocate(8).putLong(stamp.toEpochMilli() * 1000).array();
    byte[] file = new byte[0];
    for (byte[] frame : frames()) {
      file = concat(file, concat(micros, frame));
    }
    List<DecodedFrame> told = told(file);
    assertEquals(frames().size(), told.size());
    for (DecodedFrame one : told) {
      assertEquals(stamp.toString(), assertInstanceOf(Good.class, one).fields().get("recorded_at"));
    }
    // The same with the head of one frame broken: only that frame is lost.
    file[frames().getFirst().length + 8 + 9] ^= 0x10;
    long good = told(file).stream().filter(Good.class::isInstance).count();
    assertEquals(frames().size() - 1, good);
  }

  @Test
  void aStreamWithGarbageAndACutFrameGivesTheOthers() {
    byte[] first = frames().getFirst();
    byte[] second = frames().get(1);
    byte[] cut = Arrays.copyOf(first, first.length - 5);
    byte[] garbage = {0x01, (byte) 0xFD, 0x55, (byte) 0xFE, 0x00};
    List<DecodedFrame> told = told(concat(concat(garbage, first), concat(cut, second)));
    List<DecodedFrame> good = told.stream().filter(Good.class::isInstance).toList();
    assertEquals(2, good.size(), told.toString());
    assertEquals(told(file(second)).getFirst(), good.getLast());
  }

  @Test
  void anUnknownMessageIsToldAsSuch() {
    // id 40000, two bytes of payload, any check value
    byte[] frame = HexFormat.of().parseHex("FD02000001010140" + "9C00" + "0102" + "AAAA");
    Good good = good(frame);
    assertEquals("unknown", good.fields().get("name"));
    assertEquals(40000, good.fields().get("msgid"));
    assertEquals(false, good.fields().get("crc_verified"));
    assertEquals("0102", good.fields().get("payload_hex"));
  }

  @Test
  void flagsThatMustBeUnderstoodAndAreNotAreTold() {
    byte[] frame = published("mavlink-con-HEARTBEAT-01").clone();
    frame[2] = 2;
    assertEquals(
        new Bad("incompatibility flags", 2, "02", "00 or 01"), told(file(frame)).getFirst());
  }

  @Test
  void valuesOfEnumerationsHaveTheirNames() {
    Map<?, ?> names =
        assertInstanceOf(
            Map.class, good(published("mavlink-COMMAND_ACK-01")).fields().get("names"));
    assertEquals("MAV_CMD_COMPONENT_ARM_DISARM", names.get("command"));
    assertEquals("MAV_RESULT_ACCEPTED", names.get("result"));
  }

  private Good good(byte[] frame) {
    return assertInstanceOf(Good.class, told(file(frame)).getFirst());
  }

  /// The latitude that the last frame of a file tells.
  private Reading place(byte[] file) {
    return assertInstanceOf(Good.class, told(file).getLast()).readings().stream()
        .filter(r -> r.point().equals("latitude"))
        .findFirst()
        .orElseThrow();
  }

  /// GPS_RAW_INT with a place.
  private static byte[] fix(int system, int type) {
    String place = "7EE9B514" + "F0DAB943" + "70560200";
    return frame(
        system, 24, "00".repeat(8) + place + "FFFF".repeat(4) + "%02X".formatted(type) + "07");
  }

  private static double value(List<Reading> readings, String point) {
    return readings.stream().filter(r -> r.point().equals(point)).findFirst().orElseThrow().value();
  }

  private static byte[] frame(int id, String payloadHex) {
    return frame(1, id, payloadHex);
  }

  private static byte[] frame(int system, int id, String payloadHex) {
    byte[] payload = HexFormat.of().parseHex(payloadHex);
    byte[] frame = new byte[payload.length + 8];
    frame[0] = (byte) MavFrame.V1;
    frame[1] = (byte) payload.length;
    frame[3] = (byte) system;
    frame[4] = 1;
    frame[5] = (byte) id;
    System.arraycopy(payload, 0, frame, 6, payload.length);
    int crcAt = 6 + payload.length;
    int crc =
        new MavCrc().add(frame, 1, crcAt).add(Message.of(id).orElseThrow().crcExtra()).value();
    frame[crcAt] = (byte) crc;
    frame[crcAt + 1] = (byte) (crc >> 8);
    return frame;
  }

  private static byte[] concat(byte[] one, byte[] two) {
    var both = new ByteArrayOutputStream();
    both.writeBytes(one);
    both.writeBytes(two);
    return both.toByteArray();
  }

  private static byte[] published(String id) {
    return PUBLISHED.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().bytes();
  }
}
