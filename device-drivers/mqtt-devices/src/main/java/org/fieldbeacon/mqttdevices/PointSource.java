package org.fieldbeacon.mqttdevices;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.PointProfile;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;

/// Where a point finds its value in a message, as its profile says.
sealed interface PointSource {
  /// One of the readings that the form or its codec gives by name.
  record Named(String reading) implements PointSource {}

  /// A value of the JSON itself (RFC 6901).
  ///
  /// @param subtopic levels after the device's topic; empty for the device's topic itself
  /// @param words what texts count as: `ON` 1
  record Pointed(
      JsonPointer pointer, String subtopic, double scale, double offset, Map<String, Double> words)
      implements PointSource {
    public Pointed {
      words = Map.copyOf(words);
    }

    /// The value; empty where the message has none; NaN where it says null.
    ///
    /// @throws NoValue when something else stands there
    Optional<Double> in(JsonNode root, PointProfile point) throws NoValue {
      JsonNode node = root.at(pointer);
      if (node.isMissingNode()) {
        return Optional.empty();
      }
      if (node.isNull()) {
        return Optional.of(Double.NaN);
      }
      Double word = words.get(node.asString(""));
      OptionalDouble value =
          word == null ? JsonText.number(node) : OptionalDouble.of((double) word);
      if (value.isEmpty()) {
        String got = JsonText.cut(node.toString(), 40);
        String wanted = words.isEmpty() ? "a number" : "a number or one of " + words.keySet();
        throw new NoValue(new Bad(point.name() + " at " + pointer, 0, got, wanted));
      }
      return Optional.of(value.getAsDouble() * scale + offset);
    }
  }

  /// Bytes of a LoRaWAN payload.
  ///
  /// @param port the only one it is in, -1 for any
  /// @param at offset in bytes
  record Packed(
      int port,
      int at,
      PackedType type,
      int bit,
      int bits,
      double scale,
      double offset,
      OptionalDouble none)
      implements PointSource {
    /// The value; empty where this payload has none; NaN where it says so.
    Optional<Double> in(int uplinkPort, byte[] data) {
      if (port >= 0 && port != uplinkPort || at + type.bytes() > data.length) {
        return Optional.empty();
      }
      double raw = type.raw(data, at, bit, bits);
      if (none.isPresent() && none.getAsDouble() == raw || !Double.isFinite(raw)) {
        return Optional.of(Double.NaN);
      }
      return Optional.of(raw * scale + offset);
    }
  }

  /// A value that cannot be read.
  final class NoValue extends Exception {
    private static final long serialVersionUID = 1;
    private final transient Bad bad;

    NoValue(Bad bad) {
      super(bad.what(), null, false, false);
      this.bad = bad;
    }

    Bad bad() {
      return bad;
    }
  }
}
