package org.fieldbeacon.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Backoff;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries the outbox to the map.
///
///     waiting ──time up──► connecting ──► serving ──loss──► waiting
///        ▲                     └─failed──────┘ (back-off, jitter)
///
/// ## How it is designed, and why
/// One platform thread owns everything: session, lanes, outbox calls. All else (PUBACKs, receipts,
/// commands, wake-ups) reaches it as events. A PUBACK frees a place in the window and no more; a
/// message leaves the outbox by the map's receipt. Alarms are asked first for every free place, a
/// quarter of the places is never given to observations, and the octets of observations in transit
/// are bounded, because what is already in the socket cannot be overtaken.
public final class Uplink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Uplink.class);
  private static final int LOG_EVERY = 100;

  /// Receipts and commands not yet looked at; more are left to the broker, unacknowledged.
  private static final int MOST_DELIVERIES = 1024;

  private static final long IDLE_NANOS = Duration.ofMinutes(1).toNanos();
  private static final Duration GOODBYE = Duration.ofSeconds(2);
  private static final Duration CLOSE = Duration.ofSeconds(10);

  private final UplinkConfig config;
  private final Outbox outbox;
  private final Presence presence;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Backoff backoff;
  private final CommandGate gate;
  private final Lane alarms;
  private final Lane observations;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final AtomicInteger deliveries = new AtomicInteger();
  private final AtomicBoolean isWakePending = new AtomicBoolean();
  private final AtomicBoolean isStatusPending = new AtomicBoolean();
  private final Thread thread;

  private final AtomicLong published = new AtomicLong();
  private final AtomicLong resent = new AtomicLong();
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong receipts = new AtomicLong();
  private final AtomicLong ignoredReceipts = new AtomicLong();
  private final AtomicLong deferredDeliveries = new AtomicLong();
  private volatile boolean isConnected;
  private final AtomicInteger inTransit = new AtomicInteger();
  private volatile int unconfirmed;
  private volatile long backlog;
  private volatile Optional<Instant> lastReceiptAt = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private volatile boolean isClosing;

  private long connection;
  private int observationBytesInTransit;
  private long statusDueNanos;
  private long progressNanos;
  private boolean isStatusDue;
  private boolean isSiteDue;

  /// Starts at [#start()].
  ///
  /// @param nanoTime monotonic, for every time-out
  /// @param clock for what is written into messages and for the expiry of commands
  /// @param random for the jitter between attempts
  public Uplink(
      UplinkConfig config,
      Outbox outbox,
      Presence presence,
      CommandHandler handler,
      SeenCommands seen,
      InstantSource clock,
      LongSupplier nanoTime,
      RandomGenerator random) {
    this.config = config;
    this.outbox = outbox;
    this.presence = presence;
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.backoff = new Backoff(config.firstWait(), config.longestWait(), random);
    this.gate = new CommandGate(config, clock, handler, seen, events::add);
    this.alarms = new Lane(Stream.ALARM, outbox, config);
    this.observations = new Lane(Stream.OBSERVATION, outbox, config);
    this.thread = Thread.ofPlatform().name("uplink-" + config.gateway()).unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  /// New rows are in the outbox. Any thread; never blocks.
  public void wake() {
    if (isWakePending.compareAndSet(false, true)) {
      events.add(
          () -> {
            isWakePending.set(false);
            lanes().forEach(Lane::wake);
          });
    }
  }

  /// The status has changed and should not wait for its time. Any thread; never blocks.
  public void statusChanged() {
    if (isStatusPending.compareAndSet(false, true)) {
      events.add(
          () -> {
            isStatusPending.set(false);
            isStatusDue = true;
          });
    }
  }

  private void run() {
    LOG.info(
        "gateway={} broker={} guarantee=\"{}\"",
        config.gateway(),
        config.mqtt().broker(),
        config.guarantee().sentence());
    while (!isClosing) {
      try {
        serveOneConnection();
      } catch (MqttSessionException e) {
        failed(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        // The disk under the outbox, or a bug: this connection is over, the next one may do.
        LOG.error("gateway={} uplink failed", config.gateway(), e);
        failed(e.toString());
      } finally {
        isConnected = false;
      }
      waitForNextAttempt();
    }
  }

  private void failed(String why) {
    trouble = Optional.of(why);
    long count = failures.incrementAndGet();
    if (count == 1 || count % LOG_EVERY == 0) {
      LOG.warn("gateway={} uplink down count={}: {}", config.gateway(), count, why);
    }
  }

  private void serveOneConnection() {
    long mine = ++connection;
    MqttSession session =
        new MqttSession(mqttWithWill(), reason -> events.add(() -> lost(mine, reason)));
    try {
      session.register(Topics.receipt(config.gateway()), 1, d -> deliver(d, this::receipt));
      session.register(Topics.command(config.gateway()), 1, d -> deliver(d, gate::take));
      session.connect();
      started();
      while (!isClosing && session.isConnected()) {
        fill(session);
        waitForEvents(untilNextDue(session));
        checkForStall();
      }
      if (isClosing && session.isConnected()) {
        goodbye(session);
      }
    } finally {
      session.close();
      await(session.closed());
    }
  }

  private MqttConfig mqttWithWill() {
    return config
        .mqtt()
        .withWill(
            new MqttConfig.Will(Topics.status(config.gateway()), Wire.encode(offline()), 1, true));
  }

  private StatusMessage offline() {
    StatusMessage now = presence.status();
    return StatusMessage.of(
        now.gateway(), false, now.at(), now.clockSource(), now.backlog(), now.devices());
  }

  private void started() {
    long count = failures.getAndSet(0);
    LOG.info("gateway={} uplink up after {} failed attempts", config.gateway(), count);
    backoff.reset();
    trouble = Optional.empty();
    inTransit.set(0);
    observationBytesInTransit = 0;
    lanes().forEach(Lane::restart);
    isConnected = true;
    isStatusDue = true;
    isSiteDue = true;
  }

  private void lost(long which, String reason) {
    if (which == connection) {
      isConnected = false;
      failed(reason);
    }
  }

  private void fill(MqttSession session) {
    while (hasRoom(session) && sendNext(session, alarms)) {}
    if (isStatusDue() && hasRoom(session)) {
      sendPresence(session);
    }
    while (hasRoomForObservations(session) && sendNext(session, observations)) {}
  }

  private boolean hasRoom(MqttSession session) {
    return inTransit.get() < window(session);
  }

  private boolean hasRoomForObservations(MqttSession session) {
    int window = window(session);
    int kept = window < 2 ? 0 : Math.max(1, window / 4);
    return inTransit.get() < window - kept
        && observationBytesInTransit < config.maxObservationBytesUnderWay();
  }

  private int window(MqttSession session) {
    return Math.min(session.receiveMaximum(), config.maxInTransit());
  }

  private boolean isStatusDue() {
    return isStatusDue || statusDueNanos - nanoTime.getAsLong() <= 0;
  }

  private void sendPresence(MqttSession session) {
    isStatusDue = false;
    statusDueNanos = nanoTime.getAsLong() + config.statusInterval().toNanos();
    // A wake-up that got lost must not keep rows back for longer than this.
    lanes().forEach(Lane::wake);
    backlog = outbox.backlog(Stream.ALARM) + outbox.backlog(Stream.OBSERVATION);
    retain(session, Topics.status(config.gateway()), Wire.encode(presence.status()));
    if (isSiteDue && hasRoom(session)) {
      isSiteDue = false;
      retain(session, Topics.site(config.gateway()), Wire.encode(presence.site()));
    }
  }

  private void retain(MqttSession session, String topic, byte[] bytes) {
    send(session, topic, bytes, true, () -> {}, () -> {});
  }

  private List<Lane> lanes() {
    return List.of(alarms, observations);
  }

  private Lane lane(Stream stream) {
    return switch (stream) {
      case ALARM -> alarms;
      case OBSERVATION -> observations;
    };
  }

  private boolean sendNext(MqttSession session, Lane lane) {
    Optional<Envelope> next = lane.next(nanoTime.getAsLong());
    if (next.isEmpty() || !session.isConnected()) {
      return false;
    }
    Envelope envelope =
        lane.sent(next.get(), outbox.epoch(), clock.instant(), nanoTime.getAsLong());
    byte[] bytes = Wire.encode(envelope);
    int octets = lane == observations ? bytes.length : 0;
    observationBytesInTransit += octets;
    published.incrementAndGet();
    count();
    String topic =
        lane == alarms ? Topics.alarm(config.gateway()) : Topics.observation(config.gateway());
    send(
        session,
        topic,
        bytes,
        false,
        () -> {
          observationBytesInTransit -= octets;
          acknowledged(lane, envelope);
        },
        () -> {
          observationBytesInTransit -= octets;
          lane.refused(envelope.seq(), nanoTime.getAsLong());
        });
    return true;
  }

  private void acknowledged(Lane lane, Envelope envelope) {
    lane.acknowledged(envelope.seq(), nanoTime.getAsLong());
    if (config.guarantee() == Guarantee.BROKER_ONLY) {
      confirm(lane, lane.brokersWord(config.gateway(), envelope.epoch(), envelope.seq()));
    }
  }

  /// What becomes of it is an event of this connection; of an older one it means nothing any more.
  private void send(
      MqttSession session,
      String topic,
      byte[] bytes,
      boolean retained,
      Runnable taken,
      Runnable refused) {
    long mine = connection;
    if (inTransit.getAndIncrement() == 0) {
      progressNanos = nanoTime.getAsLong();
    }
    var _ =
        session
            .publish(topic, bytes, 1, retained)
            .whenComplete(
                (_, failure) -> events.add(() -> ended(mine, failure == null ? taken : refused)));
  }

  private void ended(long which, Runnable outcome) {
    if (which == connection && isConnected) {
      inTransit.decrementAndGet();
      progressNanos = nanoTime.getAsLong();
      outcome.run();
    }
  }

  private void deliver(Delivery delivery, Consumer<Delivery> take) {
    if (deliveries.incrementAndGet() > MOST_DELIVERIES) {
      deliveries.decrementAndGet();
      deferredDeliveries.incrementAndGet();
      return;
    }
    events.add(
        () -> {
          deliveries.decrementAndGet();
          take.accept(delivery);
        });
  }

  private void receipt(Delivery delivery) {
    try {
      Receipt receipt = Wire.decodeReceipt(delivery.payload());
      if (receipt.gateway().equals(config.gateway()) && receipt.epoch().equals(outbox.epoch())) {
        confirm(lane(receipt.stream()), receipt);
        receipts.incrementAndGet();
        lastReceiptAt = Optional.of(clock.instant());
      } else {
        ignored("for " + receipt.gateway() + " epoch " + receipt.epoch());
      }
    } catch (ContractException e) {
      ignored(e.getMessage());
    }
    delivery.ack();
  }

  private void ignored(String why) {
    long count = ignoredReceipts.incrementAndGet();
    if (count == 1 || count % LOG_EVERY == 0) {
      LOG.warn("gateway={} receipt ignored count={}: {}", config.gateway(), count, why);
    }
  }

  private void confirm(Lane lane, Receipt receipt) {
    outbox.confirm(receipt);
    lane.confirmed(receipt);
    count();
  }

  private void count() {
    resent.set(lanes().stream().mapToLong(Lane::resent).sum());
    unconfirmed = lanes().stream().mapToInt(Lane::unconfirmed).sum();
  }

  /// Only what could be sent is waited for; a full window is opened by an event.
  private long untilNextDue(MqttSession session) {
    long now = nanoTime.getAsLong();
    long due = IDLE_NANOS;
    if (hasRoom(session)) {
      due = Math.min(due, isStatusDue() ? 0 : statusDueNanos - now);
      due = Math.min(due, alarms.nextDueInNanos(now));
    }
    if (hasRoomForObservations(session)) {
      due = Math.min(due, observations.nextDueInNanos(now));
    }
    if (inTransit.get() > 0) {
      due = Math.min(due, progressNanos + stallNanos() - now);
    }
    return Math.max(0, due);
  }

  /// A broker that answers pings but takes nothing any more.
  private void checkForStall() {
    if (inTransit.get() > 0 && nanoTime.getAsLong() - progressNanos >= stallNanos()) {
      throw new MqttSessionException(
          config.mqtt().broker()
              + ": got no PUBACK for "
              + inTransit.get()
              + " messages, wanted one within "
              + config.receiptTimeout().multipliedBy(2));
    }
  }

  private long stallNanos() {
    return 2 * config.receiptTimeout().toNanos();
  }

  private void waitForNextAttempt() {
    long start = nanoTime.getAsLong();
    long wait = backoff.next().toNanos();
    while (!isClosing) {
      boolean isAlarmWaiting = isAlarmWaiting();
      long most = isAlarmWaiting ? Math.min(wait, config.alarmWait().toNanos()) : wait;
      long left = start + most - nanoTime.getAsLong();
      if (left <= 0) {
        return;
      }
      waitForEvents(Math.min(left, IDLE_NANOS));
    }
  }

  private boolean isAlarmWaiting() {
    try {
      return alarms.isWaiting();
    } catch (RuntimeException e) {
      LOG.error("gateway={} outbox failed", config.gateway(), e);
      return false;
    }
  }

  private void waitForEvents(long nanos) {
    try {
      Runnable first = events.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
      for (Runnable event = first; event != null; event = events.poll()) {
        handle(event);
      }
    } catch (InterruptedException e) {
      isClosing = true;
    }
  }

  /// One bad message must not stop what serves the others.
  private void handle(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.error("gateway={} event failed", config.gateway(), e);
    }
  }

  private void goodbye(MqttSession session) {
    await(session.publish(Topics.status(config.gateway()), Wire.encode(offline()), 1, true));
  }

  private static void await(CompletableFuture<Void> future) {
    try {
      future.get(GOODBYE.toMillis() * 3, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.debug("goodbye failed: {}", e.toString());
    }
  }

  /// Says goodbye and ends the thread; waits ten seconds at most. Again does nothing.
  @Override
  public void close() {
    isClosing = true;
    events.add(() -> {});
    if (thread.getState() == Thread.State.NEW || Thread.currentThread() == thread) {
      return;
    }
    try {
      if (!thread.join(CLOSE)) {
        LOG.error("gateway={} uplink thread did not end within {}", config.gateway(), CLOSE);
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public boolean isConnected() {
    return isConnected;
  }

  /// Why the last attempt or connection failed; empty while connected and before the first.
  public Optional<String> trouble() {
    return trouble;
  }

  public Guarantee guarantee() {
    return config.guarantee();
  }

  /// By this gateway's clock; empty before the first.
  public Optional<Instant> lastReceiptAt() {
    return lastReceiptAt;
  }

  /// Messages without PUBACK, the retained ones included.
  public int inTransit() {
    return inTransit.get();
  }

  /// Messages in the outbox when the status was last sent.
  public long backlog() {
    return backlog;
  }

  /// Messages sent on this connection and not confirmed yet.
  public int unconfirmed() {
    return unconfirmed;
  }

  /// Envelopes handed to the session, repetitions included.
  public long published() {
    return published.get();
  }

  public long resent() {
    return resent.get();
  }

  /// Attempts and connections that failed since the last success.
  public long failures() {
    return failures.get();
  }

  /// Receipts of the map that were taken.
  public long receipts() {
    return receipts.get();
  }

  public long ignoredReceipts() {
    return ignoredReceipts.get();
  }

  /// Receipts and commands left to the broker because too many came at once.
  public long deferredDeliveries() {
    return deferredDeliveries.get();
  }

  public long refusedCommands() {
    return gate.refused();
  }
}
