package org.fieldbeacon.environment;

import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.observation.Unit;

/// HJ 212 as the centre's end sees it: a station is known by its MN, and kept where the site says
/// so.
final class Hj212Protocol implements ReportProtocol {
  private static final Map<String, Unit> OF_STATIONS =
      Map.of(
          Chores.CLOCK_OFFSET, Unit.SECOND,
          Chores.REAL_TIME_INTERVAL, Unit.SECOND,
          Chores.MINUTE_INTERVAL, Unit.MINUTE);

  private final Stations stations = new Stations();

  /// Those of them that are asked things.
  Stations stations() {
    return stations;
  }

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
    return Optional.ofNullable(OF_STATIONS.get(reading)).or(() -> Hj212Readings.unit(reading));
  }

  @Override
  public Session session(InstantSource clock) {
    return new Hj212Session(stations, clock);
  }

  @Override
  public void tick() {
    stations.tick();
  }
}
