package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.TestAuthority;
import org.fieldbeacon.mqtt.TlsTrust;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three gateways with their real uplinks and one map, over an outside broker with TLS. They are as
/// alike as carelessness makes them: the same devices and points, the same epoch, the same numbers,
/// and two that claim one alarm.
class ManyGatewaysIT {
  private static final int BATCHES = 40;

  @TempDir Path dir;

  /// Promise 4.
  @Test
  void nothingOfOneGatewayIsTakenForAnothers() throws Exception {
    var authority = TestAuthority.in(dir.resolve("ca")).server("broker", "ip:127.0.0.1");
    Instant start = Instant.now().minusSeconds(60L * BATCHES);
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "broker", false);
        OneMap map = OneMap.start(settings(broker, authority), InstantSource.system());
        FieldGateway north = gateway("gw-north", "e1", broker, authority).start();
        FieldGateway south = gateway("gw-south", "e1", broker, authority).start();
        FieldGateway west = gateway("gw-west", "e1", broker, authority).start()) {
      List<FieldGateway> all = List.of(north, south, west);
      for (int i = 0; i < BATCHES; i++) {
        Instant at = start.plusSeconds(60L * i);
        for (int g = 0; g < all.size(); g++) {
          all.get(g).say(Field.level(at, 100 * (g + 1) + i));
        }
      }
      awaitDone(all);
      north.say(Field.alarm("river/1", 1, Level.RED, start, Optional.empty()));
      awaitDone(all);
      south.say(Field.alarm("river/1", 9, Level.BLUE, start, Optional.empty()));
      west.say(Field.alarm("river/2", 1, Level.YELLOW, start, Optional.empty()));
      awaitDone(all);

      assertEquals("{gw-north=139.0, gw-south=239.0, gw-west=339.0}", values(map).toString());
      for (int g = 0; g < all.size(); g++) {
        assertEquals(BATCHES, count(map, List.of("gw-north", "gw-south", "gw-west").get(g)));
      }
      assertEquals("{river/1=gw-north red 1, river/2=gw-west yellow 1}", alarms(map).toString());
      assertEquals("[]", get(map, "/feeds/gaps.json"));
      assertTrue(
          get(map, "/metrics").contains("fieldbeacon_onemap_rows_dead_letter 1\n"),
          "the claim to another's alarm is kept where it can be looked at");
      assertEquals(0, all.stream().mapToLong(FieldGateway::ignoredReceipts).sum());
    }
  }

  /// A gateway whose disk was exchanged counts from 1 again, under a new epoch.
  @Test
  void theSameNumbersUnderANewEpochAreNewMessages() throws Exception {
    var authority = TestAuthority.in(dir.resolve("ca")).server("broker", "ip:127.0.0.1");
    Instant start = Instant.now().minusSeconds(600);
    try (Mosquitto broker = Mosquitto.withTls(dir, authority, "broker", false);
        OneMap map = OneMap.start(settings(broker, authority), InstantSource.system())) {
      for (int round = 0; round < 2; round++) {
        try (FieldGateway gateway = gateway("gw-north", "e" + round, broker, authority).start()) {
          for (int i = 0; i < 3; i++) {
            gateway.say(Field.level(start.plusSeconds(180L * round + 60L * i), 10 * round + i));
          }
          awaitDone(List.of(gateway));
        }
      }
      assertEquals(6, count(map, "gw-north"));
      assertEquals("{gw-north=12.0}", values(map).toString());
      assertEquals("[]", get(map, "/feeds/gaps.json"));
      assertTrue(
          get(map, "/metrics").contains("fieldbeacon_onemap_messages_stored_total 6\n"),
          get(map, "/metrics"));
    }
  }

  private Settings settings(Mosquitto broker, TestAuthority authority) {
    return Settings.DEFAULT
        .with("data", dir.resolve("data").toString())
        .with("http-port", "0")
        .with("broker", broker.tlsUri().toString())
        .with("broker-trust-file", authority.certificate().toString());
  }

  private static FieldGateway gateway(
      String name, String epoch, Mosquitto broker, TestAuthority authority) {
    return new FieldGateway(
        name,
        epoch,
        MqttConfig.of(broker.tlsUri(), name).withTls(TlsTrust.in(authority.certificate())));
  }

  private static void awaitDone(List<FieldGateway> gateways) {
    Await.until(
        "the map has confirmed everything", () -> gateways.stream().allMatch(FieldGateway::isDone));
  }

  private static Map<String, Double> values(OneMap map) throws Exception {
    var values = new TreeMap<String, Double>();
    for (JsonObject gauge : rows(state(map).getJsonArray("gauges"))) {
      values.put(gauge.getString("gateway"), gauge.getDouble("value"));
    }
    return values;
  }

  private static Map<String, String> alarms(OneMap map) throws Exception {
    var alarms = new TreeMap<String, String>();
    for (JsonObject a : rows(state(map).getJsonArray("alerts"))) {
      alarms.put(
          a.getString("alarmId"),
          a.getString("gateway") + " " + a.getString("level") + " " + a.getLong("revision"));
    }
    return alarms;
  }

  private static int count(OneMap map, String gateway) throws Exception {
    var found =
        new JsonObject(
            get(
                map,
                "/api/v1/observations?device=gauge-01&point=level&max=2000&gateway=" + gateway));
    return rows(found.getJsonArray("points")).stream().mapToInt(p -> p.getInteger("count")).sum();
  }

  private static List<JsonObject> rows(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject).toList();
  }

  private static JsonObject state(OneMap map) throws Exception {
    return new JsonObject(get(map, "/api/v1/state"));
  }

  private static String get(OneMap map, String path) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(map.http() + path)).build();
    return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
  }
}
