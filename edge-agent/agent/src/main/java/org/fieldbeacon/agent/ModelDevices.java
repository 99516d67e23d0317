package org.fieldbeacon.agent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.ModelUse.Source;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.hazard.Words;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.SiteMessage.DeviceEntry;
import org.fieldbeacon.contract.SiteMessage.PointEntry;
import org.fieldbeacon.observation.Unit;

/// Models as the map sees them: devices whose points are scores and forecasts. Stateless.
final class ModelDevices {
  private ModelDevices() {}

  /// The device that a model looks at; the first one's of several.
  static String source(ModelUse use) {
    return switch (use.source()) {
      case Source.Camera(var frame) -> frame.device();
      case Source.Points(var points) ->
          ((Input.Window) use.card().input())
              .channels().stream()
                  .flatMap(c -> Optional.ofNullable(points.get(c.id())).stream())
                  .findFirst()
                  .orElseThrow()
                  .device();
    };
  }

  static DeviceEntry entry(SiteConfig site, ModelUse use) {
    Optional<Position> position =
        site.devices().stream()
            .filter(d -> d.device().name().equals(source(use)))
            .flatMap(d -> d.device().position().stream())
            .map(SitePresence::position)
            .findFirst();
    return new DeviceEntry(
        use.id(),
        SitePresence.text(use.title()),
        "model-" + use.card().name(),
        position,
        points(use));
  }

  private static List<PointEntry> points(ModelUse use) {
    return switch (use.card().output()) {
      case Output.Classes classes -> scores(use, classes.labels());
      case Output.Anomaly anomaly -> scores(use, anomaly.labels());
      case Output.Forecast forecast -> quantiles(use, forecast);
    };
  }

  private static List<PointEntry> scores(ModelUse use, List<Label> labels) {
    return labels.stream()
        .map(
            label ->
                entry(
                    use,
                    use.point(label.id()).point(),
                    SitePresence.text(label.title()),
                    "model-score",
                    Unit.ONE))
        .toList();
  }

  private static List<PointEntry> quantiles(ModelUse use, Output.Forecast forecast) {
    var channel = ((Input.Window) use.card().input()).channels().getFirst();
    List<PointEntry> points = new ArrayList<>();
    for (Duration horizon : forecast.horizons()) {
      for (double quantile : forecast.quantiles()) {
        long percent = Math.round(100 * quantile);
        String span = Words.span(horizon);
        points.add(
            entry(
                use,
                use.point(horizon, quantile).point(),
                new Text(span + " 后，" + percent + " % 分位", "in " + span + ", " + percent + " %"),
                channel.property() + "-forecast",
                channel.unit()));
      }
    }
    return points;
  }

  private static PointEntry entry(
      ModelUse use, String name, Text title, String property, Unit unit) {
    long stale = Math.max(60, 4 * use.period().toSeconds());
    return new PointEntry(name, title, property, unit.ucum(), stale, List.of());
  }
}
