package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.fieldbeacon.agent.config.DeviceForms;
import org.fieldbeacon.agent.config.ProfileCatalogue;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteRemoval;
import org.fieldbeacon.agent.console.ConfigDesk.Edit;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;

/// The configuration. What an edit is based on is named in `if-match`, as it came in `etag`; an
/// edit of something that has changed meanwhile is refused with 412.
final class ConfigApi {
  private static final int MOST_TEXT = 512 << 10;
  private static final int MOST_EDITS = 100;
  private static final int MOST_STEPS = 8;
  private static final Shape TEXT = Shape.of(new Field.Words("text", true, 0, MOST_TEXT, true));
  private static final Shape EDITS = Shape.of(new Field.Anything("edits", true));
  private static final Shape COMPARE =
      Shape.of(
          new Field.Words("text", true, 0, MOST_TEXT, true), new Field.Anything("edits", false));
  private static final Shape UNDO = Shape.of(new Field.Anything("path", true));
  private static final Shape REMOVE = Shape.of(new Field.Flag("along", false));
  private static final Shape RESTORE = Shape.of(new Field.Flag("replace", false));
  private static final Shape APPLY = Shape.of(new Field.Whole("confirmSeconds", true, 30, 600));

  private final ConfigDesk desk;
  private final ConfigFiles files;
  private final Work reads;
  private final Work writes;

  /// @param reads takes what only looks, however long it takes
  /// @param writes the desk's own worker
  ConfigApi(ConfigDesk desk, ConfigFiles files, Work reads, Work writes) {
    this.desk = desk;
    this.files = files;
    this.reads = reads;
    this.writes = writes;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/config",
            Role.VIEWER,
            "The draft, or the site file: text, tree, what is wrong, what would change. Viewers see no secrets that stand in it.",
            this::view),
        Route.put("/config/text", Role.TECHNICIAN, "Another text of the draft.", TEXT, this::text)
            .upTo(2 * MOST_TEXT),
        Route.post(
                "/config/edits",
                Role.TECHNICIAN,
                "Edits the draft: a list of {op: set|add|remove, path: [step], value}.",
                EDITS,
                this::edits)
            .upTo(64 << 10),
        Route.post(
                "/config/compare",
                Role.TECHNICIAN,
                "What the draft, or the site file, has otherwise than a text that was seen; with"
                    + " edits, what they would make otherwise of that text. Changes nothing.",
                COMPARE,
                this::compare)
            .upTo(2 * MOST_TEXT),
        Route.post(
            "/config/undo",
            Role.TECHNICIAN,
            "Takes one change of the plan back from the draft, by its path; refused when the others"
                + " need it.",
            UNDO,
            ask -> then(ask, () -> undo(ask))),
        Route.get(
            "/config/parts/{list}/{name}",
            Role.VIEWER,
            "What would go with a part of the draft: `along`, whole parts; `lost`, settings of"
                + " others; and `obstacles`, why it cannot go. Lists: links, devices, rules,"
                + " outputs, models.",
            ask -> reads.run(() -> part(ask))),
        Route.post(
            "/config/parts/{list}/{name}/remove",
            Role.TECHNICIAN,
            "Takes a part out of the draft; with all that cannot be without it only if told so.",
            REMOVE,
            ask -> then(ask, () -> remove(ask))),
        Route.delete(
            "/config/draft",
            Role.TECHNICIAN,
            "Drops the draft.",
            ask -> then(ask, () -> drop(ask))),
        Route.post(
            "/config/apply",
            Role.TECHNICIAN,
            "Runs the gateway with the draft, on trial for so long.",
            APPLY,
            ask -> then(ask, () -> apply(ask))),
        Route.post(
            "/config/confirm",
            Role.TECHNICIAN,
            "Keeps what is on trial.",
            Shape.NONE,
            ask -> then(ask, () -> confirm(ask))),
        Route.post(
            "/config/revert",
            Role.TECHNICIAN,
            "Takes back what is on trial.",
            Shape.NONE,
            ask -> then(ask, () -> revert(ask))),
        Route.get(
            "/config/history",
            Role.VIEWER,
            "What the gateway has run with, newest first.",
            ask ->
                reads.run(
                    () ->
                        Reply.json(new JsonObject().put("versions", desk.history(isForAll(ask)))))),
        Route.get(
            "/config/history/{id}",
            Role.VIEWER,
            "One of them, with its text.",
            ask ->
                reads.run(
                    () -> {
                      var version = desk.version(id(ask));
                      String text = version.text();
                      return Reply.json(
                          version.json().put("text", isForAll(ask) ? desk.forAll(text) : text));
                    })),
        Route.post(
            "/config/history/{id}/restore",
            Role.TECHNICIAN,
            "Makes a draft of it; in the place of a draft that is there only if told so.",
            RESTORE,
            ask -> then(ask, () -> restore(ask))),
        Route.get(
            "/schema/site",
            Role.VIEWER,
            "The JSON Schema of site files.",
            ask -> Future.succeededFuture(Reply.json(new JsonObject(SiteFile.schema())))),
        Route.get(
            "/schema/device",
            Role.VIEWER,
            "What stands in the addresses of devices and the settings of links, by protocol: titles"
                + " and help in both languages, units, ranges, examples.",
            ask -> Future.succeededFuture(Reply.json(new JsonObject(DeviceForms.schema())))),
        Route.get(
            "/profiles",
            Role.VIEWER,
            "The device profiles to choose from.",
            ask -> reads.run(this::profiles)));
  }

  private Future<Reply> view(Ask ask) {
    return reads.run(
        () -> {
          JsonObject view = desk.view(isForAll(ask));
          return Reply.json(view).with("etag", "\"" + view.getString("tag") + "\"");
        });
  }

  /// Whether who asks may not know secrets.
  static boolean isForAll(Ask ask) {
    return !ask.mayWhat(Role.TECHNICIAN);
  }

  private Future<Reply> then(Ask ask, Callable<Boolean> change) {
    return writes.run(change).compose(_ -> view(ask));
  }

  /// What an edit is based on.
  static String seen(Ask ask) {
    return ask.header("if-match")
        .map(h -> h.replace("\"", "").strip())
        .orElseThrow(
            () ->
                ApiProblem.of(
                    428, "请求缺少 if-match", "wanted if-match, with the etag of what was seen"));
  }

  private static int id(Ask ask) {
    try {
      return Integer.parseInt(ask.path("id"));
    } catch (NumberFormatException _) {
      throw ApiProblem.notFound("version " + ask.path("id"));
    }
  }

  private Future<Reply> compare(Ask ask) {
    String seen = ask.body().getString("text");
    Object wanted = ask.body().getValue("edits");
    List<Edit> edits = wanted == null ? List.of() : read(wanted);
    return reads.run(
        () -> {
          String then = edits.isEmpty() ? desk.edited(edits) : ConfigDesk.edited(seen, edits);
          return Reply.json(new JsonObject().put("changes", ConfigDesk.changed(seen, then)));
        });
  }

  private Future<Reply> text(Ask ask) {
    String seen = seen(ask);
    return then(
        ask,
        () -> {
          desk.replaceText(seen, ask.body().getString("text"), ask.actor());
          return true;
        });
  }

  private Future<Reply> edits(Ask ask) {
    String seen = seen(ask);
    List<Edit> edits = read(ask.body().getValue("edits"));
    return then(
        ask,
        () -> {
          desk.edit(seen, edits, ask.actor());
          return true;
        });
  }

  /// Edits as they come over the wire.
  static List<Edit> read(Object value) {
    if (!(value instanceof JsonArray list) || list.isEmpty() || list.size() > MOST_EDITS) {
      throw ApiProblem.field("edits", "1–100 项修改", "a list of 1 to 100 edits");
    }
    List<Edit> edits = new ArrayList<>();
    for (Object entry : list) {
      if (!(entry instanceof JsonObject edit)
          || !(edit.getValue("op") instanceof String op)
          || !List.of("set", "add", "remove").contains(op)
          || !(edit.getValue("path") instanceof JsonArray path)
          || path.isEmpty()
          || path.size() > MOST_STEPS
          || !path.stream().allMatch(s -> s instanceof String)) {
        throw ApiProblem.field(
            "edits", "{op, path, value}", "objects {op: set|add|remove, path: [text], value}");
      }
      edits.add(
          new Edit(
              op,
              path.stream().map(String::valueOf).toList(),
              op.equals("remove") ? Optional.empty() : Optional.of(plain(edit.getValue("value")))));
    }
    return edits;
  }

  private static Object plain(@org.jspecify.annotations.Nullable Object value) {
    return switch (value) {
      case null -> throw ApiProblem.field("edits", "要写入的值", "a value to be written, or op remove");
      case JsonObject object -> {
        var map = new java.util.LinkedHashMap<String, Object>();
        object.forEach(e -> map.put(e.getKey(), plain(e.getValue())));
        yield map;
      }
      case JsonArray array -> {
        List<Object> all = new ArrayList<>();
        array.forEach(v -> all.add(plain(v)));
        yield all;
      }
      default -> value;
    };
  }

  private boolean undo(Ask ask) {
    desk.undo(seen(ask), path(ask.body().getValue("path")), ask.actor());
    return true;
  }

  private static List<String> path(Object value) {
    if (value instanceof JsonArray path
        && !path.isEmpty()
        && path.size() <= MOST_STEPS
        && path.stream().allMatch(s -> s instanceof String)) {
      return path.stream().map(String::valueOf).toList();
    }
    throw ApiProblem.field("path", "1–8 步的路径", "a path of 1 to 8 steps");
  }

  private Reply part(Ask ask) {
    SiteRemoval removal = desk.removal(ask.path("list"), ask.path("name"));
    return Reply.json(
        new JsonObject()
            .put("what", Json.text(removal.what()))
            .put("along", texts(removal.along()))
            .put("lost", texts(removal.lost()))
            .put("obstacles", texts(removal.obstacles())));
  }

  private static JsonArray texts(List<Text> all) {
    var list = new JsonArray();
    all.forEach(t -> list.add(Json.text(t)));
    return list;
  }

  private boolean remove(Ask ask) {
    boolean along = ask.body().getBoolean("along", false);
    desk.remove(seen(ask), ask.path("list"), ask.path("name"), along, ask.actor());
    return true;
  }

  private boolean drop(Ask ask) {
    desk.dropDraft(seen(ask), ask.actor());
    return true;
  }

  private boolean apply(Ask ask) {
    Duration patience = Duration.ofSeconds(ask.body().getInteger("confirmSeconds"));
    desk.apply(seen(ask), patience, ask.actor());
    return true;
  }

  private boolean confirm(Ask ask) {
    desk.confirm(ask.actor());
    return true;
  }

  private boolean revert(Ask ask) {
    desk.revert(ask.actor());
    return true;
  }

  private boolean restore(Ask ask) {
    boolean mayReplace = ask.body().getBoolean("replace", false);
    desk.restore(seen(ask), id(ask), mayReplace, ask.actor());
    return true;
  }

  private Reply profiles() throws java.io.IOException {
    var list = new JsonArray();
    var folder = java.util.Objects.requireNonNull(files.siteFile().toAbsolutePath().getParent());
    for (DeviceProfile profile : ProfileCatalogue.all(folder)) {
      var points = new JsonArray();
      for (PointProfile point : profile.points()) {
        points.add(
            new JsonObject()
                .put("name", point.name())
                .put("title", Json.text(point.title()))
                .put("unit", point.unit().ucum())
                .put("property", point.observedProperty())
                .put("min", Json.number(point.validMin()))
                .put("max", Json.number(point.validMax()))
                .put("access", Json.word(point.access())));
      }
      JsonObject entry =
          new JsonObject()
              .put("id", profile.id())
              .put("title", Json.text(profile.title()))
              .put("protocol", profile.protocol())
              .put("points", points);
      DeviceForms.of(profile).ifPresent(form -> entry.put("form", form(form)));
      list.add(entry);
    }
    return Reply.json(new JsonObject().put("profiles", list));
  }

  private static JsonObject form(DeviceForms.Form form) {
    var json =
        new JsonObject()
            .put("address", form.address())
            .put("links", new JsonArray(form.links()))
            .put("usual", new JsonObject(form.usual()));
    form.settings().ifPresent(name -> json.put("settings", name));
    return json;
  }
}
