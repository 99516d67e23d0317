package org.fieldbeacon.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Watches a demo from outside, through the faces anyone has: the map's API, the gateway's metrics,
/// the siren itself. One thread asks; field events may come on another.
final class Watch {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI map;
  private final URI gateway;
  private final Set<String> devices = new TreeSet<>();
  private final Set<String> revisions = new HashSet<>();
  private final List<Long> alarmToMapMillis = new ArrayList<>();
  private final Map<String, ModelAlert> models = new TreeMap<>();
  private Optional<Instant> orangeAt = Optional.empty();
  private Optional<Instant> sirenAt = Optional.empty();
  private double highest = Double.NaN;

  Watch(URI map, URI gatewayHealth) {
    this.map = map;
    this.gateway = gatewayHealth;
  }

  /// One revision of one alarm that the map shows for the first time.
  record Seen(String level, String event, String headline, long afterMillis) {}

  /// A line of the simulator's.
  synchronized void field(JsonNode event) {
    if (isSiren(event) && sirenAt.isEmpty()) {
      sirenAt = Optional.of(Instant.now());
    }
  }

  static boolean isSiren(JsonNode event) {
    return event.path("event").asString("").equals("output")
        && event.path("output").asString("").equals("siren")
        && event.path("on").asBoolean(false);
  }

  /// What is new on the map.
  List<Seen> look() throws IOException, InterruptedException {
    JsonNode state = JSON.readTree(get(map.resolve("/api/v1/state")));
    for (JsonNode gauge : state.path("gauges")) {
      String device = gauge.path("device").asString("");
      devices.add(device);
      if (device.equals("river-gauge-01") && gauge.path("point").asString("").equals("level")) {
        highest = Math.max(Double.isNaN(highest) ? 0 : highest, gauge.path("value").asDouble(0));
      }
    }
    List<Seen> seen = new ArrayList<>();
    for (JsonNode alarm : state.path("alerts")) {
      String revision = alarm.path("alarmId").asString() + "#" + alarm.path("revision").asLong(0);
      if (revisions.add(revision)) {
        seen.add(first(alarm));
        lookAtModel(alarm);
      }
    }
    return seen;
  }

  private void lookAtModel(JsonNode alarm) throws IOException, InterruptedException {
    String hazard = alarm.path("hazard").asString("");
    if (Summary.SEEN_BY_MODELS.contains(hazard)
        && alarm.path("active").asBoolean(false)
        && !models.containsKey(hazard)) {
      String id = URLEncoder.encode(alarm.path("alarmId").asString(), UTF_8);
      models.put(hazard, ModelAlert.of(JSON.readTree(get(map.resolve("/api/v1/alarms/" + id)))));
    }
  }

  /// Gateways may be late on a slow machine: looks again until the siren has sounded and every
  /// model has raised its alert.
  void awaitSirenAndModels(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (!(hasSounded() && models.keySet().containsAll(Summary.SEEN_BY_MODELS))
        && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(250));
      look();
    }
  }

  private synchronized boolean hasSounded() {
    return sirenAt.isPresent();
  }

  private synchronized Seen first(JsonNode alarm) {
    Instant changed = Instant.parse(alarm.path("changedAt").asString());
    Instant received = Instant.parse(alarm.path("receivedAt").asString());
    long after = Math.max(0, Duration.between(changed, received).toMillis());
    alarmToMapMillis.add(after);
    String level = alarm.path("level").asString();
    if (level.equals("orange")
        && alarm.path("hazard").asString().equals("river-level")
        && orangeAt.isEmpty()) {
      orangeAt = Optional.of(changed);
    }
    return new Seen(
        level,
        alarm.path("event").asString(),
        alarm.path("headline").path("zh").asString()
            + " / "
            + alarm.path("headline").path("en").asString(),
        after);
  }

  /// The last few alarms may still be on their way: asks again until none waits.
  void awaitReceipts(Duration patience) throws IOException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (metric("fieldbeacon_outbox_alarms") > 0 && System.nanoTime() < end) {
      Thread.sleep(Duration.ofMillis(100));
    }
  }

  Summary summary(Duration ran) throws IOException, InterruptedException {
    String feed = get(map.resolve("/feeds/cap.atom"));
    synchronized (this) {
      return new Summary(
          ran,
          metric("fieldbeacon_observations_total"),
          mapMetric("fieldbeacon_onemap_observations_stored_total"),
          List.copyOf(devices),
          highest,
          metric("fieldbeacon_alarms_raised_total"),
          count(feed, "<entry>"),
          metric("fieldbeacon_uplink_receipts_total"),
          metric("fieldbeacon_outbox_alarms"),
          sirenAt.isPresent(),
          orangeAt.isPresent() && sirenAt.isPresent()
              ? Optional.of(Math.max(0, Duration.between(orangeAt.get(), sirenAt.get()).toMillis()))
              : Optional.empty(),
          List.copyOf(models.values()),
          List.copyOf(alarmToMapMillis));
    }
  }

  private static long count(String text, String part) {
    return Pattern.compile(part, Pattern.LITERAL).matcher(text).results().count();
  }

  private long metric(String name) throws IOException, InterruptedException {
    return value(get(gateway.resolve("/metrics")), name);
  }

  private long mapMetric(String name) throws IOException, InterruptedException {
    return value(get(map.resolve("/metrics")), name);
  }

  /// Of a metric without labels, in Prometheus text; 0 when it is not there.
  static long value(String metrics, String name) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE).matcher(metrics);
    return line.find() ? (long) Double.parseDouble(line.group(1)) : 0;
  }

  private String get(URI address) throws IOException, InterruptedException {
    var answer =
        http.send(
            HttpRequest.newBuilder(address).timeout(PATIENCE).build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(address + ": got status " + answer.statusCode() + ", wanted 200");
    }
    return answer.body();
  }
}
