package org.fieldbeacon.mqttdevices;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// All codecs by name, and which one a device's model suggests.
final class LoraCodecs {
  private static final Map<String, LoraCodec> ALL = all();

  private LoraCodecs() {}

  static Optional<LoraCodec> of(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  static List<String> names() {
    return List.copyOf(ALL.keySet());
  }

  /// The codec whose model stands in one of these texts (`Dragino_LSE01`, `EM500-UDL`), the longest
  /// name first; empty when none does.
  static Optional<String> suggested(String... texts) {
    for (String text : texts) {
      String plain = plain(text);
      Optional<String> found =
          ALL.keySet().stream()
              .sorted(Comparator.comparingInt(String::length).reversed())
              .filter(name -> plain.contains(model(name)))
              .findFirst();
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  /// The part of a codec's name that is the model: `lht65` of `dragino-lht65`.
  private static String model(String name) {
    return plain(name.replaceFirst("^(dragino|milesight|cayenne)-", ""));
  }

  private static String plain(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private static Map<String, LoraCodec> all() {
    Map<String, LoraCodec> all = new TreeMap<>(Milesight.codecs());
    all.put("dragino-lht65", new Dragino.Lht65());
    all.put("dragino-lse01", new Dragino.Lse01());
    all.put("dragino-ldds75", new Dragino.Ldds());
    all.put("dragino-ldds20", new Dragino.Ldds());
    all.put("sensecap", new SenseCap());
    all.put("cayenne-lpp", new CayenneLpp());
    return all;
  }
}
