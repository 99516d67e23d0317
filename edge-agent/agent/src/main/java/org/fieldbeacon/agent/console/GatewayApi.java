package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.GatewayConfig;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.console.ConfigDesk.Edit;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.GeoPosition;
import org.jspecify.annotations.Nullable;

/// What a gateway is called and where it stands, after its first start: edits of the draft, which
/// is applied like any other. Its id stays: the map knows it by that.
final class GatewayApi {
  private static final String GATEWAY = "gateway";
  private static final double MICRO_DEGREES = 1e6;
  private static final Shape CHANGE =
      Shape.of(
          new Field.Words("zh", true, 1, 60, false),
          new Field.Words("en", true, 1, 60, false),
          new Field.Decimal("latitudeDeg", true, -90, 90),
          new Field.Decimal("longitudeDeg", true, -180, 180),
          new Field.Choice("datum", true, List.of("wgs84", "cgcs2000", "gcj02")),
          SetupApi.ADCODE,
          new Field.Flag("exercise", true),
          new Field.Code(
              "zone",
              false,
              Pattern.compile("[A-Za-z0-9_+/-]{1,60}"),
              new Text("时区,如 Asia/Shanghai", "a time zone, as Asia/Shanghai")));

  private final ConfigDesk desk;
  private final Work writes;

  GatewayApi(ConfigDesk desk, Work writes) {
    this.desk = desk;
    this.writes = writes;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            "/config/gateway",
            Role.TECHNICIAN,
            "Edits the draft: what the gateway is called and where it stands. A place in GCJ-02 is"
                + " converted.",
            CHANGE,
            this::change));
  }

  /// Where a request says that the gateway stands, in WGS-84.
  static GeoPosition place(JsonObject body) {
    double latitude = body.getDouble("latitudeDeg");
    double longitude = body.getDouble("longitudeDeg");
    return isShifted(body)
        ? Gcj02.toWgs84(latitude, longitude)
        : new GeoPosition(latitude, longitude);
  }

  static boolean isShifted(JsonObject body) {
    return body.getString("datum").equals("gcj02");
  }

  private Future<Reply> change(Ask ask) {
    String seen = ConfigApi.seen(ask);
    JsonObject body = ask.body();
    requireZone(body.getString("zone", GatewayConfig.DEFAULT_ZONE.getId()));
    GeoPosition place = place(body);
    return writes.run(
        () -> {
          List<Edit> edits = edits(now(), body, place);
          if (!edits.isEmpty()) {
            desk.edit(seen, edits, ask.actor());
          }
          return Reply.json(
                  new JsonObject()
                      .put("latitudeDeg", rounded(place.latitudeDeg()))
                      .put("longitudeDeg", rounded(place.longitudeDeg()))
                      .put("converted", isShifted(body))
                      .put("changed", edits.size()))
              .with("etag", "\"" + desk.tag() + "\"");
        });
  }

  private static void requireZone(String zone) {
    try {
      var _ = ZoneId.of(zone);
    } catch (DateTimeException _) {
      throw ApiProblem.field("zone", "时区,如 Asia/Shanghai", "a time zone, as Asia/Shanghai");
    }
  }

  /// What the draft, or the file, says now.
  private Map<?, ?> now() {
    try {
      return map(SiteText.tree(desk.edited(List.of())).get(GATEWAY));
    } catch (SiteText.EditException e) {
      throw ApiProblem.of(
          409,
          "无法这样修改:" + InChinese.of(String.valueOf(e.getMessage())),
          String.valueOf(e.getMessage()));
    }
  }

  /// Only what is another, so that the rest of the file stays as it is.
  private static List<Edit> edits(Map<?, ?> now, JsonObject body, GeoPosition place) {
    List<Edit> edits = new ArrayList<>();
    Map<?, ?> title = map(now.get("title"));
    for (String tongue : List.of("zh", "en")) {
      set(edits, title.get(tongue), body.getString(tongue), "title", tongue);
    }
    Map<?, ?> position = map(now.get("position"));
    set(
        edits,
        position.get("latitude-deg"),
        rounded(place.latitudeDeg()),
        "position",
        "latitude-deg");
    set(
        edits,
        position.get("longitude-deg"),
        rounded(place.longitudeDeg()),
        "position",
        "longitude-deg");
    set(edits, now.get("adcode"), body.getString("adcode"), "adcode");
    set(edits, or(now.get("exercise"), false), body.getBoolean("exercise"), "exercise");
    String usual = GatewayConfig.DEFAULT_ZONE.getId();
    set(edits, or(now.get("zone"), usual), body.getString("zone", usual), "zone");
    return edits;
  }

  private static void set(
      List<Edit> edits, @Nullable Object before, Object after, String... below) {
    boolean isSame =
        before instanceof Number a && after instanceof Number b
            ? rounded(a.doubleValue()) == b.doubleValue()
            : after.equals(before);
    if (!isSame) {
      List<String> path = new ArrayList<>(List.of(GATEWAY));
      path.addAll(List.of(below));
      edits.add(new Edit("set", path, Optional.of(after)));
    }
  }

  private static Object or(@Nullable Object value, Object usual) {
    return value == null ? usual : value;
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  /// A tenth of a metre.
  private static double rounded(double degrees) {
    return Math.round(degrees * MICRO_DEGREES) / MICRO_DEGREES;
  }
}
