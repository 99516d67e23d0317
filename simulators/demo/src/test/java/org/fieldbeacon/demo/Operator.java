package org.fieldbeacon.demo;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A person before the map: looks at it again and again, acknowledges what calls, and remembers
/// what was shown and promised. A map that is just dead is no finding; one that takes back what it
/// has shown is. A thread of its own.
final class Operator implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration LOOK_EVERY = Duration.ofMillis(150);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /// An order that is without answer for so long is given again.
  private static final Duration ANSWER = Duration.ofMillis(1_500);

  /// One revision of an alarm as the map showed it; the gateway's log keeps milliseconds.
  private record Seen(long revision, JsonNode alarm, Instant evidenceUpTo) {}

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI map;
  private final RandomGenerator random;
  private final Map<String, Seen> shown = new HashMap<>();
  private final Map<String, Instant> asked = new HashMap<>();
  private final Set<String> promised = new HashSet<>();
  private final Set<String> done = new HashSet<>();
  private final List<String> findings = new ArrayList<>();
  private final Thread thread;
  private int notes;
  private long looks;
  private Instant lastWordAt = Instant.EPOCH;
  private volatile boolean isOver;

  Operator(URI map, RandomGenerator random) {
    this.map = map;
    this.random = random;
    thread = Thread.ofPlatform().name("operator").start(this::work);
  }

  private void work() {
    while (!isOver) {
      try {
        look();
        Thread.sleep(LOOK_EVERY);
      } catch (IOException | JacksonException _) {
        // Killed, or not up yet.
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private void look() throws IOException, InterruptedException {
    JsonNode state = get("/api/v1/state");
    synchronized (this) {
      looks++;
      for (JsonNode gateway : state.path("gateways")) {
        lastWordAt = Instant.parse(gateway.path("lastWordAt").asString());
      }
    }
    for (JsonNode alert : state.path("alerts")) {
      String id = alert.path("alarmId").asString();
      Seen before = shown.get(id);
      if (before == null || before.revision() != alert.path("revision").asLong()) {
        note(get("/api/v1/alarms/" + id));
      }
      heed(id, alert);
    }
  }

  private synchronized void note(JsonNode alarm) {
    String id = alarm.path("alarmId").asString();
    long revision = alarm.path("revision").asLong();
    JsonNode bare = bare(alarm);
    Instant evidenceUpTo = Instant.MIN;
    for (JsonNode reading : alarm.path("evidence").path("readings")) {
      evidenceUpTo =
          later(
              evidenceUpTo,
              Instant.parse(reading.path("at").asString()).truncatedTo(ChronoUnit.MILLIS));
    }
    Seen before = shown.put(id, new Seen(revision, bare, evidenceUpTo));
    if (before == null) {
      return;
    }
    if (revision < before.revision()) {
      findings.add(id + " went back from revision " + before.revision() + " to " + revision);
    } else if (revision == before.revision() && !bare.equals(before.alarm())) {
      findings.add(id + " revision " + revision + " was " + before.alarm() + ", became " + bare);
    } else if (evidenceUpTo.isBefore(before.evidenceUpTo())) {
      findings.add(
          "%s: revision %d (%s) rests on readings up to %s, revision %d (%s) on ones up to %s"
              .formatted(
                  id,
                  before.revision(),
                  before.alarm().path("event").asString(),
                  before.evidenceUpTo(),
                  revision,
                  bare.path("event").asString(),
                  evidenceUpTo));
    }
  }

  private static JsonNode bare(JsonNode alarm) {
    ObjectNode bare = ((ObjectNode) alarm).deepCopy();
    bare.remove("receivedAt");
    bare.remove("order");
    return bare;
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }

  private void heed(String id, JsonNode alert) throws IOException, InterruptedException {
    JsonNode order = alert.path("order");
    synchronized (this) {
      if (order.path("outcome").asString("").equals("done")) {
        done.add(id + " " + order.path("at").asString());
      }
    }
    boolean calls = alert.path("state").asString().endsWith("unacknowledged");
    Instant last = asked.getOrDefault(id, Instant.MIN);
    boolean patient = Instant.now().isAfter(last.equals(Instant.MIN) ? last : last.plus(ANSWER));
    if (calls && patient && random.nextInt(3) > 0) {
      asked.put(id, Instant.now());
      acknowledge(id, alert.path("revision").asLong());
    }
  }

  private void acknowledge(String id, long revision) throws IOException, InterruptedException {
    String body =
        JSON.writeValueAsString(
            Map.of("operator", "operator", "note", "note " + ++notes, "revision", revision));
    HttpRequest request =
        HttpRequest.newBuilder(map.resolve("/api/v1/alarms/" + id + "/acknowledge"))
            .header("content-type", "application/json")
            .timeout(PATIENCE)
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    synchronized (this) {
      if (answer.statusCode() == 202) {
        promised.add(JSON.readTree(answer.body()).path("commandId").asString());
      }
    }
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(map.resolve(path)).timeout(PATIENCE).build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(path + ": got status " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  /// When the map last heard the gateway, as far as was seen.
  synchronized Instant lastWordAt() {
    return lastWordAt;
  }

  /// Alarms, by the last revision that was shown.
  synchronized Map<String, Long> revisions() {
    Map<String, Long> revisions = new HashMap<>();
    shown.forEach((id, seen) -> revisions.put(id, seen.revision()));
    return revisions;
  }

  /// Ids of the orders that the map has taken (202).
  synchronized Set<String> promised() {
    return Set.copyOf(promised);
  }

  /// Orders that were shown as done: the alarm's id and the order's time.
  synchronized Set<String> done() {
    return Set.copyOf(done);
  }

  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  synchronized long looks() {
    return looks;
  }

  @Override
  public void close() {
    isOver = true;
    thread.interrupt();
    http.shutdownNow();
  }
}
