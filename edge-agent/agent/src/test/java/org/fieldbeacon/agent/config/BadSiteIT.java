package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every way a site can be wrong is one row: what is changed in a sound file, and what is said.
/// Promise 7.
class BadSiteIT {
  private static final String SOUND =
      """
      schema-version: 1
      gateway:
        id: gw-1
        title: {zh: 网关, en: Gateway}
        position: {latitude-deg: 34.9, longitude-deg: 113.7}
        adcode: "410105"
      links:
        - {name: line, type: tcp, host: localhost, port: 502}
      devices:
        - name: gauge
          title: {zh: 水位计, en: Gauge}
          profile: radar-level-gauge
          link: line
          address: {unit: 1}
          poll-interval: PT10S
        - name: relay
          title: {zh: 继电器, en: Relay}
          profile: relay-board-8
          link: line
          address: {unit: 2}
          poll-interval: PT10S
      quality:
        gauge/level:
          gross-range: {fail: [0, 30], suspect: [1, 20]}
      rules:
        - id: high
          type: river-level
          title: {zh: 高, en: High}
          point: gauge/level
          unit: m
          warning: 3
          guarantee: 4
          highest: 5
        - id: trust
          type: credibility
          title: {zh: 可信, en: Trust}
          point: gauge/level
          stale-after: PT1M
          fail-after: 3
      outputs:
        - id: siren
          title: {zh: 警笛, en: Siren}
          point: relay/siren
          fail-safe: off
          dead-man: PT10M
          interlocks: [{point: gauge/level, unit: m, below: 1}]
          triggers: [{rule: high, at-least: orange}]
      store:
        dir: var
      uplink:
        broker: tcp://localhost:1883
      """;

  @TempDir Path folder;

  static Stream<Arguments> rows() {
    String rings = "    alarm: {suppressed-by: ";
    return Stream.of(
        // The schema.
        row(
            "  id: gw-1",
            "  idd: gw-1",
            "3: gateway.idd: got an unknown key, wanted \"id\"",
            "2: gateway.id: got nothing, wanted a name: 1..64 of a-z 0-9 -, beginning with a-z or 0-9"),
        row(
            "adcode: \"410105\"",
            "adcode: 410105",
            "6: gateway.adcode: got 410105, wanted six digits in quotes, as \"410105\""),
        row(
            "latitude-deg: 34.9",
            "latitude-deg: 134.9",
            "5: gateway.position.latitude-deg: got 134.9, wanted a number -90..90"),
        row(
            "port: 502",
            "port: many",
            "8: links[0].port: got \"many\", wanted a whole number 1..65535"),
        row("type: tcp", "type: tpc", "8: links[0].type: got \"tpc\", wanted \"tcp\""),
        row("schema-version: 1", "schema-version: 2", "1: schema-version: got 2, wanted 1"),
        row(
            "    warning: 3",
            "    warnin: 3",
            "31: rules[0].warnin: got an unknown key, wanted \"warning\"",
            "26: rules[0].warning: got nothing, wanted a number"),
        row(
            "    warning: 3",
            "    warning: .nan",
            "31: rules[0].warning: got .nan, wanted a number"),
        row(
            "    warning: 3",
            "    warning:",
            "31: rules[0].warning: got nothing, wanted a value, or no key"),
        row(
            "at-least: orange",
            "at-least: purple",
            "47: outputs[0].triggers[0].at-least: got \"purple\", wanted one of [notice, blue, yellow, orange, red]"),
        row(
            "poll-interval: PT10S\n  - name: relay",
            "poll-interval: 10s\n  - name: relay",
            "15: devices[0].poll-interval: got \"10s\", wanted an ISO-8601 duration above zero, as PT30S"),
        row(
            "fail: [0, 30]",
            "fail: [0]",
            "24: quality.gauge/level.gross-range.fail: got a list of 1, wanted a list of 2"),
        row(
            "  gauge/level:\n",
            "  gauge.level:\n",
            "23: quality.gauge.level: got \"gauge.level\", wanted device/point"),
        row(
            "fail-after: 3",
            "fail-after: 0",
            "39: rules[1].fail-after: got 0, wanted a whole number 1..100000, or an ISO-8601 duration above zero, as PT30S"),
        row("store:\n  dir: var\n", "store: here\n", "48: store: got \"here\", wanted a mapping"),
        row(
            "broker: tcp://localhost:1883",
            "broker: http://localhost",
            "51: uplink.broker: got \"http://localhost\", wanted tcp://HOST:PORT or ssl://HOST:PORT"),
        // Calibrations.
        row(
            "    address: {unit: 1}\n",
            "    address: {unit: 1}\n    calibration: {level: {slope: 0, offset: 1}}\n",
            "15: devices[0].calibration.level.slope: got 0, wanted a number other than 0, 1 for no correction"),
        row(
            "    address: {unit: 1}\n",
            "    address: {unit: 1}\n    calibration: {levle: {slope: 1, offset: 0}}\n",
            "15: devices[0].calibration.levle: got an unknown point \"levle\" of radar-level-gauge, wanted \"level\""),
        // References.
        row(
            "profile: radar-level-gauge",
            "profile: radar",
            "12: devices[0].profile: got an unknown profile \"radar\", wanted profiles/radar.yaml beside or above this file, or a shipped profile"),
        row(
            "link: line\n    address: {unit: 1}",
            "link: lime\n    address: {unit: 1}",
            "13: devices[0].link: got an unknown link \"lime\", wanted \"line\""),
        row(
            "  gauge/level:\n",
            "  gauges/level:\n",
            "23: quality.gauges/level: got an unknown device \"gauges\", wanted \"gauge\""),
        row(
            "point: gauge/level\n    stale",
            "point: gauge/levle\n    stale",
            "37: rules[1].point: got an unknown point \"levle\" of radar-level-gauge, wanted \"level\""),
        row(
            "rule: high",
            "rule: hihg",
            "47: outputs[0].triggers[0].rule: got an unknown rule \"hihg\", wanted \"high\""),
        row(
            "    highest: 5\n",
            rings + "nobody}\n",
            "33: rules[0].alarm.suppressed-by: got an unknown rule \"nobody\", wanted one of [high, trust]"),
        row(
            "    highest: 5\n",
            rings + "high}\n",
            "33: rules[0].alarm.suppressed-by: got \"high\", wanted a rule that high does not suppress in turn"),
        row(
            "point: relay/siren\n",
            "point: relay/siren-feedback\n",
            "43: outputs[0].point: got \"siren-feedback\", wanted a point that can be written"),
        // Names.
        row(
            "- name: relay",
            "- name: gauge",
            "16: devices[1].name: got \"gauge\" again, wanted each name once",
            "43: outputs[0].point: got an unknown device \"relay\", wanted one of [gauge]"),
        row(
            "- id: trust",
            "- id: high",
            "34: rules[1].id: got \"high\" again, wanted each name once"),
        row(
            "  dir: var\n",
            "  dir: var\n  dir: etc\n",
            "50: store.dir: got the key a second time, wanted each key once, first on line 49"),
        // Units.
        row(
            "unit: m\n",
            "unit: metre\n",
            "30: rules[0].unit: got \"metre\", wanted a UCUM code: one of " + codes()),
        row(
            "unit: m\n",
            "unit: Cel\n",
            "30: rules[0].unit: got \"Cel\", wanted a unit of length, as m"),
        row(
            "unit: m, below",
            "unit: Cel, below",
            "46: outputs[0].interlocks[0].unit: got \"Cel\", wanted a unit that converts to the point's, m"),
        // Order and sense.
        row(
            "    guarantee: 4",
            "    guarantee: 2",
            "32: rules[0].guarantee: got 2.0, wanted more than warning, 3.0"),
        row(
            "    highest: 5",
            "    highest: 4",
            "33: rules[0].highest: got 4.0, wanted more than guarantee, 4.0"),
        row(
            "    unit: m\n    warning: 3\n    guarantee: 4\n    highest: 5",
            "    unit: m\n    warning: 3\n    guarantee: 4\n    highest: 70",
            "33: rules[0].highest: got 70.0 m, wanted what the sensor can report, 0.0..65.535 m"),
        row(
            "suspect: [1, 20]",
            "suspect: [1, 40]",
            "24: quality.gauge/level.gross-range.suspect: got [1.0, 40.0], wanted a range within fail, [0.0, 30.0]"),
        row(
            "dead-man: PT10M",
            "dead-man: PT10S\n    min-on: PT20S",
            "45: outputs[0].dead-man: got PT10S, wanted longer than min-on, PT20S"),
        row(
            ", below: 1",
            ", below: 1, above: 2",
            "46: outputs[0].interlocks[0]: got 2 comparisons, wanted one of below, above, equals"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\n  user: me\n",
            "50: uplink: got user alone, wanted user and password-file, or neither"),
        // The clock.
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {}\n",
            "52: clock: got nothing to follow, wanted time-servers, receiver, or no clock at all"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {time-servers: [\"ntp.example:0\"]}\n",
            "52: clock.time-servers[0]: got \"ntp.example:0\", wanted HOST or HOST:PORT, the port 1..65535"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {time-servers: [\"a b\"]}\n",
            "52: clock.time-servers[0]: got \"a b\", wanted HOST or HOST:PORT"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {receiver: /dev/ttyUSB0}\n",
            "52: clock.receiver: got \"/dev/ttyUSB0\", wanted serial:/dev/ttyUSB0 or tcp://HOST:PORT"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {receiver: \"tcp://127.0.0.1:99999\"}\n",
            "52: clock.receiver: got \"tcp://127.0.0.1:99999\", wanted a host name or address, and a port 1..65535"),
        row(
            "  broker: tcp://localhost:1883\n",
            "  broker: tcp://localhost:1883\nclock: {receiver: \"tcp://127.0.0.1:2947\", baud: 4800}\n",
            "52: clock.baud: got a speed, wanted no speed: only a serial receiver has one"),
        // Times.
        row(
            "port: 502",
            "port: 502, response-timeout: PT2M",
            "8: links[0].response-timeout: got PT2M, wanted PT0.01S to PT60S"),
        // The driver's own words.
        row(
            "address: {unit: 1}",
            "address: {unti: 1}",
            "14: devices[0].address.unti: got an unknown key, wanted one of [unit]"),
        row(
            "address: {unit: 1}",
            "address: {unit: 300}",
            "14: devices[0].address.unit: got 300, wanted a whole number 0..255"),
        row(
            "port: 502",
            "port: 502, settings: {framing: ascii}",
            "8: links[0].settings.framing: got ascii, wanted one of [tcp, rtu]"),
        // Variables.
        row(
            "  id: gw-1",
            "  id: ${ID:gw-1}",
            "3: gateway.id: got \"${ID:gw-1}\", wanted no variable, only where the guide names one"),
        row(
            "  dir: var",
            "  dir: ${NOWHERE}",
            "49: store.dir: got \"${NOWHERE}\", wanted a default, or NOWHERE in the environment"),
        // YAML.
        row(
            "  dir: var",
            "  dir: *nothing",
            "49: file: got found undefined alias nothing, wanted YAML"),
        row(
            "  dir: var",
            "  dir: !!binary aGk=",
            "49: store.dir: got the tag tag:yaml.org,2002:binary, wanted no tag"),
        row(
            "store:\n  dir: var\n",
            "store: &s {dir: *s}\n",
            "48: store.dir: got an alias of what it stands in, wanted a value"));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachWrongThingIsNamedWithItsLine(String sound, String wrong, List<String> expected)
      throws IOException {
    assertTrue(SOUND.contains(sound), sound);
    assertEquals(
        expected.stream().sorted().toList(),
        problems(SOUND.replaceFirst(Pattern.quote(sound), Matcher.quoteReplacement(wrong))));
  }

  /// The control: the file that the rows change is itself sound.
  @Test
  void theUnchangedFileIsSound() throws IOException {
    assertEquals(List.of(), problems(SOUND));
  }

  @Test
  void allProblemsAreNamedInTheOrderOfLines() throws IOException {
    String wrong =
        SOUND
            .replace("port: 502", "port: 0")
            .replace("    warning: 3", "    warning: 9")
            .replace("rule: high", "rule: low")
            .replace("  dir: var", "  dirr: var");
    List<Problem> problems = load(wrong);
    assertEquals(
        List.of(8, 32, 47, 48, 49), problems.stream().map(Problem::line).toList(), problems + "");
  }

  @Test
  void malformedYamlIsNamedWithItsLine() throws IOException {
    List<Problem> problems = load(SOUND.replace("  dir: var", "  dir: {var"));
    assertEquals(1, problems.size(), problems + "");
    assertEquals("file", problems.getFirst().path());
    assertEquals("YAML", problems.getFirst().wanted());
    assertEquals(50, problems.getFirst().line());
  }

  /// Bombs are refused before they are expanded: nested aliases, deep nesting, sheer size.
  @Test
  void bombsAreRefused() throws IOException {
    var laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 9; i++) {
      String one = "*a" + (i - 1);
      laughs.append(
          "a%d: &a%d [%s]%n".formatted(i, i, String.join(", ", List.of(one, one, one, one, one))));
    }
    assertEquals(
        List.of("5: file: got more than 16 aliases, wanted fewer"), problems(laughs.toString()));
    assertEquals(
        List.of("1: file: got nesting deeper than 24, wanted shallower"),
        problems("a: " + "[".repeat(60_000)));
    assertEquals(
        List.of("0: file: got more than 1048576 bytes, wanted fewer"),
        problems("#".repeat(YamlBounds.MAX_BYTES + 1)));
    String many = "a: [" + "1,\n  ".repeat(YamlBounds.MAX_NODES) + "1]\n";
    assertEquals(List.of("0: file: got more than 50000 values, wanted fewer"), problems(many));
  }

  @Test
  void whatIsNoMappingIsRefused() throws IOException {
    assertEquals(List.of("1: file: got an empty file, wanted a mapping"), problems("# nothing\n"));
    assertEquals(List.of("1: file: got a list, wanted a mapping"), problems("- 1\n"));
    Path file = folder.resolve("latin.yaml");
    Files.write(file, "a: é".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        List.of(new Problem(file.toString(), 0, "file", "bytes that are not UTF-8", "UTF-8")),
        ((SiteFile.Loaded.Bad) SiteFile.load(file, Map.of())).problems());
  }

  @Test
  void aReceiverThatKeepsTheClockHasItsLineForItself() throws IOException {
    String serial =
        SOUND.replace(
            "type: tcp, host: localhost, port: 502",
            "type: serial, device: /dev/ttyUSB0, baud: 9600");
    assertEquals(List.of(), problems(serial + "clock: {receiver: serial:/dev/ttyUSB1}\n"));
    assertEquals(
        List.of(
            "52: clock.receiver: got the line of link \"line\", wanted a line of its own, or gpsd's:"
                + " tcp://127.0.0.1:2947"),
        problems(serial + "clock: {receiver: serial:/dev/ttyUSB0}\n"));
  }

  @Test
  void aLinkSpeaksOneProtocol() throws IOException {
    List<String> problems =
        load(SOUND.replace("profile: relay-board-8", "profile: river-station-sl651")).stream()
            .map(Problem::text)
            .toList();
    assertTrue(
        problems.stream()
            .anyMatch(
                p ->
                    p.endsWith(
                        "devices[1].profile: got a profile that speaks sl651, wanted one that"
                            + " speaks modbus like the others on link line")),
        problems::toString);
  }

  /// A problem in a profile is placed in the profile, once, however many devices use it.
  @Test
  void aBadProfileBesideTheSiteIsNamedInItsOwnFile() throws IOException {
    Path profiles = Files.createDirectories(folder.resolve("profiles"));
    Path profile =
        Files.writeString(
            profiles.resolve("radar-level-gauge.yaml"),
            """
            schema-version: 1
            title: {zh: 表, en: Gauge}
            protocol: modbus
            source: {map: none, grounding: memory}
            settings: {ordr: abcd}
            points:
              - name: level
                title: {zh: 水位, en: Level}
                observed-property: water-level
                unit: m
                access: read
                address: {table: holding-register, register: 70000, type: u61}
            """);
    List<Problem> problems = load(SOUND);
    assertEquals(
        List.of(
            profile
                + ":5: settings.ordr: got an unknown key, wanted one of [identity, max-gap, max-words, order, write-function]",
            profile + ":12: points[0].address.register: got 70000, wanted a whole number 0..65535"),
        problems.stream().map(Problem::text).toList());
  }

  /// Whatever stands where a value should be, the file is judged and nothing is thrown.
  @Test
  void anyValueAnywhereIsJudged() throws IOException {
    List<String> values =
        List.of(
            "", "x", "-1", "1e999", "[]", "{}", "[[1]]", "true", "\"a\\0b\"", "2026-07-14", "${X}");
    List<String> lines = SOUND.lines().toList();
    int bad = 0;
    for (int i = 0; i < lines.size(); i++) {
      int colon = lines.get(i).indexOf(": ");
      String key = colon < 0 ? lines.get(i) : lines.get(i).substring(0, colon + 1);
      for (String value : values) {
        var changed = new ArrayList<>(lines);
        changed.set(i, key + " " + value);
        bad += load(String.join("\n", changed)).isEmpty() ? 0 : 1;
      }
    }
    assertTrue(bad > lines.size() * values.size() * 9 / 10, "refused: " + bad);
  }

  private List<String> problems(String yaml) throws IOException {
    return load(yaml).stream()
        .map(p -> p.line() + ": " + p.path() + ": got " + p.got() + ", wanted " + p.wanted())
        .sorted()
        .toList();
  }

  private List<Problem> load(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("site.yaml"), yaml);
    return switch (SiteFile.load(file, Map.of())) {
      case SiteFile.Loaded.Good _ -> List.of();
      case SiteFile.Loaded.Bad(List<Problem> problems) -> problems;
    };
  }

  private static String codes() {
    return new TreeSet<>(Stream.of(Unit.values()).map(Unit::ucum).toList()).toString();
  }

  private static Arguments row(String sound, String wrong, String... expected) {
    return Arguments.of(sound, wrong, List.of(expected));
  }
}
