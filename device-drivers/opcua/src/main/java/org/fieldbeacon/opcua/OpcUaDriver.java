package org.fieldbeacon.opcua;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.eclipse.milo.opcua.sdk.client.OpcUaClient;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.opcua.Connector.Attempt;
import org.fieldbeacon.opcua.Subscription.Watched;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One server and the devices behind it. Changes come by subscription; each device's points are
/// also read at its poll interval, so that a value that stands still is known to hold and a silent
/// server to be silent.
///
/// ```
///   ┌─► connect ──► serve: changes, confirming reads ──no good read for 15 s──┐
///   └──────────── wait 1 s … 60 s, points missing meanwhile ◄─────────────────┘
/// ```
///
/// A short break of the network is mended by Milo without loss: the server keeps the subscription.
/// After a longer one everything is begun anew with the server's present endpoints and certificate.
final class OpcUaDriver implements StreamingDriver, Actuator {
  private static final Logger LOG = LoggerFactory.getLogger(OpcUaDriver.class);
  private static final int QUEUE = 2048;
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);
  private static final Duration GIVE_UP = Duration.ofSeconds(15);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final LinkConfig.Endpoint link;
  private final Connector connector;
  private final DriverContext context;
  private final Map<String, DeviceSession> devices = new LinkedHashMap<>();
  private final ArrayBlockingQueue<Change> changes = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicReference<String> lost = new AtomicReference<>("");
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<Live> live = Optional.empty();

  OpcUaDriver(LinkConfig.Endpoint link, List<Device> devices, DriverContext context) {
    this.link = link;
    this.context = context;
    connector = new Connector(link, context.clock());
    long now = System.nanoTime();
    devices.forEach(
        d ->
            this.devices.put(
                d.name(), new DeviceSession(d, connector.name(), context.clock().instant(), now)));
  }

  /// What Milo's threads hand to the link's.
  private record Change(Watched watched, DataValue value) {}

  /// A session at work.
  private record Live(OpcUaClient client, Writes writes) {}

  @Override
  public void open() {
    // Connecting waits for run(): it is tried again there for as long as needed.
  }

  @Override
  public void run() {
    Duration wait = FIRST_RETRY;
    try {
      while (!isClosed()) {
        switch (connector.connect()) {
          case Attempt.Up(OpcUaClient client) -> {
            wait = FIRST_RETRY;
            serve(client);
          }
          case Attempt.Down _ when isClosed() -> {
            return;
          }
          case Attempt.Down(State state, String detail) -> {
            devices.values().forEach(d -> become(d, state, detail));
            stayAway(wait, detail);
            wait =
                wait.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait.multipliedBy(2);
          }
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    connector.giveUp();
    live.ifPresent(l -> Connector.close(l.client()));
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    DeviceSession device = devices.get(output.device());
    if (device == null) {
      throw new IllegalArgumentException(
          connector.name()
              + ": got device "
              + output.device()
              + ", wanted one of "
              + devices.keySet());
    }
    Optional<PointNode> point =
        device.nodes().stream().filter(n -> n.point().name().equals(output.point())).findFirst();
    if (point.isEmpty() || !point.get().point().access().canWrite()) {
      return new WriteResult.Refused(output + ": its profile says it is only read");
    }
    if (!Double.isFinite(value)) {
      return new WriteResult.Refused(output + ": got " + value + ", wanted a finite value");
    }
    Optional<Live> now = live;
    if (now.isEmpty()) {
      return new WriteResult.TimedOut(
          output + ": nothing was sent, no session with " + connector.name());
    }
    Optional<NodeId> node = point.get().on(now.get().client().getNamespaceTable());
    if (node.isEmpty()) {
      return new WriteResult.Refused(output + ": " + noNamespace(point.get(), now.get().client()));
    }
    PointNode target = point.get();
    note(output.device(), target, true, () -> "set " + target.raw(value));
    WriteResult result = now.get().writes().write(target, node.get(), value, timeout);
    note(output.device(), target, false, () -> words(result));
    return result;
  }

  private static String words(WriteResult result) {
    return switch (result) {
      case WriteResult.Done _ -> "set, Good";
      case WriteResult.Refused(String reason) -> reason;
      case WriteResult.TimedOut(String what) -> what;
    };
  }

  private void note(String device, PointNode node, boolean isSent, Supplier<String> words) {
    context.tap().note(device, isSent, node.node().toParseableString(), words);
  }

  private void note(String device, PointNode node, DataValue value, String how) {
    note(
        device,
        node,
        false,
        () ->
            how
                + " "
                + Browser.shown(value.value().value())
                + " "
                + StatusNames.of(value.statusCode())
                + ", source time "
                + time(value.sourceTime())
                + ", server time "
                + time(value.serverTime()));
  }

  private static String time(@Nullable DateTime time) {
    return time == null || time.isNull() ? "none" : time.getJavaInstant().toString();
  }

  // ---- the link's thread

  private void serve(OpcUaClient client) throws InterruptedException {
    changes.clear();
    lost.set("");
    live = Optional.of(new Live(client, new Writes(client)));
    LOG.info("link={} session with {}", link.name(), link.url());
    try {
      var subscription = new Subscription(client, publishing(), new FromMilo());
      subscription.create(watched(client), publishing());
      untilLost(client, subscription);
    } catch (UaException e) {
      noteAll(State.OFFLINE, "no subscription: " + StatusNames.of(e.getStatusCode()));
      stayAway(FIRST_RETRY, "no subscription: " + StatusNames.of(e.getStatusCode()));
    } finally {
      live = Optional.empty();
      if (!isClosed()) {
        Connector.close(client);
      }
    }
  }

  private void untilLost(OpcUaClient client, Subscription subscription)
      throws InterruptedException {
    long goodNanos = System.nanoTime();
    while (!isClosed()) {
      if (!connector.isStillBelieved()) {
        LOG.warn("link={} its server is believed no longer", link.name());
        return;
      }
      Change change = changes.poll(Math.min(STEP_NANOS, untilDue()), TimeUnit.NANOSECONDS);
      if (change != null) {
        give(change);
        continue;
      }
      renewIfLost(subscription);
      for (DeviceSession device : due()) {
        if (confirm(client, device)) {
          goodNanos = System.nanoTime();
        }
        device.dueAgain(System.nanoTime());
      }
      boolean isAnswering =
          devices.values().stream().anyMatch(d -> d.status().state() != State.OFFLINE);
      if (!isAnswering && System.nanoTime() - goodNanos > GIVE_UP.toNanos()) {
        LOG.warn("link={} no answer for {}, beginning anew", link.name(), GIVE_UP);
        return;
      }
    }
  }

  private void renewIfLost(Subscription subscription) {
    String why = lost.getAndSet("");
    if (why.isEmpty()) {
      return;
    }
    try {
      subscription.renew();
      LOG.info("link={} subscribed again: {}", link.name(), why);
    } catch (UaException e) {
      LOG.info("link={} cannot subscribe yet: {}", link.name(), StatusNames.of(e.getStatusCode()));
      lost.compareAndSet("", why);
    }
  }

  /// Reads all points of a device; false when the server did not answer.
  private boolean confirm(OpcUaClient client, DeviceSession device) throws InterruptedException {
    List<PointNode> nodes = device.readable();
    if (nodes.isEmpty()) {
      return true;
    }
    var reads = new Reads(client, connector.requestTimeout());
    return switch (reads.read(nodes)) {
      case Reads.Answer.Values(List<DataValue> values) -> {
        giveConfirmed(device, nodes, values);
        yield true;
      }
      case Reads.Answer.Silent(String why) -> {
        String detail = connector.name() + ": " + why;
        become(device, State.OFFLINE, detail);
        giveMissing(device, detail);
        yield false;
      }
    };
  }

  private void giveConfirmed(DeviceSession device, List<PointNode> nodes, List<DataValue> values) {
    String trouble = "";
    for (int i = 0; i < nodes.size(); i++) {
      note(device.device().name(), nodes.get(i), values.get(i), "read");
      Observation o = device.confirmed(nodes.get(i), values.get(i), now());
      context.observations().accept(o);
      if (o.isMissing() && trouble.isEmpty()) {
        trouble = o.point().point() + ": " + o.detail();
      }
    }
    become(device, trouble.isEmpty() ? State.ONLINE : State.DEGRADED, trouble);
  }

  private void give(Change change) {
    DeviceSession device = devices.get(change.watched().device());
    if (device != null) {
      note(change.watched().device(), change.watched().node(), change.value(), "changed to");
      Observation o = device.changed(change.watched().node(), change.value(), now());
      if (o != null) {
        context.observations().accept(o);
      }
    }
  }

  /// Waits; what is due meanwhile is missing. Ends early when a person has changed who is believed.
  private void stayAway(Duration wait, String why) throws InterruptedException {
    long end = System.nanoTime() + wait.toNanos();
    while (!isClosed() && !connector.isTrustChanged() && System.nanoTime() < end) {
      for (DeviceSession device : due()) {
        giveMissing(device, why);
        device.dueAgain(System.nanoTime());
      }
      long pause = Math.min(end - System.nanoTime(), Math.min(STEP_NANOS, untilDue()));
      if (closed.await(Math.max(0, pause), TimeUnit.NANOSECONDS)) {
        return;
      }
    }
  }

  private void giveMissing(DeviceSession device, String why) {
    device.readable().forEach(n -> context.observations().accept(device.missing(n, now(), why)));
  }

  private Map<Watched, NodeId> watched(OpcUaClient client) {
    Map<Watched, NodeId> points = new LinkedHashMap<>();
    for (DeviceSession device : devices.values()) {
      for (PointNode node : device.readable()) {
        node.on(client.getNamespaceTable())
            .ifPresent(id -> points.put(new Watched(device.device().name(), node), id));
      }
    }
    return points;
  }

  private List<DeviceSession> due() {
    long now = System.nanoTime();
    List<DeviceSession> due = new ArrayList<>();
    devices.values().stream().filter(d -> d.dueNanos() - now <= 0).forEach(due::add);
    return due;
  }

  private long untilDue() {
    long now = System.nanoTime();
    return devices.values().stream()
        .mapToLong(d -> Math.max(0, d.dueNanos() - now))
        .min()
        .orElse(STEP_NANOS);
  }

  private void noteAll(State state, String detail) {
    devices.values().forEach(d -> become(d, state, connector.name() + ": " + detail));
  }

  private void become(DeviceSession device, State state, String detail) {
    if (device.becomes(state, detail, now())) {
      context.statuses().accept(device.status());
    }
  }

  static String noNamespace(PointNode node, OpcUaClient client) {
    return "got a server without namespace \""
        + node.node().getNamespaceUri()
        + "\"; it has "
        + List.of(client.getNamespaceTable().toArray());
  }

  private Duration publishing() {
    return Duration.ofMillis(OpcUaDriverFactory.publishingMs(link.settings()));
  }

  private Instant now() {
    return context.clock().instant();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// On Milo's threads. While the queue is full the server is not asked for more.
  private final class FromMilo implements Subscription.Listener {
    @Override
    public void changed(Watched watched, DataValue value) {
      try {
        while (!changes.offer(new Change(watched, value), 100, TimeUnit.MILLISECONDS)) {
          if (isClosed() || live.isEmpty()) {
            return;
          }
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void lost(String why) {
      lost.set(why);
    }
  }
}
