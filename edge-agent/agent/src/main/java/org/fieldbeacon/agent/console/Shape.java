package org.fieldbeacon.agent.console;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.console.ApiProblem.Wrong;
import org.fieldbeacon.driver.Text;

/// The fields of a request; one that is not among them is refused.
record Shape(List<Field> fields) {
  static final Shape NONE = new Shape(List.of());

  Shape {
    fields = List.copyOf(fields);
  }

  static Shape of(Field... fields) {
    return new Shape(List.of(fields));
  }

  JsonObject schema() {
    var properties = new JsonObject();
    var required = new JsonArray();
    for (Field field : fields) {
      properties.put(field.name(), field.schema());
      if (field.isRequired()) {
        required.add(field.name());
      }
    }
    var schema =
        new JsonObject()
            .put("type", "object")
            .put("additionalProperties", false)
            .put("properties", properties);
    return required.isEmpty() ? schema : schema.put("required", required);
  }

  /// The same object, found sound.
  ///
  /// @throws ApiProblem that names every field that is not
  JsonObject read(JsonObject body) {
    return check(body.getMap());
  }

  /// @throws ApiProblem that names every field that is not as it should be
  JsonObject read(MultiMap query) {
    Map<String, Object> values = new LinkedHashMap<>();
    Map<String, Field> known = fields.stream().collect(Collectors.toMap(Field::name, f -> f));
    for (String name : query.names()) {
      String value = query.get(name);
      Field field = known.get(name);
      values.put(name, field == null ? value : field.parse(value));
    }
    return check(values);
  }

  private JsonObject check(Map<String, Object> values) {
    List<Wrong> wrong = new ArrayList<>();
    for (Field field : fields) {
      Object value = values.get(field.name());
      if (value == null) {
        if (field.isRequired() || values.containsKey(field.name())) {
          wrong.add(new Wrong(field.name(), new Text("请填写", "a value")));
        }
      } else {
        field.refusal(value).ifPresent(wanted -> wrong.add(new Wrong(field.name(), wanted)));
      }
    }
    Set<String> known = fields.stream().map(Field::name).collect(Collectors.toSet());
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        wrong.add(
            new Wrong(
                name.length() > 60 ? name.substring(0, 60) : name,
                new Text("没有这一项", "no such field")));
      }
    }
    if (!wrong.isEmpty()) {
      throw ApiProblem.fields(wrong);
    }
    return new JsonObject(values);
  }
}
