package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.console.ConfigDesk.Edit;
import org.fieldbeacon.driver.Text;

/// One device as a file: its entry with its link and its quality tests, in a site file's own words,
/// so that a person can paste it there too.
final class DeviceFileApi {
  private static final int MOST_TEXT = 64 << 10;
  private static final Set<String> PARTS = Set.of("links", "devices", "quality");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Text NAME_WORDS = new Text("1–64 个小写字母、数字或 -", "1 to 64 of a-z 0-9 -");
  private static final Shape IMPORT =
      Shape.of(
          new Field.Words("text", true, 1, MOST_TEXT, true),
          new Field.Code("name", false, NAME, NAME_WORDS),
          new Field.Code("link", false, NAME, NAME_WORDS));

  private final SiteHost host;
  private final ConfigDesk desk;
  private final AuditLog audit;
  private final Work writes;

  DeviceFileApi(SiteHost host, ConfigDesk desk, AuditLog audit, Work writes) {
    this.host = host;
    this.desk = desk;
    this.audit = audit;
    this.writes = writes;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/devices/{device}/file",
            Role.VIEWER,
            "A device with its link and its quality tests, as YAML.",
            ask -> writes.run(() -> export(ask))),
        Route.post(
                "/config/import",
                Role.TECHNICIAN,
                "Puts such a file into the draft named in if-match; `name` calls the device otherwise, `link` hangs it"
                    + " on another link, or calls its own so.",
                IMPORT,
                ask -> writes.run(() -> take(ask)))
            .upTo(2 * MOST_TEXT));
  }

  private Reply export(Ask ask) {
    String name = ask.path("device");
    Map<String, Object> tree = SiteText.tree(desk.edited(List.of()));
    Map<String, Object> device =
        named(tree, "devices", name).orElseThrow(() -> ApiProblem.notFound("device " + name));
    String gateway = host.live().map(l -> l.site().gateway().id()).orElse("");
    String text = "# " + name + (gateway.isEmpty() ? "" : " of " + gateway) + "\n";
    Optional<Map<String, Object>> link = named(tree, "links", String.valueOf(device.get("link")));
    if (link.isPresent()) {
      text = SiteText.append(text, List.of("links"), link.get());
    }
    text = SiteText.append(text, List.of("devices"), device);
    Map<String, Object> tests = quality(tree, name);
    if (!tests.isEmpty()) {
      text = SiteText.set(text, List.of("quality"), tests);
    }
    String shown = ConfigApi.isForAll(ask) ? desk.forAll(text) : text;
    return Reply.download("application/yaml", name + ".yaml", Buffer.buffer(shown));
  }

  private Reply take(Ask ask) {
    String seen = ConfigApi.seen(ask);
    Map<String, Object> file = read(ask.body().getString("text"));
    Map<String, Object> device = new LinkedHashMap<>(only(file, "devices").orElseThrow());
    String old = String.valueOf(device.get("name"));
    String name = ask.body().getString("name", old);
    device.put("name", name);
    Map<String, Object> site = SiteText.tree(desk.edited(List.of()));
    if (named(site, "devices", name).isPresent()) {
      throw ApiProblem.field(
          "name", "与已有设备不同的编号(" + name + " 已存在)", "an id other than " + name + ", which there is");
    }
    List<Edit> edits = new ArrayList<>();
    device.put("link", link(ask, file, device, site, edits));
    edits.add(new Edit("add", List.of("devices"), Optional.of(device)));
    tests(file, old, name, site, edits);
    refuseUnsound(desk.edited(edits), name);
    desk.edit(seen, edits, ask.actor());
    audit.record(ask.actor(), "device-imported", name, "", old);
    return Reply.json(new JsonObject().put("device", name).put("link", device.get("link")))
        .with("etag", "\"" + desk.tag() + "\"");
  }

  private static Map<String, Object> read(String text) {
    Map<String, Object> file;
    try {
      file = SiteText.tree(text);
    } catch (SiteText.EditException e) {
      throw ApiProblem.field("text", "YAML:" + e.getMessage(), "YAML: " + e.getMessage());
    }
    boolean isDeviceFile =
        PARTS.containsAll(file.keySet())
            && only(file, "devices").isPresent()
            && (!file.containsKey("links") || only(file, "links").isPresent())
            && (!file.containsKey("quality") || file.get("quality") instanceof Map<?, ?>);
    if (!isDeviceFile) {
      throw ApiProblem.field(
          "text",
          "设备文件:devices 下一个设备,可有 links 下一条线路和 quality",
          "a device's file: one entry under devices, and perhaps one under links, and quality");
    }
    return file;
  }

  /// The name of the link that it will hang on; adds its own where the site has none such.
  private static String link(
      Ask ask,
      Map<String, Object> file,
      Map<String, Object> device,
      Map<String, Object> site,
      List<Edit> edits) {
    String name = ask.body().getString("link", String.valueOf(device.get("link")));
    Optional<Map<String, Object>> there = named(site, "links", name);
    Optional<Map<String, Object>> own = only(file, "links");
    if (there.isPresent()) {
      boolean isChosen = ask.body().containsKey("link");
      if (!isChosen && own.isPresent() && !same(there.get(), own.get())) {
        throw ApiProblem.field(
            "link",
            "已有另一条线路叫 " + name + ":选用已有线路,或另取名字",
            "another link is called " + name + ": choose one that there is, or another name");
      }
      return name;
    }
    if (own.isEmpty()) {
      throw ApiProblem.field("link", "站点里的一条线路", "a link of the site: the file brings none");
    }
    Map<String, Object> renamed = new LinkedHashMap<>(own.get());
    renamed.put("name", name);
    edits.add(new Edit("add", List.of("links"), Optional.of(renamed)));
    return name;
  }

  private static boolean same(Map<String, Object> one, Map<String, Object> other) {
    return new JsonObject(one).equals(new JsonObject(other));
  }

  private static void tests(
      Map<String, Object> file,
      String old,
      String name,
      Map<String, Object> site,
      List<Edit> edits) {
    Map<String, Object> renamed = new LinkedHashMap<>();
    quality(file, old)
        .forEach((key, tests) -> renamed.put(name + key.substring(old.length()), tests));
    if (renamed.isEmpty()) {
      return;
    }
    if (site.get("quality") instanceof Map<?, ?> m && !m.isEmpty()) {
      renamed.forEach(
          (key, tests) -> edits.add(new Edit("set", List.of("quality", key), Optional.of(tests))));
    } else {
      edits.add(new Edit("set", List.of("quality"), Optional.of(renamed)));
    }
  }

  private void refuseUnsound(String text, String name) {
    if (desk.load(text) instanceof SiteFile.Loaded.Bad(var found)) {
      JsonArray own = DeviceProblems.of(found, SiteText.tree(text), name);
      if (!own.isEmpty()) {
        throw ApiProblem.fields(
            own.stream()
                .map(JsonObject.class::cast)
                .map(
                    p ->
                        new ApiProblem.Wrong(
                            p.getString("field"),
                            new Text(
                                p.getString("wanted-zh") + "(现为 " + p.getString("got-zh") + ")",
                                p.getString("wanted") + " (got " + p.getString("got") + ")")))
                .toList());
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map<String, Object>> only(Map<String, Object> tree, String list) {
    return tree.get(list) instanceof List<?> entries
            && entries.size() == 1
            && entries.getFirst() instanceof Map<?, ?> entry
        ? Optional.of((Map<String, Object>) entry)
        : Optional.empty();
  }

  @SuppressWarnings("unchecked")
  private static Optional<Map<String, Object>> named(
      Map<String, Object> tree, String list, String name) {
    return tree.get(list) instanceof List<?> entries
        ? entries.stream()
            .filter(e -> e instanceof Map<?, ?> m && name.equals(m.get("name")))
            .map(e -> (Map<String, Object>) e)
            .findFirst()
        : Optional.empty();
  }

  private static Map<String, Object> quality(Map<String, Object> tree, String device) {
    Map<String, Object> own = new LinkedHashMap<>();
    if (tree.get("quality") instanceof Map<?, ?> all) {
      all.forEach(
          (key, tests) -> {
            if (String.valueOf(key).startsWith(device + "/") && tests != null) {
              own.put(String.valueOf(key), tests);
            }
          });
    }
    return own;
  }
}
