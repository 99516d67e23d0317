package org.fieldbeacon.machinery.jt808;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What a technician sees of a line must not give a terminal's authentication code away.
class Jt808ConcealTest {
  /// A published authentication of 2013: code 987654321.
  private static final String AUTHENTICATION = "7E010200091234567820130001393837363534333231017E";

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static String concealed(String hex) {
    byte[] bytes = HEX.parseHex(hex);
    new Jt808Decoder().conceal(bytes);
    return HEX.formatHex(bytes);
  }

  @Test
  void theCodeOfAnAuthenticationIsBlankWhereverThePieceIsCut() {
    String shown = "7E010200091234567820130001" + "00".repeat(10) + "7E";
    for (int cut = 2; cut <= AUTHENTICATION.length(); cut += 2) {
      assertEquals(shown.substring(0, cut), concealed(AUTHENTICATION.substring(0, cut)));
    }
  }

  @Test
  void theCodeInTheAnswerToARegistrationIsBlankEscapesToo() {
    byte[] message = HEX.parseHex("81000009" + "013800138000" + "0001" + "000700" + "41427D7E4344");
    String frame = HEX.formatHex(Jt808Framing.wrap(message));
    assertEquals(
        "7E81000009" + "013800138000" + "0001" + "000700" + "00".repeat(9) + "7E",
        concealed(frame));
  }

  @Test
  void theEditionOf2019HasItsCodeElsewhere() {
    byte[] code = "S3CR3T".getBytes(StandardCharsets.US_ASCII);
    byte[] message =
        HEX.parseHex(
            "01024007" + "01" + "00000000013800138000" + "0001" + "06" + HEX.formatHex(code));
    String shown = concealed(HEX.formatHex(Jt808Framing.wrap(message)));
    assertEquals("7E0102400701" + "00000000013800138000" + "0001" + "00".repeat(8) + "7E", shown);
  }

  @Test
  void otherMessagesStayAndTheRestOfALostOneGoes() {
    String heartbeat = "7E" + "00020000" + "013800138000" + "0005" + "A7" + "7E";
    assertEquals(heartbeat, concealed(heartbeat));
    assertEquals("0000" + heartbeat, concealed("4344" + heartbeat));
    assertEquals("DEADBEEF", concealed("DEADBEEF"));
  }
}
