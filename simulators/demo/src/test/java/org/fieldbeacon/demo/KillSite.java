package org.fieldbeacon.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/// Gauges and a relay board, polled fast, with rules that follow them within a second: alarms that
/// end by themselves once they are acknowledged (rivers), latched ones (canals), one about a
/// detector.
@SuppressWarnings("InlineFormatString")
final class KillSite {
  static final List<String> GAUGES =
      List.of("river-1", "river-2", "river-3", "river-4", "river-5", "canal-1", "canal-2");
  static final int LEVEL_REGISTER = 0x21;
  static final int SIREN = 0;
  static final int LIGHT = 1;

  /// River at rest, near warning, above warning, above guarantee, above the highest; millimetres.
  static final int[] LEVELS_MM = {1_200, 1_700, 1_900, 2_200, 2_600};

  static final int QUIET_MM = LEVELS_MM[0];
  static final int FLOOD_MM = LEVELS_MM[3];

  private static final String SCENARIO =
      """
      schema-version: 1
      name: kill
      start: 2026-07-01T00:00:00+08:00
      devices:
        - id: relay
          port: 0
          coils: {0: siren, 1: light}
      """;

  private static final String SIMULATED_GAUGE =
      """
        - id: %s
          port: 0
          registers: {level: {register: 0x21, scale: 0.001, value: 1.2}}
      """;

  private static final String GAUGE_PROFILE =
      """
      schema-version: 1
      title: {zh: 水位计, en: Level gauge}
      protocol: modbus
      source: {map: made for this test, grounding: memory}
      points:
        - name: level
          title: {zh: 水位, en: Water level}
          observed-property: water-level
          unit: m
          valid-range: [0, 65.535]
          access: read
          address: {table: holding-register, register: 0x21, type: u16, scale: 0.001}
      """;

  private static final String RELAY_PROFILE =
      """
      schema-version: 1
      title: {zh: 继电器, en: Relays}
      protocol: modbus
      source: {map: made for this test, grounding: memory}
      points:
      """;

  private static final String RELAY_POINT =
      """
        - name: %1$s
          title: {zh: %1$s, en: %1$s}
          observed-property: switch-state
          unit: "1"
          valid-range: [0, 1]
          access: %2$s
          address: {table: %3$s, register: %4$d}
      """;

  private static final String GATEWAY =
      """
      schema-version: 1
      gateway:
        id: gw-kill-01
        title: {zh: 试验网关, en: Test gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
        exercise: true
        zone: Asia/Shanghai
      outputs:
        - id: siren
          title: {zh: 警笛, en: Siren}
          point: relay/siren
          fail-safe: off
          min-on: PT0.5S
          min-off: PT0.5S
          dead-man: PT1H
          read-back: relay/siren-feedback
          triggers:
            - {rule: river-1-high, at-least: orange}
        - id: light
          title: {zh: 警灯, en: Light}
          point: relay/light
          fail-safe: off
          dead-man: PT12H
          read-back: relay/light-feedback
          triggers:
            - {rule: canal-1-high, at-least: yellow}
      store:
        dir: "${FIELDBEACON_STORE_DIR:gateway}"
        ring-bytes: 268435456
        group-commit-interval: PT2S
      uplink:
        broker: "${FIELDBEACON_BROKER:tcp://127.0.0.1:1}"
        receipts: map
        command-key: "${FIELDBEACON_COMMAND_KEY:none}"
      health:
        port: 0
      """;

  private static final String LINK =
      """
        - {name: %s, type: tcp, host: 127.0.0.1, port: %d}
      """;

  private static final String DEVICE =
      """
        - name: %1$s
          title: {zh: %1$s, en: %1$s}
          profile: %2$s
          link: %1$s
          address: {unit: 1}
          poll-interval: %3$s
      """;

  private static final String RULE =
      """
        - id: %1$s-high
          type: river-level
          title: {zh: 水位超限, en: Level high}
          point: %1$s/level
          unit: m
          near-warning: 0.2
          warning: 1.8
          guarantee: 2.1
          highest: 2.5
          hysteresis: 0.05
          on-delay: %2$s
          off-delay: PT0.5S
          alarm: {%3$s}
      """;

  private static final String CREDIBLE =
      """
        - id: river-1-credible
          type: credibility
          title: {zh: 水位计不可信, en: Gauge not credible}
          point: river-1/level
          stale-after: PT4S
          fail-after: 5
      """;

  private KillSite() {}

  static Path scenario(Path dir) throws IOException {
    var scenario = new StringBuilder(SCENARIO);
    GAUGES.forEach(gauge -> scenario.append(SIMULATED_GAUGE.formatted(gauge)));
    return Files.writeString(dir.resolve("scenario.yaml"), scenario);
  }

  /// @param ports of the simulated devices
  static Path site(Path dir, Map<String, Integer> ports) throws IOException {
    Path profiles = Files.createDirectories(dir.resolve("profiles"));
    Files.writeString(profiles.resolve("kill-gauge.yaml"), GAUGE_PROFILE);
    Files.writeString(
        profiles.resolve("kill-relay.yaml"),
        RELAY_PROFILE
            + RELAY_POINT.formatted("siren", "read-write", "coil", SIREN)
            + RELAY_POINT.formatted("light", "read-write", "coil", LIGHT)
            + RELAY_POINT.formatted("siren-feedback", "read", "discrete-input", SIREN)
            + RELAY_POINT.formatted("light-feedback", "read", "discrete-input", LIGHT));
    var site = new StringBuilder(GATEWAY).append("links:\n");
    ports.forEach((device, port) -> site.append(LINK.formatted(device, port)));
    site.append("devices:\n").append(DEVICE.formatted("relay", "kill-relay", "PT0.5S"));
    GAUGES.forEach(gauge -> site.append(DEVICE.formatted(gauge, "kill-gauge", "PT0.25S")));
    site.append("quality:\n");
    GAUGES.forEach(gauge -> site.append("  " + gauge + "/level: {gross-range: {fail: [0, 30]}}\n"));
    site.append("rules:\n").append(CREDIBLE);
    GAUGES.forEach(gauge -> site.append(rule(gauge)));
    return Files.writeString(dir.resolve("site.yaml"), site);
  }

  private static String rule(String gauge) {
    return gauge.startsWith("river")
        ? RULE.formatted(gauge, "PT0.3S", "escalate-after: PT20S")
        : RULE.formatted(gauge, "PT0S", "latched: true, re-alarm: PT5S, escalate-after: PT10S");
  }

  /// A snapshot every twenty changes: what the broker had taken since is gone after `kill -9`, and
  /// a session may come back older than it was.
  static Path mosquitto(Path dir, int port) throws IOException {
    Path data = Files.createDirectories(dir.resolve("broker"));
    return Files.writeString(
        dir.resolve("mosquitto.conf"),
        """
        listener %d 127.0.0.1
        allow_anonymous true
        user root
        persistence true
        persistence_location %s/
        autosave_on_changes true
        autosave_interval 20
        log_dest stdout
        """
            .formatted(port, data));
  }

  /// Free now, and outside the range from which the system lends ports to whoever connects: it must
  /// still be free when its owner comes back.
  static int port(RandomGenerator random) throws IOException {
    while (true) {
      int port = random.nextInt(20_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (java.net.BindException _) {
        // Taken; another one.
      }
    }
  }
}
