package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.fieldbeacon.agent.model.TestPackages;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.ObservationLogSettings;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// A site with a rule of every kind, and two days of readings and model answers in its store: a
/// flood with a spike, a rainstorm, a forecast of the flood, smoke.
final class ManyRules {
  private static final String MORE_DEVICES =
      """
      devices:
        - name: rain-01
          title: {zh: 雨量计, en: Rain gauge}
          profile: tipping-bucket-rain-gauge
          link: field
          address: {unit: 3}
          poll-interval: PT30S
        - name: gate-camera
          title: {zh: 村口摄像机, en: Village camera}
          profile: camera-folder
          link: pictures
          address: {}
          poll-interval: PT10S
      """;
  private static final String MORE_RULES =
      """
      models:
        - id: ahead
          title: {zh: 水位预报, en: Level ahead}
          package: river-forecast
          points: {level: river-gauge-01/level}
          trusted-keys: [trusted.pub]
        - id: gate-fire
          title: {zh: 村口烟火识别, en: Village fire watch}
          package: fire-smoke
          camera: gate-camera/frame
          trusted-keys: [trusted.pub]
      rules:
        - {id: storm, type: rainstorm, title: {zh: 暴雨, en: Rainstorm}, point: rain-01/rain-total, kind: cumulative}
        - id: river-ahead
          type: forecast
          title: {zh: 水位将超限, en: River will be high}
          model: ahead
          unit: m
          marks: {yellow: 2.5, orange: 2.8}
        - id: gate-smoke
          type: model
          title: {zh: 村口发现烟火, en: Smoke at the village}
          hazard: fire-smoke
          level: orange
          models: [gate-fire]
          labels: [smoke, fire]
          raise-above: 0.9
        - id: gate-camera-credible
          type: camera-credibility
          title: {zh: 村口摄像机可信, en: Village camera credible}
          model: gate-fire
          stale-after: PT2M
      """;

  private ManyRules() {}

  static Path write(FloodField field, Path folder) throws IOException {
    Path file = field.writeSite(folder, "");
    TestPackages.copy("river-forecast", folder.resolve("models"));
    TestPackages.copy("fire-smoke", folder.resolve("models"));
    TestPackages.trustedKey(folder);
    Files.createDirectories(folder.resolve("pictures"));
    Files.writeString(
        file,
        Files.readString(file)
            .replace("links:\n", "links:\n  - {name: pictures, type: folder, path: pictures}\n")
            .replace("devices:\n", MORE_DEVICES)
            .replace("rules:\n", MORE_RULES));
    fill(folder);
    return file;
  }

  private static void fill(Path folder) throws IOException {
    Path store = Files.createDirectories(folder.resolve("store"));
    Instant end = Instant.now().truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofMinutes(5));
    try (var log =
        ObservationLog.open(ObservationLogSettings.at(store.resolve("observations.db")))) {
      for (int i = 0; i < 576; i++) {
        Instant at = end.minus(Duration.ofMinutes(5L * (575 - i)));
        double flood = Math.max(0, 1 - Math.abs(i - 300) / 100.0);
        // One reading alone half a metre off is a spike.
        add(log, "river-gauge-01/level", 1.2 + 0.35 * flood + (i == 450 ? 0.5 : 0), Unit.METRE, at);
        add(
            log,
            "rain-01/rain-total",
            i < 260 ? 0 : Math.min(60, (i - 260) * 2),
            Unit.MILLIMETRE,
            at);
        add(log, "gate-fire/normal", 1 - 0.8 * flood, Unit.ONE, at);
        add(log, "gate-fire/smoke", 0.8 * flood, Unit.ONE, at);
        add(log, "gate-fire/fire", 0, Unit.ONE, at);
        if (i % 12 == 0) {
          for (String horizon : new String[] {"pt1h", "pt3h", "pt6h", "pt12h"}) {
            add(log, "ahead/" + horizon + "-q05", 1.2 + 0.9 * flood, Unit.METRE, at);
            add(log, "ahead/" + horizon + "-q50", 1.3 + 0.9 * flood, Unit.METRE, at);
            add(log, "ahead/" + horizon + "-q95", 1.4 + 0.9 * flood, Unit.METRE, at);
          }
        }
      }
      log.flush().join();
    }
  }

  private static void add(ObservationLog log, String point, double value, Unit unit, Instant at) {
    log.append(Observation.of(PointId.parse(point), value, unit, at, "past"));
  }
}
