package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A `.tlog` through the driver: each reading is of the time that was recorded, not of the time at
/// which it is played.
@Timeout(240)
class RecordingIT {
  private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

  /// GLOBAL_POSITION_INT of a real autopilot, 153.2 m, counted from its start.
  private static final byte[] POSITION =
      HexFormat.of()
          .parseHex("FE1CC801012140E201007EE9B514F0DAB9437056020050C3000000027AFF02000E6AB61F");

  /// GPS_RAW_INT of the same system: no fix, and the last place.
  private static final byte[] NO_FIX =
      HexFormat.of()
          .parseHex("FE1EC701011800000000000000007EE9B514F0DAB94370560200FFFFFFFFFFFFFFFF0100BC56");

  @TempDir private Path folder;

  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  @Test
  void readingsOfATelemetryLogHaveItsStamps() throws Exception {
    var log = new ByteArrayOutputStream();
    for (String stamp : List.of("2026-07-14T08:00:00.125Z", "2026-07-14T08:00:01.250Z")) {
      long micros = Instant.parse(stamp).toEpochMilli() * 1000;
      log.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(micros).array());
      log.writeBytes(POSITION);
    }
    Path file = folder.resolve("flight.tlog");
    Files.write(file, log.toByteArray());
    assertEquals(0, play(file));
    assertEquals(
        List.of("153.2 2026-07-14T08:00:00.125Z", "153.2 2026-07-14T08:00:01.250Z"),
        seen.stream().map(o -> o.value() + " " + o.phenomenonTime()).toList());
  }

  /// Played again by the driver, a position without a fix is flagged as `decode` flags it.
  @Test
  void aPositionAfterALostFixFails() throws Exception {
    var log = new ByteArrayOutputStream();
    log.writeBytes(NO_FIX);
    log.writeBytes(POSITION);
    Path file = folder.resolve("flight.bin");
    Files.write(file, log.toByteArray());
    assertEquals(0, play(file));
    Observation altitude = seen.getLast();
    assertEquals(153.2, altitude.value());
    assertEquals(Quality.FAIL, altitude.quality());
    assertEquals("position: got GPS fix type 1 (no fix), wanted 3 or more", altitude.detail());
  }

  /// A log of a simulated flight of an ArduPilot, where it lies beside the checkout.
  @Test
  void everyPositionOfARecordedFlightIsObservedAtItsTime() throws Exception {
    Path file = Path.of("../../../shared/data/series/machinery/ardupilot_sitl_tlog/vtol_SITL.tlog");
    Assumptions.assumeTrue(Files.exists(file), "recordings are not at hand");
    assertEquals(0, play(file));
    assertTrue(seen.size() > 500, seen.size() + " altitudes");
    // The recorder's clock until the autopilot tells its own, which a simulator lets run ahead.
    for (Observation altitude : seen) {
      Instant time = altitude.phenomenonTime();
      boolean isOfTheFlight =
          time.isAfter(Instant.parse("2018-08-08T13:00:00Z"))
              && time.isBefore(Instant.parse("2018-08-08T16:00:00Z"));
      assertTrue(isOfTheFlight, time.toString());
    }
  }

  /// @return frames that did not hold
  private long play(Path file) throws IOException, InterruptedException {
    var driver =
        (ReportingDriver)
            new MavlinkDriverFactory(Optional::empty)
                .create(
                    new LinkConfig.Replay("log", file, Duration.ofSeconds(1), Attributes.NONE),
                    List.of(drone()),
                    new DriverContext(
                        () -> NOW,
                        seen::add,
                        status -> {
                          if (status.state() == DeviceStatus.State.LINK_DOWN) {
                            ended.countDown();
                          }
                        }));
    Thread running = Thread.ofVirtual().start(driver::run);
    assertTrue(ended.await(120, TimeUnit.SECONDS), "never came to its end");
    driver.close();
    assertTrue(running.join(Duration.ofSeconds(60)));
    return driver.badFrames();
  }

  private static Device drone() {
    var title = new Text("", "");
    var altitude =
        new PointProfile(
            "altitude",
            title,
            "altitude",
            Unit.METRE,
            Double.NEGATIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            PointProfile.Access.READ,
            Attributes.NONE);
    return new Device(
        "drone",
        title,
        new DeviceProfile("p", title, "mavlink", Attributes.NONE, List.of(altitude)),
        new Attributes(Map.of()),
        Duration.ZERO,
        Optional.empty());
  }
}
