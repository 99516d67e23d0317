package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// What goes over a device's line, and its values raw and scaled. The line is listened to only
/// while somebody asks.
final class RawApi {
  private static final Shape AFTER = Shape.of(new Field.Whole("after", false, 0, Long.MAX_VALUE));

  private final SiteHost host;
  private final Work reads;

  RawApi(SiteHost host, Work reads) {
    this.host = host;
    this.reads = reads;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/devices/{device}/raw",
            Role.TECHNICIAN,
            "The last that went over the device's line, bytes with what they say or words, and its"
                + " values raw and scaled;"
                + " `after`: the last piece seen.",
            AFTER,
            this::raw));
  }

  private Future<Reply> raw(Ask ask) {
    LiveSite live = SiteApi.live(host);
    SiteDevice device = device(live, ask.path("device"));
    long after = ask.query().getLong("after", 0L);
    return reads.run(() -> Reply.json(raw(live, device, after)));
  }

  static SiteDevice device(LiveSite live, String name) {
    return live.site().devices().stream()
        .filter(d -> d.device().name().equals(name))
        .findFirst()
        .orElseThrow(() -> ApiProblem.notFound("device " + name));
  }

  private static JsonObject raw(LiveSite live, SiteDevice entry, long after) {
    Device device = entry.device();
    LinkConfig link =
        live.site().links().stream()
            .filter(l -> l.name().equals(entry.link()))
            .findFirst()
            .orElseThrow();
    List<LineTap.Piece> pieces = live.tap(link.name()).map(tap -> tap.watch(0)).orElse(List.of());
    var points = new JsonArray();
    for (PointProfile point : device.profile().points()) {
      if (point.access().canRead()) {
        points.add(point(live, entry, point));
      }
    }
    return new JsonObject()
        .put("device", device.name())
        .put("link", link.name())
        .put("hasFrames", true)
        .put(
            "pieces",
            new PieceView(device.name(), decoder(device, link), device.address()).of(pieces, after))
        .put("points", points);
  }

  static Optional<FrameDecoder> decoder(Device device, LinkConfig link) {
    return DriverFactory.forProtocol(device.profile().protocol())
        .flatMap(f -> f.decoder(link))
        .flatMap(name -> FrameDecoder.all().filter(d -> d.protocol().equals(name)).findFirst());
  }

  private static JsonObject point(LiveSite live, SiteDevice entry, PointProfile point) {
    var id = new PointId(entry.device().name(), point.name());
    JsonObject json = PointWords.of(point);
    Optional.ofNullable(entry.calibrations().get(point.name()))
        .ifPresent(
            c ->
                json.put(
                    "calibration",
                    new JsonObject().put("slope", c.slope()).put("offset", c.offset())));
    live.latest(id).ifPresent(o -> reading(live, point, o, json));
    return json;
  }

  private static void reading(
      LiveSite live, PointProfile point, Observation reading, JsonObject json) {
    json.put("value", Json.number(reading.value()))
        .put("flag", reading.quality().code())
        .put("at", reading.receivedTime().toString());
    if (!reading.isMissing()) {
      double scaled = live.uncalibrated(reading.point()).orElse(reading.value());
      json.put("scaled", scaled);
      PointWords.raw(point, scaled).ifPresent(raw -> json.put("raw", raw));
    }
  }
}
