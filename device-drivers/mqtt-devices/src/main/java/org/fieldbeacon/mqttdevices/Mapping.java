package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Unit;
import tools.jackson.core.JsonPointer;

/// A profile's payload mapping: which form its messages have, and where each point stands in them.
///
/// @param codec for the bytes of a LoRaWAN payload
/// @param time where a JSON message says when it was sent
/// @param sources by point, in the profile's order
record Mapping(
    Form form,
    Optional<LoraCodec> codec,
    Optional<JsonPointer> time,
    TimeFormat timeFormat,
    Map<PointProfile, PointSource> sources) {
  private static final Set<String> SETTINGS = Set.of("form", "codec", "time", "time-format");
  private static final Set<String> NAMED = Set.of("reading");
  private static final Set<String> POINTED =
      Set.of("pointer", "subtopic", "scale", "offset", "words");
  private static final Set<String> PACKED =
      Set.of("byte", "type", "port", "bit", "bits", "scale", "offset", "missing-value");
  private static final int MOST_BYTES = 255;

  Mapping {
    sources = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(sources));
  }

  /// Who speaks.
  enum Form {
    CHIRPSTACK,
    JSON,
    DJI
  }

  /// How a JSON message writes its time.
  enum TimeFormat {
    ISO_8601,
    EPOCH_S,
    EPOCH_MS
  }

  /// The mapping of a profile; what is wrong with it goes to `problems`, and the parts that are
  /// sound are there.
  static Mapping read(DeviceProfile profile, Consumer<Problem> problems) {
    Attributes settings = profile.settings();
    settings.reportUnknown(SETTINGS, p -> problems.accept(below("settings", p)));
    var form =
        attempt(
            "settings", problems, Form.JSON, () -> settings.oneOf("form", Form.class, Form.JSON));
    Optional<LoraCodec> codec = codec(settings, form, problems);
    Optional<JsonPointer> time = Optional.empty();
    if (settings.has("time")) {
      time = pointer("settings.time", settings.text("time", ""), problems);
    }
    var timeFormat =
        attempt(
            "settings",
            problems,
            TimeFormat.ISO_8601,
            () -> settings.oneOf("time-format", TimeFormat.class, TimeFormat.ISO_8601));
    Map<PointProfile, PointSource> sources = new LinkedHashMap<>();
    Map<String, Unit> readings = readings(form, codec);
    for (int i = 0; i < profile.points().size(); i++) {
      PointProfile point = profile.points().get(i);
      String path = "points[" + i + "].address";
      if (point.access().canWrite()) {
        problems.accept(new Problem(path, "an output", "access: read"));
      }
      source(point, path, form, readings, problems).ifPresent(s -> sources.put(point, s));
    }
    return new Mapping(form, codec, time, timeFormat, sources);
  }

  private static Optional<LoraCodec> codec(
      Attributes settings, Form form, Consumer<Problem> problems) {
    if (!settings.has("codec")) {
      return Optional.empty();
    }
    String name = settings.text("codec", "");
    Optional<LoraCodec> codec = LoraCodecs.of(name);
    if (codec.isEmpty() || form != Form.CHIRPSTACK) {
      problems.accept(
          new Problem(
              "settings.codec",
              "\"" + name + "\"",
              form == Form.CHIRPSTACK
                  ? "one of " + LoraCodecs.names()
                  : "form: chirpstack with a codec"));
    }
    return codec;
  }

  private static Map<String, Unit> readings(Form form, Optional<LoraCodec> codec) {
    Map<String, Unit> readings = new HashMap<>();
    switch (form) {
      case CHIRPSTACK -> {
        readings.putAll(ChirpStackReadings.UNITS);
        codec.ifPresent(c -> readings.putAll(c.readings()));
      }
      case DJI -> readings.putAll(DjiReadings.units());
      case JSON -> {
        // Every value is where its pointer says.
      }
    }
    return readings;
  }

  private static Optional<PointSource> source(
      PointProfile point,
      String path,
      Form form,
      Map<String, Unit> readings,
      Consumer<Problem> problems) {
    Attributes address = point.address();
    if (address.has("byte")) {
      address.reportUnknown(PACKED, p -> problems.accept(below(path, p)));
      if (form != Form.CHIRPSTACK) {
        problems.accept(new Problem(path + ".byte", "bytes of JSON", "form: chirpstack with byte"));
      }
      return packed(address, path, problems);
    }
    if (address.has("pointer") || form == Form.JSON) {
      address.reportUnknown(POINTED, p -> problems.accept(below(path, p)));
      if (address.has("subtopic") && form != Form.JSON) {
        problems.accept(
            new Problem(path + ".subtopic", "a subtopic", "form: json with a subtopic"));
      }
      return pointed(point, path, problems);
    }
    address.reportUnknown(NAMED, p -> problems.accept(below(path, p)));
    return named(point, path, readings, problems);
  }

  private static Optional<PointSource> named(
      PointProfile point, String path, Map<String, Unit> readings, Consumer<Problem> problems) {
    String reading = point.address().text("reading", point.name());
    Unit unit = readings.get(reading);
    if (unit == null) {
      problems.accept(
          new Problem(
              path + ".reading",
              "\"" + reading + "\"",
              "one of " + new TreeSet<>(shown(readings))));
      return Optional.empty();
    }
    if (!unit.convertsTo(point.unit())) {
      problems.accept(
          new Problem(
              path + ".reading", unit.ucum(), "a unit that converts to " + point.unit().ucum()));
      return Optional.empty();
    }
    return Optional.of(new PointSource.Named(reading));
  }

  /// Names by channel are as many as there are channels: the plain ones stand for them.
  private static List<String> shown(Map<String, Unit> readings) {
    return readings.keySet().stream().filter(name -> !name.matches(".*-\\d+")).toList();
  }

  private static Optional<PointSource> pointed(
      PointProfile point, String path, Consumer<Problem> problems) {
    Attributes address = point.address();
    Optional<JsonPointer> pointer =
        pointer(path + ".pointer", address.text("pointer", "/" + point.name()), problems);
    String subtopic = address.text("subtopic", "");
    if (subtopic.contains("#") || subtopic.contains("+")) {
      problems.accept(
          new Problem(path + ".subtopic", "\"" + subtopic + "\"", "levels without + and #"));
    }
    return pointer.map(
        p ->
            new PointSource.Pointed(
                p,
                subtopic,
                attempt(path, problems, 1.0, () -> address.number("scale", 1)),
                attempt(path, problems, 0.0, () -> address.number("offset", 0)),
                words(address, path, problems)));
  }

  private static Map<String, Double> words(
      Attributes address, String path, Consumer<Problem> problems) {
    Map<String, Double> words = new HashMap<>();
    if (address.values().get("words") instanceof Map<?, ?> map) {
      map.forEach(
          (word, value) -> {
            if (value instanceof Number number) {
              words.put(String.valueOf(word), number.doubleValue());
            } else {
              problems.accept(
                  new Problem(path + ".words." + word, String.valueOf(value), "a number"));
            }
          });
    } else if (address.has("words")) {
      problems.accept(new Problem(path + ".words", address.text("words", ""), "WORD: NUMBER"));
    }
    return words;
  }

  private static Optional<PointSource> packed(
      Attributes address, String path, Consumer<Problem> problems) {
    List<Problem> own = new ArrayList<>();
    int at = attempt(path, own::add, 0, () -> address.integer("byte", 0, MOST_BYTES, 0));
    int port = attempt(path, own::add, -1, () -> address.integer("port", 0, MOST_BYTES, -1));
    PackedType type =
        attempt(
            path,
            own::add,
            PackedType.U8,
            () -> address.oneOf("type", PackedType.class, PackedType.U8));
    int width = 8 * type.bytes();
    int bit = attempt(path, own::add, 0, () -> address.integer("bit", 0, width - 1, 0));
    int bits = attempt(path, own::add, 0, () -> address.integer("bits", 1, width, 0));
    double scale = attempt(path, own::add, 1.0, () -> address.number("scale", 1));
    double offset = attempt(path, own::add, 0.0, () -> address.number("offset", 0));
    double none =
        attempt(path, own::add, Double.NaN, () -> address.number("missing-value", Double.NaN));
    own.forEach(problems);
    return own.isEmpty()
        ? Optional.of(
            new PointSource.Packed(
                port,
                at,
                type,
                bit,
                address.has("bit") && bits == 0 ? 1 : bits,
                scale,
                offset,
                Double.isNaN(none) ? OptionalDouble.empty() : OptionalDouble.of(none)))
        : Optional.empty();
  }

  private static Optional<JsonPointer> pointer(
      String path, String text, Consumer<Problem> problems) {
    Optional<JsonPointer> pointer = JsonText.pointer(text);
    if (pointer.isEmpty()) {
      problems.accept(new Problem(path, "\"" + text + "\"", "a JSON pointer, as /object/level"));
    }
    return pointer;
  }

  private static <T> T attempt(
      String path, Consumer<Problem> problems, T fallback, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (InvalidAttribute e) {
      problems.accept(below(path, e.problem()));
      return fallback;
    }
  }

  private static Problem below(String path, Problem p) {
    return new Problem(path + "." + p.path(), p.got(), p.wanted());
  }
}
