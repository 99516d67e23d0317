package org.fieldbeacon.firepanel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.OneByteAMinute;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class Gb26875DriverIT extends ReportingDriverContract {
  private static final long PANEL = 0x410105000001L;
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");

  @Override
  protected DriverFactory factory() {
    return new Gb26875DriverFactory();
  }

  /// A fire seen by a component.
  @Override
  protected byte[] report() {
    return frame(component("01", "0300")).bytes();
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of("source", "410105000001");
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("source", "410105000002");
  }

  @Override
  protected String reading() {
    return "fire-alarm";
  }

  @Override
  protected double value() {
    return 1;
  }

  @Override
  protected Unit unit() {
    return Unit.ONE;
  }

  @Override
  protected Optional<byte[]> answer() {
    return Optional.of(
        frame(component("01", "0300")).answer(Gb26875Frame.ACK, new byte[0], NOW).bytes());
  }

  @Test
  void aStationThatSendsAByteAMinuteHoldsNothingUpAndIsHungUpOn() throws Exception {
    OneByteAMinute.isCutOff(new Gb26875Protocol(), report());
  }

  /// A second detector that is well does not end the fire that the first one sees.
  @Test
  void theFireOfOneDetectorStaysUntilThatDetectorItsSystemOrAResetEndsIt() {
    var panels = new Panels();
    assertEquals("fire-alarm=1 fault=0", states(panels, component("01", "0300")));
    assertEquals("fire-alarm=1 fault=1", states(panels, component("02", "0500")));
    assertEquals("fire-alarm=1 fault=0", states(panels, component("02", "0100")));
    assertEquals("fire-alarm=0 fault=0", states(panels, component("01", "0100")));
    assertEquals("fire-alarm=1 fault=0", states(panels, component("03", "0300")));
    assertEquals("fire-alarm=0 fault=0", states(panels, "0101" + "0101" + "0100" + TIME));
    assertEquals("fire-alarm=1 fault=0", states(panels, component("03", "0300")));
    assertEquals("fire-alarm=0 fault=0", states(panels, "1801" + "0101" + TIME));
  }

  @Test
  void panelsDoNotMix() {
    var panels = new Panels();
    assertEquals("fire-alarm=1 fault=0", states(panels, component("01", "0300")));
    var other = Gb26875Decoder.good(frame(component("02", "0100")));
    assertEquals(0, value(panels.readings("another", other), "fire-alarm"));
  }

  /// What a rule sees of an alarm and of its reset. A part that is shielded stays so.
  @Test
  void anAlarmAndThenItsResetAreBothTold() {
    for (String reset : List.of("0401" + "0101" + "0109" + TIME, "1801" + "0109" + TIME)) {
      var panels = new Panels();
      assertEquals(1, value(panels, component("01", "6300"), "fire-alarm"));
      assertEquals(1, value(panels, component("02", "0900"), "shielded"));
      List<Reading> told = panels.readings("panel", Gb26875Decoder.good(frame(reset)));
      assertEquals(1, value(told, "reset"));
      for (String ended : List.of("fire-alarm", "started", "feedback")) {
        assertEquals(0, value(told, ended), ended);
      }
      assertEquals(1, value(panels, component("01", "0100"), "shielded"));
      assertEquals(0, value(panels, component("02", "0100"), "shielded"));
      assertEquals(0, value(panels, system("0100"), "reset"));
    }
  }

  @Test
  void aResetOfOneSystemLeavesTheFireOfAnother() {
    var panels = new Panels();
    assertEquals(1, value(panels, component("01", "0300"), "fire-alarm"));
    assertEquals(1, value(panels, "0401" + "0102" + "0109" + TIME, "fire-alarm"));
    assertEquals(0, value(panels, "0401" + "0101" + "0109" + TIME, "fire-alarm"));
  }

  @Test
  void aSystemSaysOfItselfWhatItIsInAndWhetherItWasReset() {
    var panels = new Panels();
    // Normal, bus fault, manual.
    List<Reading> told = panels.readings("panel", Gb26875Decoder.good(frame(system("010C"))));
    assertEquals(1, value(told, "normal-operation"));
    assertEquals(1, value(told, "bus-fault"));
    assertEquals(1, value(told, "manual-mode"));
    assertEquals(0, value(told, "reset"));
    assertEquals(1, value(panels, system("0120"), "reset"));
    assertEquals(0, value(panels, system("0000"), "normal-operation"));
    assertEquals(0, value(panels, component("01", "0100"), "normal-operation"));
    assertEquals(1, value(panels, system("0100"), "normal-operation"));
    assertEquals(1, value(panels, "1501" + "61" + TIME, "centre-link-fault"));
    assertEquals(0, value(panels, "1501" + "01" + TIME, "monitor-line-fault"));
  }

  /// A panel under test must not push a fire out.
  @Test
  void aFireOutlastsEndlessTests() {
    var panels = new Panels();
    assertEquals(1, value(panels, component("01", "0300"), "fire-alarm"));
    for (int i = 0; i < 4_500; i++) {
      String unit =
          "0201" + "01012B" + HexFormat.of().toHexDigits(i) + "0000" + "00".repeat(31) + TIME;
      assertEquals(1, value(panels, unit, "fire-alarm"));
    }
  }

  @Test
  void endlessTroublesTakeABoundedRoom() {
    var panels = new Panels();
    for (int i = 0; i < 4_500; i++) {
      String address = HexFormat.of().toHexDigits(i);
      String unit = "0201" + "01012A" + address + "0300" + "00".repeat(31) + TIME;
      assertEquals("fire-alarm=1 fault=0", states(panels, unit));
    }
  }

  private static final String TIME = "000011" + "0E071A";

  private static String component(String address, String state) {
    return "0201" + "01012A" + address + "000000" + state + "00".repeat(31) + TIME;
  }

  private static String system(String state) {
    return "0101" + "0101" + state + TIME;
  }

  private static double value(Panels panels, String unitHex, String point) {
    return value(panels.readings("panel", Gb26875Decoder.good(frame(unitHex))), point);
  }

  private static double value(List<Reading> readings, String point) {
    return readings.stream()
        .filter(r -> r.point().equals(point))
        .mapToDouble(Reading::value)
        .max()
        .orElseThrow();
  }

  private static Gb26875Frame frame(String unitHex) {
    byte[] unit = HexFormat.of().parseHex(unitHex);
    return new Gb26875Frame(7, 1, 1, Gb26875Time.bytes(NOW), PANEL, 1, Gb26875Frame.SEND, unit);
  }

  private static String states(Panels panels, String unitHex) {
    return panels.readings("panel", Gb26875Decoder.good(frame(unitHex))).stream()
        .filter(r -> List.of("fire-alarm", "fault").contains(r.point()))
        .map(r -> r.point() + "=" + (int) r.value())
        .collect(Collectors.joining(" "));
  }
}
