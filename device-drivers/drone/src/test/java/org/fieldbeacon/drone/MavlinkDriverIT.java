package org.fieldbeacon.drone;

import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;

class MavlinkDriverIT extends ReportingDriverContract {
  @Override
  protected DriverFactory factory() {
    return new MavlinkDriverFactory();
  }

  @Override
  protected byte[] report() {
    return HexFormat.of()
        .parseHex("FE1CC801012140E201007EE9B514F0DAB9437056020050C3000000027AFF02000E6AB61F");
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of("system", 1);
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("system", 2);
  }

  @Override
  protected String reading() {
    return "altitude";
  }

  @Override
  protected double value() {
    return 153.2;
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
