package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// "Ten minutes": from an empty folder to a walk test with its acceptance sheet, in a phone-sized
/// browser, without reading or editing a file. The receipt is a broker's.
@Timeout(600)
class CommissionIT {
  private static final Path MOSQUITTO = Path.of("/usr/sbin/mosquitto");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"zh-CN", "en-GB"})
  void anEmptyGatewayIsPutIntoServiceWithAPhone(String locale) throws Exception {
    BrowserRun.needBrowser();
    BrowserRun.needs(Files.isExecutable(MOSQUITTO), "no mosquitto here");
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Path settings = folder.resolve("mosquitto.conf");
    Files.writeString(settings, "listener " + port + " 127.0.0.1\nallow_anonymous true\n");
    Process broker =
        new ProcessBuilder(MOSQUITTO.toString(), "-c", settings.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("mosquitto.log").toFile())
            .start();
    Path site = folder.resolve("site-" + locale);
    Files.createDirectories(site);
    Path shots = BrowserRun.screenshots();
    try (var field = new FloodField();
        var console = new RunningConsole(site.resolve("site.yaml"))) {
      BrowserRun.run(
          "commission.mjs",
          List.of(
              console.address,
              shots.toString(),
              console.code(),
              "127.0.0.1:" + field.port(),
              "tcp://127.0.0.1:" + port,
              "broker",
              locale));
      var live = console.host.live().orElseThrow();
      assertTrue(live.alarms().stream().noneMatch(a -> a.life().state().isActive()));
      assertFalse(field.isSirenOn(), "the siren is off after the test");
      assertTrue(
          live.keptAlarms().stream().noneMatch(row -> row.alarmId().contains("test")),
          "a test alarm is not kept among the real ones");
    } finally {
      broker.destroy();
    }
  }
}
