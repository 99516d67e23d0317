package org.fieldbeacon.machinery.nmea;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.machinery.TextLines;
import org.fieldbeacon.machinery.nmea.Sentence.Parsed;
import org.fieldbeacon.observation.Unit;

/// NMEA 0183 as a listener sees it: devices on one line are told apart by their talker, if at all.
final class NmeaProtocol implements ReportProtocol {
  private static final Map<String, Unit> UNITS =
      Map.ofEntries(
          Map.entry("latitude", Unit.DEGREE),
          Map.entry("longitude", Unit.DEGREE),
          Map.entry("altitude", Unit.METRE),
          Map.entry("ground-speed", Unit.KILOMETRE_PER_HOUR),
          Map.entry("course-over-ground", Unit.DEGREE),
          Map.entry("heading", Unit.DEGREE),
          Map.entry("heading-magnetic", Unit.DEGREE),
          Map.entry("gnss-satellites", Unit.ONE),
          Map.entry("gnss-fix-quality", Unit.ONE),
          Map.entry("hdop", Unit.ONE),
          Map.entry("pdop", Unit.ONE),
          Map.entry("vdop", Unit.ONE),
          Map.entry("differential-age", Unit.SECOND),
          Map.entry("latitude-error", Unit.METRE),
          Map.entry("longitude-error", Unit.METRE),
          Map.entry("altitude-error", Unit.METRE),
          Map.entry("depth", Unit.METRE),
          Map.entry("water-temperature", Unit.CELSIUS),
          Map.entry("speed-through-water", Unit.KILOMETRE_PER_HOUR),
          Map.entry("wind-direction", Unit.DEGREE),
          Map.entry("wind-angle-relative", Unit.DEGREE),
          Map.entry("wind-speed", Unit.METRE_PER_SECOND),
          Map.entry("air-temperature", Unit.CELSIUS),
          Map.entry("air-pressure", Unit.HECTOPASCAL),
          Map.entry("relative-humidity", Unit.PERCENT),
          Map.entry("dew-point", Unit.CELSIUS));

  /// Asks gpsd for the receiver's sentences (gpsd_json(5), ?WATCH).
  private static final byte[] WATCH =
      "?WATCH={\"enable\":true,\"nmea\":true};\r\n".getBytes(StandardCharsets.US_ASCII);

  private final boolean isGpsd;

  /// @param isGpsd whether a gpsd is on the line, which must be asked and says more than sentences
  NmeaProtocol(boolean isGpsd) {
    this.isGpsd = isGpsd;
  }

  @Override
  public String name() {
    return "nmea0183";
  }

  @Override
  public String addressKey() {
    return "talker";
  }

  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("[A-Z]{1,2}")
        ? Optional.empty()
        : Optional.of("a talker, as GP or GN; none for all on the line");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return Optional.ofNullable(UNITS.get(reading));
  }

  @Override
  public Session session(InstantSource clock) {
    Session lines = sentences();
    return isGpsd ? new Watch(lines) : lines;
  }

  private Session sentences() {
    var utc = new NmeaClock();
    return TextLines.session(
        (line, heard) -> {
          // What gpsd says of itself.
          if (isGpsd && line.startsWith("{")) {
            return;
          }
          switch (Sentence.parse(line)) {
            case Parsed.Wrong(var bad) -> heard.bad(bad);
            case Parsed.Whole(var sentence) -> {
              if (heard.isKnown(sentence.talker())) {
                heard.report(sentence.talker(), Sentences.readings(sentence, utc));
              }
            }
          }
        });
  }

  private record Watch(Session lines) implements Session {
    @Override
    public void opened(Heard heard) {
      heard.answer(WATCH);
    }

    @Override
    public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
      return lines.next(bytes, from, to, isLast, heard);
    }
  }
}
