package org.fieldbeacon.machinery.nmea;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;

class NmeaDecoderTest extends FrameDecoderContract {
  // The examples of NMEA 0183 texts and receivers' manuals; their sums are as published.
  private static final String GGA =
      "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47";
  private static final String RMC =
      "$GPRMC,123519,A,4807.038,N,01131.000,E,022.4,084.4,230394,003.1,W*6A";
  private static final String VTG = "$GPVTG,054.7,T,034.4,M,005.5,N,010.2,K*48";
  private static final String GSA = "$GPGSA,A,3,04,05,,09,12,,,24,,,,,2.5,1.3,2.1*39";
  private static final String GSV =
      "$GPGSV,2,1,08,01,40,083,46,02,17,308,41,12,07,344,39,14,22,228,45*75";
  private static final String GLL = "$GPGLL,4916.45,N,12311.12,W,225444,A,*1D";
  private static final String ZDA = "$GPZDA,201530.00,04,07,2002,00,00*60";
  private static final String GST = "$GPGST,172814.0,0.006,0.023,0.020,273.6,0.023,0.020,0.031*6A";
  private static final String HDT = "$GPHDT,123.456,T*00";

  @Override
  protected FrameDecoder decoder() {
    return new NmeaDecoder();
  }

  @Override
  protected List<byte[]> frames() {
    return Stream.of(GGA, RMC, VTG, GSA, GSV, GLL, ZDA, GST, HDT)
        .map(s -> s.replaceAll("\\*00$", sum(s)))
        .map(s -> s.getBytes(StandardCharsets.US_ASCII))
        .toList();
  }

  @Override
  protected byte[] file(byte[] frame) {
    byte[] line = Arrays.copyOf(frame, frame.length + 1);
    line[frame.length] = '\n';
    return line;
  }

  /// The sum may be written in either case.
  @Override
  protected boolean isHarmless(byte[] frame, byte[] flipped) {
    return new String(frame, StandardCharsets.ISO_8859_1)
            .equalsIgnoreCase(new String(flipped, StandardCharsets.ISO_8859_1))
        && Arrays.equals(frame, 0, frame.length - 2, flipped, 0, frame.length - 2);
  }

  /// Numbers are read without the library, and must come out as it has them.
  @Test
  void numbersAreThoseOfTheLibrary() {
    var random = new java.util.Random(183);
    for (int round = 0; round < 20_000; round++) {
      String digits = String.valueOf(Math.abs(random.nextLong() % (1L << random.nextInt(1, 49))));
      int point = random.nextInt(digits.length() + 1);
      String text =
          (random.nextBoolean() ? "-" : "")
              + digits.substring(0, point)
              + "."
              + digits.substring(point);
      assertEquals(Double.parseDouble(text), Sentence.number(text).orElseThrow(), text);
    }
    for (String text :
        List.of("", "+", ".", "-.", "1e3", "1.2.3", " 1", "NaN", "0x1", "1234567890123456")) {
      assertTrue(Sentence.number(text).isEmpty(), text);
    }
    assertEquals(12, Sentence.number("+12.").orElseThrow());
    assertEquals(-0.5, Sentence.number("-.5").orElseThrow());
  }

  @Test
  void aFixHasPlaceHeightAndQuality() {
    Good good = good(GGA);
    assertEquals(48.1173, number(good, "latitude"), 1e-9);
    assertEquals(11 + 31.0 / 60, number(good, "longitude"), 1e-9);
    assertEquals(545.4, number(good, "altitude_m"));
    assertEquals(1, good.fields().get("fix_quality"));
    assertEquals("GNSS", good.fields().get("fix_quality_name"));
    assertEquals(8, number(good, "satellites"));
    assertEquals(Quality.NOT_EVALUATED, reading(good, "latitude").quality());
  }

  @Test
  void southAndWestAreNegative() {
    Good good = good(GLL);
    assertEquals(49 + 16.45 / 60, number(good, "latitude"), 1e-9);
    assertEquals(-(123 + 11.12 / 60), number(good, "longitude"), 1e-9);
  }

  @Test
  void knotsAreReadAsKilometresPerHourAtTheTimeOfTheSentence() {
    Reading speed = reading(good(RMC), "ground-speed");
    assertEquals(22.4 * 1.852, speed.value(), 1e-9);
    assertEquals(Optional.of(Instant.parse("1994-03-23T12:35:19Z")), speed.time());
    assertEquals(-3.1, number(good(RMC), "magnetic_variation_deg"));
  }

  @Test
  void aTimeOfDayHasTheDateOfTheSentenceBeforeIt() {
    assertEquals(Optional.empty(), reading(good(GGA), "latitude").time());
    List<DecodedFrame> told = tell(RMC + "\n" + GGA + "\n");
    assertEquals(
        Optional.of(Instant.parse("1994-03-23T12:35:19Z")),
        assertInstanceOf(Good.class, told.getLast()).readings().getFirst().time());
  }

  @Test
  void midnightBetweenTwoSentencesIsSeen() {
    String before = summed("GNZDA,235959.90,31,12,2026,00,00");
    String after =
        summed("GNGGA,000000.10,3444.797,N,11337.522,E,4,12,0.6,103.0,M,-20.0,M,1.0,0001");
    assertEquals(
        Optional.of(Instant.parse("2027-01-01T00:00:00.100Z")),
        assertInstanceOf(Good.class, tell(before + "\n" + after + "\n").getLast())
            .readings()
            .getFirst()
            .time());
  }

  @Test
  void aReceiverWithoutAFixGivesValuesThatFail() {
    assertEquals(
        Quality.FAIL,
        reading(good(summed("GPRMC,123519,V,4807.038,N,01131.000,E,,,230394,,,N")), "latitude")
            .quality());
    String estimated = summed("GPGGA,123519,4807.038,N,01131.000,E,6,08,0.9,545.4,M,46.9,M,,");
    assertEquals(Quality.SUSPECT, reading(good(estimated), "latitude").quality());
  }

  @Test
  void emptyFieldsSayNothing() {
    assertEquals(List.of(), good(summed("GPGLL,,,,,,")).readings());
  }

  @Test
  void theFixQualityIsAReadingThatHoldsWithoutAFix() {
    assertEquals(1, reading(good(GGA), "gnss-fix-quality").value());
    Good none = good(summed("GPGGA,100000,4807.038,N,01131.000,E,0,03,,,M,,M,,"));
    assertEquals(0, reading(none, "gnss-fix-quality").value());
    assertEquals(Quality.NOT_EVALUATED, reading(none, "gnss-fix-quality").quality());
    assertEquals(Quality.NOT_EVALUATED, reading(none, "gnss-satellites").quality());
    assertEquals(Quality.FAIL, reading(none, "latitude").quality());
    assertEquals(
        "GNSS fix quality: got 0 (none), wanted 1 to 5", reading(none, "latitude").detail());
    Good estimated = good(summed("GPGGA,100000,4807.038,N,01131.000,E,6,08,0.9,5,M,46,M,,"));
    assertEquals(6, reading(estimated, "gnss-fix-quality").value());
    assertEquals(Quality.SUSPECT, reading(estimated, "longitude").quality());
    assertEquals(Quality.SUSPECT, reading(estimated, "altitude").quality());
  }

  @Test
  void anEmptyPlaceOfAReceiverWithoutAFixIsMissing() {
    Good good = good(summed("GPGGA,,,,,,0,,,,M,,M,,"));
    assertEquals(
        List.of("gnss-fix-quality", "latitude", "longitude"),
        good.readings().stream().map(Reading::point).toList());
    assertEquals(Quality.MISSING, reading(good, "latitude").quality());
    assertTrue(Double.isNaN(reading(good, "longitude").value()));
  }

  @Test
  void aFullHourIsWrittenWithItsSeconds() {
    assertEquals(
        "10:00:00", good(summed("GPGLL,4916.45,N,12311.12,W,100000,A")).fields().get("time_utc"));
    assertEquals(
        "10:00:00.250",
        good(summed("GPGLL,4916.45,N,12311.12,W,100000.25,A")).fields().get("time_utc"));
  }

  @Test
  void weatherIsRead() {
    Good mda =
        good(
            summed(
                "WIMDA,29.92,I,1.0132,B,23.4,C,17.5,C,52.1,,12.9,C,214.8,T,219.1,M,4.9,N,2.5,M"));
    assertEquals(1013.2, reading(mda, "air-pressure").value());
    assertEquals(23.4, reading(mda, "air-temperature").value());
    assertEquals(17.5, reading(mda, "water-temperature").value());
    assertEquals(52.1, reading(mda, "relative-humidity").value());
    assertEquals(12.9, reading(mda, "dew-point").value());
    assertEquals(214.8, reading(mda, "wind-direction").value());
    assertEquals(2.5, reading(mda, "wind-speed").value());
    Good inches = good(summed("WIMDA,29.92,I,,,,,,,,,,,,,,,4.9,N,,"));
    assertEquals(1013.208, reading(inches, "air-pressure").value());
    assertEquals(4.9 * 1852 / 3600, reading(inches, "wind-speed").value(), 1e-9);
    Good xdr = good(summed("WIXDR,C,23.4,C,0,C,30.1,C,1,H,52.1,P,0,P,1009.5,H,0"));
    assertEquals(23.4, reading(xdr, "air-temperature").value());
    assertEquals(52.1, reading(xdr, "relative-humidity").value());
    assertEquals(1009.5, reading(xdr, "air-pressure").value());
    assertEquals(3, xdr.readings().size());
    assertEquals(1013.25, reading(good(summed("WIXDR,P,1.01325,B,BARO")), "air-pressure").value());
    assertEquals(List.of(), good(summed("IIXDR,C,19.5,C,ENGINE")).readings());
  }

  @Test
  void placesThatCannotBeAreNotRead() {
    assertEquals(List.of(), good(summed("GPGLL,9999.99,N,18100.00,E,225444,A,")).readings());
  }

  @Test
  void otherSentencesAreRead() {
    assertEquals(10.2, reading(good(VTG), "ground-speed").value());
    assertEquals(
        10.2, reading(good(summed("GPVTG,054.7,034.4,005.5,010.2")), "ground-speed").value());
    assertEquals(1.3, reading(good(GSA), "hdop").value());
    assertEquals("3D", good(GSA).fields().get("fix_type_name"));
    assertEquals(0.031, reading(good(GST), "altitude-error").value());
    assertEquals(4, assertInstanceOf(List.class, good(GSV).fields().get("satellites")).size());
    assertEquals(3.6, reading(good(summed("SDDBT,11.8,f,3.6,M,1.9,F")), "depth").value());
    assertEquals(2.5, reading(good(summed("WIMWV,214.8,T,9.0,K,A")), "wind-speed").value(), 1e-9);
    assertEquals(17.5, reading(good(summed("YXMTW,17.5,C")), "water-temperature").value());
  }

  @Test
  void aWrongSumIsToldWithItsPlace() {
    assertEquals(
        new Bad("check value", GGA.length() - 2, "48", "47"),
        tell(GGA.replace("*47", "*48") + "\n").getFirst());
  }

  @Test
  void aStampOrATagBlockAheadIsPassedOver() {
    assertEquals(good(GGA), good("2026-07-14 08:00:00 " + GGA));
  }

  private Good good(String line) {
    return assertInstanceOf(Good.class, tell(line + "\n").getFirst());
  }

  private static Reading reading(Good good, String point) {
    return good.readings().stream().filter(r -> r.point().equals(point)).findFirst().orElseThrow();
  }

  private static double number(Good good, String field) {
    return assertInstanceOf(Number.class, good.fields().get(field)).doubleValue();
  }

  private List<DecodedFrame> tell(String lines) {
    return told(lines.getBytes(StandardCharsets.US_ASCII));
  }

  private static String summed(String body) {
    return "$" + body + sum("$" + body + "*00");
  }

  private static String sum(String sentence) {
    int xor = 0;
    for (char c : sentence.substring(1, sentence.indexOf('*')).toCharArray()) {
      xor ^= c;
    }
    return "*%02X".formatted(xor);
  }
}
