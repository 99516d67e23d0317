package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Text;
import org.junit.jupiter.api.Test;

class ProfileMatchTest {
  private static DeviceProfile profile(String id, String namespace, String... nodes) {
    List<PointProfile> points = new ArrayList<>();
    for (String node : nodes) {
      String tag = node.substring(node.lastIndexOf('.') + 1);
      points.add(Site.point("point-" + tag, Access.READ, Map.of("node", node)));
    }
    return new DeviceProfile(
        id, new Text("", ""), "opcua", new Attributes(Map.of("namespace", namespace)), points);
  }

  private static Variable variable(String path, String id) {
    return new Variable(path, 2, "urn:plc", id, "Double", true, Map.of());
  }

  private static Variable text(String path, String id) {
    return new Variable(path, 2, "urn:plc", id, "String", false, Map.of());
  }

  private static final DeviceProfile GATE =
      profile(
          "gate", "urn:plc", "s={instance}.Level", "s={instance}.Opening", "s={instance}.Fault");

  private static String fits(Found found) {
    List<String> told = new ArrayList<>();
    if (found.fields().get("fits") instanceof List<?> all) {
      for (Object each : all) {
        if (each instanceof Map<?, ?> fit) {
          told.add(
              fit.get("profile")
                  + " "
                  + fit.get("found")
                  + "/"
                  + fit.get("points")
                  + " "
                  + fit.get("by"));
        }
      }
    }
    return String.join(", ", told);
  }

  @Test
  void eachInstanceIsADeviceAndTheFullestComesFirst() {
    List<Found> found =
        ProfileMatch.of(
            List.of(
                variable("/A/Level", "s=A.Level"),
                variable("/A/Opening", "s=A.Opening"),
                variable("/Yard.B/Level", "s=Yard.B.Level"),
                variable("/Yard.B/Opening", "s=Yard.B.Opening"),
                variable("/Yard.B/Fault", "s=Yard.B.Fault")),
            List.of(GATE));
    assertEquals(2, found.size(), found.toString());
    assertEquals(Map.of("instance", "Yard.B"), found.getFirst().address());
    assertEquals("gate 3/3 node-id", fits(found.getFirst()));
    assertEquals(Map.of("instance", "A"), found.getLast().address());
    assertEquals("gate 2/3 node-id", fits(found.getLast()));
    assertTrue(found.getLast().fields().toString().contains("missing=[point-Fault]"));
  }

  /// One name in common is no device, and a text is no reading.
  @Test
  void lessThanHalfOfTheNumbersIsNoFit() {
    assertEquals(
        List.of(), ProfileMatch.of(List.of(variable("/A/Level", "s=A.Level")), List.of(GATE)));
    assertEquals(
        List.of(),
        ProfileMatch.of(
            List.of(variable("/A/Level", "s=A.Level"), text("/A/Opening", "s=A.Opening")),
            List.of(GATE)));
  }

  @Test
  void anotherNamespaceThanTheProfilesIsNamedInTheAddress() {
    DeviceProfile elsewhere =
        profile("gate", "urn:vendor", "s={instance}.Level", "s={instance}.Fault");
    List<Found> found =
        ProfileMatch.of(
            List.of(variable("/A/Level", "s=A.Level"), variable("/A/Fault", "s=A.Fault")),
            List.of(elsewhere));
    assertEquals(Map.of("namespace", "urn:plc", "instance", "A"), found.getFirst().address());
  }

  @Test
  void aProfileWithoutInstancesFitsTheServerItself() {
    DeviceProfile fixed = profile("station", "urn:plc", "i=1001", "nsu=urn:plc;s=X.Flow");
    DeviceProfile whole = profile("whole", "urn:plc", "i=1001", "i=1002");
    List<Variable> variables =
        List.of(variable("/P/a", "i=1001"), variable("/P/b", "i=1002"), variable("/P/Z", "i=3"));
    assertEquals(
        Map.of("namespace", "urn:plc"),
        ProfileMatch.of(variables, List.of(whole)).getFirst().address());
    assertEquals(List.of(), ProfileMatch.of(variables, List.of(fixed)));
  }

  /// The words of other programmers: the names of one folder are those of the profile.
  @Test
  void namesAloneAreToldWithTheNodeIdsToPutIntoACopy() {
    List<Found> found =
        ProfileMatch.of(
            List.of(
                variable("/Plant/G1/level", "i=51"),
                variable("/Plant/G1/Opening", "i=52"),
                variable("/Plant/G2/Fault", "i=53")),
            List.of(GATE));
    assertEquals(1, found.size(), found.toString());
    assertEquals(Map.of(), found.getFirst().address());
    assertEquals(List.of(), found.getFirst().profiles());
    assertEquals("/Plant/G1", found.getFirst().fields().get("path"));
    assertEquals("gate 2/3 browse-name", fits(found.getFirst()));
    assertTrue(
        found.getFirst().fields().toString().contains("point-Level=nsu=urn:plc;i=51"),
        found.toString());
  }

  @Test
  void profilesAreToldBestFirstAndThreeAtMost() {
    var profiles = new ArrayList<>(List.of(GATE));
    for (int i = 0; i < 5; i++) {
      profiles.add(profile("pair-" + i, "urn:plc", "s={instance}.Level", "s={instance}.Opening"));
    }
    Found found =
        ProfileMatch.of(
                List.of(variable("/A/Level", "s=A.Level"), variable("/A/Opening", "s=A.Opening")),
                profiles)
            .getFirst();
    assertEquals(List.of("pair-0", "pair-1", "pair-2"), found.profiles());
  }

  /// UNECE Recommendation 20 codes as numbers, OPC UA Part 8 §5.6.3: MTR 5067858, CEL 4408652, P1
  /// 20529.
  @Test
  void aUnitsNumberIsItsCommonCode() {
    Map<Integer, Optional<String>> codes = new LinkedHashMap<>();
    codes.put(5067858, Optional.of("MTR"));
    codes.put(4408652, Optional.of("CEL"));
    codes.put(20529, Optional.of("P1"));
    codes.put(-1, Optional.empty());
    codes.put(0, Optional.empty());
    codes.forEach((number, code) -> assertEquals(code, Variable.unitCode(number), "" + number));
  }
}
