package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.Text;

/// One field of a request, declared once: what is refused and what the OpenAPI document says are
/// made of it.
sealed interface Field {
  String name();

  boolean isRequired();

  JsonObject schema();

  /// What is wanted instead; empty when the value will do.
  Optional<Text> refusal(Object value);

  /// A value out of a query or a path; the text itself when it is no such value.
  default Object parse(String text) {
    return text;
  }

  /// Text of so many characters; no control characters unless it may have lines.
  record Words(String name, boolean isRequired, int min, int max, boolean mayHaveLines)
      implements Field {
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}]*");
    private static final Pattern LINES = Pattern.compile("[^\\p{Cntrl}&&[^\\n\\r\\t]]*");

    @Override
    public JsonObject schema() {
      var schema =
          new JsonObject().put("type", "string").put("minLength", min).put("maxLength", max);
      return mayHaveLines ? schema : schema.put("pattern", "^[^\\u0000-\\u001f\\u007f]*$");
    }

    @Override
    public Optional<Text> refusal(Object value) {
      boolean fits =
          value instanceof String text
              && text.codePointCount(0, text.length()) >= min
              && text.codePointCount(0, text.length()) <= max
              && (mayHaveLines ? LINES : LINE).matcher(text).matches();
      return fits
          ? Optional.empty()
          : Optional.of(new Text(min + "–" + max + " 个字符", min + " to " + max + " characters"));
    }
  }

  /// Text of a pattern.
  record Code(String name, boolean isRequired, Pattern pattern, Text wanted) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "string").put("pattern", "^" + pattern.pattern() + "$");
    }

    @Override
    public Optional<Text> refusal(Object value) {
      boolean fits = value instanceof String text && pattern.matcher(text).matches();
      return fits ? Optional.empty() : Optional.of(wanted);
    }
  }

  record Whole(String name, boolean isRequired, long min, long max) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "integer").put("minimum", min).put("maximum", max);
    }

    @Override
    public Object parse(String text) {
      try {
        return Long.parseLong(text);
      } catch (NumberFormatException _) {
        return text;
      }
    }

    @Override
    public Optional<Text> refusal(Object value) {
      boolean fits =
          value instanceof Number n
              && n.doubleValue() == Math.rint(n.doubleValue())
              && n.doubleValue() >= min
              && n.doubleValue() <= max;
      return fits
          ? Optional.empty()
          : Optional.of(new Text(min + "–" + max + " 的整数", "a whole number " + min + " to " + max));
    }
  }

  record Decimal(String name, boolean isRequired, double min, double max) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "number").put("minimum", min).put("maximum", max);
    }

    @Override
    public Optional<Text> refusal(Object value) {
      boolean fits = value instanceof Number n && n.doubleValue() >= min && n.doubleValue() <= max;
      return fits
          ? Optional.empty()
          : Optional.of(new Text(min + "–" + max + " 的数", "a number " + min + " to " + max));
    }
  }

  record Flag(String name, boolean isRequired) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "boolean");
    }

    @Override
    public Optional<Text> refusal(Object value) {
      return value instanceof Boolean
          ? Optional.empty()
          : Optional.of(new Text("是或否", "true or false"));
    }
  }

  record Choice(String name, boolean isRequired, List<String> words) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("enum", new JsonArray(words));
    }

    @Override
    public Optional<Text> refusal(Object value) {
      return words.contains(value)
          ? Optional.empty()
          : Optional.of(
              new Text("其中之一:" + String.join("、", words), "one of " + String.join(", ", words)));
    }
  }

  /// Any object, looked at by whoever takes it.
  record Anything(String name, boolean isRequired) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject();
    }

    @Override
    public Optional<Text> refusal(Object value) {
      return Optional.empty();
    }
  }

  /// An ISO-8601 time with zone.
  record Time(String name, boolean isRequired) implements Field {
    @Override
    public JsonObject schema() {
      return new JsonObject().put("type", "string").put("format", "date-time");
    }

    @Override
    public Optional<Text> refusal(Object value) {
      try {
        if (value instanceof String text) {
          java.time.Instant at = java.time.OffsetDateTime.parse(text).toInstant();
          if (at.isAfter(java.time.Instant.EPOCH)) {
            return Optional.empty();
          }
        }
      } catch (java.time.DateTimeException _) {
        // Told below.
      }
      return Optional.of(
          new Text("时间,如 2026-07-14T03:55:00Z", "a time such as 2026-07-14T03:55:00Z"));
    }
  }
}
