package org.fieldbeacon.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The walls of `docs/ARCHITECTURE.md`: data flows one way, so imports only point back upstream.
class WallsTest {
  private static final List<String> WAY =
      List.of(
          "config",
          "acquire",
          "quality",
          "store",
          "feature",
          "model",
          "inference",
          "hazard",
          "alarm",
          "action",
          "outbox",
          "command");

  private static final List<String> DRIVERS =
      List.of(
          "camera",
          "drone",
          "environment",
          "firepanel",
          "gpio",
          "hydrology",
          "machinery",
          "modbus",
          "mqttdevices",
          "opcua");

  private final JavaClasses house =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.fieldbeacon");

  @Test
  void noStationImportsOneFurtherDownTheWay() {
    for (int i = 0; i < WAY.size(); i++) {
      for (int j = i + 1; j < WAY.size(); j++) {
        independent(WAY.get(i), WAY.get(j)).check(house);
      }
    }
  }

  @Test
  void healthAndDecodeKnowNoStation() {
    WAY.forEach(station -> independent("health", station).check(house));
    WAY.forEach(station -> independent("decode", station).check(house));
  }

  @Test
  void noStationKnowsTheConsole() {
    WAY.forEach(station -> independent(station, "console").check(house));
    independent("health", "console").check(house);
  }

  @Test
  void theAgentKnowsNoProtocolAndNoDriverKnowsTheAgent() {
    for (String driver : DRIVERS) {
      apart("org.fieldbeacon.agent..", "org.fieldbeacon." + driver + "..").check(house);
      apart("org.fieldbeacon." + driver + "..", "org.fieldbeacon.agent..").check(house);
      apart("org.fieldbeacon.driver..", "org.fieldbeacon." + driver + "..").check(house);
      DRIVERS.stream()
          .filter(other -> !other.equals(driver))
          .map(
              other -> apart("org.fieldbeacon." + driver + "..", "org.fieldbeacon." + other + ".."))
          .forEach(rule -> rule.check(house));
    }
    apart("org.fieldbeacon.observation..", "org.fieldbeacon.driver..").check(house);
    apart("org.fieldbeacon.contract..", "org.fieldbeacon.observation..").check(house);
  }

  /// The control: alarm does import hazard, so a wall between them must be seen to fall.
  @Test
  void aWallThatIsBreachedIsReported() {
    assertTrue(house.size() > 40, "classes seen: " + house.size());
    assertThrows(AssertionError.class, () -> independent("alarm", "hazard").check(house));
  }

  private static ArchRule independent(String station, String other) {
    return apart(
        "org.fieldbeacon.agent." + station + "..", "org.fieldbeacon.agent." + other + "..");
  }

  private static ArchRule apart(String room, String other) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(other)
        .allowEmptyShould(true);
  }
}
