package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.ReportingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A station over a real connection, from site words to its answer.
@Timeout(120)
class Hj212CommandIT {
  private static final String MN = "41010500000001";
  private static final PointId CALIBRATE = new PointId("outfall", "calibrate");
  private static final Instant NOW = Instant.parse("2026-07-14T09:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Hj212DriverFactory factory = new Hj212DriverFactory();
  private final LinkConfig link =
      new LinkConfig.TcpListener(
          "outfalls",
          "127.0.0.1",
          0,
          8,
          Duration.ofMinutes(5),
          Duration.ofSeconds(1),
          Attributes.NONE);

  @TempDir private Path folder;
  private Path password;
  private ReportingDriver driver;
  private Thread running;

  @BeforeEach
  void listen() throws Exception {
    password = Files.writeString(folder.resolve("pw"), "s3cr3t\n");
    Device device =
        device(Map.of("mn", MN, "password-file", password.toString(), "clock-tolerance-s", 10));
    assertEquals(List.of(), factory.check(device.profile()));
    assertEquals(List.of(), factory.check(device, link));
    driver =
        (ReportingDriver)
            factory.create(link, List.of(device), new DriverContext(() -> NOW, _ -> {}, _ -> {}));
    running = Thread.ofVirtual().start(driver::run);
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (driver.port() == 0 && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    driver.close();
    assertTrue(running.join(PATIENCE), "run still blocked after close");
  }

  @Test
  void aStationsClockIsReadAndACommandIsDoneWhenTheStationSaysSo() throws Exception {
    assertInstanceOf(WriteResult.Refused.class, driver.write(CALIBRATE, 1, PATIENCE));
    try (var station = new Peer()) {
      station.upload();
      String clock = station.request("CN=1011;");
      station.say(clock, 1011, "SystemTime=20200101000000");
      station.say(clock, 9012, "ExeRtn=1");
      String set = station.request("CN=1012;");
      assertTrue(set.contains("PW=s3cr3t;MN=" + MN + ";Flag=5;CP=&&SystemTime=20"), set);
      station.say(set, 9011, "QnRtn=1");
      station.say(set, 9012, "ExeRtn=1");

      WriteResult early = driver.write(CALIBRATE, 1, Duration.ofMillis(1));
      assertInstanceOf(WriteResult.TimedOut.class, early);
      String asked = station.request("CN=3011;");
      station.say(asked, 9011, "QnRtn=1");
      station.say(asked, 9012, "ExeRtn=1");
      assertEquals(new WriteResult.Done(), driver.write(CALIBRATE, 1, PATIENCE));
      assertEquals(new WriteResult.Done(), driver.write(CALIBRATE, 0, PATIENCE));

      assertInstanceOf(
          WriteResult.TimedOut.class, driver.write(CALIBRATE, 1, Duration.ofMillis(1)));
      String again = station.request("CN=3011;");
      station.say(again, 9011, "QnRtn=2");
      assertEquals(
          new WriteResult.Refused("calibrate: QnRtn=2 refused"),
          driver.write(CALIBRATE, 1, PATIENCE));
    }
  }

  @Test
  void wordsThatCannotBeAreNamedWithWhatIsWanted() {
    assertEquals(List.of("address"), problems(Map.of("mn", MN)), "commands without a password");
    assertEquals(
        List.of("address"), problems(Map.of("password-file", password.toString())), "no mn");
    assertEquals(
        List.of("address.password-file"), problems(Map.of("mn", MN, "password-file", "pw")));
    assertEquals(
        List.of("address.fetch"),
        problems(Map.of("mn", MN, "password-file", password.toString(), "fetch", "week")));
    assertEquals(
        List.of("address.clock-tolerance-s"),
        problems(Map.of("mn", MN, "password-file", password.toString(), "clock-tolerance-s", 1)));
    assertEquals(
        List.of("points[0].address.command"), outputProblems(Map.of("command", "explode")));
    assertEquals(
        List.of("points[0].address.factor"), outputProblems(Map.of("command", "calibrate")));
    assertEquals(
        List.of("points[0].address.factor"),
        outputProblems(Map.of("command", "set-clock", "factor", "w01018")));
  }

  private List<String> problems(Map<String, Object> address) {
    return factory.check(device(address), link).stream().map(Problem::path).toList();
  }

  private List<String> outputProblems(Map<String, Object> address) {
    return factory.check(profile(address)).stream().map(Problem::path).toList();
  }

  private static Device device(Map<String, Object> address) {
    return new Device(
        "outfall",
        new Text("", ""),
        profile(Map.of("command", "calibrate", "factor", "w01018")),
        new Attributes(new HashMap<>(address)),
        Duration.ZERO,
        Optional.empty());
  }

  private static DeviceProfile profile(Map<String, Object> output) {
    var title = new Text("", "");
    var point =
        new PointProfile(
            "calibrate", title, "command", Unit.ONE, 0, 1, Access.WRITE, new Attributes(output));
    return new DeviceProfile("p", title, "hj212", Attributes.NONE, List.of(point));
  }

  /// The station's end.
  private final class Peer implements AutoCloseable {
    private final Socket socket;
    private final BufferedReader in;
    private final Set<String> known = new HashSet<>();

    Peer() throws IOException {
      socket = new Socket(InetAddress.getLoopbackAddress(), driver.port());
      socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      in = new BufferedReader(new InputStreamReader(socket.getInputStream(), Hj212Text.ASCII));
    }

    void upload() throws IOException {
      write("QN=1;ST=32;CN=2011;PW=s3cr3t;MN=" + MN + ";Flag=4;CP=&&w01018-Rtd=1&&");
    }

    /// The next request of this command, passing over what is said again.
    String request(String command) throws IOException {
      String line = in.readLine();
      while (line != null && !(line.contains(command) && known.add(line))) {
        line = in.readLine();
      }
      return Optional.ofNullable(line).orElseThrow(() -> new IOException("hung up"));
    }

    void say(String to, int command, String content) throws IOException {
      String qn = to.substring(to.indexOf("QN="), to.indexOf(";ST"));
      write("%s;ST=32;CN=%d;PW=s3cr3t;MN=%s;Flag=4;CP=&&%s&&".formatted(qn, command, MN, content));
    }

    private void write(String segment) throws IOException {
      socket.getOutputStream().write(Hj212Codec.frame(segment));
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
