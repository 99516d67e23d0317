package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.AlarmMessage.Acknowledgement;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page in a real browser, with a gateway behind it that obeys the acknowledgement once the
/// page has shown it as sent. Screenshots lie in `target/screenshots` afterwards.
class OneMapPageIT {
  private static final Path SCRIPTS = Path.of("src/test/browser").toAbsolutePath();
  private static final String SMOKE = "gw-410122-01/forest-smoke/4";
  private static final String ALARM = "gw-410122-01/river-level/7";

  @TempDir Path dir;

  @Test
  void pageShowsAlertsAndCarriesTheAcknowledgement() throws Exception {
    needs(Files.isExecutable(Path.of("/usr/bin/chromium")), "no /usr/bin/chromium here");
    needs(installed(), "npm could not install the browser test's packages");
    Path shots = Files.createDirectories(Path.of("target/screenshots").toAbsolutePath());
    Path sent = shots.resolve("sent-zh-1280.png");
    Files.deleteIfExists(sent);
    Settings settings =
        Settings.DEFAULT
            .with("data", dir.toString())
            .with("http-port", "0")
            .with("mqtt-port", "0")
            .with("open-demo", "true");
    try (OneMap map = OneMap.start(settings, InstantSource.system());
        var gateway = new MqttSession(MqttConfig.of(map.mqtt(), Field.GATEWAY), _ -> {})) {
      gateway.register(
          Topics.command(Field.GATEWAY),
          1,
          delivery -> Thread.startVirtualThread(() -> obey(gateway, delivery, sent)));
      gateway.connect();
      speak(gateway);
      assertEquals(
          0,
          run(
              Path.of("target/page.log"),
              "node",
              "page.mjs",
              map.http().toString(),
              shots.toString(),
              ALARM,
              SMOKE),
          () -> log(Path.of("target/page.log")));
      assertTrue(Files.size(shots.resolve("list-zh-360.png")) > 10_000);
    }
  }

  private static void speak(MqttSession gateway) throws Exception {
    Instant now = Instant.now();
    publish(gateway, Topics.site(Field.GATEWAY), Wire.encode(Field.site()));
    publish(gateway, Topics.status(Field.GATEWAY), Wire.encode(Field.statusOfModels(now, false)));
    Envelope level =
        Field.envelope(1, 1, Field.level(now.minusSeconds(180), 84.5, 84.6, 84.7, 84.72));
    publish(gateway, Topics.observation(Field.GATEWAY), Wire.encode(level));
    // The rain gauge's clock is a day ahead.
    publish(
        gateway,
        Topics.observation(Field.GATEWAY),
        Wire.encode(Field.envelope(2, 1, Field.rain(now.plusSeconds(86_400)))));
    alarm(gateway, 1, ALARM, 1, Level.RED, Optional.empty());
    alarm(gateway, 2, "gw-410122-01/river-level/6", 1, Level.YELLOW, Optional.empty());
    alarm(gateway, 3, "gw-410122-01/river-level/5", 1, Level.ORANGE, Optional.empty());
    Envelope smoke = Field.envelope(4, 1, Field.smoke(SMOKE, now.minusSeconds(90)));
    publish(gateway, Topics.alarm(Field.GATEWAY), Wire.encode(smoke));
  }

  /// @param sent comes to be when the page has shown the acknowledgement as sent
  private static void obey(MqttSession gateway, Delivery delivery, Path sent) {
    try {
      Command command = Wire.decodeCommand(Wire.decodeSignedCommand(delivery.payload()).command());
      if (command instanceof PromoteModel promote) {
        promoted(gateway, promote);
        delivery.ack();
        return;
      }
      Await.until("the page shows the acknowledgement as sent", () -> Files.exists(sent));
      var order = (AcknowledgeAlarm) command;
      var taken =
          Optional.of(new Acknowledgement(order.header().by(), Instant.now(), order.note()));
      alarm(gateway, 5, order.alarmId(), 2, Level.RED, taken);
      delivery.ack();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /// Answers, and tells of the change.
  private static void promoted(MqttSession gateway, PromoteModel order) throws Exception {
    assertEquals(Field.BESIDE, order.sha256());
    var result = new CommandResult(order.header().id(), "done", "", Instant.now());
    Envelope envelope = Field.envelope(Stream.ALARM, 6, 1, "command-result", Wire.encode(result));
    publish(gateway, Topics.alarm(Field.GATEWAY), Wire.encode(envelope));
    publish(
        gateway,
        Topics.status(Field.GATEWAY),
        Wire.encode(Field.statusOfModels(Instant.now(), true)));
  }

  private static void alarm(
      MqttSession gateway,
      long seq,
      String id,
      long revision,
      Level level,
      Optional<Acknowledgement> acknowledged)
      throws Exception {
    Envelope envelope =
        Field.envelope(
            seq, 1, Field.alarm(id, revision, level, Instant.now().minusSeconds(90), acknowledged));
    publish(gateway, Topics.alarm(Field.GATEWAY), Wire.encode(envelope));
  }

  private static void publish(MqttSession gateway, String topic, byte[] payload) throws Exception {
    gateway.publish(topic, payload, 1, false).get(60, TimeUnit.SECONDS);
  }

  private static boolean installed() throws IOException, InterruptedException {
    return Files.exists(SCRIPTS.resolve("node_modules/axe-core/axe.min.js"))
        || run(
                Path.of("target/npm.log"),
                "npm",
                "ci",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund")
            == 0;
  }

  private static int run(Path log, String... command) throws InterruptedException {
    try {
      Process process =
          new ProcessBuilder(List.of(command))
              .directory(SCRIPTS.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!process.waitFor(1200, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return -1;
      }
      return process.exitValue();
    } catch (IOException e) {
      return -1;
    }
  }

  private static String log(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /// Without a browser the test is skipped, but never on CI.
  private static void needs(boolean isThere, String otherwise) {
    if (!isThere && "true".equals(System.getenv("CI"))) {
      fail(otherwise);
    }
    if (!isThere) {
      abort(otherwise);
    }
  }
}
