package org.fieldbeacon.machinery.nmea;

import java.util.Set;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverFactory;

/// Makes NMEA 0183 drivers: of a receiver's line, of datagrams, or of a gpsd that has the receiver
/// (link word `framing: gpsd`).
public final class NmeaDriverFactory extends ReportingDriverFactory {
  private static final String FRAMING = "framing";

  /// Who is on the line.
  private enum Framing {
    NMEA,
    GPSD
  }

  public NmeaDriverFactory() {
    super(() -> new NmeaProtocol(false));
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Udp || super.takes(link);
  }

  @Override
  protected Set<String> linkWords() {
    return Set.of(FRAMING);
  }

  @Override
  protected ReportProtocol protocol(LinkConfig link) {
    Framing framing = link.settings().oneOf(FRAMING, Framing.class, Framing.NMEA);
    return new NmeaProtocol(framing == Framing.GPSD);
  }
}
