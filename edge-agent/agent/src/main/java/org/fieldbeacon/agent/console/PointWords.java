package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.PointProfile;

/// A point of a profile, as JSON.
final class PointWords {
  private static final double NANO = 1e9;

  private PointWords() {}

  static JsonObject of(PointProfile point) {
    return new JsonObject()
        .put("name", point.name())
        .put("title", Json.text(point.title()))
        .put("unit", point.unit().ucum())
        .put("min", Json.number(point.validMin()))
        .put("max", Json.number(point.validMax()));
  }

  /// What the device said before the profile's scale and offset; empty where the profile has none.
  static OptionalDouble raw(PointProfile point, double scaled) {
    boolean isScaled = point.address().has("scale") || point.address().has("offset");
    double scale = point.address().number("scale", 1);
    if (!isScaled || scale == 0 || !Double.isFinite(scaled)) {
      return OptionalDouble.empty();
    }
    double raw = (scaled - point.address().number("offset", 0)) / scale;
    double near = Math.rint(raw * NANO) / NANO;
    return OptionalDouble.of(Math.abs(raw) < 1e6 ? near : raw);
  }
}
