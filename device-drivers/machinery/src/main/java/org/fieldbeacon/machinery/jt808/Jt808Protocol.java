package org.fieldbeacon.machinery.jt808;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.machinery.j1939.J1939Messages;
import org.fieldbeacon.observation.Unit;

/// JT/T 808 as the platform's end sees it: a terminal is known by its phone number.
final class Jt808Protocol implements ReportProtocol {
  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("latitude", Unit.DEGREE),
          Map.entry("longitude", Unit.DEGREE),
          Map.entry("altitude", Unit.METRE),
          Map.entry("ground-speed", Unit.KILOMETRE_PER_HOUR),
          Map.entry("heading", Unit.DEGREE),
          Map.entry("ignition", Unit.ONE),
          Map.entry("odometer", Unit.KILOMETRE),
          Map.entry("fuel-volume", Unit.LITRE),
          Map.entry("recorder-speed", Unit.KILOMETRE_PER_HOUR),
          Map.entry("carriage-temperature", Unit.CELSIUS),
          Map.entry("signal-strength", Unit.ONE),
          Map.entry("gnss-satellites", Unit.ONE),
          Map.entry("sleep", Unit.ONE),
          Map.entry("deep-sleep", Unit.ONE),
          Map.entry("analog-0", Unit.ONE),
          Map.entry("analog-1", Unit.ONE));

  @Override
  public String name() {
    return "jt808";
  }

  @Override
  public String addressKey() {
    return "phone";
  }

  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("[1-9a-f][0-9a-f]{0,19}")
        ? Optional.empty()
        : Optional.of("the terminal's phone number in quotes, without leading zeros");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return Bits.SIGNALS.contains(reading)
        ? Optional.of(Unit.ONE)
        : Optional.ofNullable(UNITS.get(reading)).or(() -> J1939Messages.unit(reading));
  }

  @Override
  public Session session(InstantSource clock) {
    return new Jt808Session(clock);
  }

  /// A header's phone as site files have it.
  static String address(Jt808Header header) {
    return header.phone().replaceFirst("^0+", "");
  }
}
