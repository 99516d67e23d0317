package org.fieldbeacon.mqttdevices;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

/// What a file may say, and what it is told when it says something else.
class MqttFactoryTest {
  private final MqttDriverFactory factory = new MqttDriverFactory();

  @Test
  void isFoundByItsProtocol() {
    assertEquals(
        MqttDriverFactory.class, DriverFactory.forProtocol("mqtt").orElseThrow().getClass());
  }

  @Test
  void aProfileIsToldOfEverythingThatIsWrongWithIt() {
    var profile =
        Site.profile(
            Map.of("form", "chirpstack", "codec", "dragino", "colour", "red"),
            Site.point("moisture", Unit.PERCENT, Map.of("reading", "soil-moisture")),
            Site.point("level", Unit.METRE, Map.of("pointer", "object/level")),
            Site.point("raw", Unit.METRE, Map.of("byte", 300, "type", "u17")),
            Site.point("signal", Unit.METRE, Map.of("reading", "signal-strength")));
    assertEquals(
        List.of(
            "settings.colour",
            "settings.codec",
            "points[0].address.reading",
            "points[1].address.pointer",
            "points[2].address.byte",
            "points[2].address.type",
            "points[3].address.reading"),
        factory.check(profile).stream().map(Problem::path).toList());
  }

  @Test
  void bytesAreThereOnlyWhereThereIsAPayload() {
    var profile = Site.profile(Map.of(), Site.point("x", Unit.ONE, Map.of("byte", 0)));
    assertEquals("points[0].address.byte", factory.check(profile).getFirst().path());
  }

  @Test
  void anAddressIsWhatItsFormWants() {
    var lora =
        Site.profile(
            Map.of("form", "chirpstack"), Site.point("signal-noise", Unit.DECIBEL, Map.of()));
    var json = Site.profile(Map.of(), Site.point("x", Unit.ONE, Map.of()));
    var dji = Site.profile(Map.of("form", "dji"), Site.point("latitude", Unit.DEGREE, Map.of()));
    assertEquals(List.of("address.dev-eui"), paths(lora, Map.of("dev-eui", "0102")));
    assertEquals(List.of("address.topic", "address.dev-eui"), paths(lora, Map.of("topic", "x")));
    assertEquals(List.of("address.topic"), paths(json, Map.of("topic", "farm/#")));
    assertEquals(List.of("address.sn"), paths(dji, Map.of()));
    assertEquals(
        List.of("address.offline-after-s"), paths(dji, Map.of("sn", "X1", "offline-after-s", 0)));
  }

  @Test
  void aLinkIsABroker() {
    var device =
        Site.device(
            "x", Site.profile(Map.of(), Site.point("x", Unit.ONE, Map.of())), Map.of("topic", "x"));
    var listener =
        new LinkConfig.TcpListener(
            "l", "127.0.0.1", 0, 1, Duration.ofMinutes(1), Duration.ofSeconds(1), Attributes.NONE);
    assertEquals(
        List.of("link"), factory.check(device, listener).stream().map(Problem::path).toList());
    var settings = Map.<String, Object>of("user", "u", "trust", "ca.pem", "qos", 2);
    assertEquals(
        List.of("link.qos"),
        factory.check(device, Site.link(URI.create("tcp://h:1"), settings)).stream()
            .map(Problem::path)
            .toList());
    settings = Map.of("user", "u", "trust", "ca.pem");
    assertEquals(
        List.of("link.user", "link.trust", "link.trust"),
        factory.check(device, Site.link(URI.create("tcp://h:1"), settings)).stream()
            .map(Problem::path)
            .toList());
  }

  @Test
  void numbersLieInAPayloadInEveryWay() {
    byte[] data = {(byte) 0x81, 0x02, 0x03, (byte) 0xFF, 0x41, 0x20, 0, 0};
    assertEquals(0x81, PackedType.U8.raw(data, 0, 0, 0));
    assertEquals(-127, PackedType.S8.raw(data, 0, 0, 0));
    assertEquals(0x8102, PackedType.U16.raw(data, 0, 0, 0));
    assertEquals(0x0281, PackedType.U16_LE.raw(data, 0, 0, 0));
    assertEquals(-32510, PackedType.S16.raw(data, 0, 0, 0));
    assertEquals(0x810203, PackedType.U24.raw(data, 0, 0, 0));
    assertEquals(0x030281, PackedType.U24_LE.raw(data, 0, 0, 0));
    assertEquals(0x810203FFL, PackedType.U32.raw(data, 0, 0, 0));
    assertEquals(0xFF030281L, PackedType.U32_LE.raw(data, 0, 0, 0));
    assertEquals(0xFF030281, PackedType.S32_LE.raw(data, 0, 0, 0));
    assertEquals(10, PackedType.F32.raw(data, 4, 0, 0));
    assertEquals(0b1000, PackedType.U8.raw(data, 0, 4, 4));
    assertEquals(1, PackedType.U16.raw(data, 0, 15, 1));
  }

  private List<String> paths(
      org.fieldbeacon.driver.DeviceProfile profile, Map<String, Object> address) {
    var link = Site.link(URI.create("tcp://127.0.0.1:1883"), Map.of());
    return factory.check(Site.device("x", profile, address), link).stream()
        .map(Problem::path)
        .sorted(java.util.Comparator.reverseOrder())
        .toList();
  }
}
