package org.fieldbeacon.machinery.nmea;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;

class NmeaDriverIT extends ReportingDriverContract {
  @Override
  protected DriverFactory factory() {
    return new NmeaDriverFactory();
  }

  @Override
  protected byte[] report() {
    return "$GPGGA,123519,4807.038,N,01131.000,E,1,08,0.9,545.4,M,46.9,M,,*47\r\n"
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of();
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("talker", "GN");
  }

  @Override
  protected String reading() {
    return "altitude";
  }

  @Override
  protected double value() {
    return 545.4;
  }

  @Override
  protected Unit unit() {
    return Unit.METRE;
  }

  @Override
  protected Optional<byte[]> answer() {
    return Optional.empty();
  }
}
