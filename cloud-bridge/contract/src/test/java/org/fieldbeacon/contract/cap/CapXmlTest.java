package org.fieldbeacon.contract.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapVectors.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class CapXmlTest {
  static Stream<Vector> goodOnes() {
    return Stream.concat(CapVectors.ofKind("con").stream(), CapVectors.ofKind("ext").stream());
  }

  static List<Vector> schemaBreakers() {
    return CapVectors.ofKind("bad");
  }

  static List<Vector> ruleBreakers() {
    return CapVectors.ofKind("sem");
  }

  @ParameterizedTest
  @MethodSource("goodOnes")
  void readsWhatIndependentDecodersRead(Vector vector) {
    CapAlert alert = CapXml.read(vector.xml());
    JsonNode told = vector.decoded();
    assertEquals(told.get("identifier").asString(), alert.identifier());
    assertEquals(told.get("sender").asString(), alert.sender());
    assertEquals(
        told.get("sent").asString().replace("+00:00", "-00:00"), CapText.time(alert.sent()));
    assertEquals(told.get("infos").size(), alert.infos().size());
    for (int i = 0; i < alert.infos().size(); i++) {
      JsonNode info = told.get("infos").get(i);
      CapAlert.Info got = alert.infos().get(i);
      assertEquals(info.get("event").asString(), got.event());
      assertEquals(info.get("severity").asString(), CapText.word(got.severity()));
      assertEquals(info.get("areas").size(), got.areas().size());
      assertEquals(info.path("parameter").size(), got.parameters().size());
    }
  }

  @ParameterizedTest
  @MethodSource("goodOnes")
  void writesWhatTheSchemaAcceptsAndReadsItAgain(Vector vector) {
    CapAlert alert = CapXml.read(vector.xml());
    String written = CapXml.write(alert);
    assertEquals(alert, CapXml.read(written));
    assertEquals(alert, CapJson.read(CapJson.write(alert)));
    assertEquals(
        CapVectors.schemaComplaint(vector.xml()).isEmpty(),
        CapVectors.schemaComplaint(written).isEmpty());
  }

  /// One published sample lacks its scope: it can be read, and the rules say so.
  @ParameterizedTest
  @MethodSource("goodOnes")
  void rulesAgreeWithTheSchemaOnPublishedAlerts(Vector vector) {
    List<String> problems = CapRules.problems(CapXml.read(vector.xml()));
    assertEquals(
        CapVectors.schemaComplaint(vector.xml()).isEmpty(), problems.isEmpty(), problems::toString);
  }

  @ParameterizedTest
  @MethodSource("schemaBreakers")
  void refusesWhatBreaksTheSchemaAndNamesTheElement(Vector vector) {
    Map<String, String> culprit =
        Map.of(
            "cap-bad-01", "/alert/sent",
            "cap-bad-03", "wanted sender",
            "cap-bad-04", "wanted certainty",
            "cap-bad-05", "/severity",
            "cap-bad-06", "got severity, wanted urgency",
            "cap-bad-08", "wanted areaDesc");
    ContractException e = assertThrows(ContractException.class, () -> CapXml.read(vector.xml()));
    String wanted = culprit.get(vector.id());
    assertTrue(wanted != null && e.getMessage().contains(wanted), e.getMessage());
  }

  @ParameterizedTest
  @MethodSource("ruleBreakers")
  void refusesWhatBreaksTheRulesAndNamesThem(Vector vector) {
    assertEquals("", CapVectors.schemaComplaint(vector.xml()), "the schema sees nothing");
    Map<String, String> culprit =
        Map.of(
            "cap-sem-01", "open line",
            "cap-sem-02", "latitude 113.6",
            "cap-sem-05", "addresses",
            "cap-sem-07", "expires");
    CapAlert alert = CapXml.read(vector.xml());
    ContractException e = assertThrows(ContractException.class, () -> CapRules.check(alert));
    String wanted = culprit.get(vector.id());
    assertTrue(wanted != null && e.getMessage().contains(wanted), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<alert",
        "<alert/>",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.1'/>",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><x xmlns='y'/></alert>",
        "<!DOCTYPE alert [<!ENTITY a 'b'>]><alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>",
        "<!DOCTYPE alert SYSTEM 'file:///etc/passwd'>"
            + "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'/>",
        "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'><identifier>&a;</identifier></alert>"
      })
  void refusesWhatIsNoAlert(String xml) {
    ContractException e = assertThrows(ContractException.class, () -> CapXml.read(xml));
    assertTrue(e.getMessage().contains("wanted"), e.getMessage());
  }

  @Test
  void refusesDepthAndNumbersWithoutEnd() {
    String open = "<alert xmlns='urn:oasis:names:tc:emergency:cap:1.2'>";
    assertThrows(ContractException.class, () -> CapXml.read(open + "<info>".repeat(100_000)));
    assertThrows(
        ContractException.class, () -> CapXml.read(open + "<code/>".repeat(30_000) + "</alert>"));
    assertThrows(ContractException.class, () -> CapXml.read(new byte[CapXml.MAX_BYTES + 1]));
  }

  /// Every cut and every flipped bit is read or refused, in one way only.
  @Test
  void damageIsReadOrRefused() {
    byte[] whole = CapVectors.ofKind("con").getFirst().xml().getBytes(StandardCharsets.UTF_8);
    int refused = 0;
    for (int bit = 0; bit < 8 * whole.length; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << (bit % 8));
      try {
        assertFalse(CapXml.read(flipped).infos().isEmpty());
      } catch (ContractException e) {
        refused++;
      }
    }
    assertTrue(refused > whole.length, "refused " + refused);
    for (int length = 0; length < whole.length; length += 7) {
      byte[] cut = java.util.Arrays.copyOf(whole, length);
      assertThrows(ContractException.class, () -> CapXml.read(cut));
    }
  }

  @Test
  void skipsASignatureAtTheEnd() {
    String xml = CapVectors.ofKind("con").getFirst().xml();
    String signed =
        xml.replace(
            "</alert>",
            "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><a><b/></a></Signature></alert>");
    assertEquals(CapXml.read(xml), CapXml.read(signed));
  }
}
