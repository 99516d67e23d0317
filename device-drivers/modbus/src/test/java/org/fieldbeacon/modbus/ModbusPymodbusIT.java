package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Python;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Against a server that we did not write. Needs a Python with pymodbus, named by
/// FIELDBEACON_PYTHON or found as `python3`; without one the test says so and is skipped, except in
/// CI.
@Timeout(60)
class ModbusPymodbusIT {
  @ParameterizedTest
  @ValueSource(strings = {"socket", "rtu"})
  void readsAndWritesAPymodbusServer(String framer) throws Exception {
    Process server = start(framer);
    try {
      int port = portOf(server);
      var device =
          Fixtures.device(
              "plc",
              1,
              List.of(
                  Fixtures.point("low", Access.READ, Map.of("register", 3)),
                  Fixtures.point("wide", Access.READ, Map.of("register", 10, "type", "u32")),
                  Fixtures.point("set", Access.READ_WRITE, Map.of("register", 120)),
                  Fixtures.point(
                      "siren", Access.READ_WRITE, Map.of("register", 2, "table", "coil")),
                  Fixtures.point("beyond", Access.READ, Map.of("register", 5000))));
      List<Observation> seen = new CopyOnWriteArrayList<>();
      var context = new DriverContext(InstantSource.system(), seen::add, _ -> {});
      String framing = framer.equals("rtu") ? "rtu" : "tcp";
      try (var driver = Fixtures.driver(port, framing, List.of(device), context)) {
        var outputs = (Actuator) driver;
        assertEquals(new WriteResult.Done(), write(outputs, "plc/set", 4321));
        assertEquals(new WriteResult.Done(), write(outputs, "plc/siren", 1));
        driver.poll(device);
        assertEquals(3, value(seen, "low"));
        assertEquals(10 * 65536 + 11, value(seen, "wide"));
        assertEquals(4321, value(seen, "set"));
        assertEquals(1, value(seen, "siren"));
        Observation beyond = of(seen, "beyond");
        assertTrue(
            beyond.isMissing() && beyond.detail().contains("illegal data address"),
            beyond.toString());
        assertInstanceOf(WriteResult.Refused.class, write(outputs, "plc/beyond", 1));
      }
    } finally {
      server.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  private static WriteResult write(Actuator outputs, String point, double value) {
    return outputs.write(PointId.parse(point), value, Duration.ofSeconds(2));
  }

  private static double value(List<Observation> seen, String point) {
    return of(seen, point).value();
  }

  private static Observation of(List<Observation> seen, String point) {
    return seen.stream().filter(o -> o.point().point().equals(point)).findFirst().orElseThrow();
  }

  private static Process start(String framer) throws Exception {
    String python = Python.with("pymodbus", "pymodbus");
    Path script = Path.of("src/test/python/pymodbus_server.py").toAbsolutePath();
    return new ProcessBuilder(python, script.toString(), framer)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int portOf(Process server) throws IOException {
    var out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    String line = out.readLine();
    assertTrue(line != null, "the pymodbus server ended before it listened");
    return Integer.parseInt(line.strip());
  }
}
