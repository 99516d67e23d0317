package org.fieldbeacon.machinery.j1939;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.driver.PublishedFrame;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class J1939DecoderTest extends FrameDecoderContract {
  private static final List<PublishedFrame> PUBLISHED = PublishedFrame.of("/j1939.jsonl");

  @Override
  protected FrameDecoder decoder() {
    return new J1939Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return PUBLISHED.stream().map(PublishedFrame::bytes).toList();
  }

  @Override
  protected byte[] file(byte[] frame) {
    return (new String(frame, StandardCharsets.ISO_8859_1) + "\n")
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// CAN itself checks its frames; what is written down has no check value.
  @Override
  protected boolean hasCheckValue() {
    return false;
  }

  /// A line cut short can still be one; what cannot is told.
  @Override
  @Test
  protected void aBadFrameDoesNotHideTheNextGoodOne() {
    List<DecodedFrame> told = tell("18FEF500#CBFFF\n18FEF500#CBFFFF5026FFFFFF\n");
    assertEquals(new Bad("data", 9, "\"CBFFF\"", "0..8 bytes of hex"), told.getFirst());
    assertInstanceOf(Good.class, told.getLast());
  }

  @Test
  void publishedFramesSayWhatIsStatedOfThem() {
    for (PublishedFrame frame : PUBLISHED) {
      List<DecodedFrame> told = told(file(frame.bytes()));
      Good last = last(told, frame);
      boolean isWhole = frame.decoded().has("mode");
      frame.assertSaidBy(isWhole ? message(last) : last.fields(), Set.of("unit"));
    }
    assertTrue(PUBLISHED.size() > 30, "frames: got " + PUBLISHED.size());
  }

  @Test
  void engineSpeedIsAReadingWithItsUnit() {
    Reading speed = reading("(1518110000.250000) can0 0CF00400#F0FFA1161CFFFFFF", "engine-speed");
    assertEquals(898.75, speed.value());
    assertEquals(Unit.REVOLUTION_PER_MINUTE, speed.unit());
    assertEquals(Optional.of(Instant.parse("2018-02-08T17:13:20.250Z")), speed.time());
  }

  /// As candump's options, adapters, analysers and spreadsheets have it.
  @Test
  void aFrameIsReadHoweverItIsWritten() {
    for (String line :
        List.of(
            "(1518110000.250000) can0 0CF00400#F0FFA1161CFFFFFF R",
            "(2018-02-08 12:00:00.123456)  can0  0CF00400   [8]  F0 FF A1 16 1C FF FF FF",
            "  can0  RX - -  0CF00400   [8]  F0 FF A1 16 1C FF FF FF",
            "0cf00400#f0.ff.a1.16.1c.ff.ff.ff",
            "0CF00400 F0 FF A1 16 1C FF FF FF",
            "0x0CF00400 8 0xF0 0xFF 0xA1 0x16 0x1C 0xFF 0xFF 0xFF",
            "0CF00400,8,F0,FF,A1,16,1C,FF,FF,FF",
            "   0.006000 1  0CF00400x       Rx   d 8 F0 FF A1 16 1C FF FF FF",
            "     1)      1059.9  Rx     0CF00400  8  F0 FF A1 16 1C FF FF FF ",
            "Timestamp: 1518110000.25    ID: 0cf00400    X Rx      DL:  8    f0 ff a1 16 1c ff ff ff"
                + "     Channel: can0",
            "T0CF004008F0FFA1161CFFFFFF\r",
            "T0CF004008F0FFA1161CFFFFFF1A2B")) {
      assertEquals(898.75, reading(line, "engine-speed").value(), line);
    }
  }

  @Test
  void aLineWithoutEndIsToldInLittleRoom() {
    for (String piece : List.of(" R", " 18FEF100", " 00", "T18FEF1000 ", ", ,", "F")) {
      assertFalse(tell("18FEF100" + piece.repeat(100_000) + "\n").isEmpty(), piece);
    }
  }

  @Test
  void whatJ1939DoesNotHaveIsSaidToBeSo() {
    assertEquals(
        List.of(
            new Bad("data", 9, "a frame of CAN FD (##)", "a classical frame"),
            new Bad("data", 9, "a remote frame", "data: J1939 has no remote frames"),
            new Bad("id", 0, "t1232AABB", "29 bits as eight hex digits: J1939 has no others"),
            new Bad("length", 9, "3 and 2 bytes", "as many bytes as stated")),
        tell("18FEF100##1FF00FF\n18EA00F9#R\nt1232AABB\n18FEF100 3 FF 00\n"));
  }

  /// Counted from the start of a recording: no time of day.
  @Test
  void aStampFromTheStartOfARecordingIsNoTime() {
    assertEquals(
        Optional.empty(),
        reading("(0000000000.009100) can0 0CF00400#F0FFA1161CFFFFFF", "engine-speed").time());
  }

  @Test
  void allWritingsOfCandumpSayTheSame() {
    var expected = good("0CF00400#207D87481400F087").readings();
    for (String line :
        List.of(
            "  can0  0CF00400   [8]  20 7D 87 48 14 00 F0 87",
            " (000.000000)  can1  0CF00400  [8]  20 7D 87 48 14 00 F0 87",
            "(0000000001.000000) can0 0CF00400#207D87481400F087",
            "can0 0cf00400#207d87481400f087")) {
      assertEquals(expected, good(line).readings(), line);
    }
  }

  @Test
  void hitchPtoFuelAndGroundSpeedAreReadings() {
    assertEquals(42.4, reading("0CFE45F0#6A7FFFFFFFFFFFFF", "rear-hitch-position").value(), 1e-9);
    assertEquals(540, reading("0CFE43F0#E010FFFF7FFFFFFF", "rear-pto-output-shaft-speed").value());
    assertEquals(18.35, reading("18FEF200#6F01FFFFFFFFFFFF", "engine-fuel-rate").value(), 1e-9);
    assertEquals(
        9.876, reading("0CFE4845#9426881300000355", "wheel-based-machine-speed").value(), 1e-9);
    assertEquals(1, reading("0CCB2680#13008D0001000000", "work-state").value());
  }

  @Test
  void aPositionOfNmea2000IsRead() {
    // 34.7466110 N, -113.6253680 E
    String line = "09F8017F#7EE9B514100F46BC";
    assertEquals(34.7466110, reading(line, "latitude").value(), 1e-9);
    assertEquals(-113.6259312, reading(line, "longitude").value(), 1e-6);
  }

  @Test
  void valuesThatAreNotAvailableGiveNoReading() {
    assertEquals(List.of(), good("18FEF500#FFFFFFFFFFFFFFFF").readings());
  }

  /// Lamps 04: amber on. SPN 91 FMI 3, 5 times.
  @Test
  void lampsAndFaultsOfDm1AreReadings() {
    String line = "18FECA00#04FF5B000305FFFF";
    assertEquals(1, reading(line, "active-faults").value());
    assertEquals(
        "SPN 91 FMI 3 (voltage above normal), 5 times", reading(line, "active-faults").detail());
    assertEquals(0, reading(line, "malfunction-indicator-lamp").value());
    assertEquals(0, reading(line, "red-stop-lamp").value());
    assertEquals(1, reading(line, "amber-warning-lamp").value());
    assertEquals(0, reading(line, "protect-lamp").value());
    assertEquals(5, reading(line, "fault-spn-91-fmi-3").value());
    for (Reading reading : good(line).readings()) {
      assertEquals(Optional.of(Unit.ONE), J1939Messages.unit(reading.point()));
    }
    assertEquals(Optional.empty(), J1939Messages.unit("fault-spn-524288-fmi-3"));
    assertEquals(Optional.empty(), J1939Messages.unit("fault-spn-91-fmi-32"));
  }

  @Test
  void aLampOfWhichNothingIsKnownGivesNoReading() {
    List<String> points =
        good("18FECA00#FFFF00000000FFFF").readings().stream().map(Reading::point).toList();
    assertEquals(List.of("active-faults"), points);
  }

  @Test
  void aFaultThatIsGoneIsZeroOnceForItsUnitAlone() {
    List<DecodedFrame> told =
        tell(
            """
            18FECA00#04FF5B000305FFFF
            18FECA01#04FF5B000307FFFF
            18FECA00#00FF00000000FFFF
            18FECA00#00FF00000000FFFF
            """);
    List<List<Double>> counts =
        told.stream()
            .map(t -> assertInstanceOf(Good.class, t).readings())
            .map(
                rs ->
                    rs.stream()
                        .filter(r -> r.point().equals("fault-spn-91-fmi-3"))
                        .map(Reading::value)
                        .toList())
            .toList();
    assertEquals(List.of(List.of(5.0), List.of(7.0), List.of(0.0), List.of()), counts);
  }

  @Test
  void anAbortedMessageIsNotPutTogether() {
    String lines =
        """
        18ECFF00#200A0002FFCAFE00
        18EBFF00#0100FF5B0003015C
        18ECFF00#FF02FFFFFFCAFE00
        18EBFF00#020004025D000503
        """;
    for (DecodedFrame told : tell(lines)) {
      assertFalse(assertInstanceOf(Good.class, told).fields().containsKey("message"));
    }
  }

  @Test
  void messagesOfDifferentSourcesDoNotMix() {
    String lines =
        """
        18ECFF00#200A0002FFCAFE00
        18ECFF01#200A0002FFCAFE00
        18EBFF00#0100FF5B0003015C
        18EBFF01#0100FF640003015C
        18EBFF00#020004025D000503
        18EBFF01#020004025D000503
        """;
    List<DecodedFrame> told = tell(lines);
    assertEquals(91, firstFault(told.get(4)));
    assertEquals(100, firstFault(told.get(5)));
  }

  /// ISO 11783-3: 21 bytes by ETP, in two groups of packets.
  @Test
  void anExtendedTransportIsFollowed() {
    String lines =
        """
        18C8FF00#1415000000CAFE00
        18C8FF00#1602000000CAFE00
        18C7FF00#010000FF5B000301
        18C7FF00#02FFFFFFFFFFFFFF
        18C8FF00#1601020000CAFE00
        18C7FF00#01FFFFFFFFFFFFFF
        """;
    Good last = assertInstanceOf(Good.class, tell(lines).getLast());
    assertEquals(21, message(last).get("length"));
    assertEquals("ETP", message(last).get("mode"));
  }

  @Test
  void framesThatAreNotJ1939AreToldAsSuch() {
    for (String line : List.of("123#00", "FFFFFFFF#00", "18FEF500#R", "18FEF500##100", "18FEF5#")) {
      assertInstanceOf(Bad.class, tell(line + "\n").getFirst(), line);
    }
    assertInstanceOf(Bad.class, tell("can0 18FEF500 [8] 00 01\n").getFirst());
  }

  @Test
  void everySignalOfTheTableFitsInItsGroupAndHasAPoint() {
    for (String[] row : CodeTable.rows(Signal.class, "/j1939-signals.csv")) {
      assertEquals(10, row.length, String.join(",", row));
      for (Signal signal : Signal.group(Integer.parseInt(row[0])).orElseThrow().signals()) {
        assertTrue(signal.bit() + signal.bits() <= 64, signal.toString());
        assertTrue(PointId.isName(signal.point()), signal.point());
        assertTrue(row[9].isEmpty() || Unit.ofUcum(row[9]).isPresent(), row[9]);
      }
    }
  }

  private static Good last(List<DecodedFrame> told, PublishedFrame frame) {
    // The end-of-message of an RTS session follows the data that complete it.
    return told.stream()
        .map(t -> assertInstanceOf(Good.class, t, frame.id()))
        .filter(g -> g.fields().containsKey("message"))
        .findFirst()
        .orElseGet(() -> assertInstanceOf(Good.class, told.getLast()));
  }

  private static int firstFault(DecodedFrame told) {
    List<?> faults =
        assertInstanceOf(List.class, message(assertInstanceOf(Good.class, told)).get("dtcs"));
    Map<?, ?> fault = assertInstanceOf(Map.class, faults.getFirst());
    return assertInstanceOf(Integer.class, fault.get("spn"));
  }

  private static Map<String, Object> message(Good good) {
    Map<String, Object> message = new java.util.HashMap<>();
    Map<?, ?> said = assertInstanceOf(Map.class, good.fields().get("message"));
    said.forEach((name, value) -> message.put(String.valueOf(name), value));
    return message;
  }

  private Good good(String line) {
    return assertInstanceOf(Good.class, tell(line + "\n").getFirst());
  }

  private Reading reading(String line, String point) {
    return good(line).readings().stream()
        .filter(r -> r.point().equals(point))
        .findFirst()
        .orElseThrow();
  }

  private List<DecodedFrame> tell(String lines) {
    return told(lines.getBytes(StandardCharsets.US_ASCII));
  }
}
