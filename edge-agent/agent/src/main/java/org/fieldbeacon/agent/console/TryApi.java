package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.Problem;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.config.SiteText;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;

/// Tries a device before it is in the draft: what is wrong with its fields, and what it says when
/// it is asked once.
final class TryApi {
  private static final Shape TRIED =
      Shape.of(
          new Field.Anything("edits", true),
          new Field.Words("device", true, 1, 64, false),
          new Field.Flag("read", false));

  private final SiteHost host;
  private final ConfigDesk desk;
  private final ScanDesk scans;
  private final LinkTrust trust;
  private final Work trials;

  TryApi(SiteHost host, ConfigDesk desk, ScanDesk scans, LinkTrust trust, Work trials) {
    this.host = host;
    this.desk = desk;
    this.scans = scans;
    this.trust = trust;
    this.trials = trials;
  }

  List<Route> routes() {
    return List.of(
        Route.post(
                "/config/try",
                Role.TECHNICIAN,
                "What is wrong with a device as some edits would make it; with `read`, also what it"
                    + " says when asked once. Nothing is kept.",
                TRIED,
                this::tried)
            .upTo(64 << 10));
  }

  private Future<Reply> tried(Ask ask) {
    List<ConfigDesk.Edit> edits = ConfigApi.read(ask.body().getValue("edits"));
    String name = ask.body().getString("device");
    boolean isRead = ask.body().getBoolean("read", false);
    return trials.run(
        () -> {
          String text = desk.edited(edits);
          desk.requireFiles(text, ask.actor());
          return switch (desk.load(text)) {
            case SiteFile.Loaded.Good(SiteConfig site) ->
                Reply.json(isRead ? read(site, name) : result(new JsonArray()));
            case SiteFile.Loaded.Bad(List<Problem> found) -> bad(found, text, name, isRead);
          };
        });
  }

  /// Problems elsewhere in the file are not this device's.
  private static Reply bad(List<Problem> found, String text, String name, boolean isRead) {
    JsonArray own = DeviceProblems.of(found, SiteText.tree(text), name);
    if (own.isEmpty() && isRead) {
      throw ApiProblem.of(
          409,
          "草稿的其他部分有误,请先到“配置”改正:" + found.getFirst().text(),
          "another part of the draft is wrong, mend it first: " + found.getFirst().text());
    }
    return Reply.json(result(own));
  }

  private static JsonObject result(JsonArray problems) {
    return new JsonObject().put("problems", problems);
  }

  private JsonObject read(SiteConfig site, String name) {
    SiteDevice entry =
        site.devices().stream()
            .filter(d -> d.device().name().equals(name))
            .findFirst()
            .orElseThrow(() -> ApiProblem.notFound("device " + name));
    LinkConfig link =
        site.links().stream().filter(l -> l.name().equals(entry.link())).findFirst().orElseThrow();
    trust.tried(link);
    Device device = entry.device();
    Line line = Lines.of(link, device.profile().protocol(), host.live());
    DriverFactory factory = DriverFactory.forProtocol(device.profile().protocol()).orElseThrow();
    return scans
        .alone(() -> read(line, device, factory))
        .orElseThrow(() -> ApiProblem.of(409, "正在扫描,请稍候", "a scan is under way; wait for its end"));
  }

  private JsonObject read(Line line, Device device, DriverFactory factory) {
    LineTap tap = tap(line);
    List<LineTap.Piece> before = tap.watch(0);
    long after = before.isEmpty() ? 0 : before.getLast().number() + 1;
    List<Observation> seen = line.read(device, factory, tap);
    Map<String, Observation> last = new LinkedHashMap<>();
    seen.forEach(o -> last.put(o.point().point(), o));
    var points = new JsonArray();
    for (PointProfile point : device.profile().points()) {
      if (point.access().canRead()) {
        points.add(point(point, Optional.ofNullable(last.get(point.name()))));
      }
    }
    return result(new JsonArray())
        .put("points", points)
        .put(
            "pieces",
            new PieceView(device.name(), RawApi.decoder(device, line.link()), device.address())
                .of(tap.watch(0), after));
  }

  private LineTap tap(Line line) {
    return switch (line) {
      case Line.Own _ -> new LineTap(InstantSource.system(), System::nanoTime);
      case Line.Shared(LinkConfig link, _) ->
          host.live().flatMap(l -> l.tap(link.name())).orElse(LineTap.deaf());
    };
  }

  private static JsonObject point(PointProfile point, Optional<Observation> said) {
    JsonObject json = PointWords.of(point);
    said.ifPresent(
        o -> {
          json.put("value", Json.number(o.value())).put("detail", o.detail());
          if (!o.isMissing()) {
            json.put("inRange", o.value() >= point.validMin() && o.value() <= point.validMax());
            PointWords.raw(point, o.value()).ifPresent(raw -> json.put("raw", raw));
          }
        });
    return json;
  }
}
