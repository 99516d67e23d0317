package org.fieldbeacon.opcua;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.eclipse.milo.opcua.stack.core.NamespaceTable;
import org.eclipse.milo.opcua.stack.core.OpcUaDataType;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Quality;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What words, values and status codes mean, without a server.
class PointNodeTest {
  private static PointNode node(Map<String, Object> address, String instance) {
    return PointNode.read(Site.point("x", Access.READ, address), "urn:plc", instance);
  }

  /// OPC UA Part 6 §5.3.1.10; the index of a namespace differs from server to server.
  @Test
  void aNodeIsFoundByItsNamespacesNameWhateverItsIndex() {
    var namespaces = new NamespaceTable();
    namespaces.add("urn:other");
    namespaces.add("urn:plc");
    assertEquals(
        "ns=2;s=Gate1.Level",
        node(Map.of("node", "s={instance}.Level"), "Gate1")
            .on(namespaces)
            .orElseThrow()
            .toParseableString());
    assertEquals(
        "ns=7;i=1001",
        node(Map.of("node", "ns=7;i=1001"), "").on(namespaces).orElseThrow().toParseableString());
    assertTrue(node(Map.of("node", "nsu=urn:gone;i=1"), "").on(namespaces).isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "Gate1.Level", "i=x", "ns=a;s=b", "ns=1", "s", "ns=;", "g=not-a-guid"})
  void whatIsNoNodeIdIsNamedWhenTheProfileIsRead(String text) {
    var profile =
        new DeviceProfile(
            "p",
            new Text("", ""),
            "opcua",
            Attributes.NONE,
            List.of(Site.point("x", Access.READ, Map.of("node", text))));
    var problems = new OpcUaDriverFactory().check(profile);
    assertEquals(1, problems.size(), problems.toString());
    assertEquals("points[0].address.node", problems.getFirst().path());
  }

  @Test
  void unknownWordsAndOutputsInPartsOfAValueAreNamed() {
    var profile =
        new DeviceProfile(
            "p",
            new Text("", ""),
            "opcua",
            new Attributes(Map.of("nmespace", "x")),
            List.of(
                Site.point("x", Access.READ_WRITE, Map.of("node", "i=1", "bit", 3)),
                Site.point("y", Access.READ, Map.of("node", "i=1", "scale", 0)),
                Site.point("z", Access.READ, Map.of("node", "i=1", "register", 7))));
    assertEquals(4, new OpcUaDriverFactory().check(profile).size());
    Device device = Site.device("urn:plc", java.time.Duration.ofSeconds(1), List.of());
    var link =
        Site.link(
            "http://h:1/", java.nio.file.Path.of("x"), Map.of("security", "basic128", "x", 1));
    var problems = new OpcUaDriverFactory().check(device, link);
    assertEquals(3, problems.size(), problems.toString());
  }

  @Test
  void valuesOfEveryKindAreNumbersOrNothing() {
    PointNode plain = node(Map.of("node", "i=1"), "");
    assertEquals(OptionalDouble.of(1), plain.value(true));
    assertEquals(OptionalDouble.of(4294967295.0), plain.value(Unsigned.uint(4294967295L)));
    assertEquals(OptionalDouble.of(12.3), plain.value(12.3f));
    assertEquals(OptionalDouble.empty(), plain.value("12"));
    assertEquals(OptionalDouble.empty(), plain.value(null));
    assertEquals(OptionalDouble.empty(), plain.value(Double.NaN));
    assertEquals(OptionalDouble.empty(), plain.value(new Double[] {1.0}));
    PointNode bit = node(Map.of("node", "i=1", "bit", 15), "");
    assertEquals(OptionalDouble.of(1), bit.value(Unsigned.ushort(0x8000)));
    assertEquals(OptionalDouble.of(0), bit.value(Unsigned.ushort(0x7FFF)));
    PointNode element = node(Map.of("node", "i=1", "index", 1, "scale", 0.1), "");
    assertEquals(OptionalDouble.of(65.8), element.value(new Integer[] {0, 658}));
    assertEquals(OptionalDouble.empty(), element.value(new Integer[] {0}));
    assertEquals(OptionalDouble.empty(), element.value(658));
  }

  @ParameterizedTest
  @CsvSource({
    "Boolean, 1, true",
    "Byte, 255, 255",
    "SByte, -128, -128",
    "Int16, -32768, -32768",
    "UInt16, 65535, 65535",
    "Int32, 2147483647, 2147483647",
    "UInt32, 4294967295, 4294967295",
    "Int64, 7, 7",
    "UInt64, 7, 7",
    "Float, 1.5, 1.5",
    "Double, 1.5, 1.5"
  })
  void aWriteHasTheTypeOfTheVariable(OpcUaDataType type, double raw, String wanted) {
    assertEquals(wanted, String.valueOf(Writes.typed(type, raw).value()));
  }

  @ParameterizedTest
  @CsvSource({"Byte, 256", "Byte, -1", "SByte, 128", "Int16, 32768", "UInt16, -1", "String, 1"})
  void whatDoesNotFitIsRefusedAndNeverCut(OpcUaDataType type, double raw) {
    assertThrows(IllegalArgumentException.class, () -> Writes.typed(type, raw));
  }

  /// OPC UA Part 8 §6.3 and Part 4 §7.39.
  @ParameterizedTest
  @CsvSource({
    "0x00000000, NOT_EVALUATED, ''",
    "0x00960000, SUSPECT, Good_LocalOverride: set by hand",
    "0x00000500, SUSPECT, at its low limit",
    "0x00000600, SUSPECT, at its high limit",
    "0x00000480, NOT_EVALUATED, changes before it were lost",
    "0x40900000, SUSPECT, Uncertain_LastUsableValue",
    "0x80340000, FAIL, Bad_NodeIdUnknown",
    "0x808C0000, FAIL, Bad_SensorFailure"
  })
  void statusCodesBecomeFlags(String code, Quality flag, String detail) {
    assertEquals(new Judgement(flag, detail), Judgement.of(new StatusCode(Long.decode(code))));
  }

  @Test
  void aStatusWithoutANameIsToldByItsNumber() {
    assertEquals("status 0xFFFF0000", StatusNames.of(new StatusCode(0xFFFF0000L)));
    assertFalse(StatusNames.of(new StatusCode(StatusCodes.Bad_Timeout)).startsWith("status"));
  }
}
