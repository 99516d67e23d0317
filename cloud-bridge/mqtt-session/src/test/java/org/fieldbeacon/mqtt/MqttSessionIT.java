package org.fieldbeacon.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.fieldbeacon.mqtt.MqttConfig.Will;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MqttSessionIT {
  @TempDir Path dir = Path.of("");
  private Mosquitto broker;
  private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ended = new LinkedBlockingQueue<>();

  @SuppressWarnings("NullAway.Init")
  MqttSessionIT() {}

  @BeforeEach
  void start() {
    broker = Mosquitto.start(dir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void aPublishedMessageArrives() throws Exception {
    try (MqttSession taker = session("taker");
        MqttSession giver = session("giver")) {
      taker.register("a/+/c", 1, arrived::add);
      taker.connect();
      giver.connect();
      await(giver.publish("a/b/c", "hello".getBytes(UTF_8), 1, false));
      Delivery got = take();
      got.ack();
      assertEquals("a/b/c hello", got.topic() + " " + new String(got.payload(), UTF_8));
      assertFalse(got.isRetained());
    }
  }

  @Test
  void aRetainedMessageIsThereForALateSubscriber() throws Exception {
    try (MqttSession giver = session("giver");
        MqttSession taker = session("taker")) {
      giver.connect();
      await(giver.publish("status", new byte[] {7}, 1, true));
      taker.connect();
      await(taker.subscribe("status", 1, arrived::add));
      assertTrue(take().isRetained());
    }
  }

  /// What a kept session delivers twice unless it was acknowledged.
  @Test
  void anUnacknowledgedMessageComesAgainWithTheNextConnection() throws Exception {
    MqttConfig kept = MqttConfig.of(broker.uri(), "taker").withKeptSession(Duration.ofMinutes(5));
    try (MqttSession giver = session("giver")) {
      giver.connect();
      MqttSession first = new MqttSession(kept, ended::add);
      first.register("t", 1, arrived::add);
      first.connect();
      await(giver.publish("t", new byte[] {1}, 1, false));
      assertEquals(1, take().payload()[0]);
      first.close();
      await(first.closed());
      MqttSession second = new MqttSession(kept, ended::add);
      second.register("t", 1, arrived::add);
      second.connect();
      Delivery again = take();
      assertEquals(1, again.payload()[0]);
      again.ack();
      again.ack();
      // Only an acknowledged message makes room: the next one arrives, the first one no more.
      await(giver.publish("t", new byte[] {2}, 1, false));
      assertEquals(2, take().payload()[0]);
      second.close();
      await(second.closed());
    }
  }

  @Test
  void theWillIsPublishedAfterADeathAndNotAfterAGoodbye() throws Exception {
    try (MqttSession watcher = session("watcher")) {
      watcher.register("will/#", 1, arrived::add);
      watcher.connect();
      MqttSession polite = withWill("polite");
      polite.connect();
      polite.close();
      await(polite.closed());
      MqttSession vanishing = withWill("vanishing");
      vanishing.connect();
      // A second connection with the same client id makes the broker drop the first (§3.1.4).
      MqttSession usurper = session("vanishing");
      usurper.connect();
      assertEquals("will/vanishing", take().topic(), "and nothing from the polite one before");
      usurper.close();
      vanishing.close();
    }
  }

  @Test
  void tellsOnceThatTheBrokerDied() throws Exception {
    try (MqttSession session = session("s")) {
      session.connect();
      broker.kill();
      assertFalse(ended(10).isEmpty());
      Await.until("session knows", () -> !session.isConnected());
      CompletableFuture<Void> late = session.publish("t", new byte[0], 1, false);
      ExecutionException e =
          assertThrows(ExecutionException.class, () -> late.get(60, TimeUnit.SECONDS));
      assertTrue(String.valueOf(e.getCause()).contains("publishing to t"), "" + e);
    }
    assertTrue(ended.isEmpty(), "told once");
  }

  @Test
  void anotherSessionConnectsAfterARestart() throws Exception {
    try (MqttSession before = session("s")) {
      before.connect();
      broker.kill();
      assertFalse(ended(10).isEmpty());
    }
    try (MqttSession during = session("s")) {
      MqttSessionException e = assertThrows(MqttSessionException.class, during::connect);
      assertTrue(String.valueOf(e.getMessage()).contains(broker.uri().toString()), "" + e);
    }
    broker.start();
    try (MqttSession after = session("s")) {
      after.connect();
      await(after.publish("t", new byte[0], 1, false));
    }
  }

  /// Paho #1042: a Receive Maximum above 32767 is read as negative, and each publish fails.
  @Test
  void publishesToABrokerWithTheLargestReceiveMaximum() throws Exception {
    try (Mosquitto roomy = Mosquitto.start(dir, "max_inflight_messages 65535");
        MqttSession session = new MqttSession(MqttConfig.of(roomy.uri(), "s"), ended::add)) {
      session.connect();
      assertEquals(65_535, session.receiveMaximum());
      List<CompletableFuture<Void>> all =
          IntStream.range(0, 100)
              .mapToObj(i -> session.publish("t", new byte[] {(byte) i}, 1, false))
              .toList();
      await(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
    }
  }

  /// A handler that throws must not end the connection for the others.
  @Test
  void survivesAHandlerThatThrows() throws Exception {
    try (MqttSession session = session("s")) {
      session.register(
          "bad",
          1,
          _ -> {
            throw new IllegalStateException("on purpose");
          });
      session.register("good", 1, arrived::add);
      session.connect();
      await(session.publish("bad", new byte[0], 1, false));
      await(session.publish("good", new byte[0], 1, false));
      assertEquals("good", take().topic());
    }
  }

  /// Paho #999: what runs in a callback may publish, as long as it does not wait.
  @Test
  void aHandlerMayPublishAndClose() throws Exception {
    MqttSession session = session("s");
    session.register(
        "ask",
        1,
        d -> {
          var _ = session.publish("answer", d.payload(), 1, false);
        });
    session.register(
        "answer",
        1,
        d -> {
          arrived.add(d);
          session.close();
        });
    session.connect();
    await(session.publish("ask", new byte[] {9}, 1, false));
    assertEquals(9, take().payload()[0]);
    await(session.closed());
  }

  @Test
  void refusesABrokerThatIsNoUriOfOurs() {
    assertThrows(IllegalArgumentException.class, () -> MqttConfig.of(URI.create("http://x"), "s"));
  }

  private MqttSession session(String clientId) {
    return new MqttSession(MqttConfig.of(broker.uri(), clientId), ended::add);
  }

  private MqttSession withWill(String clientId) {
    return new MqttSession(
        MqttConfig.of(broker.uri(), clientId)
            .withWill(new Will("will/" + clientId, new byte[0], 1, false)),
        ended::add);
  }

  private Delivery take() throws InterruptedException {
    Delivery next = arrived.poll(60, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing arrived within 10 s");
    return next;
  }

  private String ended(int seconds) throws InterruptedException {
    String reason = ended.poll(seconds, TimeUnit.SECONDS);
    return reason == null ? "" : reason;
  }

  private static void await(CompletableFuture<Void> future) throws Exception {
    future.get(60, TimeUnit.SECONDS);
  }
}
