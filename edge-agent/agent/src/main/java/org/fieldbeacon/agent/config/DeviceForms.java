package org.fieldbeacon.agent.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile;
import org.jspecify.annotations.Nullable;

/// Which form of `device.schema.json` a device of a profile is filled in with. The drivers say what
/// is wrong; the schema says it to people before they type.
public final class DeviceForms {
  private static final Map<String, Object> SCHEMA = SchemaCheck.read("device");

  private static final Set<String> SECRET_FILES = secretFiles(new TreeSet<>(), "", SCHEMA);

  private DeviceForms() {}

  /// A form, by names of the schema's `$defs`.
  ///
  /// @param address of what stands in the device's address
  /// @param settings of what stands in its link's settings; empty where there are none
  /// @param links the kinds of link it can hang on, the usual one first
  /// @param usual what a link of a kind mostly says, by kind
  public record Form(
      String address, Optional<String> settings, List<String> links, Map<String, Object> usual) {
    public Form {
      links = List.copyOf(links);
      usual = Collections.unmodifiableMap(new TreeMap<>(usual));
    }
  }

  /// The schema itself.
  public static Map<String, Object> schema() {
    return SCHEMA;
  }

  /// The keys, in addresses and settings, under which files of passwords and certificates are
  /// named.
  public static Set<String> secretFileKeys() {
    return SECRET_FILES;
  }

  private static Set<String> secretFiles(Set<String> keys, String key, @Nullable Object part) {
    map(part).forEach((k, v) -> secretFiles(keys, String.valueOf(k), v));
    if (map(part).containsKey("x-secret")) {
      keys.add(key);
    }
    return keys;
  }

  /// The form of a profile; empty for a protocol that the schema does not know.
  public static Optional<Form> of(DeviceProfile profile) {
    Map<?, ?> protocol = map(map(SCHEMA.get("x-protocols")).get(profile.protocol()));
    return list(protocol.get("forms")).stream()
        .map(DeviceForms::map)
        .filter(f -> fits(map(f.get("when")), profile))
        .findFirst()
        .map(
            f ->
                new Form(
                    String.valueOf(f.get("address")),
                    Optional.ofNullable(protocol.get("settings")).map(String::valueOf),
                    texts(f.containsKey("links") ? f.get("links") : protocol.get("links")),
                    usual(f.containsKey("usual") ? f.get("usual") : protocol.get("usual"))));
  }

  private static Map<String, Object> usual(@Nullable Object value) {
    Map<String, Object> usual = new TreeMap<>();
    map(value).forEach((kind, fields) -> usual.put(String.valueOf(kind), map(fields)));
    return usual;
  }

  private static boolean fits(Map<?, ?> when, DeviceProfile profile) {
    return when.entrySet().stream()
        .allMatch(
            condition ->
                switch (String.valueOf(condition.getKey())) {
                  case "profile" -> texts(condition.getValue()).contains(profile.id());
                  case "setting" -> profile.settings().has(String.valueOf(condition.getValue()));
                  case "is" ->
                      texts(condition.getValue())
                          .contains(
                              profile.settings().text(String.valueOf(when.get("setting")), ""));
                  case "writes" -> profile.points().stream().anyMatch(p -> p.access().canWrite());
                  case "point-has" ->
                      profile.points().stream()
                          .anyMatch(p -> says(p, String.valueOf(condition.getValue())));
                  default ->
                      throw new IllegalStateException(
                          "device.schema.json: an unknown condition " + condition.getKey());
                });
  }

  private static boolean says(PointProfile point, String text) {
    return point.address().values().values().stream()
        .anyMatch(v -> String.valueOf(v).contains(text));
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static List<String> texts(@Nullable Object value) {
    return list(value).stream().map(String::valueOf).toList();
  }
}
