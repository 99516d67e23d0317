package org.fieldbeacon.agent;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.fieldbeacon.agent.acquire.DeviceBoard;
import org.fieldbeacon.agent.alarm.AlarmScene;
import org.fieldbeacon.agent.config.GatewayConfig;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.inference.ShadowRun;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Threshold;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.SiteMessage.DeviceEntry;
import org.fieldbeacon.contract.SiteMessage.PointEntry;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.StatusMessage.DeviceState;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapProposal;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.GeoPosition;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.uplink.Outbox;
import org.fieldbeacon.uplink.Presence;

/// What the gateway says of itself, from its site file and its board of devices. Any thread.
final class SitePresence implements Presence {
  private static final double ALERT_RADIUS_KM = 5;
  private static final Duration ALERT_VALIDITY = Duration.ofHours(12);
  private static final Duration LEAST_STALE = Duration.ofSeconds(30);

  private final SiteConfig site;
  private final DeviceBoard board;
  private final Outbox outbox;
  private final Supplier<List<ModelState>> models;
  private final Supplier<String> timeWord;
  private final InstantSource clock;

  /// @param timeWord what keeps the clock, as the contract calls it
  SitePresence(
      SiteConfig site,
      DeviceBoard board,
      Outbox outbox,
      Supplier<List<ModelState>> models,
      Supplier<String> timeWord,
      InstantSource clock) {
    this.site = site;
    this.board = board;
    this.outbox = outbox;
    this.models = models;
    this.timeWord = timeWord;
    this.clock = clock;
  }

  /// Where the site's alarms are raised.
  ///
  /// @param epoch of the store the alarms live in
  static AlarmScene scene(SiteConfig site, String epoch) {
    return scene(
        site, epoch, site.gateway().exercise() ? CapAlert.Status.EXERCISE : CapAlert.Status.ACTUAL);
  }

  /// The same, with alerts of this status.
  static AlarmScene scene(SiteConfig site, String epoch, CapAlert.Status status) {
    Map<String, Position> positions = new HashMap<>();
    for (var entry : site.devices()) {
      entry.device().position().ifPresent(p -> positions.put(entry.device().name(), position(p)));
    }
    for (ModelUse use : site.models()) {
      Optional.ofNullable(positions.get(ModelDevices.source(use)))
          .ifPresent(p -> positions.put(use.id(), p));
    }
    GatewayConfig gateway = site.gateway();
    return new AlarmScene(
        gateway.id(),
        epoch,
        positions,
        new CapProposal.Origin(
            gateway.id() + "@fieldbeacon",
            text(gateway.title()),
            text(gateway.title()),
            gateway.adcode(),
            Optional.of(position(gateway.position())),
            ALERT_RADIUS_KM,
            ALERT_VALIDITY,
            status));
  }

  @Override
  public SiteMessage site() {
    GatewayConfig gateway = site.gateway();
    return new SiteMessage(
        gateway.id(),
        text(gateway.title()),
        Optional.of(position(gateway.position())),
        gateway.adcode(),
        version(),
        gateway.exercise(),
        devices());
  }

  private List<DeviceEntry> devices() {
    List<DeviceEntry> all = new ArrayList<>();
    site.devices().forEach(d -> all.add(device(d.device())));
    site.models().forEach(use -> all.add(ModelDevices.entry(site, use)));
    return all;
  }

  /// The agent's own version.
  static String version() {
    return Optional.ofNullable(SitePresence.class.getPackage().getImplementationVersion())
        .orElse("unreleased");
  }

  private DeviceEntry device(Device device) {
    List<PointEntry> points = new ArrayList<>();
    for (PointProfile point : device.profile().points()) {
      if (point.access().canRead()) {
        points.add(point(device, point));
      }
    }
    return new DeviceEntry(
        device.name(),
        text(device.title()),
        device.profile().id(),
        device.position().map(SitePresence::position),
        points);
  }

  private PointEntry point(Device device, PointProfile point) {
    var id = new PointId(device.name(), point.name());
    Duration stale = device.pollInterval().multipliedBy(3);
    List<Threshold> thresholds = new ArrayList<>();
    for (HazardRule rule : site.rules()) {
      if (rule.point().equals(id)) {
        switch (rule) {
          case HazardRule.Credibility credible -> stale = credible.staleAfter();
          case HazardRule.RiverLevel river -> thresholds.addAll(thresholds(river));
          case HazardRule.ForecastCrossing forecast -> {
            String unit = forecast.unit().ucum();
            forecast
                .marks()
                .forEach((level, mark) -> thresholds.add(new Threshold(word(level), mark, unit)));
          }
          case HazardRule.CameraCredibility camera -> stale = camera.staleAfter();
          case HazardRule.Rainstorm _, HazardRule.ModelEvent _ -> {
            // Their limits are of sums and scores, not of what the gauge shows.
          }
        }
      }
    }
    Duration shown = stale.compareTo(LEAST_STALE) < 0 ? LEAST_STALE : stale;
    return new PointEntry(
        point.name(),
        text(point.title()),
        point.observedProperty(),
        point.unit().ucum(),
        shown.toSeconds(),
        thresholds);
  }

  private static List<Threshold> thresholds(HazardRule.RiverLevel river) {
    String unit = river.unit().ucum();
    List<Threshold> thresholds = new ArrayList<>();
    thresholds.add(new Threshold("warning", river.warning(), unit));
    thresholds.add(new Threshold("guarantee", river.guarantee(), unit));
    river.highest().ifPresent(h -> thresholds.add(new Threshold("historic-highest", h, unit)));
    return thresholds;
  }

  @Override
  public StatusMessage status() {
    return new StatusMessage(
        site.gateway().id(),
        true,
        clock.instant(),
        timeWord.get(),
        outbox.backlog(Stream.ALARM) + outbox.backlog(Stream.OBSERVATION),
        board.all().stream()
            .map(s -> new DeviceState(s.device(), word(s.state()), s.detail(), s.since()))
            .toList(),
        Optional.of(models.get().stream().map(SitePresence::model).toList())
            .filter(all -> !all.isEmpty()));
  }

  private static StatusMessage.ModelState model(ModelState state) {
    return new StatusMessage.ModelState(
        state.use().id(),
        text(state.use().title()),
        state.card().name(),
        state.card().version(),
        state.sha256(),
        state.isPromoted(),
        state.shadow().map(SitePresence::shadow));
  }

  private static StatusMessage.Shadow shadow(ShadowRun beside) {
    JsonObject report = beside.json();
    return new StatusMessage.Shadow(
        report.getString("package"),
        report.getString("version"),
        report.getString("sha256"),
        report.getLong("asked"),
        report.getLong("failed"),
        report.getLong("agreed"),
        report.getDouble("mean-difference"),
        report.getDouble("mean-ms"),
        report.getString("stopped", ""));
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static AlarmMessage.Text text(Text text) {
    return new AlarmMessage.Text(text.zh(), text.en());
  }

  static Position position(GeoPosition position) {
    return new Position(position.latitudeDeg(), position.longitudeDeg());
  }
}
