package org.fieldbeacon.mqtt;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection to one broker, from connect to close; for the next attempt make another. It never
/// reconnects, stores or resends by itself: the outbox does.
///
///     new ──connect()──► connected ──loss or close()──► closed
///      └───────failed──────────────────────────────────►┘
///
/// Register handlers before [#connect()]: a kept session may deliver at once.
public final class MqttSession implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(MqttSession.class);
  private static final Duration GOODBYE = Duration.ofSeconds(2);

  /// MQTT 5.0 §2.4: reason codes from here on are failures.
  private static final int FIRST_FAILURE = 0x80;

  private final MqttConfig config;
  private final Consumer<String> onDisconnected;
  private final PahoClient client;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final AtomicBoolean isOver = new AtomicBoolean();
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private final AtomicLong strays = new AtomicLong();
  private volatile boolean isOpen;
  private volatile int receiveMaximum;

  private record Subscription(
      String filter, TopicFilter matcher, int qos, Consumer<Delivery> handler) {}

  /// @param onDisconnected called once with the reason when an established connection ends other
  ///   than by [#close()], on Paho's thread
  public MqttSession(MqttConfig config, Consumer<String> onDisconnected) {
    this.config = config;
    this.onDisconnected = onDisconnected;
    try {
      this.client = new PahoClient(config.broker().toString(), config.clientId());
    } catch (MqttException e) {
      throw failed("making a client", e);
    }
    client.setManualAcks(true);
    client.setCallback(new Callback());
  }

  /// Connects and subscribes what was registered; waits for the connect timeout at most.
  ///
  /// @throws MqttSessionException when it does not come about; close it then and make another
  public void connect() {
    long millis = config.connectTimeout().toMillis();
    try {
      IMqttToken token = client.connect(options(), null, null);
      token.waitForCompletion(millis);
      receiveMaximum = client.settle();
      isOpen = true;
    } catch (MqttException e) {
      throw failed("connecting to " + config.broker(), e);
    }
    if (isOver.get() || !client.isConnected()) {
      isOpen = false;
      throw new MqttSessionException(
          "connecting to " + config.broker() + ": got a connection that ended at once");
    }
    subscribeRegistered(millis);
  }

  private void subscribeRegistered(long millis) {
    for (Subscription wanted : subscriptions) {
      try {
        subscribeNow(wanted).get(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new MqttSessionException("subscribing " + wanted.filter() + ": interrupted");
      } catch (ExecutionException | TimeoutException e) {
        throw new MqttSessionException(
            "subscribing "
                + wanted.filter()
                + " at "
                + config.broker()
                + ": got "
                + e
                + ", wanted SUBACK within "
                + millis
                + " ms");
      }
    }
  }

  private MqttConnectionOptions options() {
    MqttConnectionOptions options = new MqttConnectionOptions();
    options.setAutomaticReconnect(false);
    options.setCleanStart(config.cleanStart());
    options.setSessionExpiryInterval(config.sessionExpiry().toSeconds());
    options.setKeepAliveInterval((int) config.keepAlive().toSeconds());
    options.setConnectionTimeout((int) Math.max(1, config.connectTimeout().toSeconds()));
    options.setTopicAliasMaximum(0);
    options.setUseSubscriptionIdentifiers(false);
    config
        .login()
        .ifPresent(
            login -> {
              options.setUserName(login.user());
              options.setPassword(login.password());
            });
    if ("ssl".equals(config.broker().getScheme())) {
      options.setHttpsHostnameVerificationEnabled(true);
      config.tls().ifPresent(tls -> options.setSocketFactory(tls.getSocketFactory()));
    }
    config
        .will()
        .ifPresent(
            will ->
                options.setWill(
                    will.topic(), message(will.payload(), will.qos(), will.retained())));
    return options;
  }

  private static MqttMessage message(byte[] payload, int qos, boolean retained) {
    return new MqttMessage(payload, qos, retained, new MqttProperties());
  }

  /// Before [#connect()], which will subscribe it.
  ///
  /// @param qos 0 or 1
  /// @param handler called on Paho's thread; must not block, and must see to [Delivery#ack()]
  public void register(String filter, int qos, Consumer<Delivery> handler) {
    subscriptions.add(new Subscription(filter, new TopicFilter(filter), qos, handler));
  }

  /// After [#connect()].
  ///
  /// @param handler as in [#register(String, int, Consumer)]
  /// @return completes when the broker granted it
  public CompletableFuture<Void> subscribe(String filter, int qos, Consumer<Delivery> handler) {
    Subscription wanted = new Subscription(filter, new TopicFilter(filter), qos, handler);
    subscriptions.add(wanted);
    return subscribeNow(wanted);
  }

  private CompletableFuture<Void> subscribeNow(Subscription wanted) {
    Outcome outcome = new Outcome("subscribing " + wanted.filter());
    try {
      client.subscribe(wanted.filter(), wanted.qos(), null, outcome);
    } catch (MqttException e) {
      outcome.future.completeExceptionally(failed(outcome.what, e));
    }
    return outcome.future;
  }

  /// Hands a message over and returns; with QoS 1 the future completes on PUBACK. Exceptionally,
  /// with [MqttSessionException], when refused or when the connection ends first: it may have
  /// arrived or not. With QoS 1 the caller keeps to [#receiveMaximum()]: a message beyond it is
  /// refused, not queued. The future completes on Paho's thread: what hangs on it must not block.
  public CompletableFuture<Void> publish(String topic, byte[] payload, int qos, boolean retained) {
    Outcome outcome = new Outcome("publishing to " + topic);
    if (!isOpen) {
      outcome.future.completeExceptionally(
          new MqttSessionException(outcome.what + ": got no connection, wanted one"));
      return outcome.future;
    }
    try {
      client.publish(topic, message(payload, qos, retained), null, outcome);
    } catch (MqttException e) {
      outcome.future.completeExceptionally(failed(outcome.what, e));
    }
    return outcome.future;
  }

  public boolean isConnected() {
    return isOpen;
  }

  /// How many QoS 1 messages the broker takes without PUBACK, 1..65535; 0 before connect.
  public int receiveMaximum() {
    return receiveMaximum;
  }

  /// Messages that no handler wanted; acknowledged and dropped.
  public long strays() {
    return strays.get();
  }

  /// Says goodbye (the will stays unsent) and frees the client, on a thread of its own: Paho blocks
  /// there, and would deadlock on its callback thread. Returns at once; again does nothing.
  @Override
  public void close() {
    if (isClosing.compareAndSet(false, true)) {
      isOpen = false;
      isOver.set(true);
      Thread.ofPlatform().daemon().name("mqtt-close-" + config.clientId()).start(this::closeNow);
    }
  }

  /// Completes when the client is freed.
  public CompletableFuture<Void> closed() {
    return closed.copy();
  }

  private void closeNow() {
    try {
      if (client.isConnected()) {
        client.disconnect(GOODBYE.toMillis()).waitForCompletion(GOODBYE.toMillis());
      }
    } catch (MqttException e) {
      LOG.debug("client={} goodbye failed: {}", config.clientId(), e.toString());
    }
    try {
      client.disconnectForcibly(0, 1, false);
    } catch (MqttException | RuntimeException e) {
      LOG.debug("client={} was not connected: {}", config.clientId(), e.toString());
    }
    try {
      client.close(true);
    } catch (MqttException | RuntimeException e) {
      LOG.warn("client={} could not be freed: {}", config.clientId(), e.toString());
    } finally {
      closed.complete(null);
    }
  }

  private void over(String reason) {
    boolean wasOpen = isOpen;
    isOpen = false;
    if (isOver.compareAndSet(false, true) && wasOpen) {
      onDisconnected.accept(reason);
    }
  }

  private static MqttSessionException failed(String what, @Nullable Throwable cause) {
    String why =
        switch (cause) {
          case null -> "no reason";
          case MqttException e when e.getCause() instanceof SSLException tls -> tlsTrouble(tls);
          case MqttException e when e.getCause() != null ->
              e.getReasonCode() + " " + e.getMessage() + ", " + e.getCause();
          case MqttException e -> e.getReasonCode() + " " + e.getMessage();
          default -> cause.toString();
        };
    return new MqttSessionException(
        what + ": got " + why, Trouble.of(cause), Trouble.reasonCode(cause));
  }

  private static String tlsTrouble(SSLException tls) {
    String message = String.valueOf(tls.getMessage());
    if (message.contains("Received fatal alert")) {
      return "TLS refused by the broker (does it want a certificate of ours?): " + message;
    }
    return tls instanceof SSLHandshakeException
        ? "a certificate of the broker that is not trusted: " + message
        : "TLS trouble: " + message;
  }

  /// Paho may call both methods for one message, or one twice; the future takes the first.
  private static final class Outcome implements MqttActionListener {
    private final String what;
    private final CompletableFuture<Void> future = new CompletableFuture<>();

    Outcome(String what) {
      this.what = what;
    }

    @Override
    public void onSuccess(IMqttToken token) {
      int[] codes = token.getReasonCodes();
      if (codes != null) {
        for (int code : codes) {
          if (code >= FIRST_FAILURE) {
            future.completeExceptionally(
                new MqttSessionException(what + ": got reason code " + code + " from the broker"));
            return;
          }
        }
      }
      future.complete(null);
    }

    @Override
    public void onFailure(@Nullable IMqttToken token, @Nullable Throwable cause) {
      future.completeExceptionally(failed(what, cause));
    }
  }

  private final class Callback implements MqttCallback {
    @Override
    public void disconnected(MqttDisconnectResponse response) {
      over(
          "reason code "
              + response.getReturnCode()
              + ", "
              + response.getReasonString()
              + ", "
              + response.getException());
    }

    @Override
    public void mqttErrorOccurred(MqttException e) {
      LOG.warn("client={} {}", config.clientId(), e.toString());
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
      Delivery delivery =
          new Delivery(
              topic,
              message.getPayload(),
              message.isRetained(),
              message.isDuplicate(),
              () -> acknowledge(message.getId(), message.getQos()));
      for (Subscription s : subscriptions) {
        if (s.matcher().matches(topic)) {
          handle(s, delivery);
          return;
        }
      }
      strays.incrementAndGet();
      delivery.ack();
    }

    /// An exception that reaches Paho would end the connection, and the message would come again.
    private void handle(Subscription s, Delivery delivery) {
      try {
        s.handler().accept(delivery);
      } catch (RuntimeException e) {
        LOG.error("client={} topic={} handler failed", config.clientId(), delivery.topic(), e);
        delivery.ack();
      }
    }

    private void acknowledge(int id, int qos) {
      if (qos == 0 || !isOpen && !client.isConnected()) {
        return;
      }
      try {
        client.messageArrivedComplete(id, qos);
      } catch (MqttException | RuntimeException e) {
        LOG.debug("client={} could not acknowledge {}: {}", config.clientId(), id, e.toString());
      }
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean isReconnect, String broker) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}
  }
}
