package org.fieldbeacon.agent.console;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The live streams: the state whenever it has changed, once a second at most, and a beat with the
/// gateway's time at the beginning and every five seconds, whatever changes. The state is made once
/// for all listeners, and not at all when there are none. A listener that does not keep up is let
/// go. One address and one session have half of the places at most, so that whoever opens a
/// thousand leaves room for others. Event loop.
final class LiveEvents {
  static final int MOST = 64;
  private static final int MOST_OF_ONE = 32;
  private static final long TICK_MS = 1_000;
  private static final int BEAT_TICKS = 5;
  private static final int WRITE_QUEUE_BYTES = 256 << 10;

  private final Vertx vertx;
  private final Supplier<JsonObject> state;
  private final InstantSource clock;
  private final Map<HttpServerResponse, Listener> listeners = new HashMap<>();
  private final long timer;
  private String last = "";
  private int ticks;

  /// Who listens.
  ///
  /// @param session told apart from others', whatever it is
  /// @param stillMay whether they are still signed in
  record Listener(String address, String session, Supplier<Boolean> stillMay) {}

  LiveEvents(Vertx vertx, Supplier<JsonObject> state, InstantSource clock) {
    this.vertx = vertx;
    this.state = state;
    this.clock = clock;
    timer = vertx.setPeriodic(TICK_MS, _ -> tick());
  }

  int listeners() {
    return listeners.size();
  }

  /// @throws ApiProblem with 503 and when to ask again, while there are too many
  void add(HttpServerResponse response, Listener who) {
    long near = listeners.values().stream().filter(l -> l.address().equals(who.address())).count();
    long own = listeners.values().stream().filter(l -> l.session().equals(who.session())).count();
    if (listeners.size() >= MOST || near >= MOST_OF_ONE || own >= MOST_OF_ONE) {
      throw ApiProblem.later(
          503, "同时打开的页面太多", "too many pages listen already", java.time.Duration.ofSeconds(30));
    }
    response
        .setChunked(true)
        .setWriteQueueMaxSize(WRITE_QUEUE_BYTES)
        .putHeader("content-type", "text/event-stream")
        .putHeader("cache-control", "no-store")
        .putHeader("x-accel-buffering", "no");
    response.closeHandler(_ -> listeners.remove(response));
    response.exceptionHandler(_ -> listeners.remove(response));
    listeners.put(response, who);
    write(response, "beat", beat());
    write(response, "state", state.get().encode());
  }

  private void tick() {
    if (listeners.isEmpty()) {
      return;
    }
    letGoOfThoseSignedOut();
    String now = state.get().encode();
    if (!now.equals(last)) {
      last = now;
      toAll("state", now);
    }
    if (++ticks % BEAT_TICKS == 0) {
      toAll("beat", beat());
    }
  }

  /// By which pages know how far their own clock is from the gateway's.
  private String beat() {
    return new JsonObject().put("at", clock.instant().toString()).encode();
  }

  private void letGoOfThoseSignedOut() {
    List<HttpServerResponse> gone = new ArrayList<>();
    listeners.forEach(
        (response, listener) -> {
          if (!listener.stillMay().get()) {
            gone.add(response);
          }
        });
    for (HttpServerResponse response : gone) {
      listeners.remove(response);
      var _ = response.end();
    }
  }

  private void toAll(String event, String data) {
    for (HttpServerResponse listener : List.copyOf(listeners.keySet())) {
      if (listener.writeQueueFull()) {
        listeners.remove(listener);
        var _ = listener.reset();
      } else {
        write(listener, event, data);
      }
    }
  }

  private void write(HttpServerResponse listener, String event, String data) {
    var _ =
        listener
            .write("event: " + event + "\ndata: " + data + "\n\n")
            .onFailure(_ -> listeners.remove(listener));
  }

  void stop() {
    vertx.cancelTimer(timer);
    List.copyOf(listeners.keySet())
        .forEach(
            l -> {
              var _ = l.reset();
            });
    listeners.clear();
  }
}
