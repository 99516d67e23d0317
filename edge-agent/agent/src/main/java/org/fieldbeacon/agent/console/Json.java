package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.util.Locale;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.driver.Text;

/// Small things as JSON, the same everywhere.
final class Json {
  private Json() {}

  static JsonObject text(Text text) {
    return new JsonObject().put("zh", text.zh()).put("en", text.en());
  }

  static JsonObject text(AlarmMessage.Text text) {
    return new JsonObject().put("zh", text.zh()).put("en", text.en());
  }

  static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// JSON has no NaN.
  static @org.jspecify.annotations.Nullable Double number(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
