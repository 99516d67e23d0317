package org.fieldbeacon.hydrology.szy206;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/// What a technician sees of a line must not give a terminal's password away.
class Szy206ConcealTest {
  private static final String LABEL = "00300814072600";
  private static final String SHORT_LABEL = "0030081400";
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private static String frame(String control, String function, String data) {
    String user = control + "4101050100" + function + data;
    return "68%02X68%s".formatted(user.length() / 2, user) + "AB16";
  }

  private static String concealed(String hex) {
    byte[] bytes = HEX.parseHex(hex);
    new Szy206Decoder().conceal(bytes);
    return HEX.formatHex(bytes);
  }

  @Test
  void thePasswordAheadOfALabelIsBlank() {
    assertEquals(
        frame("30", "11", "0123" + "0000" + LABEL),
        concealed(frame("30", "11", "0123" + "A1B2" + LABEL)));
    assertEquals(
        frame("30", "4F", "0123" + "0000" + SHORT_LABEL),
        concealed(frame("30", "4F", "0123" + "A1B2" + SHORT_LABEL)));
    assertEquals(
        frame("30", "92", "01" + "0000" + LABEL), concealed(frame("30", "92", "01A1B2" + LABEL)));
  }

  @Test
  void aNewPasswordIsBlankToo() {
    assertEquals(
        frame("30", "96", "00".repeat(11)), concealed(frame("30", "96", "C3D4A1B2" + LABEL)));
  }

  @Test
  void ofAFrameThatIsCutNothingBehindTheFunctionIsShown() {
    String whole = frame("30", "11", "A1B2" + LABEL);
    for (int cut = 22; cut < whole.length() - 6; cut += 2) {
      assertEquals(
          whole.substring(0, 20) + "00".repeat((cut - 20) / 2), concealed(whole.substring(0, cut)));
    }
  }

  @Test
  void reportsAndTheirConfirmationsStay() {
    for (String open :
        new String[] {
          frame("B2", "C0", "6745230100000000" + LABEL),
          frame("30", "C0", "00" + LABEL),
          frame("B0", "11", "A1B2" + LABEL),
          "68",
          ""
        }) {
      assertEquals(open, concealed(open));
    }
  }
}
