package org.fieldbeacon.drone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Python;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Datagrams in both directions with a vehicle that we did not write. Needs a Python with
/// pymavlink, named by FIELDBEACON_PYTHON or found as `python3`; without one the test says so and
/// is skipped, except in CI.
@Timeout(240)
class MavlinkUdpIT {
  private static final String KEY =
      "af233753915694bc6d01a06b69e493630adf954eaf968fa9874b8b9cd028f4ac";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final PointId RETURN = new PointId("drone", "return-to-launch");
  private static final PointId PAUSE = new PointId("drone", "pause");
  private static final PointId LAND = new PointId("drone", "land");

  private final Map<String, Observation> seen = new ConcurrentHashMap<>();
  private String python = "";
  private final List<Vehicle> vehicles = new ArrayList<>();
  private Optional<ReportingDriver> started = Optional.empty();
  private Thread running = new Thread();

  @BeforeEach
  void needPymavlink() throws InterruptedException {
    python = Python.with("pymavlink", "pymavlink");
  }

  @AfterEach
  void stop() throws Exception {
    for (Vehicle vehicle : vehicles) {
      vehicle.process.destroyForcibly().waitFor();
    }
    if (started.isPresent()) {
      started.get().close();
      assertTrue(running.join(PATIENCE), "run still blocked after close");
    }
  }

  /// The vehicle speaks first, as to port 14550 of a ground station.
  @ParameterizedTest
  @ValueSource(strings = {"", KEY})
  void aVehicleThatSendsDatagramsIsReadAndObeys(String key) throws Exception {
    ReportingDriver driver = start(Optional.empty(), key);
    Vehicle vehicle = vehicle("out", driver.port(), 7, key);
    await(() -> seen.containsKey("drone/altitude"), "never heard");
    assertEquals(153.2, value("drone/altitude"), 1e-9);

    assertInstanceOf(WriteResult.Done.class, driver.write(RETURN, 1, PATIENCE));
    vehicle.awaitLine("command 20 0.0 7 255 " + (key.isEmpty() ? "False" : "True"));
    assertInstanceOf(WriteResult.Done.class, driver.write(PAUSE, 1, PATIENCE));
    vehicle.awaitLine("command 193 0.0 7 255 " + (key.isEmpty() ? "False" : "True"));
    assertEquals(new WriteResult.Refused("land: denied"), driver.write(LAND, 1, PATIENCE));

    int told = vehicle.lines.size();
    assertInstanceOf(WriteResult.Done.class, driver.write(RETURN, 0, PATIENCE));
    assertEquals(told, vehicle.lines.size(), "0 sent something");
  }

  /// With a key, one without it is not heard at all.
  @Test
  void aVehicleWithoutTheKeyIsNeitherReadNorSpokenTo() throws Exception {
    ReportingDriver driver = start(Optional.empty(), KEY);
    vehicle("out", driver.port(), 7, "");
    Vehicle other = vehicle("out", driver.port(), 8, KEY);
    // By the time that the one with the key has been heard for long, so had the other been.
    await(() -> seen.containsKey("other/altitude"), "never heard");
    assertInstanceOf(
        WriteResult.Done.class, driver.write(new PointId("other", "pause"), 1, PATIENCE));
    other.awaitLine("command 193 0.0 8 255 True");
    assertTrue(!seen.containsKey("drone/altitude"));
    assertInstanceOf(WriteResult.Refused.class, driver.write(RETURN, 1, PATIENCE));
  }

  @Test
  void aSecondSenderOfTheSameSystemGetsNoCommandsAndIsTold() throws Exception {
    ReportingDriver driver = start(Optional.empty(), "");
    Vehicle vehicle = vehicle("out", driver.port(), 7, "");
    await(() -> seen.containsKey("drone/altitude"), "never heard");
    assertEquals(0, driver.badFrames());
    Vehicle impostor = vehicle("out", driver.port(), 7, "");
    await(() -> driver.badFrames() > 0, "the second sender was never told");
    assertInstanceOf(WriteResult.Done.class, driver.write(PAUSE, 1, PATIENCE));
    vehicle.awaitLine("command 193 0.0 7 255 False");
    assertEquals(List.of(), List.copyOf(impostor.lines));
  }

  /// The vehicle waits to be spoken to, as behind a companion computer's `udpin`.
  @Test
  void aVehicleThatWaitsIsCalledByAHeartbeat() throws Exception {
    Vehicle vehicle = vehicle("in", 0, 7, "");
    await(() -> !vehicle.lines.isEmpty(), "no port");
    int port = Integer.parseInt(vehicle.lines.getFirst().substring("port ".length()));
    ReportingDriver driver = start(Optional.of(new LinkConfig.Udp.Peer("127.0.0.1", port)), "");
    vehicle.awaitLine("heartbeat 255 6");
    await(() -> seen.containsKey("drone/altitude"), "never heard");
    assertInstanceOf(WriteResult.Done.class, driver.write(PAUSE, 1, PATIENCE));
    vehicle.awaitLine("command 193 0.0 7 255 False");
  }

  private ReportingDriver start(Optional<LinkConfig.Udp.Peer> peer, String key) throws Exception {
    var link =
        new LinkConfig.Udp(
            "air",
            "127.0.0.1",
            0,
            peer,
            8,
            Duration.ofMinutes(5),
            Duration.ofMillis(200),
            Attributes.NONE);
    var factory =
        new MavlinkDriverFactory(
            () ->
                key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Signing(HexFormat.of().parseHex(key))));
    List<Device> devices = List.of(device("drone", 7), device("other", 8));
    for (Device device : devices) {
      assertEquals(List.of(), factory.check(device.profile()));
      assertEquals(List.of(), factory.check(device, link));
    }
    assertTrue(factory.takes(link));
    var driver =
        (ReportingDriver)
            factory.create(
                link,
                devices,
                new DriverContext(
                    java.time.InstantSource.system(),
                    o -> seen.put(o.point().toString(), o),
                    _ -> {}));
    running = Thread.ofVirtual().start(driver::run);
    started = Optional.of(driver);
    await(() -> driver.port() != 0, "no port");
    return driver;
  }

  private double value(String point) {
    return Optional.ofNullable(seen.get(point)).orElseThrow().value();
  }

  private Vehicle vehicle(String way, int port, int system, String key) throws IOException {
    Process process =
        new ProcessBuilder(
                python,
                Path.of("src/test/python/pymavlink_udp_vehicle.py").toAbsolutePath().toString(),
                way,
                String.valueOf(port),
                String.valueOf(system),
                key)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var vehicle = new Vehicle(process);
    vehicles.add(vehicle);
    Thread.ofVirtual().start(vehicle::listen);
    return vehicle;
  }

  private static Device device(String name, int system) {
    var title = new Text("", "");
    return new Device(
        name,
        title,
        new DeviceProfile(
            "p",
            title,
            "mavlink",
            Attributes.NONE,
            List.of(
                point("altitude", Unit.METRE, PointProfile.Access.READ),
                point("return-to-launch", Unit.ONE, PointProfile.Access.WRITE),
                point("pause", Unit.ONE, PointProfile.Access.WRITE),
                point("land", Unit.ONE, PointProfile.Access.WRITE))),
        new Attributes(Map.of("system", system)),
        Duration.ZERO,
        Optional.empty());
  }

  private static PointProfile point(String name, Unit unit, PointProfile.Access access) {
    return new PointProfile(
        name,
        new Text("", ""),
        name,
        unit,
        Double.NEGATIVE_INFINITY,
        Double.POSITIVE_INFINITY,
        access,
        access.canWrite() ? new Attributes(Map.of("command", name)) : Attributes.NONE);
  }

  private static void await(BooleanSupplier done, String otherwise) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, otherwise);
      Thread.sleep(Duration.ofMillis(10));
    }
  }

  private static final class Vehicle {
    final Process process;
    final List<String> lines = new CopyOnWriteArrayList<>();

    Vehicle(Process process) {
      this.process = process;
    }

    void listen() {
      try (var out =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
          lines.add(line);
        }
      } catch (IOException _) {
        // It has been ended.
      }
    }

    void awaitLine(String line) throws InterruptedException {
      await(() -> lines.contains(line), "never said: " + line + "; " + lines);
    }
  }
}
