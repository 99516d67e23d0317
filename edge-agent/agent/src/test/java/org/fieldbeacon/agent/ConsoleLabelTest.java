package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ConsoleLabelTest {
  private static final String FINGERPRINT = "29:C7:73:7B:".repeat(8).substring(0, 95);
  private static final String LOOPBACK = "https://127.0.0.1:8443/";

  @Test
  void theLabelHasAddressWholeFingerprintAndCodeAndFitsIntoItsEdges() {
    List<String> label =
        ConsoleLabel.lines(
            List.of("https://192.168.1.20:8443/", LOOPBACK), FINGERPRINT, "5TBH-4ZC5-MPSR");
    assertEquals(
        List.of("  https://192.168.1.20:8443/"),
        label.stream().filter(l -> l.contains("https")).toList());
    assertTrue(
        String.join("", label.stream().map(String::strip).toList()).contains(FINGERPRINT),
        label::toString);
    assertTrue(label.contains("  5TBH-4ZC5-MPSR"), label::toString);
    assertEquals(label.getFirst(), label.getLast());
    assertTrue(
        label.stream().allMatch(l -> l.length() <= label.getFirst().length()), label::toString);
  }

  @Test
  void aConsoleOnLoopbackAloneIsToldAsThat() {
    List<String> label = ConsoleLabel.lines(List.of(LOOPBACK), FINGERPRINT, "5TBH-4ZC5-MPSR");
    assertTrue(label.contains("  " + LOOPBACK), label::toString);
  }
}
