package org.fieldbeacon.onemap;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.mqtt.Backoff;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// [MapLink] over a [MqttSession], on a thread of its own, `onemap-link`: connects again and again,
/// and sends one message at a time. What waits is bounded by the number of keys, that is of
/// numberings.
final class SessionLink implements MapLink {
  private static final Logger LOG = LoggerFactory.getLogger(SessionLink.class);
  private static final String[] CHANNELS = {"alarm", "observation", "site", "status"};
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /// Takes a delivery; false when it cannot.
  interface Sink {
    boolean offer(Delivery delivery);
  }

  private record Outgoing(String topic, byte[] payload) {}

  private final MqttConfig config;
  private final Sink sink;
  private final Counters counters;
  private final Thread thread;
  private final Object lock = new Object();

  /// Guarded by `lock`.
  private final Map<String, Outgoing> waiting = new LinkedHashMap<>();

  private final AtomicLong connections = new AtomicLong();
  private volatile boolean isClosed;
  private volatile @Nullable MqttSession session;

  SessionLink(MqttConfig config, Sink sink, Counters counters) {
    this.config = config;
    this.sink = sink;
    this.counters = counters;
    this.thread = Thread.ofPlatform().name("onemap-link").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  @Override
  public void send(String key, String topic, byte[] payload) {
    synchronized (lock) {
      waiting.put(key, new Outgoing(topic, payload.clone()));
      lock.notifyAll();
    }
  }

  @Override
  public boolean isConnected() {
    MqttSession now = session;
    return now != null && now.isConnected();
  }

  @Override
  public long connections() {
    return connections.get();
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    var backoff =
        new Backoff(Duration.ofMillis(250), Duration.ofSeconds(10), ThreadLocalRandom.current());
    int failures = 0;
    while (!isClosed) {
      try (var now = new MqttSession(config, this::lost)) {
        for (String channel : CHANNELS) {
          now.register(Topics.ofEveryGateway(channel), 1, delivery -> take(now, delivery));
        }
        now.connect();
        session = now;
        connections.incrementAndGet();
        LOG.info("broker={} connected", config.broker());
        failures = 0;
        backoff.reset();
        sendUntilLost(now);
      } catch (MqttSessionException e) {
        if (failures++ % 20 == 0) {
          LOG.warn(
              "broker={} failures={} reason=\"{}\"", config.broker(), failures, e.getMessage());
        }
      } catch (InterruptedException e) {
        isClosed = true;
      } finally {
        session = null;
      }
      pause(backoff.next());
    }
  }

  /// A store too far behind to take it ends the session: the broker keeps what is unacknowledged
  /// and delivers it again.
  private void take(MqttSession from, Delivery delivery) {
    if (!sink.offer(delivery)) {
      counters.add("intake_overflows", 1);
      from.close();
    }
  }

  private void lost(String reason) {
    LOG.warn("broker={} lost reason=\"{}\"", config.broker(), reason);
  }

  private void sendUntilLost(MqttSession now) throws InterruptedException {
    while (!isClosed && now.isConnected()) {
      Map.Entry<String, Outgoing> next = awaitNext();
      if (next != null) {
        send(now, next.getValue());
        forget(next);
        counters.add("messages_sent", 1);
      }
    }
  }

  /// Null after a short while without any; the caller's loop asks again.
  @SuppressWarnings("WaitNotInLoop")
  private Map.@Nullable Entry<String, Outgoing> awaitNext() throws InterruptedException {
    synchronized (lock) {
      if (waiting.isEmpty()) {
        lock.wait(200);
      }
      return waiting.isEmpty() ? null : Map.Entry.copyOf(waiting.entrySet().iterator().next());
    }
  }

  private static void send(MqttSession now, Outgoing outgoing) throws InterruptedException {
    try {
      now.publish(outgoing.topic(), outgoing.payload(), 1, false)
          .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new MqttSessionException("sending to " + outgoing.topic() + ": got " + e);
    }
  }

  /// Unless a later message of the same key has taken its place meanwhile.
  private void forget(Map.Entry<String, Outgoing> sent) {
    synchronized (lock) {
      waiting.remove(sent.getKey(), sent.getValue());
    }
  }

  private void pause(Duration howLong) {
    if (!isClosed) {
      try {
        Thread.sleep(howLong);
      } catch (InterruptedException e) {
        isClosed = true;
      }
    }
  }
}
