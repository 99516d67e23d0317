package org.fieldbeacon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Builds the text of a site file, so that a benchmark starts the gateway as a person would.
final class SiteText {
  static final String GATEWAY = "gw-bench-01";

  private final List<String> links = new ArrayList<>();
  private final List<String> devices = new ArrayList<>();
  private final List<String> quality = new ArrayList<>();
  private final List<String> rules = new ArrayList<>();
  private final List<String> outputs = new ArrayList<>();
  private final List<String> tail = new ArrayList<>();

  /// @param commitInterval ISO 8601, of the observation log
  SiteText(String commitInterval) {
    tail.add("store: {dir: store, group-commit-interval: " + commitInterval + "}");
    tail.add("health: {port: 0}");
  }

  /// A device on a link of its own, on this machine.
  SiteText device(String name, String profile, int port, String pollInterval) {
    links.add("{name: %s, type: tcp, host: 127.0.0.1, port: %d}".formatted(name, port));
    devices.add(
        "{name: %s, title: {zh: %s, en: %s}, profile: %s, link: %s, address: {unit: 1}, "
                .formatted(name, name, name, profile, name)
            + "poll-interval: %s}".formatted(pollInterval));
    return this;
  }

  /// @param tests in YAML's flow style
  SiteText quality(String point, String tests) {
    quality.add(point + ": " + tests);
    return this;
  }

  /// @param alarm in YAML's flow style
  SiteText riverRule(String id, String point, double warning, double guarantee, String alarm) {
    return rule(
        id,
        "river-level",
        point,
        "unit: m, warning: %s, guarantee: %s, hysteresis: 0.05, rise-window: PT1H, alarm: %s"
            .formatted(number(warning), number(guarantee), alarm));
  }

  SiteText credibilityRule(String id, String point, String staleAfter) {
    return rule(id, "credibility", point, "stale-after: " + staleAfter + ", fail-after: 5");
  }

  SiteText rainRule(String id, String point) {
    return rule(id, "rainstorm", point, "kind: cumulative");
  }

  private SiteText rule(String id, String type, String point, String more) {
    rules.add(
        "{id: %s, type: %s, title: {zh: %s, en: %s}, point: %s, %s}"
            .formatted(id, type, id, id, point, more));
    return this;
  }

  /// On while the rule is at yellow or above.
  SiteText output(String id, String point, String rule) {
    outputs.add(
        "{id: %s, title: {zh: %s, en: %s}, point: %s, fail-safe: off, dead-man: PT12H, "
                .formatted(id, id, id, point)
            + "triggers: [{rule: %s, at-least: yellow}]}".formatted(rule));
    return this;
  }

  /// @param port of the broker, on this machine
  SiteText uplink(int port) {
    tail.add("uplink: {broker: \"tcp://127.0.0.1:" + port + "\", receipts: map}");
    return this;
  }

  String text() {
    var text = new StringBuilder();
    text.append("schema-version: 1\n");
    text.append("gateway: {id: ").append(GATEWAY);
    text.append(", title: {zh: 基准测试网关, en: Benchmark gateway}, ");
    text.append("position: {latitude-deg: 34.75, longitude-deg: 113.66}, adcode: \"410105\", ");
    text.append("exercise: true}\n");
    list(text, "links", "  - ", links);
    list(text, "devices", "  - ", devices);
    list(text, "quality", "  ", quality);
    list(text, "rules", "  - ", rules);
    list(text, "outputs", "  - ", outputs);
    tail.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  private static void list(StringBuilder text, String key, String bullet, List<String> items) {
    if (!items.isEmpty()) {
      text.append(key).append(":\n");
      items.forEach(item -> text.append(bullet).append(item).append('\n'));
    }
  }

  /// A profile of holding registers from 0 up, u16 with two or three decimals.
  ///
  /// @param points name, observed property and unit each; all in metres when fewer than registers
  static String profile(List<Register> points) {
    var text = new StringBuilder();
    text.append("schema-version: 1\n");
    text.append("title: {zh: 基准测试设备, en: Benchmark device}\n");
    text.append("protocol: modbus\n");
    text.append("source: {map: made for the benchmarks, grounding: memory}\n");
    text.append("points:\n");
    for (int i = 0; i < points.size(); i++) {
      Register point = points.get(i);
      text.append(
          ("  - {name: %s, title: {zh: %s, en: %s}, observed-property: %s, unit: \"%s\", access:"
                  + " read, address: {table: holding-register, register: %d, type: u16, scale:"
                  + " 0.001}}\n")
              .formatted(
                  point.name(), point.name(), point.name(), point.property(), point.unit(), i));
    }
    return text.toString();
  }

  /// @param unit a UCUM code
  record Register(String name, String property, String unit) {
    static Register level(String name) {
      return new Register(name, "water-level", "m");
    }
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
