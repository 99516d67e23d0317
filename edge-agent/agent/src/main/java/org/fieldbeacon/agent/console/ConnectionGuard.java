package org.fieldbeacon.agent.console;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Bounds connections: so many in all and from one address, and none may take its time. A
/// connection without a whole request for so long is closed, and one whose request is not answered
/// within 90 s, unless it is an event stream; a body that goes on coming in at some speed has 90 s
/// more each time. When all places are taken, the one that has been quiet longest makes room:
/// nobody keeps others out by holding connections. Event loop.
final class ConnectionGuard {
  private static final int MOST = 256;
  private static final int MOST_OF_ONE = 96;
  private static final long SWEEP_MS = 1_000;

  private static final class Held {
    private final String address;
    private long sinceNanos;
    private int requests;
    private boolean isStream;
    private Runnable ifLost = () -> {};

    Held(String address, long now) {
      this.address = address;
      sinceNanos = now;
    }
  }

  private final Map<HttpConnection, Held> open = new HashMap<>();
  private final long timer;
  private final Vertx vertx;
  private final Duration quiet;
  private final Duration busy;

  ConnectionGuard(Vertx vertx, Duration quiet) {
    this.quiet = quiet;
    busy = quiet.multipliedBy(9).dividedBy(2);
    this.vertx = vertx;
    timer = vertx.setPeriodic(SWEEP_MS, _ -> sweep());
  }

  void stop() {
    vertx.cancelTimer(timer);
  }

  void opened(HttpConnection connection) {
    String address = connection.remoteAddress().hostAddress();
    long ofOne = open.values().stream().filter(h -> h.address.equals(address)).count();
    if (ofOne >= MOST_OF_ONE || (open.size() >= MOST && !makeRoom())) {
      close(connection);
      return;
    }
    var held = new Held(address, System.nanoTime());
    open.put(connection, held);
    // A connection has one such handler: nobody else may set it.
    connection.closeHandler(
        _ -> {
          open.remove(connection);
          held.ifLost.run();
        });
  }

  private boolean makeRoom() {
    long now = System.nanoTime();
    Optional<HttpConnection> quietest =
        open.entrySet().stream()
            .filter(e -> e.getValue().requests == 0 && !e.getValue().isStream)
            .max(Comparator.comparingLong(e -> now - e.getValue().sinceNanos))
            .map(Map.Entry::getKey);
    quietest.ifPresent(this::close);
    return quietest.isPresent();
  }

  void asked(HttpServerRequest request) {
    Held held = open.get(request.connection());
    if (held == null) {
      return;
    }
    held.requests++;
    held.sinceNanos = System.nanoTime();
    request
        .response()
        .endHandler(
            _ -> {
              held.requests--;
              held.isStream = false;
              held.ifLost = () -> {};
              held.sinceNanos = System.nanoTime();
            });
  }

  /// A body goes on coming in.
  void progresses(HttpServerRequest request) {
    Held held = open.get(request.connection());
    if (held != null) {
      held.sinceNanos = System.nanoTime();
    }
  }

  /// Runs `then` if the connection is lost before this request is answered; at once if it is lost
  /// already.
  void ifLost(HttpServerRequest request, Runnable then) {
    Held held = open.get(request.connection());
    if (held == null) {
      then.run();
    } else {
      held.ifLost = then;
    }
  }

  /// This request is an event stream, taken as such, until it ends.
  void streams(HttpServerRequest request) {
    Held held = open.get(request.connection());
    if (held != null) {
      held.isStream = true;
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    for (Map.Entry<HttpConnection, Held> entry : List.copyOf(open.entrySet())) {
      Held held = entry.getValue();
      Duration patience = held.requests > 0 ? busy : quiet;
      if (!held.isStream && now - held.sinceNanos > patience.toNanos()) {
        close(entry.getKey());
      }
    }
  }

  private void close(HttpConnection connection) {
    open.remove(connection);
    var _ = connection.close();
  }
}
