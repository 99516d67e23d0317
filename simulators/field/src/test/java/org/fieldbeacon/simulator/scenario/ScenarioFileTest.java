package org.fieldbeacon.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.scenario.ScenarioFile.Loaded;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;

class ScenarioFileTest {
  private static final Path SCENARIOS = Path.of("../scenarios");

  private static final String WHOLE =
      """
      schema-version: 1
      name: small
      title: A small one
      start: 2014-10-23T06:00:00-04:00
      time-factor: 60
      tick: PT0.05S
      series:
        river: {file: river.csv}
      devices:
        - id: gauge
          port: 0
          framing: rtu
          units: [3, 4]
          order: cdab
          registers:
            level: {register: 0x21, type: u32, scale: 0.001, series: river, column: level_m}
            offset: {table: input-register, register: 7, value: 2, order: abcd}
        - id: relay
          port: 15024
          coils: {0: siren, 3: pump}
      faults:
        - {at: PT10M, for: PT5M, device: gauge, fault: drift, registers: [level], per-hour: 0.2}
      """;

  @TempDir private Path folder = Path.of("");

  @BeforeEach
  void record() throws IOException {
    Files.writeString(
        folder.resolve("river.csv"),
        "time,level_m\n2014-10-23T06:00:00-04:00,1\n2014-10-23T07:00:00-04:00,2\n");
  }

  @Test
  void readsAWholeScenario() {
    Scenario scenario = good(WHOLE);
    assertEquals(60, scenario.timeFactor());
    assertEquals(Duration.ofMillis(50), scenario.tick());
    Scenario.DeviceSpec gauge = scenario.devices().getFirst();
    assertEquals(Framing.RTU, gauge.framing());
    assertEquals(List.of(3, 4), gauge.units());
    Scenario.RegisterSpec level = gauge.registers().getFirst();
    assertEquals(0x21, level.address());
    assertEquals(1.5, level.signal().at(Duration.ofMinutes(30)));
    assertEquals(List.of(1500, 0), list(level.cells(1.5)));
    assertEquals(Table.INPUT_REGISTER, gauge.registers().getLast().table());
    assertEquals("siren", scenario.devices().getLast().coils().get(0));
    assertEquals(
        new Scenario.TimedFault(
            "gauge",
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            new Fault.Drift(Set.of("level"), 0.2)),
        scenario.faults().getFirst());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          port: 15024 | port: 70000 | line 19: devices[1].port: got "70000", wanted a whole number 0..65535
          port: 15024 | prot: 15024 | line 19: devices[1]: got unknown key "prot", wanted one of [coils, framing, id, order, port, registers, units]
          time-factor: 60 | time-factor: 0 | line 5: time-factor: got "0", wanted a number above 0, up to 1000000
          time-factor: 60 | time-factor: fast | line 5: time-factor: got "fast", wanted a number
          06:00:00-04:00 | 06:00:00 | line 4: start: got "2014-10-23T06:00:00", wanted a time with its offset, as 2014-10-23T06:00:00-04:00
          framing: rtu | framing: ascii | line 12: devices[0].framing: got "ascii", wanted one of [tcp, rtu]
          units: [3, 4] | units: [3, 3] | line 10: devices[0]: got unit 3 twice on port 0, wanted each unit once
          id: relay | id: gauge | line 18: devices[1]: got the id gauge twice, wanted each device once
          scale: 0.001 | scale: 0 | line 16: devices[0].registers.level.scale: got "0", wanted a number that is not 0
          value: 2 | value: high | line 17: devices[0].registers.offset.value: got "high", wanted a number
          series: river, | series: brook, | line 16: devices[0].registers.level.series: got "brook", wanted one of the series [river]
          column: level_m | column: flow | line 16: devices[0].registers.level.column: got "flow", wanted a readable series: river.csv: line 1: got the columns time,level_m, wanted time first and flow
          `register: 7, value: 2` | `register: 7` | line 17: devices[0].registers.offset: got neither, wanted either value or series
          `column: level_m` | `column: level_m, mode: window-sum` | line 16: devices[0].registers.level: got no window, wanted one with mode window-sum, else none
          `table: input-register, register: 7` | `register: 0x22` | line 17: devices[0].registers.offset: got the address of level, wanted an address of its own
          device: gauge | device: gage | line 22: faults[0].device: got "gage", wanted one of the devices [gauge, relay]
          fault: drift | fault: rust | line 22: faults[0].fault: got "rust", wanted one of [silence, garbage, slow, exception, failure, wrong-clock, link-cut, stuck, spike, drift, dark, covered, blurred, truncated, huge, unauthorized]
          registers: [level] | registers: [depth] | line 22: faults[0].registers[0]: got "depth", wanted one of the registers [level, offset]
          `, per-hour: 0.2` | `` | line 22: faults[0]: got no per-hour, wanted per-hour for this fault
          for: PT5M | for: P99999999999D | line 22: faults[0].for: got "P99999999999D", wanted an ISO-8601 duration, PT0S to P3650D
          time-factor: 60 | time-factor: 1e300 | line 5: time-factor: got "1e300", wanted a number above 0, up to 1000000
          start: 2014 | start: +999999999 | line 4: start: got "+999999999-10-23T06:00:00-04:00", wanted a time with its offset, as 2014-10-23T06:00:00-04:00
          for: PT5M | for: PT0S | line 22: faults[0].for: got "PT0S", wanted a duration above zero
          coils: {0: | coils: {first: | line 20: devices[1].coils.first: got the coil "first", wanted an address 0..65535
          schema-version: 1 | schema-version: 2 | line 1: schema-version: got "2", wanted a whole number 1..1
          """)
  void saysWhatIsWrongAndWhere(String right, String wrong, String problem) {
    String yaml = WHOLE.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong));
    assertTrue(!yaml.equals(WHOLE), "nothing was changed");
    List<String> problems = bad(yaml);
    assertTrue(problems.contains(problem), problem + " in " + problems);
  }

  @Test
  void findsEveryProblemAtOnce() {
    List<String> problems =
        bad(WHOLE.replace("port: 0", "port: x").replace("tick: PT0.05S", "tick: soon"));
    assertEquals(2, problems.size(), "" + problems);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a: [", "- 1", "devices: []", "\t", "&a [*a, *a]"})
  void refusesWhatIsNoScenario(String yaml) {
    assertTrue(!bad(yaml).isEmpty());
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, new byte[] {'n', ':', ' ', (byte) 0xE4});
    assertInstanceOf(Loaded.Bad.class, ScenarioFile.load(file));
  }

  @Test
  void refusesAFileNameThatCannotBe() {
    assertTrue(!bad(WHOLE.replace("river.csv", "\"a\\0b\"")).isEmpty());
  }

  @Test
  void namesTheSeriesFileThatIsNotThere() {
    List<String> problems = bad(WHOLE.replace("river.csv", "brook.csv"));
    assertTrue(problems.getFirst().contains("brook.csv: no such file"), "" + problems);
  }

  /// The schema is what editors and `check` use; it must know the same words as the reader.
  @Test
  void agreesWithTheSchema() throws IOException {
    var schema =
        new YamlCursor(
            new Compose(LoadSettings.builder().build())
                .composeString(Files.readString(SCENARIOS.resolve("scenario.schema.json")))
                .orElseThrow(),
            "file",
            new ArrayList<>());
    assertWords(schema, ScenarioFile.REQUIRED, ScenarioFile.OPTIONAL);
    YamlCursor parts = below(schema, "$defs");
    assertWords(below(parts, "device"), ScenarioFile.DEVICE_REQUIRED, ScenarioFile.DEVICE_OPTIONAL);
    assertWords(below(parts, "register"), RegisterReader.REQUIRED, RegisterReader.OPTIONAL);
    assertWords(below(parts, "station"), StationReader.REQUIRED, StationReader.OPTIONAL);
    assertWords(
        below(parts, "element"), StationReader.ELEMENT_REQUIRED, StationReader.ELEMENT_OPTIONAL);
    assertWords(below(parts, "camera"), CameraReader.REQUIRED, CameraReader.OPTIONAL);
    assertWords(below(parts, "server"), ServerReader.REQUIRED, ServerReader.OPTIONAL);
    assertWords(
        below(parts, "variable"), ServerReader.VARIABLE_REQUIRED, ServerReader.VARIABLE_OPTIONAL);
    assertWords(below(parts, "reporter"), ReporterReader.REQUIRED, ReporterReader.OPTIONAL);
    assertWords(below(parts, "series"), Recordings.REQUIRED, Recordings.OPTIONAL);
    assertWords(below(parts, "fault"), FaultReader.REQUIRED, FaultReader.OPTIONAL);
    YamlCursor fault = below(below(below(parts, "fault"), "properties"), "fault");
    assertEquals(
        FaultReader.Kind.values().length, below(fault, "enum").items().size(), "kinds of fault");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "flood.yaml",
        "flood-faults.yaml",
        "telemetry.yaml",
        "camera.yaml",
        "opcua.yaml",
        "every-room.yaml"
      })
  void readsEveryShippedScenario(String name) throws IOException {
    var loaded = ScenarioFile.load(SCENARIOS.resolve(name));
    assertInstanceOf(Loaded.Good.class, loaded, loaded.toString());
  }

  @Test
  void knowsEveryShippedScenario() throws IOException {
    try (var files = Files.list(SCENARIOS)) {
      assertEquals(6, files.filter(f -> f.toString().endsWith(".yaml")).count());
    }
  }

  private Scenario good(String yaml) {
    Loaded loaded = ScenarioFile.parse(yaml, folder);
    return assertInstanceOf(Loaded.Good.class, loaded, loaded.toString()).scenario();
  }

  private List<String> bad(String yaml) {
    return assertInstanceOf(Loaded.Bad.class, ScenarioFile.parse(yaml, folder)).problems();
  }

  private static void assertWords(YamlCursor schema, Set<String> required, Set<String> optional) {
    Set<String> known = new TreeSet<>(required);
    known.addAll(optional);
    assertEquals(
        known,
        new TreeSet<>(below(schema, "properties").mapping(Set.of(), Set.of()).keySet()),
        schema.path());
    Set<String> stated = new TreeSet<>();
    below(schema, "required").items().forEach(c -> stated.add(c.text()));
    assertEquals(new TreeSet<>(required), stated, schema.path());
  }

  private static YamlCursor below(YamlCursor at, String key) {
    YamlCursor found = at.mapping(Set.of(), Set.of()).get(key);
    if (found == null) {
      throw new AssertionError("no " + key + " at " + at.path());
    }
    return found;
  }

  private static List<Integer> list(int[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
