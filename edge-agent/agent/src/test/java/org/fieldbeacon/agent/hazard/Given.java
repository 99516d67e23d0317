package org.fieldbeacon.agent.hazard;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// A point, its observations and the published vectors.
final class Given {
  static final PointId POINT = PointId.parse("gauge/value");
  static final Text PLACE = new Text("花园口", "Huayuankou");
  static final Instant START = Instant.parse("2026-07-14T00:00:00Z");

  private Given() {}

  static Instant minutes(double n) {
    return START.plus(Duration.ofMillis(Math.round(n * 60_000)));
  }

  static Observation value(double minute, double value, Unit unit, Quality flag) {
    return Observation.of(POINT, value, unit, minutes(minute), "test").flagged(flag, "");
  }

  static Observation missing(double minute, Unit unit) {
    return Observation.missing(POINT, unit, minutes(minute), "test", "silent");
  }

  /// The rows of `rules.jsonl` whose id begins so.
  static List<JsonObject> vectors(String prefix) {
    List<JsonObject> rows =
        lines("/hazard/rules.jsonl").stream()
            .map(JsonObject::new)
            .filter(v -> v.getString("id").startsWith(prefix))
            .map(v -> v.getJsonObject("decoded"))
            .toList();
    if (rows.isEmpty()) {
      throw new AssertionError("no vectors " + prefix);
    }
    return rows;
  }

  static Level level(@org.jspecify.annotations.Nullable String signal) {
    return signal == null ? Level.NONE : Level.valueOf(signal.toUpperCase(java.util.Locale.ROOT));
  }

  static List<String> lines(String resource) {
    try (InputStream in = Objects.requireNonNull(Given.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
