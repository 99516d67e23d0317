package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.HazardRule.Credibility;
import org.fieldbeacon.agent.config.HazardRule.Rainstorm;
import org.fieldbeacon.agent.config.HazardRule.RiverLevel;
import org.fieldbeacon.driver.LinkConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is shipped can be used.
class ShippedFilesIT {
  private static final Path CONFIGS = Path.of("../../firmware-configs");

  @TempDir Path folder;

  static List<Path> profiles() throws IOException {
    return yaml(CONFIGS.resolve("profiles"), 15);
  }

  static List<Path> sites() throws IOException {
    return yaml(CONFIGS.resolve("sites"), 2);
  }

  @ParameterizedTest
  @MethodSource("profiles")
  void everyProfileIsWithoutProblems(Path file) throws IOException {
    var good = assertInstanceOf(ProfileFile.Loaded.Good.class, ProfileFile.load(file), file + "");
    assertTrue(file.endsWith(good.profile().id() + ".yaml"), good.profile().id());
  }

  @ParameterizedTest
  @MethodSource("sites")
  void everySiteIsWithoutProblems(Path file) throws IOException {
    assertEquals("good", describe(SiteFile.load(file, Map.of())));
  }

  @Test
  void theExerciseSaysWhatItsFileSays() throws IOException {
    SiteConfig site = exercise(Map.of());
    assertEquals("gw-410105-01", site.gateway().id());
    assertEquals("410105", site.gateway().adcode());
    assertTrue(site.gateway().exercise());
    assertEquals(
        List.of(
            "river-gauge-01",
            "rain-gauge-01",
            "weather-01",
            "soil-01",
            "relay-01",
            "village-camera-01"),
        site.devices().stream().map(d -> d.device().name()).toList());
    assertEquals("relay-01", site.devicesOn("relay").getFirst().device().name());

    var river = assertInstanceOf(RiverLevel.class, site.rule("river-high").orElseThrow());
    assertEquals(1.8, river.warning());
    assertEquals(2.1, river.guarantee());
    assertEquals(Duration.ofHours(2), river.alarm().shelveMax());
    var rain = assertInstanceOf(Rainstorm.class, site.rule("rainstorm").orElseThrow());
    assertEquals(new Rainstorm.Limit(Duration.ofHours(12), 50), rain.blue());
    assertEquals(new Rainstorm.Limit(Duration.ofHours(3), 100), rain.red());
    var credible = assertInstanceOf(Credibility.class, site.rule("soil-credible").orElseThrow());
    assertEquals(new Credibility.FailAfter.Lasting(Duration.ofMinutes(5)), credible.failAfter());

    OutputConfig siren = site.outputs().getFirst();
    assertEquals(
        List.of(new OutputConfig.Trigger("river-high", OutputConfig.TriggerLevel.ORANGE)),
        siren.triggers());
    assertEquals(1, siren.onValue());
    assertEquals(UplinkConfig.Receipts.MAP, site.uplink().orElseThrow().receipts());
  }

  /// Each point has the same name wherever the exercise runs; only where it looks for it moves.
  @Test
  void variablesMoveLinksBrokerAndFolders() throws IOException {
    SiteConfig site =
        exercise(
            Map.of(
                "FIELDBEACON_RIVER_HOST", "river.example",
                "FIELDBEACON_RIVER_PORT", "40001",
                "FIELDBEACON_BROKER", "ssl://map.example:8883",
                "FIELDBEACON_STORE_DIR", "/srv/$1/x"));
    var link = assertInstanceOf(LinkConfig.Tcp.class, site.links().getFirst());
    assertEquals("river.example", link.host());
    assertEquals(40001, link.port());
    assertEquals("ssl://map.example:8883", site.uplink().orElseThrow().broker().toString());
    assertEquals(Path.of("/srv/$1/x"), site.store().dir());
  }

  @Test
  void aVariableIsCheckedAsWhatItReplaces() throws IOException {
    Path file = CONFIGS.resolve("sites/demo-flood/site.yaml");
    var bad =
        assertInstanceOf(
            SiteFile.Loaded.Bad.class,
            SiteFile.load(file, Map.of("FIELDBEACON_RIVER_PORT", "high")));
    assertEquals(
        List.of("links[0].port: got \"high\", wanted a whole number 1..65535"),
        bad.problems().stream()
            .map(p -> p.path() + ": got " + p.got() + ", wanted " + p.wanted())
            .toList());
  }

  /// On an installed gateway the profiles are on the class path only.
  @Test
  void profilesComeFromTheClassPathWhenNoFolderHasThem() throws IOException {
    Path site = folder.resolve("site.yaml");
    Files.copy(CONFIGS.resolve("sites/farm-soil/site.yaml"), site);
    assertEquals("good", describe(SiteFile.load(site, Map.of())));
  }

  private static SiteConfig exercise(Map<String, String> environment) throws IOException {
    Path file = CONFIGS.resolve("sites/demo-flood/site.yaml");
    return assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(file, environment)).config();
  }

  private static String describe(SiteFile.Loaded loaded) {
    return switch (loaded) {
      case SiteFile.Loaded.Good _ -> "good";
      case SiteFile.Loaded.Bad(List<Problem> problems) -> problems.toString();
    };
  }

  private static List<Path> yaml(Path folder, int least) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> found = files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
      assertTrue(found.size() >= least, "files in " + folder + ": " + found);
      return found;
    }
  }
}
