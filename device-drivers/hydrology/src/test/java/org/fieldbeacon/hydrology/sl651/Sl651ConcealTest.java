package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What a technician sees of a line must not give a station's password away (SL 651-2014 §6.2.2).
class Sl651ConcealTest {
  private static String concealed(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    new Sl651Decoder().conceal(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void twoBytesBehindTheStationAreBlankWhereverThePieceIsCut() {
    assertEquals("7e7e0100123456780000302b02", concealed("7e7e010012345678a1b2302b02"));
    assertEquals("7e7e01001234567800", concealed("7e7e010012345678a1"));
    assertEquals("7e7e0100123456", concealed("7e7e0100123456"));
    assertEquals("", concealed(""));
  }

  @Test
  void fourCharactersOfAnAsciiFrameAreStars() {
    byte[] bytes = "?010012345678A1B23000FF".getBytes(StandardCharsets.US_ASCII);
    bytes[0] = 1;
    new Sl651Decoder().conceal(bytes);
    assertEquals("010012345678****3000FF", new String(bytes, 1, 22, StandardCharsets.US_ASCII));
  }
}
