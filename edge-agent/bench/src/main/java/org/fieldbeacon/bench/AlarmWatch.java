package org.fieldbeacon.bench;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Looks at the map's open alarms ten times a second and keeps, of every revision it sees, when the
/// gateway changed the alarm and when the map had it. Both run on this machine's clock. [#run] on a
/// thread of its own, the rest on any.
final class AlarmWatch {
  private static final Duration LOOK = Duration.ofMillis(100);

  private record Revision(String alarm, long number) {}

  private record Way(String rule, Instant changedAt, Instant receivedAt) {
    double ms() {
      return Duration.between(changedAt, receivedAt).toNanos() / 1e6;
    }
  }

  private final OneMapChild map;
  private final Map<Revision, Way> seen = new ConcurrentHashMap<>();
  private volatile boolean isStopped;

  AlarmWatch(OneMapChild map) {
    this.map = map;
  }

  void run() {
    try {
      while (!isStopped) {
        look();
        Thread.sleep(LOOK);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws InterruptedException {
    JsonArray alerts;
    try {
      alerts = map.alerts();
    } catch (IOException _) {
      // The map is too busy to be asked; its own times say when it had the alarm.
      return;
    }
    for (int i = 0; i < alerts.size(); i++) {
      JsonObject alarm = alerts.getJsonObject(i);
      seen.putIfAbsent(
          new Revision(alarm.getString("alarmId"), alarm.getLong("revision")),
          new Way(
              alarm.getString("ruleId"),
              Instant.parse(alarm.getString("changedAt")),
              Instant.parse(alarm.getString("receivedAt"))));
    }
  }

  void stop() {
    isStopped = true;
  }

  /// Of the revisions the gateway made in this time and the map has.
  Percentiles between(Instant from, Instant to) {
    return new Percentiles(
        seen.values().stream()
            .filter(w -> !w.changedAt().isBefore(from) && w.changedAt().isBefore(to))
            .mapToDouble(Way::ms)
            .toArray());
  }

  /// Milliseconds from `start` until the map first had an alarm of this rule; NaN when it has none.
  double firstAfter(Instant start, String rule) {
    return seen.values().stream()
        .filter(w -> w.rule().equals(rule))
        .mapToDouble(w -> Duration.between(start, w.receivedAt()).toNanos() / 1e6)
        .min()
        .orElse(Double.NaN);
  }
}
