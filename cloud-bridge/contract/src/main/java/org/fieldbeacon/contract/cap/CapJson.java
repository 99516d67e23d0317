package org.fieldbeacon.contract.cap;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.contract.ContractException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// [CapAlert] as JSON: the same names and the same text as in the XML; what the schema lets repeat
/// is always an array. CAP 1.2 has no JSON of its own.
public final class CapJson {
  private static final Set<String> REPEATED =
      Set.of(
          "code",
          "info",
          "category",
          "responseType",
          "eventCode",
          "parameter",
          "resource",
          "area",
          "polygon",
          "circle",
          "geocode");

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(12)
                          .maxDocumentLength(CapXml.MAX_BYTES)
                          .build())
                  .build())
          .build();

  private CapJson() {}

  public static byte[] write(CapAlert alert) {
    return MAPPER.writeValueAsBytes(object(CapTree.of(alert)));
  }

  private static ObjectNode object(CapNode node) {
    ObjectNode out = MAPPER.createObjectNode();
    for (CapNode child : node.children()) {
      JsonNode value =
          CapTree.ORDER.containsKey(child.name())
              ? object(child)
              : MAPPER.getNodeFactory().stringNode(child.text());
      if (REPEATED.contains(child.name())) {
        out.withArray(child.name()).add(value);
      } else {
        out.set(child.name(), value);
      }
    }
    return out;
  }

  /// @throws ContractException naming the property, what it held and what was wanted
  public static CapAlert read(byte[] json) {
    try {
      return CapTree.alert(node("alert", MAPPER.readTree(json)));
    } catch (JacksonException e) {
      throw CapText.bad("CAP JSON", e.getOriginalMessage(), "a JSON object");
    }
  }

  private static CapNode node(String name, JsonNode json) {
    List<String> order = CapTree.ORDER.get(name);
    if (order == null) {
      if (!json.isString()) {
        throw CapText.bad(name, json.getNodeType().name(), "a string");
      }
      return CapNode.leaf(name, json.stringValue());
    }
    if (!(json instanceof ObjectNode object)) {
      throw CapText.bad(name, json.getNodeType().name(), "an object");
    }
    List<CapNode> children = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (property.getValue() instanceof ArrayNode array) {
        array.forEach(item -> children.add(node(property.getKey(), item)));
      } else {
        children.add(node(property.getKey(), property.getValue()));
      }
    }
    // Properties have no order; unknown ones go first so that the reader stumbles over them.
    children.sort(Comparator.comparingInt(child -> order.indexOf(child.name())));
    return new CapNode(name, "", children);
  }
}
