package org.fieldbeacon.onemap;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerResponse;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/// Server-sent events (WHATWG HTML §9.2): `change` at most twice a second when something was
/// stored, `beat` every five seconds so that a page can tell silence from a dead line. On the event
/// loop, but for [#changed()].
final class LiveEvents {
  /// More listeners are refused.
  static final int MAX_LISTENERS = 500;

  private static final int BEATS = 10;

  private final Set<HttpServerResponse> listeners = new LinkedHashSet<>();
  private final AtomicBoolean isChanged = new AtomicBoolean();
  private final InstantSource clock;
  private long ticks;

  LiveEvents(Vertx vertx, InstantSource clock) {
    this.clock = clock;
    vertx.setPeriodic(500, _ -> tick());
  }

  /// Any thread.
  void changed() {
    isChanged.set(true);
  }

  boolean isFull() {
    return listeners.size() >= MAX_LISTENERS;
  }

  void add(HttpServerResponse response) {
    response
        .setChunked(true)
        .putHeader("content-type", "text/event-stream")
        .putHeader("x-accel-buffering", "no");
    response.closeHandler(_ -> listeners.remove(response));
    response.exceptionHandler(_ -> listeners.remove(response));
    listeners.add(response);
    write(response, "beat");
  }

  private void tick() {
    ticks++;
    if (isChanged.getAndSet(false)) {
      toAll("change");
    } else if (ticks % BEATS == 0) {
      toAll("beat");
    }
  }

  private void toAll(String event) {
    for (HttpServerResponse listener : List.copyOf(listeners)) {
      if (listener.writeQueueFull()) {
        listeners.remove(listener);
        listener.reset();
      } else {
        write(listener, event);
      }
    }
  }

  private void write(HttpServerResponse listener, String event) {
    String message = "event: " + event + "\ndata: {\"at\":\"" + clock.instant() + "\"}\n\n";
    listener.write(message).onFailure(_ -> listeners.remove(listener));
  }
}
