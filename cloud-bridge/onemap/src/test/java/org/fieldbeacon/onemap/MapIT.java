package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.AlarmMessage.Acknowledgement;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Receipt.Range;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/// The whole map with its embedded broker, and a gateway at the other end of real MQTT. One map for
/// all: starting the broker takes seconds.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class MapIT {
  private static final String TOKEN = "correct-horse-battery";

  @TempDir static Path dir;

  private final HttpClient http = HttpClient.newHttpClient();
  private final BlockingQueue<Receipt> receipts = new LinkedBlockingQueue<>();
  private final BlockingQueue<Delivery> commands = new LinkedBlockingQueue<>();
  private OneMap map;
  private MqttSession gateway;

  @BeforeAll
  void start() throws IOException {
    Path token = Files.writeString(dir.resolve("token"), TOKEN);
    Settings settings =
        Settings.DEFAULT
            .with("data", dir.resolve("data").toString())
            .with("http-port", "0")
            .with("mqtt-port", "0")
            .with("operator-token-file", token.toString());
    map = OneMap.start(settings, InstantSource.system());
    gateway = connect();
  }

  @AfterAll
  void stop() {
    gateway.close();
    map.close();
  }

  @Test
  @Order(1)
  void confirmsWhatItStoredWithRangesAndDuplicates() throws Exception {
    Instant start = Instant.now().minusSeconds(600);
    say("observation", Field.envelope(1, 1, Field.level(start, 84.1, 84.2)));
    assertEquals(1, receipt(1).through());
    say("observation", Field.envelope(3, 1, Field.level(start.plusSeconds(120), 84.3)));
    assertEquals(List.of(new Range(3, 3)), awaitRange().also());
    assertTrue(get("/feeds/gaps.json").contains("\"from\":2"));
    say("observation", Field.envelope(1, 1, Field.level(start, 84.1, 84.2)));
    assertEquals(1, awaitRange().through(), "a repetition is confirmed again");
    say("observation", Field.envelope(2, 1, Field.level(start.plusSeconds(60), 84.25)));
    receipt(3);
    assertEquals("[]", get("/feeds/gaps.json"));
  }

  @Test
  @Order(2)
  void poisonDoesNotStopWhatFollows() throws Exception {
    gateway.publish(Topics.observation(Field.GATEWAY), new byte[] {0, 1, 2}, 1, false).get();
    gateway
        .publish(Topics.site(Field.GATEWAY), "{\"x\":".getBytes(StandardCharsets.UTF_8), 1, false)
        .get();
    say("observation", Field.envelope(Stream.OBSERVATION, 4, 1, "observations", new byte[] {7}));
    say("observation", Field.envelope(5, 1, Field.level(Instant.now(), 84.4)));
    receipt(5);
    assertTrue(get("/metrics").contains("fieldbeacon_onemap_poison_total 3\n"), get("/metrics"));
  }

  @Test
  @Order(3)
  void acknowledgementGoesOutSignedAndIsShownAsSentUntilTheGatewayAnswers() throws Exception {
    gateway.publish(Topics.site(Field.GATEWAY), Wire.encode(Field.site()), 1, true).get();
    Instant now = Instant.now();
    say(
        "alarm",
        Field.envelope(1, 1, Field.alarm("gw/river/7", 1, Level.RED, now, Optional.empty())));
    receipt(1);
    String path = "/api/v1/alarms/gw%2Friver%2F7";
    String body = "{\"operator\":\"张工\",\"note\":\"巡堤\",\"revision\":1}";
    assertEquals(403, post(path, body, ""));
    assertEquals(403, post(path, body, "wrong-token-wrong-token"));
    assertEquals(400, post(path, "{\"operator\":\" \",\"revision\":1}", TOKEN));
    assertEquals(404, post("/api/v1/alarms/none", body, TOKEN));
    assertEquals(202, post(path, body, TOKEN));

    Delivery delivery = commands.poll(60, TimeUnit.SECONDS);
    assertNotNull(delivery);
    var key = CommandKeys.readPublic(dir.resolve("data/command-key.pub.pem"));
    var order =
        (AcknowledgeAlarm) Wire.decodeSignedCommand(delivery.payload()).verify(List.of(key));
    assertEquals("gw/river/7", order.alarmId());
    assertEquals("张工", order.header().by());
    JsonObject shown = new JsonObject(get(path));
    assertEquals("张工", shown.getJsonObject("order").getString("by"));
    assertEquals(null, shown.getJsonObject("order").getValue("outcome"));
    assertEquals(null, shown.getValue("acknowledgement"));

    var taken = Optional.of(new Acknowledgement("张工", Instant.now(), "巡堤"));
    say("alarm", Field.envelope(2, 1, Field.alarm("gw/river/7", 2, Level.RED, now, taken)));
    receipt(2);
    assertEquals("acknowledged", new JsonObject(get(path)).getString("state"));
  }

  @Test
  @Order(4)
  void feedsAndHeadersAreInOrder() throws Exception {
    String atom = get("/feeds/cap.atom");
    assertTrue(atom.contains("application/cap+xml"), atom);
    assertTrue(atom.contains("<title>[演练 Exercise] "), atom);
    String cap = get("/feeds/cap/gw%2Friver%2F7.1.xml");
    assertTrue(cap.contains("urn:oasis:names:tc:emergency:cap:1.2"), cap);
    var geo = new JsonObject(get("/feeds/alerts.geojson"));
    assertEquals(
        114.0254,
        geo.getJsonArray("features")
            .getJsonObject(0)
            .getJsonObject("geometry")
            .getJsonArray("coordinates")
            .getDouble(0));
    var page = http.send(request("/").build(), BodyHandlers.ofString());
    assertTrue(
        page.headers()
            .firstValue("content-security-policy")
            .orElseThrow()
            .startsWith("default-src 'self'"));
    assertEquals(
        PosixFilePermissions.fromString("rw-------"),
        Files.getPosixFilePermissions(dir.resolve("data/command-key.pem")));
    assertEquals("ok", new JsonObject(get("/health")).getString("state"));
  }

  private MqttSession connect() {
    var session = new MqttSession(MqttConfig.of(map.mqtt(), Field.GATEWAY), _ -> {});
    session.register(
        Topics.receipt(Field.GATEWAY),
        1,
        delivery -> {
          receipts.add(Wire.decodeReceipt(delivery.payload()));
          delivery.ack();
        });
    session.register(
        Topics.command(Field.GATEWAY),
        1,
        delivery -> {
          commands.add(delivery);
          delivery.ack();
        });
    session.connect();
    return session;
  }

  private void say(String channel, Envelope envelope) throws Exception {
    String topic =
        channel.equals("alarm") ? Topics.alarm(Field.GATEWAY) : Topics.observation(Field.GATEWAY);
    gateway.publish(topic, Wire.encode(envelope), 1, false).get(60, TimeUnit.SECONDS);
  }

  /// The first receipt that settles `through`.
  private Receipt receipt(long through) throws InterruptedException {
    while (true) {
      Receipt receipt = receipts.poll(60, TimeUnit.SECONDS);
      assertNotNull(receipt, "no receipt through " + through);
      if (receipt.through() == through) {
        return receipt;
      }
    }
  }

  private Receipt awaitRange() throws InterruptedException {
    Receipt receipt = receipts.poll(60, TimeUnit.SECONDS);
    assertNotNull(receipt);
    return receipt;
  }

  private String get(String path) throws Exception {
    return http.send(request(path).build(), BodyHandlers.ofString()).body();
  }

  private int post(String path, String body, String token) throws Exception {
    HttpRequest.Builder request =
        request(path + "/acknowledge")
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("authorization", "Bearer " + token);
    }
    return http.send(request.build(), BodyHandlers.ofString()).statusCode();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(map.http() + path));
  }
}
