package org.fieldbeacon.agent.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.DeviceForms.Form;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The form that a device is added with and the driver that checks it say the same, for every
/// shipped profile: no key is missing, no range is another, and what is filled in holds.
class DeviceFormsTest {
  private static final JsonObject FORMS = new JsonObject(DeviceForms.schema());
  private static final JsonObject LINES = new JsonObject(SiteFile.schema()).getJsonObject("$defs");

  /// What a person would type for each kind of line.
  private static final Map<String, JsonObject> TYPED =
      Map.of(
          "serial", new JsonObject().put("device", "/dev/ttyUSB0").put("baud", 9600),
          "tcp", new JsonObject().put("host", "10.0.0.9").put("port", 502),
          "tcp-listener", new JsonObject().put("host", "0.0.0.0").put("port", 5651),
          "udp", new JsonObject().put("host", "0.0.0.0").put("port", 14550),
          "can", new JsonObject().put("interface", "can0"),
          "endpoint", new JsonObject().put("url", "opc.tcp://10.0.0.5:4840/plc"),
          "board", new JsonObject(),
          "folder", new JsonObject().put("path", "pictures"),
          "replay", new JsonObject().put("file", "recorded.bin"));

  private static final String NO_PATTERN_HAS_THIS = "no + such # thing";

  @TempDir static Path folder;
  private static List<DeviceProfile> profiles = List.of();

  @BeforeAll
  static void readProfiles() throws IOException {
    profiles = ProfileCatalogue.all(folder);
  }

  private static Form form(DeviceProfile profile) {
    return DeviceForms.of(profile)
        .orElseThrow(() -> new AssertionError(profile.id() + " has no form"));
  }

  private static JsonObject part(String name) {
    JsonObject part = FORMS.getJsonObject("$defs").getJsonObject(name);
    return java.util.Objects.requireNonNull(part, name);
  }

  private static JsonObject properties(String name) {
    return part(name).getJsonObject("properties");
  }

  /// What somebody would fill in: the example, the usual value, else the least.
  private static Object sample(JsonObject property) {
    return Stream.of("x-example", "default", "minimum")
        .filter(property::containsKey)
        .map(property::getValue)
        .findFirst()
        .orElseGet(
            () ->
                property.containsKey("enum")
                    ? property.getJsonArray("enum").getValue(0)
                    : property.containsKey("x-secret") ? "/etc/fieldbeacon/secret" : (Object) true);
  }

  private static JsonObject filled(String name, boolean withAll) {
    var filled = new JsonObject();
    JsonArray required = part(name).getJsonArray("required", new JsonArray());
    properties(name)
        .forEach(
            p -> {
              if (withAll || required.contains(p.getKey())) {
                var property = (JsonObject) p.getValue();
                boolean isFlag = "boolean".equals(property.getValue("type"));
                filled.put(p.getKey(), isFlag ? (Object) true : sample(property));
              }
            });
    return filled;
  }

  private static JsonObject typed(String kind) {
    return java.util.Objects.requireNonNull(TYPED.get(kind), kind).copy();
  }

  private static List<Problem> check(
      DeviceProfile profile, String kind, JsonObject address, JsonObject settings)
      throws IOException {
    return check(profile, kind, typed(kind), address, settings);
  }

  private static List<Problem> check(
      DeviceProfile profile, String kind, JsonObject link, JsonObject address, JsonObject settings)
      throws IOException {
    link.put("name", "field").put("type", kind);
    if (!settings.isEmpty()) {
      link.put("settings", settings);
    }
    JsonObject site =
        new JsonObject()
            .put("schema-version", 1)
            .put(
                "gateway",
                new JsonObject()
                    .put("id", "gw-1")
                    .put("title", new JsonObject().put("zh", "网关").put("en", "Gateway"))
                    .put(
                        "position",
                        new JsonObject().put("latitude-deg", 34.9).put("longitude-deg", 113.6))
                    .put("adcode", "410105"))
            .put("links", new JsonArray().add(link))
            .put(
                "devices",
                new JsonArray()
                    .add(
                        new JsonObject()
                            .put("name", "device-1")
                            .put("title", new JsonObject().put("zh", "设备").put("en", "Device"))
                            .put("profile", profile.id())
                            .put("link", "field")
                            .put("address", address)
                            .put("poll-interval", "PT60S")))
            .put("store", new JsonObject().put("dir", "store"));
    return SiteFile.load(site.encode(), folder.resolve("site.yaml"))
            instanceof SiteFile.Loaded.Bad(List<Problem> found)
        ? found
        : List.of();
  }

  private static JsonObject settings(Form form, boolean withAll) {
    return form.settings().map(s -> filled(s, withAll)).orElseGet(JsonObject::new);
  }

  @Test
  void everyDriverHasAForm() {
    Set<String> spoken =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(f -> f.get().protocol())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(spoken, new TreeSet<>(FORMS.getJsonObject("x-protocols").fieldNames()));
  }

  @Test
  void whatTheFormAsksForPassesTheCheckForEveryShippedProfileOnEveryLineOffered()
      throws IOException {
    assertTrue(profiles.size() >= 60, "profiles: " + profiles.size());
    List<String> wrong = new ArrayList<>();
    for (DeviceProfile profile : profiles) {
      Form form = form(profile);
      assertFalse(form.links().isEmpty(), profile.id());
      for (String kind : form.links()) {
        for (boolean withAll : new boolean[] {false, true}) {
          check(profile, kind, filled(form.address(), withAll), settings(form, withAll))
              .forEach(p -> wrong.add(profile.id() + " on " + kind + ": " + p.text()));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void noOtherKindOfLineIsTakenThanTheFormOffers() throws IOException {
    assertEquals(
        LINES.stream()
            .filter(d -> ((JsonObject) d.getValue()).encode().contains("\"const\":\"" + d.getKey()))
            .map(Map.Entry::getKey)
            .filter(TYPED::containsKey)
            .collect(Collectors.toCollection(TreeSet::new)),
        new TreeSet<>(TYPED.keySet()),
        "every kind of line is typed here");
    for (DeviceProfile profile : profiles) {
      Form form = form(profile);
      Set<String> taken = new TreeSet<>();
      for (String kind : TYPED.keySet()) {
        if (check(profile, kind, filled(form.address(), false), new JsonObject()).isEmpty()) {
          taken.add(kind);
        }
      }
      assertEquals(taken, new TreeSet<>(form.links()), profile.id());
    }
  }

  /// A driver tells all the keys it knows when it is given one that it does not.
  private static Set<String> known(List<Problem> problems, String path) {
    return problems.stream()
        .filter(p -> p.path().equals(path))
        .flatMap(p -> Stream.of(p.wanted().replaceAll("^one of \\[|]$", "").split(", ")))
        .filter(k -> !k.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void theFormHasEveryKeyThatTheDriverKnowsAndNoOther() throws IOException {
    Map<String, Set<String>> ofForms = new HashMap<>();
    Map<String, Set<String>> ofDrivers = new TreeMap<>();
    for (DeviceProfile profile : profiles) {
      Form form = form(profile);
      var strange = new JsonObject().put("zz", 1);
      List<Problem> told =
          check(
              profile,
              form.links().getFirst(),
              filled(form.address(), false).mergeIn(strange),
              strange);
      Set<String> address = known(told, "devices[0].address.zz");
      Set<String> settings = known(told, "links[0].settings.zz");
      assertTrue(
          address.containsAll(properties(form.address()).fieldNames()),
          profile.id() + ": " + address);
      assertEquals(
          form.settings().map(s -> properties(s).fieldNames()).orElse(Set.of()),
          settings.contains("no settings") ? Set.of() : settings,
          profile.id());
      ofDrivers.computeIfAbsent(profile.protocol(), _ -> new TreeSet<>()).addAll(address);
      ofForms
          .computeIfAbsent(profile.protocol(), _ -> new TreeSet<>())
          .addAll(properties(form.address()).fieldNames());
    }
    assertEquals(ofDrivers, new TreeMap<>(ofForms));
  }

  /// What may be typed for a line; a server is reached by nobody or by somebody.
  private static List<JsonObject> lines(String kind) {
    return kind.equals("endpoint")
        ? List.of(typed(kind), typed(kind).put("user", "field").put("password-file", "secret"))
        : List.of(typed(kind));
  }

  /// One value of one property on every line offered; the problems with that property alone.
  private static boolean isTaken(
      DeviceProfile profile, Form form, boolean isAddress, String key, Object value)
      throws IOException {
    String path = (isAddress ? "devices[0].address." : "links[0].settings.") + key;
    for (String kind : form.links()) {
      JsonObject address = filled(form.address(), false);
      var settings = new JsonObject();
      (isAddress ? address : settings).put(key, value);
      if (key.equals("bitrate")) {
        settings.put("framing", "slcan"); // Only an adapter is told.
      }
      for (JsonObject line : lines(kind)) {
        if (check(profile, kind, line, address, settings).stream()
            .noneMatch(p -> p.path().equals(path))) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void whatTheFormCallsOutOfRangeTheDriverRefusesAndTheEndsItTakes() throws IOException {
    Set<String> done = new TreeSet<>();
    for (DeviceProfile profile : profiles) {
      Form form = form(profile);
      for (String name :
          Stream.concat(Stream.of(form.address()), form.settings().stream()).toList()) {
        boolean isAddress = name.equals(form.address());
        for (Map.Entry<String, Object> entry : properties(name)) {
          if (!done.add(name + "." + entry.getKey())) {
            continue;
          }
          var property = (JsonObject) entry.getValue();
          for (Map.Entry<Object, Boolean> tried : tries(property).entrySet()) {
            assertEquals(
                tried.getValue(),
                isTaken(profile, form, isAddress, entry.getKey(), tried.getKey()),
                profile.id() + " " + name + "." + entry.getKey() + ": " + tried.getKey());
          }
        }
      }
    }
    assertTrue(done.size() > 80, "properties: " + done.size());
  }

  /// Values, and whether they are right.
  private static Map<Object, Boolean> tries(JsonObject property) {
    Map<Object, Boolean> tries = new HashMap<>();
    JsonArray choices = property.getJsonArray("enum", new JsonArray());
    choices.forEach(c -> tries.put(c, true));
    if (!choices.isEmpty()) {
      tries.put(choices.getValue(0) instanceof Number ? (Object) 7 : "zz", false);
    } else if (property.containsKey("minimum")) {
      int least = property.getInteger("minimum");
      int most = property.getInteger("maximum");
      tries.put(least, true);
      tries.put(most, true);
      tries.put(least - 1, false);
      tries.put(most + 1, false);
    } else if (property.containsKey("pattern")) {
      tries.put(NO_PATTERN_HAS_THIS, false);
    } else if ("boolean".equals(property.getValue("type"))) {
      tries.put("zz", false);
    }
    if (property.containsKey("default")) {
      tries.put(property.getValue("default"), true);
    }
    return tries;
  }

  @Test
  void everyFieldIsCalledAndExplainedInBothLanguages() {
    FORMS
        .getJsonObject("$defs")
        .forEach(
            part ->
                ((JsonObject) part.getValue())
                    .getJsonObject("properties")
                    .forEach(p -> assertWords(part.getKey() + "." + p.getKey(), p.getValue())));
  }

  private static void assertWords(String where, Object property) {
    var p = (JsonObject) property;
    JsonObject title = p.getJsonObject("x-title");
    assertFalse(title.getString("zh").isBlank() || title.getString("en").isBlank(), where);
    assertTrue(isEnglish(title.getString("en")), where);
    if (p.containsKey("x-help")) {
      assertFalse(isEnglish(p.getJsonObject("x-help").getString("zh")), where);
      assertTrue(isEnglish(p.getJsonObject("x-help").getString("en")), where);
    }
    p.getJsonArray("enum", new JsonArray())
        .forEach(
            choice ->
                assertTrue(
                    choice instanceof Number
                        || p.getJsonObject("x-choices").containsKey(String.valueOf(choice)),
                    where + ": " + choice));
    if (p.containsKey("pattern") && p.containsKey("x-example")) {
      assertTrue(p.getString("x-example").matches(p.getString("pattern")), where);
    }
  }

  private static boolean isEnglish(String words) {
    return words
        .codePoints()
        .noneMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN);
  }
}
