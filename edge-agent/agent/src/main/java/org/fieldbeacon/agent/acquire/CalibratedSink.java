package org.fieldbeacon.agent.acquire;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;
import org.fieldbeacon.agent.config.Calibration;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.DriverContext.ObservationSink;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Puts the calibration of the site file on what drivers say, before anybody judges it. A value
/// that calibration would carry beyond all numbers becomes a missing one. Any thread.
public final class CalibratedSink implements ObservationSink {
  private final ObservationSink next;
  private final Map<PointId, Calibration> calibrations = new HashMap<>();
  private final ConcurrentHashMap<PointId, Double> before = new ConcurrentHashMap<>();

  public CalibratedSink(List<SiteDevice> devices, ObservationSink next) {
    this.next = next;
    for (SiteDevice device : devices) {
      device
          .calibrations()
          .forEach((point, c) -> calibrations.put(new PointId(device.device().name(), point), c));
    }
  }

  @Override
  public void accept(Observation said) {
    Calibration calibration = calibrations.get(said.point());
    next.accept(calibration == null || said.isMissing() ? said : calibrated(said, calibration));
  }

  private Observation calibrated(Observation said, Calibration calibration) {
    before.put(said.point(), said.value());
    double value = calibration.apply(said.value());
    if (!Double.isFinite(value)) {
      return Observation.missing(
          said.point(),
          said.unit(),
          said.phenomenonTime(),
          said.source(),
          "calibration of " + said.value() + " is no number");
    }
    return new Observation(
        said.point(),
        value,
        said.unit(),
        said.phenomenonTime(),
        said.receivedTime(),
        said.timeUncertainty(),
        said.quality(),
        said.source(),
        said.detail());
  }

  /// What a calibrated point last said before its calibration; empty for one that has none.
  public OptionalDouble before(PointId point) {
    Double scaled = before.get(point);
    return scaled == null ? OptionalDouble.empty() : OptionalDouble.of(scaled);
  }
}
