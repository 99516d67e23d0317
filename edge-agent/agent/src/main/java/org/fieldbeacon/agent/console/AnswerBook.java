package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the operations of one room answer, filled in by its constructor. An object may have more
/// fields than are named, but never fewer than those without a question mark.
abstract class AnswerBook {
  static final JsonObject TEXT = type("string");
  static final JsonObject TIME = type("string").put("format", "date-time");
  static final JsonObject WHOLE = type("integer");
  static final JsonObject NUMBER = type("number");
  static final JsonObject FLAG = type("boolean");
  static final JsonObject ANY = new JsonObject();
  static final JsonObject FREE = type("object");

  /// JSON has no NaN: a value that is none is null.
  static final JsonObject MAYBE =
      new JsonObject().put("type", new JsonArray().add("number").add("null"));

  private static final String REF = "#/components/schemas/";

  private final Map<String, JsonObject> shapes = new LinkedHashMap<>();
  private final Map<String, Answer> answers = new LinkedHashMap<>();

  /// @param type media type; empty: nothing at all
  record Answer(int status, String type, JsonObject schema) {}

  /// The named shapes, which any room may refer to.
  final Map<String, JsonObject> shapes() {
    return shapes;
  }

  /// By method and path: `GET /state`.
  final Map<String, Answer> answers() {
    return answers;
  }

  final void shape(String name, JsonObject schema) {
    shapes.put(name, schema);
  }

  final void put(String operation, Answer answer) {
    answers.put(operation, answer);
  }

  final void json(String operation, JsonObject schema) {
    put(operation, new Answer(200, Reply.JSON, schema));
  }

  final void nothing(String operation) {
    put(operation, new Answer(204, "", new JsonObject()));
  }

  final void media(String operation, String type) {
    put(operation, new Answer(200, type, new JsonObject()));
  }

  static JsonObject ref(String shape) {
    return new JsonObject().put("$ref", REF + shape);
  }

  static JsonObject list(JsonObject of) {
    return type("array").put("items", of);
  }

  static JsonObject both(JsonObject one, JsonObject other) {
    return new JsonObject().put("allOf", new JsonArray().add(one).add(other));
  }

  static JsonObject role() {
    return words("viewer", "technician", "administrator");
  }

  static JsonObject level() {
    return words("none", "notice", "blue", "yellow", "orange", "red");
  }

  /// QARTOD.
  static JsonObject flag() {
    return new JsonObject().put("enum", new JsonArray(List.of(1, 2, 3, 4, 9)));
  }

  static JsonObject words(String... words) {
    return new JsonObject().put("enum", new JsonArray(List.of(words)));
  }

  /// @param fields name and schema by turns; a name that ends in `?` need not be there
  static JsonObject object(Object... fields) {
    var properties = new JsonObject();
    var required = new JsonArray();
    for (int i = 0; i < fields.length; i += 2) {
      String name = String.valueOf(fields[i]);
      boolean isOptional = name.endsWith("?");
      String bare = isOptional ? name.substring(0, name.length() - 1) : name;
      properties.put(bare, fields[i + 1]);
      if (!isOptional) {
        required.add(bare);
      }
    }
    JsonObject schema = type("object").put("properties", properties);
    return required.isEmpty() ? schema : schema.put("required", required);
  }

  private static JsonObject type(String name) {
    return new JsonObject().put("type", name);
  }
}
