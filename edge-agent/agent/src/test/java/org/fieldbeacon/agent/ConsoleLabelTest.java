package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleLabelTest {
  private static final String FINGERPRINT = "29:C7:73:7B:".repeat(8).substring(0, 95);
  private static final String CODE = "5TBH-4ZC5-MPSR";
  private static final String LOOPBACK = "https://127.0.0.1:8443/";

  @Test
  void theLabelHasAddressWholeFingerprintAndCodeAndFitsIntoItsEdges() {
    List<String> label =
        ConsoleLabel.lines(
            List.of("https://192.168.1.20:8443/", LOOPBACK), FINGERPRINT, CODE, true);
    assertEquals(
        List.of("  https://192.168.1.20:8443/"),
        label.stream().filter(l -> l.contains("https")).toList());
    assertTrue(
        String.join("", label.stream().map(String::strip).toList()).contains(FINGERPRINT),
        label::toString);
    assertTrue(label.contains("  " + CODE), label::toString);
    assertEquals(label.getFirst(), label.getLast());
    assertTrue(
        label.stream().allMatch(l -> l.length() <= label.getFirst().length()), label::toString);
  }

  @Test
  void aConsoleOnLoopbackAloneIsToldAsThat() {
    List<String> label = ConsoleLabel.lines(List.of(LOOPBACK), FINGERPRINT, CODE, true);
    assertTrue(label.contains("  " + LOOPBACK), label::toString);
  }

  /// Its frame: a finder (ISO/IEC 18004 §6.3.3) in the upper corners, and light around.
  @Test
  void theLabelHasAQrCodeThatFitsAndOneThatDoesNotIsLeftOut() {
    List<String> label =
        ConsoleLabel.lines(List.of("https://192.168.100.100:8443/"), FINGERPRINT, CODE, true);
    List<String> drawn = label.stream().filter(l -> l.indexOf('█') >= 0).toList();
    assertEquals("    █▀▀▀▀▀█", drawn.getFirst().substring(0, 11));
    assertEquals("█▀▀▀▀▀█    ", drawn.getFirst().substring(drawn.getFirst().length() - 11));
    assertTrue(
        label.stream().allMatch(l -> l.length() <= label.getFirst().length()), label::toString);
    String longName = "https://" + "a".repeat(60) + ":8443/";
    for (List<String> none :
        List.of(
            ConsoleLabel.lines(List.of(longName), FINGERPRINT, CODE, true),
            ConsoleLabel.lines(List.of("https://192.168.1.20:8443/"), FINGERPRINT, CODE, false),
            ConsoleLabel.lines(List.of(LOOPBACK), FINGERPRINT, CODE, true))) {
      assertTrue(none.stream().noneMatch(l -> l.indexOf('█') >= 0), none::toString);
    }
  }
}
