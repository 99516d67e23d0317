package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
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
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class Hj212DecoderTest extends FrameDecoderContract {
  private static final List<PublishedFrame> PUBLISHED = PublishedFrame.of("/hj212.jsonl");

  @Override
  protected FrameDecoder decoder() {
    return new Hj212Decoder();
  }

  @Override
  protected List<byte[]> frames() {
    return PUBLISHED.stream()
        .filter(f -> !f.isInvalid() && f.bytes().length < 180)
        .limit(8)
        .map(f -> Arrays.copyOf(f.bytes(), f.bytes().length - 2))
        .toList();
  }

  @Override
  protected byte[] file(byte[] frame) {
    byte[] line = Arrays.copyOf(frame, frame.length + 2);
    line[frame.length] = '\r';
    line[frame.length + 1] = '\n';
    return line;
  }

  /// The check value may be written in either case.
  @Override
  protected boolean isHarmless(byte[] frame, byte[] flipped) {
    int data = frame.length - 4;
    return flipped.length == frame.length
        && Arrays.equals(frame, 0, data, flipped, 0, data)
        && crc(frame).equalsIgnoreCase(crc(flipped));
  }

  private static String crc(byte[] frame) {
    return new String(frame, frame.length - 4, 4, StandardCharsets.ISO_8859_1);
  }

  @Test
  void publishedPacketsSayWhatIsStatedOfThem() {
    for (PublishedFrame frame : PUBLISHED) {
      List<DecodedFrame> told = told(frame.bytes());
      if (frame.id().startsWith("hj212-c2011-0") && told.size() == 2) {
        // A part of an upload by itself.
        Good rest = assertInstanceOf(Good.class, told.removeLast(), frame.id());
        assertTrue(rest.fields().containsKey("given_up"), frame.id());
      }
      assertEquals(1, told.size(), frame.id());
      if (frame.isInvalid()) {
        Bad bad = assertInstanceOf(Bad.class, told.getFirst(), frame.id());
        String got = frame.decoded().get("crc_in_frame").asString();
        assertEquals(got, bad.got(), frame.id());
        assertEquals(frame.decoded().get("crc_expected").asString(), bad.wanted(), frame.id());
        assertEquals(frame.bytes().length - 6, bad.offset(), frame.id());
      } else {
        Good good = assertInstanceOf(Good.class, told.getFirst(), frame.id());
        frame.assertSaidBy(good.fields(), Set.of());
      }
    }
    assertTrue(PUBLISHED.size() > 40, "packets: got " + PUBLISHED.size());
  }

  @Test
  void hourlyValuesHaveTheirUnitTheirTimeAndTheStationsOwnFlag() {
    assertEquals(
        List.of(
            reading("dissolved-oxygen-min", 5.90, Quality.PASS),
            reading("dissolved-oxygen-avg", 6.10, Quality.PASS),
            reading("dissolved-oxygen-max", 6.31, Quality.PASS),
            reading("ammonium-nitrogen-min", 0.39, Quality.FAIL),
            reading("ammonium-nitrogen-avg", 0.41, Quality.FAIL),
            reading("ammonium-nitrogen-max", 0.44, Quality.FAIL)),
        readings(published("hj212-c2061-01")));
  }

  @Test
  void aCodeOf2005MeansTheSameAsThatOf2017() {
    String items = "CP=&&DataTime=20260714080000;%s-Avg=12.5,%s-Cou=3&&";
    String head = "ST=32;CN=2051;PW=123456;MN=1;";
    assertEquals(
        readings(Hj212Codec.frame(head + items.formatted("w01018", "w01018"))),
        readings(Hj212Codec.frame(head + items.formatted("011", "011"))));
  }

  @Test
  void theTableCoversAllFactorsAndNamesEachOnce() {
    List<String> points = new ArrayList<>();
    for (String[] row : CodeTable.rows(Factors.class, "/hj212-factors.csv")) {
      assertEquals(6, row.length, String.join(",", row));
      assertTrue(Factors.of(row[0]).isPresent(), row[0]);
      points.add(row[2]);
    }
    assertEquals(Set.copyOf(points).size(), points.size());
    assertTrue(points.size() > 190, "factors: got " + points.size());
  }

  @Test
  void everyFlagOfTheStandardHasAQuality() {
    Map<String, Quality> wanted =
        Map.of(
            "", Quality.NOT_EVALUATED,
            "N", Quality.PASS,
            "F", Quality.SUSPECT,
            "S", Quality.SUSPECT,
            "T", Quality.SUSPECT,
            "H", Quality.SUSPECT,
            "M", Quality.FAIL,
            "D", Quality.FAIL,
            "C", Quality.FAIL,
            "B", Quality.FAIL);
    wanted.forEach((flag, quality) -> assertEquals(quality, Flags.quality(flag), flag));
  }

  @Test
  void whatIsNoNumberIsMissing() {
    for (String text : List.of("", "-", "NaN", "Infinity", "1e999", "0x10", "--1")) {
      byte[] frame = Hj212Codec.frame("ST=21;CN=2011;Flag=4;CP=&&w01009-Rtd=" + text + "&&");
      assertEquals(Quality.MISSING, readings(frame).getFirst().quality(), text);
    }
  }

  /// Each part is told by itself; the one that completes the upload tells the whole, and its
  /// values.
  @Test
  void partsOfAnUploadArePutTogetherInAnyOrderAcrossOtherPackets() {
    byte[] first = published("hj212-c2011-03");
    byte[] second = published("hj212-c2011-04");
    byte[] other = published("hj212-c9014-01");
    for (List<byte[]> order :
        List.of(List.of(first, other, second), List.of(second, other, first))) {
      List<DecodedFrame> told = told(concat(order));
      assertEquals(3, told.size());
      Good last = assertInstanceOf(Good.class, told.getLast());
      Map<?, ?> whole = assertInstanceOf(Map.class, last.fields().get("reassembled"));
      Map<?, ?> factors = assertInstanceOf(Map.class, whole.get("factors"));
      assertEquals(Set.of("w01001", "w01009"), factors.keySet());
    }
  }

  @Test
  void aPartWithoutATimeHasThatOfItsUpload() {
    String head = "QN=20260714080200000;ST=21;CN=2011;MN=1;Flag=6;PNUM=2;PNO=";
    byte[] first = Hj212Codec.frame(head + "1;CP=&&DataTime=20260714080200;w01001-Rtd=7&&");
    byte[] second = Hj212Codec.frame(head + "2;CP=&&w01009-Rtd=6&&");
    for (List<byte[]> order : List.of(List.of(first, second), List.of(second, first))) {
      List<DecodedFrame> told = told(concat(order));
      assertEquals(2, told.size());
      assertEquals(
          List.of("water-ph 2026-07-14T00:02:00Z", "dissolved-oxygen 2026-07-14T00:02:00Z"),
          pointsAndTimes(told.getLast()));
    }
  }

  /// HJ 212 cuts a message anywhere between two items.
  @Test
  void aFlagInALaterPartIsThatOfTheValueInAnEarlierOne() {
    String first =
        "##0113QN=20261128100000123;ST=32;CN=2051;PW=123456;MN=A;Flag=7;PNUM=2;PNO=1;"
            + "CP=&&DataTime=20261128100000;w21003-Avg=9&&8201\r\n";
    String second =
        "##0119QN=20261128100000123;ST=32;CN=2051;PW=123456;MN=A;Flag=7;PNUM=2;PNO=2;"
            + "CP=&&w21003-Flag=D;w01018-Avg=1.5,w01018-Flag=N&&8A81\r\n";
    for (String file : List.of(first + second, second + first, bare(first) + bare(second))) {
      List<DecodedFrame> told = told(bytes(file));
      assertEquals(2, told.size(), file);
      assertEquals(List.of(), assertInstanceOf(Good.class, told.getFirst()).readings(), file);
      var time = Optional.of(Instant.parse("2026-11-28T02:00:00Z"));
      assertEquals(
          Set.of(
              new Reading("ammonium-nitrogen-avg", 9, Unit.MILLIGRAM_PER_LITRE, time, Quality.FAIL),
              new Reading("cod-avg", 1.5, Unit.MILLIGRAM_PER_LITRE, time, Quality.PASS)),
          Set.copyOf(assertInstanceOf(Good.class, told.getLast()).readings()),
          file);
    }
  }

  private static String bare(String packet) {
    return packet.substring(6, packet.length() - 6) + "\n";
  }

  /// As the records of a fetched hour come: each with a DataTime, of the same factors.
  @Test
  void anUploadOfSeveralTimesKeepsEachTimesOwnValues() {
    String head = "QN=20260714080200000;ST=21;CN=2051;MN=1;Flag=6;PNUM=3;PNO=";
    byte[] file =
        concat(
            List.of(
                Hj212Codec.frame(head + "1;CP=&&DataTime=20260714080000;w01001-Avg=7&&"),
                Hj212Codec.frame(head + "2;CP=&&w01009-Avg=6&&"),
                Hj212Codec.frame(head + "3;CP=&&DataTime=20260714081000;w01001-Avg=8&&")));
    DecodedFrame last = told(file).getLast();
    assertEquals(
        List.of(
            "water-ph-avg 2026-07-14T00:00:00Z",
            "dissolved-oxygen-avg 2026-07-14T00:00:00Z",
            "water-ph-avg 2026-07-14T00:10:00Z"),
        pointsAndTimes(last));
  }

  /// What came is told, once, without what is missing.
  @Test
  void anUploadThatIsNeverCompletedIsToldAtTheEndOrWithALaterOneOfItsStation() {
    String head = "QN=%d;ST=21;CN=2011;MN=1;Flag=6;PNUM=2;PNO=%d;CP=&&w01001-Rtd=%d&&";
    byte[] lost = Hj212Codec.frame(head.formatted(1, 1, 7));
    byte[] first = Hj212Codec.frame(head.formatted(2, 1, 8));
    byte[] second = Hj212Codec.frame(head.formatted(2, 2, 8));
    List<DecodedFrame> alone = told(lost);
    assertEquals(2, alone.size());
    List<DecodedFrame> among = told(concat(List.of(lost, first, second)));
    assertEquals(4, among.size());
    assertEquals(alone.get(1), among.get(2));
    Good givenUp = assertInstanceOf(Good.class, among.get(2));
    assertEquals(List.of(1), givenUp.fields().get("parts_there"));
    assertEquals(7, givenUp.readings().getFirst().value());
    Good last = assertInstanceOf(Good.class, among.getLast());
    assertEquals(List.of(8.0), last.readings().stream().map(Reading::value).toList());
  }

  private static List<String> pointsAndTimes(DecodedFrame told) {
    return assertInstanceOf(Good.class, told).readings().stream()
        .map(r -> r.point() + " " + r.time().map(Instant::toString).orElse(""))
        .toList();
  }

  @Test
  void endlessUploadsThatNeverCompleteAreForgotten() {
    var splits = new SplitPackets();
    int ended = 0;
    for (int i = 0; i < 10_000; i++) {
      byte[] frame =
          Hj212Codec.frame("QN=" + i + ";CN=2011;Flag=6;PNUM=400;PNO=" + (1 + i % 3) + ";CP=&&&&");
      var whole = (Hj212Framing.Found.Whole) Hj212Framing.find(frame, 0, frame.length);
      List<SplitPackets.Upload> told = splits.add(Hj212Codec.read(whole).orElseThrow());
      assertTrue(told.stream().noneMatch(SplitPackets.Upload::isWhole));
      ended += told.size();
    }
    assertEquals(64, 10_000 - ended);
    assertEquals(64, splits.rest().size());
  }

  @Test
  void severalPacketsInALineAndTextAroundThemAreRead() {
    byte[] one = frames().getFirst();
    String text = new String(one, StandardCharsets.US_ASCII);
    assertEquals(2, told(bytes("12:00:01 rx " + text + text + " end\n")).size());
  }

  @Test
  void hexOfAPacketIsReadAsThePacket() {
    byte[] packet = published("hj212-c2061-01");
    assertEquals(told(packet), told(bytes(HexFormat.of().formatHex(packet) + "\n")));
  }

  /// A device of 2005 sends Chinese text as GBK; the check value is over its bytes.
  @Test
  void chineseTextIsReadInEitherEncodingAndMayBeCountedInCharacters() {
    String segment = "ST=21;CN=3020;Flag=4;CP=&&InfoId=i11001;i11001-Info=溶解氧&&";
    byte[] gbk = segment.getBytes(Charset.forName("GBK"));
    int crc = Hj212Crc.of(gbk, 0, gbk.length);
    byte[] head = bytes("##%04d".formatted(gbk.length));
    byte[] tail = bytes("%04X\r\n".formatted(crc));
    assertEquals("溶解氧", info(concat(List.of(head, gbk, tail))));

    byte[] utf8 = Hj212Codec.frame(segment);
    assertEquals("溶解氧", info(utf8));
    byte[] counted = utf8.clone();
    byte[] digits = bytes("%04d".formatted(segment.length()));
    System.arraycopy(digits, 0, counted, 2, 4);
    assertEquals("溶解氧", info(counted));
  }

  @Test
  void aLengthOfThreeDigitsIsRead() {
    byte[] proper = published("hj212-c2061-01");
    String text = new String(proper, StandardCharsets.US_ASCII).replace("##0", "##");
    assertEquals(told(proper).getFirst(), told(bytes(text)).getFirst());
  }

  @Test
  void aWrongLengthIsToldWithTheRightOne() {
    String text =
        new String(published("hj212-c2061-01"), StandardCharsets.US_ASCII)
            .replace("##0224", "##0226");
    assertEquals(new Bad("length", 2, "226", "224"), told(bytes(text)).getFirst());
  }

  private String info(byte[] file) {
    Good good = assertInstanceOf(Good.class, told(file).getFirst());
    Map<?, ?> factors = assertInstanceOf(Map.class, good.fields().get("factors"));
    Map<?, ?> values = assertInstanceOf(Map.class, factors.get("i11001"));
    return String.valueOf(values.get("Info"));
  }

  private List<Reading> readings(byte[] file) {
    return assertInstanceOf(Good.class, told(file).getFirst()).readings();
  }

  private static Reading reading(String point, double value, Quality quality) {
    var time = Optional.of(Instant.parse("2026-07-14T00:00:00Z"));
    return new Reading(point, value, Unit.MILLIGRAM_PER_LITRE, time, quality);
  }

  private static byte[] published(String id) {
    return PUBLISHED.stream().filter(f -> f.id().equals(id)).findFirst().orElseThrow().bytes();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concat(List<byte[]> parts) {
    var all = new java.io.ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  /// As a station's log shows it.
  @Test
  void aDataSegmentAloneIsReadAndSaidToBeUnverified() {
    String segment =
        "QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=1;Flag=5;CP=&&RtdInterval=30&&";
    List<DecodedFrame> told =
        told(
            (segment + "\n##00" + segment.length() + segment + "\n" + segment + "1C80\n")
                .getBytes(StandardCharsets.UTF_8));
    Good good = assertInstanceOf(Good.class, told.get(0));
    assertEquals("1062", good.fields().get("CN"));
    assertEquals(false, good.fields().get("crc_verified"));
    Bad withoutCheck = assertInstanceOf(Bad.class, told.get(1));
    assertEquals("check value", withoutCheck.what());
    assertEquals("the end", withoutCheck.got());
    assertInstanceOf(Bad.class, told.get(2));
  }
}
