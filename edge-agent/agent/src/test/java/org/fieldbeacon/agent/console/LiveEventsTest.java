package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A site on which something changes every second, and a gateway whose clock is far from the
/// listener's.
@Timeout(120)
final class LiveEventsTest {
  private static final LiveEvents.Listener ANYBODY =
      new LiveEvents.Listener("127.0.0.1", "one", () -> true);
  private static final Instant FAR_OFF = Instant.parse("2020-02-29T12:00:00Z");

  @Test
  void theGatewaysTimeIsToldFirstAndAgainWhileEverythingChanges() throws Exception {
    Vertx vertx = Vertx.vertx();
    var looks = new AtomicInteger();
    try {
      var events =
          new LiveEvents(
              vertx,
              () -> new JsonObject().put("look", looks.incrementAndGet()),
              InstantSource.fixed(FAR_OFF));
      int port =
          vertx
              .createHttpServer()
              .requestHandler(r -> events.add(r.response(), ANYBODY))
              .listen(0, "127.0.0.1")
              .toCompletionStage()
              .toCompletableFuture()
              .get()
              .actualPort();
      List<String> heard = untilTheSecondBeat(port);
      assertEquals("beat {\"at\":\"" + FAR_OFF + "\"}", heard.getFirst());
      assertEquals(heard.getFirst(), heard.getLast());
      long changes = heard.stream().filter(e -> e.startsWith("state")).distinct().count();
      assertTrue(changes > 3, () -> "wanted changes between the beats, got " + heard);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get();
    }
  }

  private static List<String> untilTheSecondBeat(int port) throws Exception {
    List<String> heard = new ArrayList<>();
    var connection = URI.create("http://127.0.0.1:" + port + "/").toURL().openConnection();
    connection.setReadTimeout((int) Duration.ofSeconds(60).toMillis());
    try (var in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      String event = "";
      long beats = 0;
      for (String line = in.readLine(); line != null && beats < 2; line = in.readLine()) {
        if (line.startsWith("event: ")) {
          event = line.substring(7);
        } else if (line.startsWith("data: ")) {
          heard.add(event + " " + line.substring(6));
          beats += event.equals("beat") ? 1 : 0;
        }
      }
    }
    return heard;
  }
}
