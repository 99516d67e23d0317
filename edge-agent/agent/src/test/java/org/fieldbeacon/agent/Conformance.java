package org.fieldbeacon.agent;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whether answers are what the gateway's own OpenAPI document says of them: the parts of JSON
/// Schema that it uses.
final class Conformance {
  private final JsonObject document;

  Conformance(JsonObject document) {
    this.document = document;
  }

  /// @param path as the document has it, with braces, below `/api/v1`
  /// @return what is wrong, one sentence each
  List<String> of(String path, Object answer) {
    JsonObject schema =
        document
            .getJsonObject("paths")
            .getJsonObject("/api/v1" + path)
            .getJsonObject("get")
            .getJsonObject("responses")
            .getJsonObject("200")
            .getJsonObject("content")
            .getJsonObject("application/json")
            .getJsonObject("schema");
    List<String> wrong = new ArrayList<>();
    check(schema, answer, path, wrong);
    return wrong;
  }

  private void check(JsonObject schema, Object value, String at, List<String> wrong) {
    if (schema.containsKey("$ref")) {
      String name = schema.getString("$ref").replace("#/components/schemas/", "");
      check(shape(name), value, at, wrong);
      return;
    }
    schema
        .getJsonArray("allOf", new JsonArray())
        .forEach(part -> check((JsonObject) part, value, at, wrong));
    JsonArray words = schema.getJsonArray("enum");
    if (words != null && !words.contains(value)) {
      wrong.add(at + ": got " + value + ", wanted one of " + words);
    }
    if (schema.containsKey("type") && !isType(schema.getValue("type"), value)) {
      wrong.add(at + ": got " + value + ", wanted " + schema.getValue("type"));
    }
    if (value instanceof JsonObject object) {
      for (Object name : schema.getJsonArray("required", new JsonArray())) {
        if (!object.containsKey(String.valueOf(name))) {
          wrong.add(at + ": got no " + name);
        }
      }
      for (Map.Entry<String, Object> field : schema.getJsonObject("properties", new JsonObject())) {
        if (object.containsKey(field.getKey())) {
          check(
              (JsonObject) field.getValue(),
              object.getValue(field.getKey()),
              at + "." + field.getKey(),
              wrong);
        }
      }
    }
    if (value instanceof JsonArray array && schema.containsKey("items")) {
      for (int i = 0; i < array.size(); i++) {
        check(schema.getJsonObject("items"), array.getValue(i), at + "[" + i + "]", wrong);
      }
    }
  }

  private JsonObject shape(String name) {
    return document.getJsonObject("components").getJsonObject("schemas").getJsonObject(name);
  }

  private static boolean isType(Object type, @org.jspecify.annotations.Nullable Object value) {
    if (type instanceof JsonArray any) {
      return any.stream().anyMatch(t -> isType(t, value));
    }
    return switch (String.valueOf(type)) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof String;
      case "boolean" -> value instanceof Boolean;
      case "number" -> value instanceof Number;
      case "integer" -> value instanceof Integer || value instanceof Long;
      case "null" -> value == null;
      default -> false;
    };
  }
}
