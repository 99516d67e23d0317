package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.driver.DecodedFrame;
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
        "PW=ab;PW=cd;x|PW=**;PW=**;x",
        "3456;MN=1|****;MN=1",
        "W=123456;MN=1|********;MN=1",
        "=123456;MN=1|*******;MN=1",
        "MN=1;Flag=5|MN=1;Flag=5",
        "CP=&&NewPW=654321&&1C80|CP=&&NewPW=******&&1C80"
      })
  void aPasswordIsStarsWhereverThePieceIsCut(String captured, String shown) {
    assertEquals(shown, concealed(captured));
  }

  @Test
  void whatIsNoPacketIsQuotedWithoutItsPassword() throws IOException {
    byte[] cut = "ST=32;CN=2011;PW=123456;MN=1;CP".getBytes(StandardCharsets.US_ASCII);
    List<DecodedFrame> told = new ArrayList<>();
    new Hj212Decoder().decode(new ByteArrayInputStream(cut), told::add);
    assertEquals(1, told.size());
    assertFalse(told.toString().contains("123456"), told.toString());
  }

  @Test
  void theEndOfThePacketEndsThePassword() {
    assertEquals("PW=**\r\n##", concealed("PW=ab\r\n##"));
  }
}
