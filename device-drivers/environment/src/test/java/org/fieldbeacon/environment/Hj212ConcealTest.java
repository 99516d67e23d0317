package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a technician sees of a line must not give a station's password away.
class Hj212ConcealTest {
  private static String concealed(String captured) {
    byte[] bytes = captured.getBytes(StandardCharsets.US_ASCII);
    new Hj212Decoder().conceal(bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "##0101ST=32;PW=100000;MN=010000A8|##0101ST=32;PW=******;MN=010000A8",
        "PW=12|PW=**",
        "PW=|PW=",
        "ST=32;MN=1;P|ST=32;MN=1;P",
        "PW=ab;PW=cd;x|PW=**;PW=**;x"
      })
  void aPasswordIsStarsWhereverThePieceIsCut(String captured, String shown) {
    assertEquals(shown, concealed(captured));
  }

  @Test
  void theEndOfThePacketEndsThePassword() {
    assertEquals("PW=**\r\n##", concealed("PW=ab\r\n##"));
  }
}
