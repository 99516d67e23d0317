package org.fieldbeacon.machinery.jt808;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.OneByteAMinute;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class Jt808DriverIT extends ReportingDriverContract {
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");

  @Override
  protected DriverFactory factory() {
    return new Jt808DriverFactory();
  }

  @Override
  protected byte[] report() {
    return HexFormat.of()
        .parseHex(
            "7E0200002C013800138000000100000000000C0003021230F306C5C9180067003E010F2607140830000104"
                + "00001A2B0202012C300118310112037E");
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of("phone", "13800138000");
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("phone", "13800138001");
  }

  @Override
  protected String reading() {
    return "fuel-volume";
  }

  @Override
  protected double value() {
    return 30;
  }

  @Override
  protected Unit unit() {
    return Unit.LITRE;
  }

  /// General answer: serial 1, message 0200, result 0.
  @Override
  protected Optional<byte[]> answer() {
    return Optional.of(wrap("80010005" + "013800138000" + "0000" + "0001" + "0200" + "00"));
  }

  @Test
  void aStationThatSendsAByteAMinuteHoldsNothingUpAndIsHungUpOn() throws Exception {
    OneByteAMinute.isCutOff(new Jt808Protocol(), report());
  }

  @Test
  void aKnownTerminalIsRegisteredAndAStrangerIsNot() {
    String register = "01000025" + "013800138000" + "0009" + "00".repeat(37);
    assertEquals(
        List.of("8100000E" + "013800138000" + "0000" + "0009" + "00" + "3133383030313338303030"),
        answers(register, true));
    assertEquals(
        List.of("81000003" + "013800138000" + "0000" + "0009" + "04"), answers(register, false));
  }

  @Test
  void aTerminalOf2019IsAnsweredInItsOwnEdition() {
    String heartbeat = "00024000" + "01" + "00000000013800138000" + "0005";
    assertEquals(
        List.of("80014005" + "01" + "00000000013800138000" + "0000" + "0005" + "0002" + "00"),
        answers(heartbeat, true));
  }

  @Test
  void whatIsNotSupportedIsSaidToBeSo() {
    String media = "08010001" + "013800138000" + "0005" + "00";
    assertEquals(
        List.of("80010005" + "013800138000" + "0000" + "0005" + "0801" + "03"),
        answers(media, true));
  }

  @Test
  void theTimeIsToldInGmt8() {
    String ask = "00044000" + "01" + "00000000013800138000" + "0005";
    assertEquals(
        List.of("80044006" + "01" + "00000000013800138000" + "0000" + "260714170000"),
        answers(ask, true));
  }

  @Test
  void ananswerOfTheTerminalIsNotAnswered() {
    assertEquals(List.of(), answers("00010005" + "013800138000" + "0005" + "0001810300", true));
  }

  private static List<String> answers(String message, boolean isKnown) {
    List<String> answers = new ArrayList<>();
    byte[] frame = wrap(message);
    new Jt808Session(() -> NOW)
        .next(
            frame,
            0,
            frame.length,
            true,
            new ReportProtocol.Heard() {
              @Override
              public boolean report(String address, List<Reading> readings) {
                assertEquals("13800138000", address);
                return isKnown;
              }

              @Override
              public boolean isKnown(String address) {
                return isKnown;
              }

              @Override
              public void answer(byte[] bytes) {
                var whole = (Jt808Framing.Found.Whole) Jt808Framing.find(bytes, 0, bytes.length);
                answers.add(HexFormat.of().withUpperCase().formatHex(whole.message()));
              }

              @Override
              public void bad(Bad bad) {
                throw new AssertionError(bad.toString());
              }
            });
    return answers;
  }

  private static byte[] wrap(String message) {
    return Jt808Framing.wrap(HexFormat.of().parseHex(message));
  }
}
