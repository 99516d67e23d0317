package org.fieldbeacon.mqttdevices;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.mqttdevices.FieldDevice.Arrived;
import org.fieldbeacon.mqttdevices.FieldDevice.Outcome;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// Duplicates, what the broker kept, and silence, on a clock that the test moves.
class FieldDeviceTest {
  private static final Instant T0 = Instant.parse("2026-07-14T09:00:00Z");
  private static final String EUI = "0101010101010101";
  private static final String UP = "application/1/device/" + EUI + "/event/up";

  private final List<Observation> seen = new ArrayList<>();
  private final List<DeviceStatus> statuses = new ArrayList<>();
  private Instant now = T0;

  private final FieldDevice soil =
      fieldDevice(
          Site.device(
              "soil",
              Site.profile(
                  Map.of("form", "chirpstack"),
                  Site.point("moisture", Unit.PERCENT, Map.of("byte", 0, "scale", 0.5)),
                  Site.point("lost-uplinks", Unit.ONE, Map.of())),
              Map.of("dev-eui", EUI)));
  private final FieldDevice tank =
      fieldDevice(
          Site.device(
              "tank",
              Site.profile(
                  Map.of("time", "/ts", "time-format", "epoch-s"),
                  Site.point("level", Unit.METRE, Map.of("pointer", "/depth_mm", "scale", 0.001)),
                  Site.point(
                      "valve",
                      Unit.ONE,
                      Map.of("pointer", "/valve", "words", Map.of("OPEN", 1, "SHUT", 0)))),
              Map.of("topic", "farm/tank", "availability-topic", "farm/tank/availability")));

  @Test
  void anUplinkThatTheBrokerRepeatsCountsOnce() {
    assertEquals(Outcome.TAKEN, take(soil, up("a", 7, "KA==", T0)));
    assertEquals(Outcome.DUPLICATE, take(soil, up("a", 7, "KA==", T0)));
    assertEquals(20, only("soil/moisture").value());
  }

  /// Two servers that hear the same device give each its own id.
  @Test
  void theSameFrameCounterAndPayloadWithinMinutesIsTheSameUplink() {
    assertEquals(Outcome.TAKEN, take(soil, up("a", 7, "KA==", T0)));
    assertEquals(Outcome.DUPLICATE, take(soil, up("b", 7, "KA==", T0)));
    now = T0.plusSeconds(3600);
    assertEquals(Outcome.TAKEN, take(soil, up("c", 7, "KA==", now)), "a device that began anew");
  }

  @Test
  void missingFrameCountersAreLostUplinks() {
    take(soil, up("a", 7, "KA==", T0));
    take(soil, up("b", 8, "KA==", T0));
    take(soil, up("c", 12, "KA==", T0));
    take(soil, up("d", 0, "KA==", T0));
    assertEquals(
        List.of(0.0, 0.0, 3.0, 0.0),
        seen.stream()
            .filter(o -> o.point().point().equals("lost-uplinks"))
            .map(Observation::value)
            .toList());
  }

  @Test
  void theTimeOfAnUplinkIsWhenTheNetworkHadIt() {
    now = T0.plusSeconds(1200);
    take(soil, up("a", 1, "KA==", T0));
    assertEquals(T0, only("soil/moisture").phenomenonTime());
    assertEquals(now, only("soil/moisture").receivedTime());
  }

  @Test
  void aClockThatIsAheadIsNotBelieved() {
    take(soil, up("a", 1, "KA==", T0.plus(Duration.ofDays(1))));
    Observation taken = only("soil/moisture");
    assertEquals(T0, taken.phenomenonTime());
    assertTrue(taken.detail().contains("2026-07-15"), taken.detail());
  }

  @Test
  void whatTheBrokerKeptIsTakenByItsTimeWhileItIsNews() {
    long ts = T0.minusSeconds(600).getEpochSecond();
    assertEquals(Outcome.TAKEN, take(tank, kept("{\"depth_mm\":1500,\"ts\":" + ts + "}")));
    assertEquals(T0.minusSeconds(600), only("tank/level").phenomenonTime());
    assertEquals(1.5, only("tank/level").value());
    assertEquals(State.ONLINE, statuses.getLast().state());
  }

  @Test
  void whatTheBrokerKeptForTooLongIsNoNewsButTellsHowLongTheDeviceIsSilent() {
    long ts = T0.minus(Duration.ofDays(3)).getEpochSecond();
    assertEquals(Outcome.OLD, take(tank, kept("{\"depth_mm\":1500,\"ts\":" + ts + "}")));
    assertTrue(seen.isEmpty());
    assertEquals(State.OFFLINE, statuses.getLast().state());
    assertTrue(statuses.getLast().detail().contains("2026-07-11"), statuses.getLast().detail());
  }

  @Test
  void whatTheBrokerKeptForNobodyKnowsHowLongIsSuspectAndNoSignOfLife() {
    assertEquals(Outcome.TAKEN, take(tank, kept("{\"depth_mm\":1500}")));
    assertEquals(Quality.SUSPECT, only("tank/level").quality());
    assertTrue(statuses.isEmpty(), statuses.toString());
  }

  @Test
  void whatTheBrokerKeptCountsOnceHoweverOftenTheLinkComesBack() {
    take(tank, kept("{\"depth_mm\":1500}"));
    assertEquals(Outcome.DUPLICATE, take(tank, kept("{\"depth_mm\":1500}")));
    assertEquals(Outcome.TAKEN, take(tank, kept("{\"depth_mm\":1501}")));
  }

  @Test
  void aMessageMarkedAsRepeatedIsADuplicateOnlyIfItWasSeen() {
    var repeated = new Arrived("farm/tank", "{\"depth_mm\":7}", false, true);
    assertEquals(Outcome.TAKEN, take(tank, repeated));
    assertEquals(Outcome.DUPLICATE, take(tank, repeated));
    take(tank, new Arrived("farm/tank", "{\"depth_mm\":8}", false, false));
    assertEquals(
        Outcome.DUPLICATE, take(tank, new Arrived("farm/tank", "{\"depth_mm\":8}", false, true)));
  }

  /// A tank that does not move says the same again and again, and each time it is news.
  @Test
  void theSameValueAgainIsNoDuplicate() {
    for (int i = 0; i < 3; i++) {
      take(tank, new Arrived("farm/tank", "{\"depth_mm\":7}", false, false));
      now = now.plusSeconds(60);
    }
    assertEquals(3, seen.size());
  }

  @Test
  void silenceIsToldOnceAndEndsWithTheNextMessage() {
    soil.linkUp(now);
    take(soil, up("a", 1, "KA==", now));
    assertEquals(State.ONLINE, statuses.getLast().state());
    now = T0.plusSeconds(1801);
    soil.check(now);
    soil.check(now);
    assertEquals(State.OFFLINE, statuses.getLast().state());
    assertEquals("no message since " + T0, statuses.getLast().detail());
    assertEquals(3, statuses.size());
    take(soil, up("b", 2, "KA==", now));
    assertEquals(State.ONLINE, statuses.getLast().state());
  }

  @Test
  void aDeviceThatNeverSpokeIsOffLineAfterTheSamePatience() {
    soil.linkUp(now);
    now = T0.plusSeconds(1799);
    soil.check(now);
    assertEquals(State.UNKNOWN, statuses.getLast().state());
    now = T0.plusSeconds(1801);
    soil.check(now);
    assertEquals(State.OFFLINE, statuses.getLast().state());
  }

  @Test
  void theBridgeSaysWhetherADeviceIsThere() {
    take(tank, new Arrived("farm/tank/availability", "{\"state\":\"offline\"}", true, false));
    assertEquals(State.OFFLINE, statuses.getLast().state());
    take(tank, new Arrived("farm/tank/availability", "online", false, false));
    assertEquals(State.ONLINE, statuses.getLast().state());
  }

  @Test
  void aBadMessageDegradesTheDeviceAndSaysWhy() {
    assertEquals(Outcome.BAD, take(tank, new Arrived("farm/tank", "{\"depth_mm\":", false, false)));
    assertEquals(State.DEGRADED, statuses.getLast().state());
    assertTrue(statuses.getLast().detail().contains("JSON at 12"), statuses.getLast().detail());
    assertEquals(
        Outcome.BAD, take(tank, new Arrived("farm/tank", "{\"valve\":\"AJAR\"}", false, false)));
    assertTrue(statuses.getLast().detail().contains("\"AJAR\""), statuses.getLast().detail());
    take(tank, new Arrived("farm/tank", "{\"valve\":\"OPEN\",\"depth_mm\":null}", false, false));
    assertEquals(State.ONLINE, statuses.getLast().state());
    assertEquals(1, only("tank/valve").value());
    assertEquals(Quality.MISSING, only("tank/level").quality());
  }

  @Test
  void whatTheNetworkComplainsOfIsTold() {
    take(
        soil,
        new Arrived(
            UP.replace("/up", "/log"),
            "{\"deviceInfo\":{\"devEui\":\""
                + EUI
                + "\"},\"level\":\"ERROR\",\"code\":\"UPLINK_MIC\",\"description\":\"Invalid MIC\"}",
            false,
            false));
    assertEquals(State.DEGRADED, statuses.getLast().state());
    assertEquals("the network says UPLINK_MIC: Invalid MIC", statuses.getLast().detail());
  }

  private Outcome take(FieldDevice device, Arrived message) {
    return device.take(message, now, "test", seen);
  }

  private Observation only(String point) {
    List<Observation> of = seen.stream().filter(o -> o.point().toString().equals(point)).toList();
    assertEquals(1, of.size(), point + ": " + of);
    return of.getFirst();
  }

  private static Arrived kept(String payload) {
    return new Arrived("farm/tank", payload, true, false);
  }

  private static Arrived up(String id, int count, String data, Instant time) {
    return new Arrived(
        UP,
        "{\"deduplicationId\":\"%s\",\"time\":\"%s\",\"deviceInfo\":{\"devEui\":\"%s\"},\"devAddr\":\"00189440\",\"fCnt\":%d,\"fPort\":2,\"data\":\"%s\"}"
            .formatted(id, time, EUI, count, data),
        false,
        false);
  }

  private FieldDevice fieldDevice(Device device) {
    var link = Site.link(java.net.URI.create("tcp://127.0.0.1:1883"), Map.of());
    assertEquals(List.of(), new MqttDriverFactory().check(device.profile()));
    assertEquals(List.of(), new MqttDriverFactory().check(device, link));
    return MqttAddress.fieldDevice(
        device,
        MqttSettings.of("lora", link.settings()),
        new DriverContext(() -> now, seen::add, statuses::add),
        T0);
  }
}
