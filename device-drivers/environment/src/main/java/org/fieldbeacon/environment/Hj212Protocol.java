package org.fieldbeacon.environment;

import java.time.InstantSource;
import java.util.Optional;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.observation.Unit;

/// HJ 212 as the centre's end sees it: a station is known by its MN.
final class Hj212Protocol implements ReportProtocol {
  @Override
  public String name() {
    return "hj212";
  }

  @Override
  public String addressKey() {
    return "mn";
  }

  /// HJ 212-2017 §6.3.1 allows 24 characters; longer ones are not met.
  @Override
  public Optional<String> wrongAddress(String address) {
    return address.matches("[\\w.-]{1,24}")
        ? Optional.empty()
        : Optional.of("the station's MN, 1..24 letters and digits");
  }

  @Override
  public Optional<Unit> unit(String reading) {
    return Hj212Readings.unit(reading);
  }

  @Override
  public Session session(InstantSource clock) {
    return new Hj212Session();
  }
}
