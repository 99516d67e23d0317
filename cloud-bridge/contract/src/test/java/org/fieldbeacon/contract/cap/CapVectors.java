package org.fieldbeacon.contract.cap;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.Schema;
import javax.xml.validation.SchemaFactory;
import org.xml.sax.SAXException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Alerts from outside our own writer, and the OASIS schema to judge ours.
final class CapVectors {
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private CapVectors() {}

  /// @param decoded what independent decoders found
  record Vector(String id, String xml, JsonNode decoded) {
    @Override
    public String toString() {
      return id;
    }
  }

  static List<Vector> ofKind(String kind) {
    List<Vector> found =
        resource("/cap/vectors.jsonl")
            .lines()
            .map(MAPPER::readTree)
            .map(
                n ->
                    new Vector(n.get("id").asString(), n.get("ascii").asString(), n.get("decoded")))
            .filter(v -> v.id().startsWith("cap-" + kind))
            .toList();
    if (found.isEmpty()) {
      throw new IllegalStateException("no vectors of kind " + kind);
    }
    return found;
  }

  /// Empty when the OASIS schema accepts the alert, else its complaint.
  static String schemaComplaint(String xml) {
    try {
      Schema schema =
          SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
              .newSchema(new StreamSource(new StringReader(resource("/cap/CAP-v1.2.xsd"))));
      schema.newValidator().validate(new StreamSource(new StringReader(xml)));
      return "";
    } catch (SAXException e) {
      return String.valueOf(e.getMessage());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(CapVectors.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
