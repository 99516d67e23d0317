package org.fieldbeacon.mqttdevices;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.mqtt.Backoff;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttSession;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.fieldbeacon.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All devices behind one broker. A message is acknowledged after what it says has been handed on,
/// so that the broker keeps what this gateway could not take; so is what a device wants answered.
public final class MqttDriver implements StreamingDriver {
  private static final Logger LOG = LoggerFactory.getLogger(MqttDriver.class);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  /// Gentle to flash; what came since is forgotten by a kill, not by a stop.
  private static final Duration SAVE_EVERY = Duration.ofMinutes(10);

  private final LinkConfig link;
  private final DriverContext context;
  private final MqttSettings settings;
  private final List<FieldDevice> devices = new ArrayList<>();
  private final Owners owners;
  private final Inbox inbox = new Inbox();
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final CompletableFuture<Void> closing = new CompletableFuture<>();
  private final AtomicLong bad = new AtomicLong();
  private final AtomicLong duplicates = new AtomicLong();
  private final AtomicLong old = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final AtomicLong unanswered = new AtomicLong();
  private final Optional<SeenFile> seenFile;
  private volatile Optional<MqttSession> session = Optional.empty();
  private volatile String ended = "";

  MqttDriver(LinkConfig link, List<Device> devices, DriverContext context) {
    this.link = link;
    this.context = context;
    this.settings = MqttSettings.of(link.name(), link.settings());
    Instant now = context.clock().instant();
    devices.forEach(d -> this.devices.add(MqttAddress.fieldDevice(d, settings, context, now)));
    this.owners = new Owners(this.devices);
    this.seenFile =
        link instanceof LinkConfig.Replay
            ? Optional.empty()
            : context.stateDir().map(folder -> new SeenFile(folder, this.devices));
  }

  @Override
  public void open() {
    // Connecting waits for run(): it is tried again there for as long as needed.
    seenFile.ifPresent(SeenFile::load);
  }

  @Override
  public void run() {
    switch (link) {
      case LinkConfig.Tcp tcp -> runBroker(tcp);
      case LinkConfig.Replay replay -> runRecording(replay);
      case LinkConfig other ->
          throw new IllegalStateException("link " + other.name() + " was checked and is no broker");
    }
  }

  @Override
  public void close() {
    closed.countDown();
    closing.complete(null);
    session.ifPresent(MqttSession::close);
    // Not on the link's thread, which may be interrupted and then cannot write.
    seenFile.ifPresent(SeenFile::save);
  }

  /// Messages that did not hold, since the start.
  long bad() {
    return bad.get();
  }

  /// Messages that came again.
  long duplicates() {
    return duplicates.get();
  }

  /// Messages that the broker had kept for too long.
  long old() {
    return old.get();
  }

  /// Messages dropped because they came faster than they were taken.
  long dropped() {
    return inbox.dropped();
  }

  private void runBroker(LinkConfig.Tcp tcp) {
    while (!isClosed()) {
      try {
        connect(tcp);
        LOG.info("link={} connected to {}:{}", link.name(), tcp.host(), tcp.port());
        backoff.reset();
        devices.forEach(d -> d.linkUp(now()));
        serve();
      } catch (MqttSessionException e) {
        ended = String.valueOf(e.getMessage());
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        closed.countDown();
      } finally {
        session.ifPresent(MqttSession::close);
        session = Optional.empty();
      }
      if (!isClosed()) {
        LOG.warn("link={} {}", link.name(), ended);
        devices.forEach(d -> d.linkDown(ended, now()));
        pause(backoff.next());
      }
    }
  }

  /// Paho blocks while it connects and heeds no interrupt, so another thread does.
  private void connect(LinkConfig.Tcp tcp) {
    ended = "the connection to " + tcp.host() + ":" + tcp.port() + " ended";
    var next = new MqttSession(settings.config(tcp), reason -> ended = reason);
    session = Optional.of(next);
    Set<String> filters = new LinkedHashSet<>();
    devices.forEach(d -> filters.addAll(d.messages().filters()));
    filters.forEach(filter -> next.register(filter, settings.qos(), this::arrived));
    var connected = new CompletableFuture<Void>();
    Thread.ofPlatform()
        .daemon()
        .name("mqtt-connect-" + link.name())
        .start(
            () -> {
              try {
                next.connect();
                connected.complete(null);
              } catch (RuntimeException e) {
                connected.completeExceptionally(e);
              }
            });
    try {
      CompletableFuture.anyOf(connected, closing).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof MqttSessionException known
          ? known
          : new MqttSessionException("connecting: " + e.getCause());
    }
  }

  /// On Paho's thread.
  private void arrived(Delivery delivery) {
    Optional<FieldDevice> device = owners.of(delivery.topic());
    if (device.isEmpty()) {
      strangers.incrementAndGet();
      delivery.ack();
    } else if (!inbox.offer(device.get(), delivery)) {
      note("dropped", inbox.dropped(), device.get().name() + " floods or sends too much at once");
    }
  }

  private void serve() throws InterruptedException {
    long lastLook = System.nanoTime();
    long lastSave = lastLook;
    while (!isClosed() && session.filter(MqttSession::isConnected).isPresent()) {
      Optional<Inbox.Waiting> next = inbox.next(LOOK_EVERY);
      next.ifPresent(w -> take(w.device(), w.delivery()));
      if (System.nanoTime() - lastLook >= LOOK_EVERY.toNanos()) {
        lastLook = System.nanoTime();
        devices.forEach(d -> d.check(now()));
      }
      if (System.nanoTime() - lastSave >= SAVE_EVERY.toNanos()) {
        lastSave = System.nanoTime();
        seenFile.ifPresent(SeenFile::save);
      }
    }
  }

  private void take(FieldDevice device, Delivery delivery) {
    var message =
        new FieldDevice.Arrived(
            delivery.topic(),
            new String(delivery.payload(), StandardCharsets.UTF_8),
            delivery.isRetained(),
            delivery.isDuplicate());
    if (take(device, message) != FieldDevice.Outcome.BAD && !message.isRetained()) {
      device
          .messages()
          .reply(message.topic(), message.payload(), now())
          .ifPresent(reply -> say(device, reply));
    }
    delivery.ack();
  }

  /// What it does not hear it asks for again, and is answered again.
  private void say(FieldDevice device, DeviceMessages.Reply reply) {
    Optional<MqttSession> now = session;
    if (now.isEmpty()) {
      return;
    }
    byte[] payload = reply.payload().getBytes(StandardCharsets.UTF_8);
    context.tap().note(device.name(), true, reply.topic(), reply::payload);
    var _ =
        now.get()
            .publish(reply.topic(), payload, 1, false)
            .whenComplete(
                (_, e) -> {
                  if (e != null) {
                    note(
                        "unanswered",
                        unanswered.incrementAndGet(),
                        device.name() + ": " + e.getMessage());
                  }
                });
  }

  private FieldDevice.Outcome take(FieldDevice device, FieldDevice.Arrived message) {
    List<Observation> observations = new ArrayList<>();
    String source = "mqtt " + link.name() + " " + message.topic();
    FieldDevice.Outcome outcome = device.take(message, now(), source, observations);
    context.tap().note(device.name(), false, message.topic(), () -> words(message, outcome));
    switch (outcome) {
      case TAKEN, OF_NO_USE -> observations.forEach(context.observations()::accept);
      case DUPLICATE -> duplicates.incrementAndGet();
      case OLD -> old.incrementAndGet();
      case BAD -> note("bad", bad.incrementAndGet(), "on " + message.topic());
    }
    return outcome;
  }

  private static String words(FieldDevice.Arrived message, FieldDevice.Outcome outcome) {
    return (message.isRetained() ? "retained, " : "")
        + (message.isDuplicate() ? "sent again, " : "")
        + switch (outcome) {
          case TAKEN -> "taken";
          case OF_NO_USE -> "of no use here";
          case DUPLICATE -> "seen before";
          case OLD -> "too old";
          case BAD -> "does not hold";
        }
        + ": "
        + message.payload();
  }

  /// A recording has lines of `TOPIC PAYLOAD`, as `mosquitto_sub -v` prints them. It is read once.
  private void runRecording(LinkConfig.Replay replay) {
    try (var in = Files.newInputStream(replay.file())) {
      FrameLines.forEach(
          in,
          text -> {
            MessageLine line = MessageLine.of(text);
            String topic = line.topic().orElse("");
            owners
                .of(topic)
                .ifPresent(
                    d -> {
                      var _ = take(d, new FieldDevice.Arrived(topic, line.payload(), false, false));
                    });
          });
    } catch (IOException e) {
      devices.forEach(d -> d.linkDown(replay.file() + ": " + e.getMessage(), now()));
    }
    try {
      closed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// The first, and then ever fewer.
  private void note(String what, long count, String where) {
    if (Long.bitCount(count) == 1) {
      LOG.info("link={} {} messages, {}, count={}", link.name(), what, where, count);
    }
  }

  private Instant now() {
    return context.clock().instant();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void pause(Duration wait) {
    try {
      if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("link={} closed", link.name());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }
}
