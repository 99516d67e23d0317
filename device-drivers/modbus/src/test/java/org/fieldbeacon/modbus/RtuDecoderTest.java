package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.driver.PublishedFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RtuDecoderTest extends FrameDecoderContract {
  /// What the rows say of the device, which a lone frame does not tell.
  private static final Set<String> BEYOND_THE_FRAME =
      Set.of(
          "profile",
          "moisture_pct",
          "temperature_c",
          "ec_us_cm",
          "ph",
          "n_mg_kg",
          "p_mg_kg",
          "k_mg_kg",
          "level_m",
          "level_mm",
          "word_order",
          "rain_mm",
          "rain_mm_cumulative",
          "rh_pct",
          "scale",
          "text");

  @Override
  protected FrameDecoder decoder() {
    return new RtuDecoder();
  }

  @Override
  protected List<byte[]> frames() {
    return PublishedFrame.of("/modbus.jsonl").stream()
        .filter(f -> !f.isInvalid())
        .map(PublishedFrame::bytes)
        .toList();
  }

  @Test
  void everyPublishedFrameSaysWhatItsSourceSays() {
    int good = 0;
    for (PublishedFrame frame : PublishedFrame.of("/modbus.jsonl")) {
      DecodedFrame told = told(file(frame.bytes())).getFirst();
      if (frame.isInvalid()) {
        assertEquals("check value", assertInstanceOf(Bad.class, told, frame.id()).what());
      } else {
        Map<String, Object> fields = assertInstanceOf(Good.class, told, frame.id()).fields();
        frame.assertSaidBy(fields, BEYOND_THE_FRAME);
        good++;
      }
    }
    assertTrue(good > 20, "good: " + good);
  }

  /// The examples of the Application Protocol, V1.1b3 §6, framed for unit 17.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0100130013     | request  | {start=0013, address=19, quantity=19}",
        "0103CD6B05     | response | {byte_count=3, bits=[1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0]}",
        "0103CD0005     | request or response | {start=03CD, address=973, quantity=5}",
        "0200C40016     | request  | {start=00C4, address=196, quantity=22}",
        "0203ACDB35     | response | {byte_count=3, bits=[0, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0]}",
        "03006B0003     | request  | {start=006B, address=107, quantity=3}",
        "0306022B00000064 | response | {byte_count=6, registers=[555, 0, 100]}",
        "0400080001     | request  | {start=0008, address=8, quantity=1}",
        "0402000A       | response | {byte_count=2, registers=[10]}",
        "0500ACFF00     | request or response | {start=00AC, address=172, values=[1]}",
        "0600010003     | request or response | {start=0001, address=1, values=[3]}",
        "07             | request  | {}",
        "076D           | response | {status=109}",
        "080000A537     | request or response | {sub_function=0, data=A537}",
        "0B             | request  | {}",
        "0BFFFF0108     | response | {data=FFFF0108}",
        "0C080000010801212000 | response | {byte_count=8, data=0000010801212000}",
        "0F0013000A02CD01 | request | {start=0013, address=19, quantity=10, byte_count=2, values=[1, 0, 1, 1, 0, 0, 1, 1, 1, 0]}",
        "0F0013000A     | response | {start=0013, address=19, quantity=10}",
        "10000100020400 0A0102 | request | {start=0001, address=1, quantity=2, byte_count=4, values=[10, 258]}",
        "1000010002     | response | {start=0001, address=1, quantity=2}",
        "16000400F20025 | request or response | {start=0004, address=4, and_mask=00F2, or_mask=0025}",
        "17000300060 00E00030600FF00FF00FF | request | {start=0003, address=3, quantity=6, write_start=000E, write_quantity=3, byte_count=6, values=[255, 255, 255]}",
        "170C00FE0ACD00010003000D00FF | response | {byte_count=12, registers=[254, 2765, 1, 3, 13, 255]}",
        "1804DE         | request  | {start=04DE, address=1246}",
        "180006000201B81284 | response | {byte_count=6, registers=[440, 4740]}",
        "8102           | response | {exception=2, exception_name=illegal data address}",
        "2B0E0100       | request or response | {data=0E0100}",
      })
  void theStandardsExamplesAreRead(String pdu, String direction, String wanted) {
    byte[] bytes = Fixtures.hex(pdu.replace(" ", ""));
    Good good = good(bytes);
    assertEquals(17, good.fields().get("unit"));
    assertEquals(direction, good.fields().get("direction"), pdu);
    var own = new LinkedHashMap<>(good.fields());
    own.keySet().removeAll(Set.of("unit", "crc", "direction", "function", "function_name"));
    assertEquals(wanted, own.toString(), pdu);
  }

  /// The same bytes are a request when they come first, and an answer when they come second.
  @Test
  void whatFollowsItsRequestIsTheResponse() {
    String write = line(Fixtures.hex("0500ACFF00"));
    String ask = line(Fixtures.hex("0100130013"));
    String coils = line(Fixtures.hex("0103CD0005"));
    assertEquals(
        List.of("request or response", "response", "request or response"),
        directions(write + write + write));
    assertEquals(List.of("request or response"), directions(coils));
    assertEquals(List.of("request", "response"), directions(ask + coils));
  }

  @Test
  void whatTheStandardForbidsIsBadThoughItsCheckValueIsRight() {
    assertEquals(new Bad("quantity", 4, "126", "1..125"), bad("030000007E"));
    assertEquals(new Bad("quantity", 4, "0", "1..125"), bad("0400000000"));
    assertEquals(new Bad("quantity", 4, "2", "1 at most from there"), bad("03FFFF0002"));
    assertEquals(new Bad("coil value", 4, "1234", "FF00 or 0000"), bad("0500001234"));
    assertEquals(
        new Bad("byte count", 6, "3", "4 for a quantity of 2"), bad("10000000020311223344"));
    assertEquals(
        new Bad("length of PDU", 1, "4 bytes", "5 as a request, 5 as a response"), bad("06000100"));
  }

  @Test
  void aCutFrameSaysHowLongItShouldBe() {
    Bad bad =
        assertInstanceOf(
            Bad.class, told("01030601EF0144\n".getBytes(StandardCharsets.US_ASCII)).getFirst());
    assertEquals("check value", bad.what());
    assertEquals(5, bad.offset());
    assertTrue(
        bad.wanted().endsWith("a PDU of 5 as a request, 8 as a response was wanted"), bad.wanted());
  }

  @Test
  void textIsNoFrame() {
    Bad bad =
        assertInstanceOf(Bad.class, told("hello\n".getBytes(StandardCharsets.US_ASCII)).getFirst());
    assertEquals(new Bad("line", 0, "\"hello\"", "pairs of hex digits"), bad);
  }

  private Good good(byte[] pdu) {
    return assertInstanceOf(
        Good.class, told(line(pdu).getBytes(StandardCharsets.US_ASCII)).getFirst());
  }

  private Bad bad(String pdu) {
    return assertInstanceOf(
        Bad.class, told(line(Fixtures.hex(pdu)).getBytes(StandardCharsets.US_ASCII)).getFirst());
  }

  private List<Object> directions(String file) {
    return told(file.getBytes(StandardCharsets.US_ASCII)).stream()
        .map(f -> assertInstanceOf(Good.class, f).fields().getOrDefault("direction", ""))
        .toList();
  }

  private String line(byte[] pdu) {
    return new String(file(new Framing.Rtu().wrap(17, 0, pdu)), StandardCharsets.US_ASCII);
  }
}
