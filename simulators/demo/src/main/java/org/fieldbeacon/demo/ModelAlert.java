package org.fieldbeacon.demo;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// An alert on the map that a model raised, with the evidence that the map shows.
///
/// @param hazard its kind
/// @param model name and version of the package
/// @param sha256 of the model file
/// @param score of the most likely label, 0..1
/// @param readings how many the evidence has
/// @param hasPicture whether it has what the model saw
record ModelAlert(
    String hazard, String model, String sha256, double score, int readings, boolean hasPicture) {

  /// @param alarm as the map tells it in full
  static ModelAlert of(JsonNode alarm) {
    JsonNode evidence = alarm.path("evidence");
    JsonNode model = evidence.path("model");
    return new ModelAlert(
        alarm.path("hazard").asString(""),
        model.path("name").asString("") + " " + model.path("version").asString(""),
        model.path("sha256").asString(""),
        model.path("scores").path(0).path("value").asDouble(0),
        evidence.path("readings").size(),
        !model.path("picture").path("base64").asString("").isEmpty());
  }

  /// Whether the evidence has the model and what it saw: a picture, or a window of readings.
  boolean isWhole() {
    return sha256.length() == 64 && (hasPicture || readings > 100);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("hazard", hazard);
    json.put("model", model);
    json.put("sha256", sha256);
    json.put("score", score);
    json.put("readings", readings);
    json.put("picture", hasPicture);
    return json;
  }
}
