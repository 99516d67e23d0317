package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.Calibration;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;

/// Two-point calibration: what the sensor says and what it should say, twice, make a straight line.
/// Goes into the draft as the device's `calibration`, and into the record of changes with the two
/// comparisons it was made of.
final class CalibrationApi {
  private static final double MOST = 1e9;

  /// A sensor that is so far from right is more often wired or configured wrongly.
  private static final double USUAL_SLOPE = 0.1;

  /// Two points closer than this part of the range magnify every error of reading.
  private static final double LEAST_SPAN = 0.1;

  private static final double MOST_SLOPE = 1000;
  private static final Shape POINTS =
      Shape.of(
          new Field.Decimal("lowReading", true, -MOST, MOST),
          new Field.Decimal("lowReference", true, -MOST, MOST),
          new Field.Decimal("highReading", true, -MOST, MOST),
          new Field.Decimal("highReference", true, -MOST, MOST),
          new Field.Flag("keep", false));

  private final SiteHost host;
  private final ConfigDesk desk;
  private final AuditLog audit;
  private final Work writes;
  private final InstantSource clock;

  CalibrationApi(SiteHost host, ConfigDesk desk, AuditLog audit, Work writes, InstantSource clock) {
    this.host = host;
    this.desk = desk;
    this.audit = audit;
    this.writes = writes;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
            "/points/{device}/{point}/calibration",
            Role.TECHNICIAN,
            "Slope and offset of a straight line through two comparisons, with what is odd about"
                + " them; with `keep`, into the draft named in if-match. Readings are those before any calibration.",
            POINTS,
            this::calibrate),
        Route.delete(
            "/points/{device}/{point}/calibration",
            Role.TECHNICIAN,
            "Takes a point's calibration out of the draft named in if-match.",
            this::remove));
  }

  private Future<Reply> calibrate(Ask ask) {
    SiteDevice device = RawApi.device(SiteApi.live(host), ask.path("device"));
    PointProfile point = point(device, ask.path("point"));
    JsonObject body = ask.body();
    double[] at = {
      body.getDouble("lowReading"),
      body.getDouble("lowReference"),
      body.getDouble("highReading"),
      body.getDouble("highReference")
    };
    if (at[0] == at[2]) {
      throw ApiProblem.field("highReading", "与第一点不同的读数", "another reading than the first");
    }
    if (at[1] == at[3]) {
      throw ApiProblem.field("highReference", "与第一点不同的参考值", "another reference than the first");
    }
    Calibration found = Calibration.through(at[0], at[1], at[2], at[3]);
    if (Math.abs(found.slope()) > MOST_SLOPE || Math.abs(found.offset()) > MOST) {
      throw ApiProblem.field(
          "highReading",
          "两点读数相差更多(斜率不超过 1000)",
          "readings that lie further apart, for a slope of 1000 at most");
    }
    var rounded = new Calibration(significant(found.slope()), significant(found.offset()));
    boolean isKept = body.getBoolean("keep", false);
    if (!isKept) {
      return Future.succeededFuture(Reply.json(answer(rounded, at, point).put("kept", false)));
    }
    String seen = ConfigApi.seen(ask);
    return writes.run(
        () -> {
          keep(seen, ask, device, point, rounded, at);
          return Reply.json(answer(rounded, at, point).put("kept", true)).with("etag", etag());
        });
  }

  private static PointProfile point(SiteDevice device, String name) {
    PointProfile point =
        device
            .device()
            .profile()
            .point(name)
            .orElseThrow(() -> ApiProblem.notFound("point " + name));
    if (point.access() != PointProfile.Access.READ) {
      throw ApiProblem.of(409, "只有只读测点可以校准", "only a point that is only read can be calibrated");
    }
    return point;
  }

  private String etag() {
    return "\"" + desk.tag() + "\"";
  }

  private static JsonObject answer(Calibration c, double[] at, PointProfile point) {
    var list = new JsonArray();
    warnings(c, at, point).forEach(w -> list.add(Json.text(w)));
    return new JsonObject().put("slope", c.slope()).put("offset", c.offset()).put("warnings", list);
  }

  /// What a person should look at twice. None of it is refused: the person sees the sensor.
  private static List<Text> warnings(Calibration c, double[] at, PointProfile point) {
    List<Text> warnings = new ArrayList<>();
    if (c.slope() < 0) {
      warnings.add(
          new Text(
              "斜率为负:读数与参考值方向相反", "the slope is negative: readings fall where references rise"));
    } else if (Math.abs(c.slope() - 1) > USUAL_SLOPE) {
      warnings.add(
          new Text(
              "斜率偏离 1 超过 10%:先核对型号、量程和单位",
              "the slope is more than 10 % from 1: check model, range and unit first"));
    }
    double range = point.validMax() - point.validMin();
    if (Double.isFinite(range)) {
      if (Math.abs(at[3] - at[1]) < LEAST_SPAN * range) {
        warnings.add(
            new Text(
                "两个参考值相距不到量程的 10%:读数误差会被放大",
                "the references lie within 10 % of the range: errors of reading are magnified"));
      }
      if (isOutside(at[1], point) || isOutside(at[3], point)) {
        warnings.add(
            new Text(
                "参考值超出传感器量程 " + range(point),
                "a reference lies outside the sensor's range " + range(point)));
      }
    }
    return warnings;
  }

  private static boolean isOutside(double value, PointProfile point) {
    return value < point.validMin() || value > point.validMax();
  }

  private static String range(PointProfile point) {
    return point.validMin() + "…" + point.validMax() + " " + point.unit().ucum();
  }

  /// Seven digits say more than any reference, and a file is read by people.
  private static double significant(double value) {
    return Double.parseDouble(String.format(Locale.ROOT, "%.6e", value));
  }

  private void keep(
      String seen, Ask ask, SiteDevice device, PointProfile point, Calibration found, double[] at) {
    Calibration before = device.calibration(point.name());
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("slope", found.slope());
    entry.put("offset", found.offset());
    entry.put("on", LocalDate.ofInstant(clock.instant(), zone()).toString());
    entry.put("by", ask.who());
    put(seen, ask, device.device().name(), point.name(), Optional.of(entry));
    audit.record(
        ask.actor(),
        "point-calibrated",
        device.device().name() + "/" + point.name(),
        words(before),
        "%s; %s → %s, %s → %s %s"
            .formatted(words(found), at[0], at[1], at[2], at[3], point.unit().ucum()));
  }

  private java.time.ZoneId zone() {
    return SiteApi.live(host).site().gateway().zone();
  }

  private static String words(Calibration c) {
    return "slope " + c.slope() + ", offset " + c.offset();
  }

  private Future<Reply> remove(Ask ask) {
    SiteDevice device = RawApi.device(SiteApi.live(host), ask.path("device"));
    PointProfile point = point(device, ask.path("point"));
    String name = device.device().name();
    String seen = ConfigApi.seen(ask);
    return writes.run(
        () -> {
          put(seen, ask, name, point.name(), Optional.empty());
          audit.record(
              ask.actor(),
              "point-calibrated",
              name + "/" + point.name(),
              words(device.calibration(point.name())),
              words(Calibration.NONE));
          return Reply.done().with("etag", etag());
        });
  }

  /// All of the device's calibrations with one changed: as one value, which is one edit of the
  /// text.
  private void put(
      String seen, Ask ask, String device, String point, Optional<Map<String, Object>> entry) {
    Map<String, Object> all = new LinkedHashMap<>(desk.calibrations(device));
    entry.ifPresentOrElse(e -> all.put(point, e), () -> all.remove(point));
    List<String> path = List.of("devices", device, "calibration");
    desk.edit(
        seen,
        List.of(
            all.isEmpty()
                ? new ConfigDesk.Edit("remove", path, Optional.empty())
                : new ConfigDesk.Edit("set", path, Optional.of(all))),
        ask.actor());
  }
}
