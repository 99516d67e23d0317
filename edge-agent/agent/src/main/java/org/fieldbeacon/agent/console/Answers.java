package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What each operation answers when it obeys, for the OpenAPI document. Named shapes go to its
/// `components`; an object may have more fields than are named here, but never fewer than those
/// without a question mark.
final class Answers {
  private static final String REF = "#/components/schemas/";
  private static final JsonObject TEXT = type("string");
  private static final JsonObject TIME = type("string").put("format", "date-time");
  private static final JsonObject WHOLE = type("integer");
  private static final JsonObject NUMBER = type("number");
  private static final JsonObject FLAG = type("boolean");
  private static final JsonObject ANY = new JsonObject();
  private static final JsonObject FREE = type("object");

  /// JSON has no NaN: a value that is none is null.
  private static final JsonObject MAYBE =
      new JsonObject().put("type", new JsonArray().add("number").add("null"));

  private static final Map<String, JsonObject> SHAPES = new LinkedHashMap<>();
  private static final Map<String, Answer> ALL = new LinkedHashMap<>();

  /// @param type media type; empty: nothing at all
  record Answer(int status, String type, JsonObject schema) {}

  private Answers() {}

  static {
    shapes();
    people();
    site();
    alarms();
    config();
    models();
    support();
    devices();
  }

  /// Of a route; empty when nothing is said about it here.
  static Optional<Answer> of(Route route) {
    return Optional.ofNullable(ALL.get(route.method().name() + " " + route.path()));
  }

  /// The named shapes.
  static JsonObject shapesJson() {
    var all = new JsonObject();
    SHAPES.forEach((name, schema) -> all.put(name, schema.copy()));
    return all;
  }

  private static void shapes() {
    shape("Words", object("zh", TEXT, "en", TEXT));
    shape("Session", object("name", TEXT, "role", role(), "csrf", TEXT));
    shape(
        "Alarm",
        object(
            "rule",
            TEXT,
            "alarmId",
            TEXT,
            "revision",
            WHOLE,
            "raisings",
            WHOLE,
            "state",
            TEXT,
            "level",
            level(),
            "active",
            FLAG,
            "needsAcknowledgement",
            FLAG,
            "latched",
            FLAG,
            "suppressed",
            FLAG,
            "escalated",
            FLAG,
            "trusted",
            FLAG,
            "changedAt",
            TIME,
            "title?",
            ref("Words"),
            "point?",
            TEXT,
            "shelveMaxMinutes?",
            WHOLE,
            "outOfService?",
            TEXT,
            "shelving?",
            object("by", TEXT, "note", TEXT, "until?", TIME),
            "acknowledgement?",
            object("by", TEXT, "note", TEXT, "at", TIME),
            "headline?",
            ref("Words"),
            "raisedAt?",
            TIME,
            "evidence?",
            ref("Evidence")));
    shape(
        "Evidence",
        object(
            "summary",
            ref("Words"),
            "confidence",
            NUMBER,
            "hazard",
            TEXT,
            "thresholds",
            list(object("name", TEXT, "value", NUMBER, "unit", TEXT)),
            "readings",
            list(object("point", TEXT, "at", TIME, "value", MAYBE, "unit", TEXT, "flag", flag())),
            "cap?",
            TEXT,
            "model?",
            object(
                "name",
                TEXT,
                "version",
                TEXT,
                "sha256",
                TEXT,
                "picture",
                FLAG,
                "scores",
                list(ref("Score")))));
    shape("Score", object("label", TEXT, "title", ref("Words"), "value", NUMBER));
    shape(
        "Health",
        object("state", TEXT, "checks", list(object("name", TEXT, "state", TEXT, "detail", TEXT))));
    shape(
        "Device",
        object(
            "name",
            TEXT,
            "title",
            ref("Words"),
            "profile",
            TEXT,
            "protocol",
            TEXT,
            "link",
            TEXT,
            "enabled",
            FLAG,
            "pollSeconds",
            NUMBER,
            "state?",
            TEXT,
            "detail?",
            TEXT,
            "since?",
            TIME,
            "points",
            list(
                object(
                    "id",
                    TEXT,
                    "title",
                    ref("Words"),
                    "unit",
                    TEXT,
                    "readable",
                    FLAG,
                    "value?",
                    MAYBE,
                    "flag?",
                    flag(),
                    "at?",
                    TIME,
                    "detail?",
                    TEXT))));
    shape(
        "Change",
        object(
            "path",
            list(TEXT),
            "place",
            ref("Words"),
            "before",
            ref("Words"),
            "after",
            ref("Words"),
            "sentence",
            ref("Words")));
    shape(
        "Config",
        object(
            "text",
            TEXT,
            "isDraft",
            FLAG,
            "isFileThere",
            FLAG,
            "changedByHand",
            FLAG,
            "tag",
            TEXT,
            "tree",
            FREE,
            "plan",
            list(ref("Change")),
            "problems",
            list(object("file", TEXT, "line", WHOLE, "path", TEXT, "got", TEXT, "wanted", TEXT)),
            "by?",
            TEXT,
            "at?",
            TIME,
            "outdated?",
            FLAG));
    shape("Version", object("id", WHOLE, "at", TIME, "by", TEXT, "note", TEXT, "hash", TEXT));
    shape(
        "Walk",
        object(
            "id?",
            TEXT,
            "rule?",
            TEXT,
            "title?",
            ref("Words"),
            "point?",
            TEXT,
            "injected?",
            ANY,
            "silent?",
            FLAG,
            "by?",
            TEXT,
            "startedAt?",
            TIME,
            "alarmId?",
            TEXT,
            "over?",
            FLAG,
            "steps?",
            list(
                object(
                    "station",
                    TEXT,
                    "outcome",
                    TEXT,
                    "afterMillis",
                    WHOLE,
                    "detail",
                    ref("Words"),
                    "at?",
                    TIME))));
    shape(
        "Episode",
        object("raisedAt", TIME, "endedAt?", TIME, "level", level(), "summary", ref("Words")));
    shape(
        "Model",
        object(
            "id",
            TEXT,
            "title",
            ref("Words"),
            "package",
            TEXT,
            "version",
            TEXT,
            "sha256",
            TEXT,
            "task",
            TEXT,
            "points",
            list(TEXT),
            "periodSeconds",
            NUMBER,
            "promoted",
            FLAG,
            "promotionAsked",
            FLAG,
            "answers",
            WHOLE,
            "unsure",
            WHOLE,
            "none",
            FREE,
            "p99Ms",
            NUMBER,
            "drift",
            object(
                "drifted",
                FLAG,
                "limit",
                NUMBER,
                "features",
                list(object("id", TEXT, "departure", NUMBER))),
            "pictures",
            WHOLE,
            "hasPictures",
            FLAG,
            "shadow?",
            object(
                "package",
                TEXT,
                "version",
                TEXT,
                "sha256",
                TEXT,
                "stopped?",
                TEXT,
                "asked",
                WHOLE,
                "failed",
                WHOLE,
                "agreed",
                WHOLE,
                "agreement",
                MAYBE,
                "meanDifference",
                NUMBER,
                "meanMs",
                NUMBER)));
    shape(
        "Package",
        object(
            "name",
            TEXT,
            "uploaded",
            FLAG,
            "signed",
            FLAG,
            "runs",
            list(TEXT),
            "beside",
            list(TEXT),
            "package?",
            TEXT,
            "version?",
            TEXT,
            "title?",
            ref("Words"),
            "task?",
            TEXT,
            "bytes?",
            WHOLE,
            "sha256?",
            TEXT,
            "problem?",
            TEXT,
            "card?",
            FREE));
    shape("Rule", object("rule", TEXT, "title?", ref("Words")));
  }

  private static void people() {
    json(
        "GET /welcome",
        object("session", FREE, "needsFirstAdministrator", FLAG, "hasSite", FLAG, "running", FLAG));
    json("POST /first-administrator", ref("Session"));
    json("POST /session", ref("Session"));
    json("GET /session", ref("Session"));
    json("PUT /session/password", ref("Session"));
    nothing("DELETE /session");
    json("GET /accounts", object("accounts", list(object("name", TEXT, "role", role()))));
    nothing("POST /accounts");
    nothing("PUT /accounts/{name}");
    nothing("DELETE /accounts/{name}");
    json(
        "GET /audit",
        object(
            "whole",
            FLAG,
            "entries",
            list(
                object(
                    "seq",
                    WHOLE,
                    "at",
                    TIME,
                    "who",
                    TEXT,
                    "role",
                    TEXT,
                    "from",
                    TEXT,
                    "what",
                    TEXT,
                    "target",
                    TEXT,
                    "before",
                    TEXT,
                    "after",
                    TEXT,
                    "previous",
                    TEXT))));
    json(
        "GET /tls",
        object(
            "subject",
            TEXT,
            "issuer",
            TEXT,
            "from",
            TIME,
            "until",
            TIME,
            "fingerprint",
            TEXT,
            "ownMaking",
            FLAG));
    nothing("PUT /tls");
    media("GET /tls/certificate.pem", "application/x-pem-file");
  }

  private static void site() {
    json(
        "GET /state",
        object(
            "hasSite",
            FLAG,
            "running",
            FLAG,
            "version",
            TEXT,
            "at",
            TIME,
            "config",
            FREE,
            "gateway?",
            object(
                "id",
                TEXT,
                "title",
                ref("Words"),
                "exercise",
                FLAG,
                "latitudeDeg",
                NUMBER,
                "longitudeDeg",
                NUMBER,
                "adcode",
                TEXT,
                "zone",
                TEXT),
            "health?",
            ref("Health"),
            "models?",
            list(FREE),
            "alarms?",
            list(ref("Alarm")),
            "devices?",
            list(ref("Device")),
            "outputs?",
            list(FREE),
            "uplink?",
            FREE,
            "storage?",
            FREE));
    media("GET /events", "text/event-stream");
    json(
        "GET /points/{device}/{point}/series",
        object(
            "point",
            TEXT,
            "unit",
            TEXT,
            "buckets",
            list(
                object(
                    "at", TIME, "count", WHOLE, "flag", flag(), "min?", MAYBE, "mean?", MAYBE,
                    "max?", MAYBE))));
    json(
        "GET /points/{device}/{point}/readings",
        object(
            "point",
            TEXT,
            "readings",
            list(
                object(
                    "at",
                    TIME,
                    "receivedAt",
                    TIME,
                    "value",
                    MAYBE,
                    "unit",
                    TEXT,
                    "flag",
                    flag(),
                    "detail?",
                    TEXT))));
    json(
        "GET /logs",
        object(
            "lines",
            list(object("seq", WHOLE, "at", TIME, "level", TEXT, "source", TEXT, "text", TEXT))));
    json(
        "GET /outputs/{output}",
        object(
            "output",
            TEXT,
            "record",
            list(object("at", TIME, "word", TEXT, "reason", ref("Words")))));
    JsonObject output = object("output", TEXT, "on", FLAG, "reason", ref("Words"));
    json("POST /outputs/{output}/test", output);
    json("POST /outputs/{output}/auto", output);
    json("GET /walk", ref("Walk"));
    json("GET /walk/sheets", object("sheets", list(ref("Walk"))));
    json("POST /walk", ref("Walk"));
    json("POST /walk/acknowledge", ref("Walk"));
    json("POST /walk/end", ref("Walk"));
    json(
        "POST /rules/{rule}/what-if",
        object(
            "from",
            TIME,
            "to",
            TIME,
            "readings",
            WHOLE,
            "cut",
            FLAG,
            "now",
            list(ref("Episode")),
            "changed",
            list(ref("Episode"))));
    json(
        "POST /config/check",
        object(
            "problems",
            list(
                object(
                    "place", TEXT, "line", WHOLE, "got", ref("Words"), "wanted", ref("Words")))));
    JsonObject tried =
        object(
            "rule",
            TEXT,
            "title",
            ref("Words"),
            "whyNot?",
            ref("Words"),
            "note?",
            ref("Words"),
            "readings?",
            WHOLE,
            "cut?",
            FLAG,
            "now?",
            list(ref("Episode")),
            "changed?",
            list(ref("Episode")));
    json(
        "POST /what-if",
        object(
            "from",
            TIME,
            "to",
            TIME,
            "rules",
            list(tried),
            "flags?",
            object("now", FREE, "changed", FREE)));
  }

  private static void alarms() {
    JsonObject earlier =
        object("settings?", FREE, "earlier", list(ref("Alarm")), "evidence?", ref("Evidence"));
    json(
        "GET /alarms/{rule}",
        new JsonObject().put("allOf", new JsonArray().add(ref("Alarm")).add(earlier)));
    media("GET /alarms/{rule}/picture", "image/jpeg");
    for (String order :
        List.of(
            "acknowledge",
            "shelve",
            "unshelve",
            "remove-from-service",
            "return-to-service",
            "reset")) {
      json("POST /alarms/{rule}/" + order, ref("Alarm"));
    }
    JsonObject more = object("calls", WHOLE, "share", NUMBER);
    json(
        "GET /alarm-quality",
        object(
            "from",
            TIME,
            "to",
            TIME,
            "recordedSince?",
            TIME,
            "calls",
            WHOLE,
            "perTenMinutes",
            NUMBER,
            "peak",
            WHOLE,
            "floodPeriods",
            WHOLE,
            "floodShare",
            NUMBER,
            "periods",
            WHOLE,
            "busiest",
            list(object("from", TIME, "calls", WHOLE)),
            "chattering",
            list(both(ref("Rule"), object("mostInAMinute", WHOLE, "raisings", WHOLE))),
            "topTen",
            list(both(ref("Rule"), more)),
            "levels",
            FREE,
            "standing",
            list(
                both(
                    ref("Rule"),
                    object("level", level(), "since", TIME, "annunciated", FLAG, "stale", FLAG)))));
  }

  private static void config() {
    for (String operation :
        List.of(
            "GET /config",
            "PUT /config/text",
            "POST /config/edits",
            "DELETE /config/draft",
            "POST /config/apply",
            "POST /config/confirm",
            "POST /config/revert",
            "POST /config/history/{id}/restore")) {
      json(operation, ref("Config"));
    }
    json(
        "GET /config/history",
        object("versions", list(both(ref("Version"), object("plan", list(ref("Change")))))));
    json("GET /config/history/{id}", both(ref("Version"), object("text", TEXT)));
    json("GET /schema/site", FREE);
    json(
        "GET /profiles",
        object(
            "profiles",
            list(
                object(
                    "id",
                    TEXT,
                    "title",
                    ref("Words"),
                    "protocol",
                    TEXT,
                    "points",
                    list(
                        object(
                            "name",
                            TEXT,
                            "title",
                            ref("Words"),
                            "unit",
                            TEXT,
                            "property",
                            TEXT,
                            "min",
                            MAYBE,
                            "max",
                            MAYBE,
                            "access",
                            TEXT))))));
    json(
        "POST /setup/site",
        object("latitudeDeg", NUMBER, "longitudeDeg", NUMBER, "converted", FLAG));
    json("POST /secrets", object("file", TEXT));
  }

  private static void models() {
    json("GET /models", object("models", list(ref("Model"))));
    json(
        "GET /models/{model}/pictures",
        object(
            "pictures",
            list(
                object(
                    "id",
                    WHOLE,
                    "at",
                    TIME,
                    "sight",
                    TEXT,
                    "credible",
                    FLAG,
                    "version",
                    TEXT,
                    "sha256",
                    TEXT,
                    "scores",
                    list(ref("Score")),
                    "best?",
                    TEXT,
                    "sure?",
                    FLAG,
                    "nothing?",
                    TEXT))));
    media("GET /models/{model}/pictures/{picture}", "image/jpeg");
    nothing("POST /models/{model}/promote");
    nothing("POST /models/{model}/rollback");
    json("GET /packages", object("trustedKeys", WHOLE, "packages", list(ref("Package"))));
    json("GET /packages/{name}", ref("Package"));
    put("POST /packages", new Answer(201, Reply.JSON, object("name", TEXT, "sha256", TEXT)));
    nothing("DELETE /packages/{name}");
  }

  private static void support() {
    json(
        "GET /support/software",
        object(
            "version",
            TEXT,
            "java",
            TEXT,
            "system",
            TEXT,
            "processors",
            WHOLE,
            "heapBytes",
            WHOLE,
            "updates",
            object(
                "folder",
                TEXT,
                "installsFromHere",
                FLAG,
                "found",
                list(
                    object(
                        "file",
                        TEXT,
                        "version",
                        TEXT,
                        "newer",
                        FLAG,
                        "signed",
                        FLAG,
                        "problem?",
                        TEXT)))));
    media("GET /support/bundle", "application/zip");
    media("GET /support/backup", "application/zip");
    json("POST /support/restore", object("gateway", TEXT, "madeAt", TIME, "files", WHOLE));
  }

  private static void devices() {
    JsonObject scan =
        object(
            "phase",
            TEXT,
            "protocol?",
            TEXT,
            "target?",
            TEXT,
            "shared?",
            FLAG,
            "by?",
            TEXT,
            "startedAt?",
            TIME,
            "seconds?",
            WHOLE,
            "cut?",
            FLAG,
            "trouble?",
            TEXT,
            "found?",
            list(object("address", FREE, "fields", FREE, "profiles", list(TEXT), "device?", TEXT)));
    json("GET /scan", scan);
    put("POST /scan", new Answer(202, Reply.JSON, scan));
    json("DELETE /scan", scan);
    json(
        "GET /scan/lines",
        object(
            "links",
            list(
                object(
                    "name",
                    TEXT,
                    "devices",
                    WHOLE,
                    "shared",
                    FLAG,
                    "where",
                    ANY,
                    "protocol?",
                    TEXT)),
            "serialPorts",
            list(TEXT),
            "i2cBuses",
            list(TEXT)));
    json(
        "GET /clock",
        object(
            "at",
            TIME,
            "source",
            TEXT,
            "synchronized",
            FLAG,
            "detail",
            ref("Words"),
            "uncertaintySeconds?",
            NUMBER));
    json(
        "POST /clock/compare",
        object("offsetSeconds", NUMBER, "uncertaintySeconds", NUMBER, "stratum", WHOLE));
    json(
        "POST /clock/receiver",
        object(
            "latitudeDeg",
            NUMBER,
            "longitudeDeg",
            NUMBER,
            "satellites?",
            WHOLE,
            "hdop?",
            NUMBER,
            "offsetSeconds?",
            NUMBER));
    json("POST /config/try", object("problems", list(ANY), "points?", list(FREE), "pieces?", ANY));
    json("POST /config/import", object("device", TEXT, "link", TEXT));
    media("GET /devices/{device}/file", "application/yaml");
    json(
        "GET /devices/{device}/raw",
        object(
            "device", TEXT, "link", TEXT, "hasFrames", FLAG, "pieces", ANY, "points", list(FREE)));
    json(
        "POST /points/{device}/{point}/calibration",
        object("slope", NUMBER, "offset", NUMBER, "warnings", list(ref("Words")), "kept", FLAG));
    nothing("DELETE /points/{device}/{point}/calibration");
  }

  private static JsonObject type(String name) {
    return new JsonObject().put("type", name);
  }

  private static JsonObject ref(String shape) {
    return new JsonObject().put("$ref", REF + shape);
  }

  private static JsonObject list(JsonObject of) {
    return type("array").put("items", of);
  }

  private static JsonObject both(JsonObject one, JsonObject other) {
    return new JsonObject().put("allOf", new JsonArray().add(one).add(other));
  }

  private static JsonObject role() {
    return words("viewer", "technician", "administrator");
  }

  private static JsonObject level() {
    return words("none", "notice", "blue", "yellow", "orange", "red");
  }

  /// QARTOD.
  private static JsonObject flag() {
    return new JsonObject().put("enum", new JsonArray(List.of(1, 2, 3, 4, 9)));
  }

  private static JsonObject words(String... words) {
    return new JsonObject().put("enum", new JsonArray(List.of(words)));
  }

  /// @param fields name and schema by turns; a name that ends in `?` need not be there
  private static JsonObject object(Object... fields) {
    var properties = new JsonObject();
    var required = new JsonArray();
    for (int i = 0; i < fields.length; i += 2) {
      String name = String.valueOf(fields[i]);
      boolean isOptional = name.endsWith("?");
      String bare = isOptional ? name.substring(0, name.length() - 1) : name;
      properties.put(bare, fields[i + 1]);
      if (!isOptional) {
        required.add(bare);
      }
    }
    JsonObject schema = type("object").put("properties", properties);
    return required.isEmpty() ? schema : schema.put("required", required);
  }

  private static void shape(String name, JsonObject schema) {
    SHAPES.put(name, schema);
  }

  private static void put(String operation, Answer answer) {
    if (ALL.put(operation, answer) != null) {
      throw new IllegalStateException(operation + " is there twice");
    }
  }

  private static void json(String operation, JsonObject schema) {
    put(operation, new Answer(200, Reply.JSON, schema));
  }

  private static void nothing(String operation) {
    put(operation, new Answer(204, "", new JsonObject()));
  }

  private static void media(String operation, String type) {
    put(operation, new Answer(200, type, new JsonObject()));
  }
}
