package org.fieldbeacon.agent.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.Calibration;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class CalibratedSinkTest {
  private static final Instant NOW = Instant.parse("2026-07-14T03:55:00Z");
  private static final PointId LEVEL = new PointId("gauge", "level");

  private final List<Observation> told = new ArrayList<>();

  private CalibratedSink sink(Calibration level) {
    var words = new Text("水位计", "gauge");
    var profile = new DeviceProfile("p", words, "modbus", Attributes.NONE, List.of());
    var device =
        new Device(
            "gauge", words, profile, Attributes.NONE, Duration.ofSeconds(1), Optional.empty());
    return new CalibratedSink(
        List.of(new SiteDevice(device, "field", true, Map.of("level", level))), told::add);
  }

  private static Observation of(PointId point, double value) {
    return Observation.of(point, value, Unit.ofUcum("m").orElseThrow(), NOW, "modbus unit 1");
  }

  @Test
  void aCalibratedPointIsToldAsItShouldHaveBeenAndAnotherAsItWas() {
    CalibratedSink sink = sink(new Calibration(2, -0.5));
    sink.accept(of(LEVEL, 1.5));
    Observation other = of(new PointId("gauge", "distance"), 1.5);
    sink.accept(other);
    assertEquals(2.5, told.getFirst().value());
    assertEquals(NOW, told.getFirst().phenomenonTime());
    assertSame(other, told.getLast());
    assertEquals(1.5, sink.before(LEVEL).orElseThrow());
    assertTrue(sink.before(other.point()).isEmpty());
  }

  @Test
  void whatIsMissingStaysMissingAndWhatGrowsBeyondAllNumbersBecomesSo() {
    CalibratedSink sink = sink(new Calibration(1000, 0));
    Observation missing =
        Observation.missing(LEVEL, Unit.ofUcum("m").orElseThrow(), NOW, "modbus", "no answer");
    sink.accept(missing);
    assertSame(missing, told.getFirst());
    sink.accept(of(LEVEL, Double.MAX_VALUE));
    assertEquals(Quality.MISSING, told.getLast().quality());
    assertTrue(told.getLast().detail().contains("calibration"));
  }

  @Test
  void aLineGoesThroughBothComparisons() {
    Calibration found = Calibration.through(0.5, 0.48, 6.5, 6.6);
    assertEquals(0.48, found.apply(0.5), 1e-12);
    assertEquals(6.6, found.apply(6.5), 1e-12);
    assertThrows(IllegalArgumentException.class, () -> Calibration.through(1, 2, 1, 3));
    assertThrows(IllegalArgumentException.class, () -> new Calibration(0, 1));
  }
}
