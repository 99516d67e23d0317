package org.fieldbeacon.mqttdevices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Through a real mosquitto.
@Timeout(90)
class MqttDriverIT {
  private static final String EUI = "a84041ffff1f4b70";
  private static final String UP = "application/1/device/" + EUI + "/event/up";
  private static final Map<String, Object> CLEAN = Map.of("session-expiry-s", 0);

  @TempDir Path dir;

  @Test
  void aSensorADockAndAZigbeeDeviceShareABroker() throws Exception {
    try (var broker = Mosquitto.start(dir);
        var site = new Site(broker.uri(), CLEAN, List.of(lht65(), dock(), door()));
        var field = session(broker.uri(), "field")) {
      Await.until("waiting", () -> site.has("dock", State.UNKNOWN));
      publish(field, UP, uplink("1", 1));
      assertEquals(28.29, site.next("air/temperature").value());
      publish(
          field,
          "thing/product/DOCK1/osd",
          "{\"gateway\":\"DOCK1\",\"data\":{\"position_state\":{\"is_fixed\":0}}}");
      publish(
          field,
          "thing/product/DOCK1/osd",
          "{\"gateway\":\"DOCK1\",\"data\":{\"latitude\":34.91,\"humidity\":62}}");
      Observation latitude = site.next("dock/latitude");
      assertEquals(34.91, latitude.value());
      assertEquals(Quality.FAIL, latitude.quality());
      publish(
          field, "zigbee2mqtt/pump-door", "{\"contact\":false,\"battery\":97,\"voltage\":3005}");
      assertEquals(0, site.next("door/contact").value());
      assertEquals(3.005, site.next("door/battery-voltage").value());
      Await.until(
          "all on line", () -> site.has("door", State.ONLINE) && site.has("dock", State.ONLINE));
    }
  }

  /// What was handed on and not yet acknowledged when the gateway ended may come once more.
  @Test
  void whatComesWhileTheGatewayIsAwayIsKeptByTheBrokerAndTakenOnce() throws Exception {
    Map<String, Object> kept = Map.of("session-expiry-s", 300);
    Instant meanwhile = Instant.parse("2022-07-18T09:44:15Z");
    try (var broker = Mosquitto.start(dir);
        var field = session(broker.uri(), "field")) {
      try (var site = new Site(broker.uri(), kept, List.of(lht65()))) {
        Await.until("waiting", () -> site.has("air", State.UNKNOWN));
        publish(field, UP, uplink("1", 1));
        site.next("air/temperature");
      }
      String second = uplink("2", 2).replace("09:34:15.775023242+00:00", "09:44:15Z");
      publish(field, UP, second);
      publish(field, UP, second);
      try (var site = new Site(broker.uri(), kept, List.of(lht65()))) {
        Observation taken = site.next("air/temperature");
        while (!taken.phenomenonTime().equals(meanwhile)) {
          taken = site.next("air/temperature");
        }
        Await.until("the second is known", () -> site.driver.duplicates() == 1);
        assertTrue(site.seen.stream().noneMatch(o -> o.phenomenonTime().equals(meanwhile)));
      }
    }
  }

  /// The broker hands a retained message to every fresh session.
  @Test
  void whatTheBrokerRetainsIsNotTakenAgainAfterARestart() throws Exception {
    Path state = dir.resolve("state");
    String well = "{\"depth\":4.5,\"at\":\"%s\"}".formatted(Instant.now().minusSeconds(60));
    try (var broker = Mosquitto.start(dir);
        var field = session(broker.uri(), "field")) {
      field.publish("farm/well", well.getBytes(UTF_8), 1, true).get(60, TimeUnit.SECONDS);
      try (var site = new Site(broker.uri(), CLEAN, List.of(well()), state)) {
        assertEquals(4.5, site.next("well/depth").value());
      }
      assertTrue(Files.readString(state.resolve("messages.seen")).startsWith("well "));
      try (var site = new Site(broker.uri(), CLEAN, List.of(well()), state)) {
        Await.until("known again", () -> site.driver.duplicates() == 1);
        assertTrue(site.seen.isEmpty(), site.seen.toString());
        publish(field, "farm/well", well.replace("4.5", "4.75"));
        assertEquals(4.75, site.next("well/depth").value());
      }
    }
  }

  @Test
  void aDamagedMemoryOfWhatWasSeenIsPassedOver() throws Exception {
    Path state = Files.createDirectories(dir.resolve("state"));
    Files.write(state.resolve("messages.seen"), new byte[] {'w', 'e', 'l', 'l', ' ', -1, '\n', 0});
    try (var broker = Mosquitto.start(dir);
        var field = session(broker.uri(), "field");
        var site = new Site(broker.uri(), CLEAN, List.of(well()), state)) {
      Await.until("waiting", () -> site.has("well", State.UNKNOWN));
      publish(field, "farm/well", "{\"depth\":4.5,\"at\":\"%s\"}".formatted(Instant.now()));
      assertEquals(4.5, site.next("well/depth").value());
    }
  }

  /// Cloud-API-Doc, "Topic definition": a dock says an event again until it is answered.
  @Test
  void whatADockWantsAnsweredIsAnsweredWithItsIds() throws Exception {
    var answers = new LinkedBlockingQueue<String>();
    try (var broker = Mosquitto.start(dir);
        var field = new MqttSession(MqttConfig.of(broker.uri(), "field"), _ -> {});
        var site = new Site(broker.uri(), CLEAN, List.of(dock()))) {
      for (String filter : List.of("thing/product/DOCK1/+", "sys/product/DOCK1/+")) {
        field.register(
            filter,
            1,
            d -> {
              if (d.topic().endsWith("_reply")) {
                answers.add(d.topic() + " " + new String(d.payload(), UTF_8));
              }
              d.ack();
            });
      }
      field.connect();
      Await.until("waiting", () -> site.has("dock", State.UNKNOWN));
      String event =
          "{\"tid\":\"t1\",\"bid\":\"b1\",\"timestamp\":1654070968655,\"method\":\"hms\",\"need_reply\":%d,"
              + "\"data\":{\"list\":[]}}";
      publish(field, "thing/product/DOCK1/events", event.formatted(0));
      publish(field, "thing/product/DOCK1/events", event.formatted(1));
      assertAnswer(answers, "thing/product/DOCK1/events_reply", "hms", "t1", 0);
      // Again, as when the answer was lost: a duplicate counts once and is answered twice.
      publish(field, "thing/product/DOCK1/events", event.formatted(1));
      assertAnswer(answers, "thing/product/DOCK1/events_reply", "hms", "t1", 0);
      publish(
          field,
          "sys/product/DOCK1/status",
          "{\"tid\":\"t2\",\"bid\":\"b2\",\"timestamp\":1654070968655,\"method\":\"update_topo\",\"data\":{\"sub_devices\":[]}}");
      assertAnswer(answers, "sys/product/DOCK1/status_reply", "update_topo", "t2", 0);
      publish(
          field,
          "thing/product/DOCK1/requests",
          "{\"tid\":\"t3\",\"bid\":\"b3\",\"timestamp\":1654070968655,\"method\":\"storage_config_get\",\"data\":{\"module\":0}}");
      assertAnswer(answers, "thing/product/DOCK1/requests_reply", "storage_config_get", "t3", 1);
      assertTrue(answers.isEmpty(), answers.toString());
    }
  }

  private static void assertAnswer(
      BlockingQueue<String> answers, String topic, String method, String tid, int result)
      throws InterruptedException {
    String answer = answers.poll(60, TimeUnit.SECONDS);
    assertTrue(answer != null && answer.startsWith(topic + " {"), topic + ": " + answer);
    for (String part :
        List.of(
            "\"method\":\"" + method + "\"",
            "\"tid\":\"" + tid + "\"",
            "\"bid\":\"b" + tid.substring(1) + "\"",
            "\"timestamp\":",
            "\"data\":{\"result\":" + result + "}")) {
      assertTrue(answer.contains(part), part + " in " + answer);
    }
  }

  /// Where another platform is the dock's cloud, two answers would be one too many.
  @Test
  void aDockThatAnotherCloudAnswersIsOnlyHeard() {
    var messages = new DjiMessages("DOCK1", false, Mapping.read(dock().profile(), _ -> {}));
    assertEquals(3, messages.filters().size());
    assertEquals(
        Optional.empty(),
        messages.reply(
            "thing/product/DOCK1/events", "{\"need_reply\":1,\"data\":{}}", Instant.EPOCH));
  }

  /// What a technician sees: topic, what the broker says of it, what became of it, the message.
  @Test
  void messagesAreToldInWordsWithoutTheirSecrets() throws Exception {
    try (var broker = Mosquitto.start(dir);
        var field = session(broker.uri(), "field")) {
      String at = Instant.now().minus(Duration.ofDays(60)).toString();
      String kept = "{\"depth\":4.5,\"at\":\"" + at + "\",\"token\":\"tide-42\"}";
      field.publish("farm/well", kept.getBytes(UTF_8), 1, true).get(60, TimeUnit.SECONDS);
      try (var site = new Site(broker.uri(), CLEAN, List.of(well()))) {
        Await.until("connected", () -> site.has("well", State.UNKNOWN));
        publish(field, "farm/well", "{\"depth\":");
        Await.until("told", () -> site.said().stream().anyMatch(s -> s.startsWith("does not")));
        for (String wanted :
            List.of(
                "does not hold: {\"depth\":",
                "retained, too old: " + kept.replace("\"tide-42\"", "***"))) {
          assertTrue(site.said().contains(wanted), site.said().toString());
        }
        assertEquals("farm/well", site.tap.watch(0).getFirst().connection());
        assertEquals("well", site.tap.watch(0).getFirst().device());
      }
    }
  }

  private static Device well() {
    return Site.device(
        "well",
        Site.profile(
            Map.of("time", "/at", "time-format", "iso-8601"),
            Site.point("depth", Unit.METRE, Map.of())),
        Map.of("topic", "farm/well"));
  }

  @Test
  void theLinkComesBackByItselfAfterTheBrokerWasKilled() throws Exception {
    try (var broker = Mosquitto.start(dir);
        var site = new Site(broker.uri(), CLEAN, List.of(lht65()))) {
      Await.until("waiting", () -> site.has("air", State.UNKNOWN));
      broker.kill();
      Await.until("link down", () -> site.has("air", State.LINK_DOWN));
      site.statuses.clear();
      broker.start();
      Await.until("back", () -> site.has("air", State.UNKNOWN));
      try (var field = session(broker.uri(), "field")) {
        publish(field, UP, uplink("1", 1));
        assertEquals(28.29, site.next("air/temperature").value());
      }
    }
  }

  @Test
  void aDeviceThatFallsSilentIsOffLine() throws Exception {
    var settings = Map.<String, Object>of("session-expiry-s", 0, "offline-after-s", 1);
    try (var broker = Mosquitto.start(dir);
        var site = new Site(broker.uri(), settings, List.of(lht65()))) {
      Await.until("never heard", () -> site.has("air", State.OFFLINE));
    }
  }

  /// The flood is bounded for the one, and the other does not wait behind it.
  @Test
  void aDeviceThatFloodsLosesItsOwnMessagesAndNobodyElses() throws Exception {
    try (var broker = Mosquitto.start(dir);
        var flood = session(broker.uri(), "flood");
        var field = session(broker.uri(), "field")) {
      var slow = new SlowSite(broker.uri(), List.of(door(), lht65()));
      try (slow) {
        Await.until("waiting", () -> slow.site.has("air", State.UNKNOWN));
        for (int i = 0; i < 3000; i++) {
          var _ =
              flood.publish(
                  "zigbee2mqtt/pump-door", "{\"contact\":true}".getBytes(UTF_8), 0, false);
        }
        publish(field, UP, uplink("1", 1));
        assertEquals(28.29, slow.site.next("air/temperature").value());
        Await.until("the flood is bounded", () -> slow.site.driver.dropped() > 0);
        Await.until("and told", () -> slow.site.has("door", State.DEGRADED));
        assertFalse(slow.site.has("air", State.DEGRADED));
      }
    }
  }

  @Test
  void aBrokerThatIsNotThereIsToldAndCloseDoesNotWaitForIt() throws Exception {
    try (var site = new Site(URI.create("tcp://127.0.0.1:1"), CLEAN, List.of(lht65()))) {
      Await.until("link down", () -> site.has("air", State.LINK_DOWN));
      assertTrue(site.statuses.getFirst().detail().contains("127.0.0.1:1"), site.statuses + "");
    }
  }

  @Test
  void messagesThatWereRecordedAreReadAsIfTheyCame() throws Exception {
    Path file = dir.resolve("messages.txt");
    Files.writeString(
        file, UP + " " + uplink("1", 1) + "\nzigbee2mqtt/pump-door {\"contact\":true}\nx/y {}\n");
    var link = new LinkConfig.Replay("replay", file, Duration.ofSeconds(1), Attributes.NONE);
    try (var site =
        new Site(
            link,
            List.of(lht65(), door()),
            InstantSource.fixed(Instant.parse("2026-07-14T09:00:00Z")))) {
      assertEquals(28.29, site.next("air/temperature").value());
      assertEquals(1, site.next("door/contact").value());
    }
  }

  /// A pipeline that takes a millisecond for each observation.
  private static final class SlowSite implements AutoCloseable {
    final Site site;

    SlowSite(URI broker, List<Device> devices) {
      site =
          new Site(
              Site.link(broker, CLEAN),
              devices,
              () -> {
                // The clock is asked for each message: here it takes its time.
                java.util.concurrent.locks.LockSupport.parkNanos(
                    TimeUnit.MICROSECONDS.toNanos(500));
                return Instant.now();
              });
    }

    @Override
    public void close() {
      site.close();
    }
  }

  private static Device lht65() {
    return Site.device(
        "air",
        Site.profile(
            Map.of("form", "chirpstack", "codec", "dragino-lht65"),
            Site.point("temperature", Unit.CELSIUS, Map.of("reading", "air-temperature"))),
        Map.of("dev-eui", EUI));
  }

  private static Device dock() {
    return Site.device(
        "dock",
        Site.profile(
            Map.of("form", "dji"),
            Site.point("latitude", Unit.DEGREE, Map.of()),
            Site.point("humidity", Unit.PERCENT, Map.of("reading", "cabin-humidity"))),
        Map.of("sn", "DOCK1"));
  }

  private static Device door() {
    return Site.device(
        "door",
        Site.profile(
            Map.of(),
            Site.point("contact", Unit.ONE, Map.of()),
            Site.point(
                "battery-voltage", Unit.VOLT, Map.of("pointer", "/voltage", "scale", 0.001))),
        Map.of(
            "topic", "zigbee2mqtt/pump-door",
            "availability-topic", "zigbee2mqtt/pump-door/availability"));
  }

  private static String uplink(String id, int count) {
    return ChirpStackDecoderTest.uplink("Dragino LHT65", 2, "CBF60B0D0376010ADD7FFF")
        .replace("0101010101010101", EUI)
        .replace("3ac7e3c4-4401-4b8d-9386-a5c902f9202d", "dedup-" + id)
        .replace("\"fPort\"", "\"fCnt\":" + count + ",\"fPort\"");
  }

  private static MqttSession session(URI broker, String id) {
    var session = new MqttSession(MqttConfig.of(broker, id), _ -> {});
    session.connect();
    return session;
  }

  private static void publish(MqttSession session, String topic, String payload) throws Exception {
    session.publish(topic, payload.getBytes(UTF_8), 1, false).get(60, TimeUnit.SECONDS);
  }
}
