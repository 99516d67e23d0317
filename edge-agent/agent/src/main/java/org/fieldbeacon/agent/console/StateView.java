package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.config.GatewayConfig;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// The site at a glance as JSON, from snapshots alone. Holds no time of its own, so that it is the
/// same while nothing changes.
final class StateView {
  private static final double TERABYTE = 1e12;
  private static final Duration LEAST_TO_JUDGE = Duration.ofMinutes(10);
  private static final double DAYS_A_YEAR = 365.25;

  private StateView() {}

  static JsonObject of(LiveSite live) {
    var site = live.site();
    GatewayConfig gateway = site.gateway();
    var alarms = new JsonArray();
    live.alarms().stream()
        .filter(a -> site.rule(a.ruleId()).isPresent())
        .forEach(a -> alarms.add(AlarmView.brief(a, site)));
    var devices = new JsonArray();
    Map<String, DeviceStatus> statuses =
        live.devices().stream()
            .collect(Collectors.toMap(DeviceStatus::device, Function.identity()));
    for (SiteDevice entry : site.devices()) {
      devices.add(device(live, entry, statuses));
    }
    var outputs = new JsonArray();
    Map<String, OutputConfig> switches =
        site.outputs().stream().collect(Collectors.toMap(OutputConfig::id, Function.identity()));
    live.outputs().forEach(o -> outputs.add(output(o, Optional.ofNullable(switches.get(o.id())))));
    var models = new JsonArray();
    live.models().forEach(m -> models.add(ModelView.brief(m)));
    var json = new JsonObject();
    live.walk().filter(w -> !w.isOver()).ifPresent(w -> json.put("walk", walk(w)));
    return json.put("models", models)
        .put(
            "gateway",
            new JsonObject()
                .put("id", gateway.id())
                .put("title", Json.text(gateway.title()))
                .put("exercise", gateway.exercise())
                .put("latitudeDeg", gateway.position().latitudeDeg())
                .put("longitudeDeg", gateway.position().longitudeDeg())
                .put("adcode", gateway.adcode())
                .put("zone", gateway.zone().getId()))
        .put("health", health(live.health()))
        .put("alarms", alarms)
        .put("devices", devices)
        .put("outputs", outputs)
        .put("uplink", uplink(live))
        .put("storage", storage(live.storage(), site.store().cardEnduranceTb()));
  }

  private static JsonObject device(
      LiveSite live, SiteDevice entry, Map<String, DeviceStatus> statuses) {
    Device device = entry.device();
    var points = new JsonArray();
    for (PointProfile point : device.profile().points()) {
      points.add(point(live, device, point));
    }
    var json =
        new JsonObject()
            .put("name", device.name())
            .put("title", Json.text(device.title()))
            .put("profile", device.profile().id())
            .put("protocol", device.profile().protocol())
            .put("link", entry.link())
            .put("enabled", entry.enabled())
            .put("pollSeconds", device.pollInterval().toMillis() / 1000.0)
            .put("points", points);
    DeviceStatus status = statuses.get(device.name());
    if (status != null) {
      InChinese.put(json, "detail", status.detail())
          .put("state", Json.word(status.state()))
          .put("since", status.since().toString());
    }
    return json;
  }

  private static JsonObject point(LiveSite live, Device device, PointProfile point) {
    var id = new PointId(device.name(), point.name());
    var json =
        new JsonObject()
            .put("id", id.toString())
            .put("title", Json.text(point.title()))
            .put("unit", point.unit().ucum())
            .put("property", point.observedProperty())
            .put("readable", point.access().canRead());
    Optional<Observation> latest = live.latest(id);
    latest.ifPresent(o -> reading(json, o));
    latest
        .filter(o -> !o.quality().isUsable())
        .flatMap(_ -> live.lastTrusted(id))
        .ifPresent(o -> json.put("trusted", trusted(o)));
    return json;
  }

  private static void reading(JsonObject json, Observation reading) {
    json.put("value", Json.number(reading.value()))
        .put("flag", reading.quality().code())
        .put("at", reading.phenomenonTime().toString());
    if (!reading.detail().isEmpty()) {
      InChinese.put(json, "detail", reading.detail());
    }
  }

  /// What a point said last that could be relied on, while it says nothing that can.
  private static JsonObject trusted(Observation reading) {
    return new JsonObject()
        .put("value", Json.number(reading.value()))
        .put("at", reading.phenomenonTime().toString());
  }

  private static JsonObject walk(WalkState walk) {
    return new JsonObject()
        .put("id", walk.id())
        .put("rule", walk.rule())
        .put("title", Json.text(walk.title()))
        .put("silent", walk.silent())
        .put("by", walk.by());
  }

  private static JsonObject output(OutputState output, Optional<OutputConfig> config) {
    var triggers = new JsonArray();
    config.ifPresent(
        c ->
            c.triggers()
                .forEach(
                    t ->
                        triggers.add(
                            new JsonObject()
                                .put("rule", t.rule())
                                .put("atLeast", Json.word(t.atLeast())))));
    var json =
        new JsonObject()
            .put("id", output.id())
            .put("title", Json.text(output.title()))
            .put("on", output.on())
            .put("reason", Json.text(output.reason()))
            .put("written", output.written())
            .put("failedWrites", output.failedWrites())
            .put("confirmation", Json.word(output.confirmation()));
    var withheld = new JsonArray();
    output
        .withheld()
        .forEach(
            w ->
                withheld.add(
                    new JsonObject().put("rule", w.rule()).put("reason", Json.text(w.reason()))));
    json.put("withheld", withheld).put("triggers", triggers);
    output.blockedBy().ifPresent(b -> json.put("blockedBy", Json.text(b)));
    output.override().ifPresent(o -> json.put("override", o.by()));
    return json;
  }

  static JsonObject health(HealthReport report) {
    var checks = new JsonArray();
    report
        .checks()
        .forEach(
            c ->
                checks.add(
                    InChinese.put(
                        InChinese.put(new JsonObject(), "name", c.name())
                            .put("state", Json.word(c.state())),
                        "detail",
                        c.detail())));
    return new JsonObject().put("state", Json.word(report.state())).put("checks", checks);
  }

  private static JsonObject uplink(LiveSite live) {
    return live.uplink()
        .map(
            u -> {
              var json =
                  new JsonObject()
                      .put("configured", true)
                      .put("connected", u.isConnected())
                      .put("backlog", u.backlog())
                      .put("guarantee", u.guarantee());
              u.lastReceiptAt().ifPresent(at -> json.put("lastReceiptAt", at.toString()));
              return json;
            })
        .orElseGet(() -> new JsonObject().put("configured", false));
  }

  /// Bytes a day are told once there has been time to see some; rounded, so that they do not change
  /// with every look. What this gateway writes is known, not what was written before or by others:
  /// so years are those of a new card, and only where the site says what it is rated for.
  static JsonObject storage(LiveSite.Storage storage, OptionalDouble enduranceTb) {
    var json =
        new JsonObject()
            .put("unconfirmedAlarms", storage.unconfirmedAlarms())
            .put("unconfirmedObservations", storage.unconfirmedObservations())
            .put("droppedByRing", storage.droppedByRing())
            .put("reserveSpent", storage.isReserveSpent());
    enduranceTb.ifPresent(tb -> json.put("cardEnduranceTb", tb));
    if (storage.bytesWritten() > 0 && storage.running().compareTo(LEAST_TO_JUDGE) > 0) {
      double days = storage.running().toSeconds() / 86_400.0;
      double bytesADay = storage.bytesWritten() / days;
      json.put("bytesPerDay", Math.round(bytesADay / 1e5) * 100_000L)
          .put("yearsPerTerabyte", Math.round(TERABYTE / bytesADay / DAYS_A_YEAR));
      enduranceTb.ifPresent(
          tb -> json.put("newCardYears", Math.round(tb * TERABYTE / bytesADay / DAYS_A_YEAR)));
    }
    return json;
  }
}
