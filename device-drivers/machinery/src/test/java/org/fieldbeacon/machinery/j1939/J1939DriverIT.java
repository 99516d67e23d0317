package org.fieldbeacon.machinery.j1939;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;

class J1939DriverIT extends ReportingDriverContract {
  @Override
  protected DriverFactory factory() {
    return new J1939DriverFactory();
  }

  @Override
  protected byte[] report() {
    return "can0 0CF00400#207D87481400F087\n".getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of("source", 0);
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("source", 1);
  }

  @Override
  protected String reading() {
    return "engine-speed";
  }

  @Override
  protected double value() {
    return 649;
  }

  @Override
  protected Unit unit() {
    return Unit.REVOLUTION_PER_MINUTE;
  }

  @Override
  protected Optional<byte[]> answer() {
    return Optional.empty();
  }
}
