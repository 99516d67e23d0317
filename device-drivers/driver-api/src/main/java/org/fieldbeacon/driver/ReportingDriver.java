package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices of one [ReportProtocol] that speak by themselves: on a listener that they connect to, on
/// a line, or from a recording. A report is handed on before it is answered.
public final class ReportingDriver implements StreamingDriver {
  /// Link setting: a device is off line after so many seconds without a report, 1..604800.
  static final String OFFLINE_AFTER = "offline-after-s";

  private static final int DEFAULT_OFFLINE_S = 1800;
  private static final int WEEK_S = 604_800;
  private static final Logger LOG = LoggerFactory.getLogger(ReportingDriver.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);

  private final LinkConfig config;
  private final ReportProtocol protocol;
  private final DriverContext context;
  private final Duration offlineAfter;
  private final Map<String, Device> devices = new HashMap<>();
  private final ReportStatuses statuses;
  private final AtomicLong badFrames = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<AutoCloseable> open = Optional.empty();
  private volatile int port;

  ReportingDriver(
      LinkConfig config, ReportProtocol protocol, List<Device> devices, DriverContext context) {
    this.config = config;
    this.protocol = protocol;
    this.context = context;
    this.offlineAfter = offlineAfter(config.settings());
    this.statuses = new ReportStatuses(context.statuses());
    devices.forEach(d -> this.devices.put(d.address().text(protocol.addressKey(), ""), d));
  }

  /// Where answers go.
  @FunctionalInterface
  interface Answers {
    void send(byte[] bytes) throws IOException;
  }

  static Duration offlineAfter(Attributes settings) {
    return Duration.ofSeconds(settings.integer(OFFLINE_AFTER, 1, WEEK_S, DEFAULT_OFFLINE_S));
  }

  @Override
  public void open() {
    // Connecting waits for run(): it is tried again there for as long as needed.
  }

  @Override
  public void run() {
    Duration wait = FIRST_RETRY;
    while (!isClosed()) {
      Instant began = now();
      try {
        if (config instanceof LinkConfig.TcpListener listener) {
          listen(listener);
        } else {
          readLine();
        }
      } catch (IOException e) {
        if (!isClosed()) {
          LOG.warn("link={} {}", config.name(), e.getMessage());
          statuses.lineDown(names(), String.valueOf(e.getMessage()), now());
        }
      }
      boolean held = Duration.between(began, now()).compareTo(LAST_RETRY) > 0;
      wait = held ? FIRST_RETRY : wait;
      pause(wait);
      wait = wait.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait.multipliedBy(2);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    open.ifPresent(ReportingDriver::closeQuietly);
  }

  /// The port it listens on; 0 before it does.
  int port() {
    return port;
  }

  /// Frames that did not hold, since the start.
  long badFrames() {
    return badFrames.get();
  }

  private void listen(LinkConfig.TcpListener listener) throws IOException {
    try (var server = new ReportListener(listener, this::connection)) {
      open = Optional.of(server);
      port = server.port();
      LOG.info("link={} listening on port {}", config.name(), port);
      while (!isClosed()) {
        server.acceptNext();
        statuses.check(offlineAfter, now());
      }
    }
  }

  private void readLine() throws IOException {
    try (Link link = config.newLink()) {
      open = Optional.of(link);
      link.open();
      var connection = connection(bytes -> link.write(bytes, 0, bytes.length));
      var piece = new byte[2048];
      while (!isClosed()) {
        int got = link.read(piece, 0, piece.length, config.responseTimeout());
        if (got < 0) {
          connection.quiet();
          throw new IOException(link.name() + ": the other end closed");
        }
        if (got > 0) {
          connection.received(piece, got);
        } else {
          connection.quiet();
        }
        statuses.check(offlineAfter, now());
      }
    }
  }

  private ReportConnection connection(Answers answers) {
    return new ReportConnection(protocol.session(context.clock()), new Hearing(answers));
  }

  /// What one connection's session tells.
  private final class Hearing implements ReportProtocol.Heard {
    private final Answers answers;

    Hearing(Answers answers) {
      this.answers = answers;
    }

    @Override
    public boolean report(String address, List<Reading> readings) {
      Optional<Device> device = device(address);
      if (device.isEmpty()) {
        note(strangers, "report of a device that is not in the site, address \"" + address + "\"");
        return false;
      }
      Instant received = now();
      statuses.heard(device.get().name(), received);
      String source = protocol.name() + " " + config.name() + " " + address;
      ReportPoints.observations(device.get(), readings, received, source.strip())
          .forEach(context.observations()::accept);
      return true;
    }

    @Override
    public boolean isKnown(String address) {
      return device(address).isPresent();
    }

    @Override
    public void answer(byte[] bytes) {
      try {
        answers.send(bytes);
      } catch (IOException e) {
        LOG.info("link={} answer not sent: {}", config.name(), e.getMessage());
      }
    }

    @Override
    public void bad(Bad bad) {
      note(
          badFrames,
          "%s at %d: got %s, wanted %s"
              .formatted(bad.what(), bad.offset(), bad.got(), bad.wanted()));
    }
  }

  /// A device without an address takes what comes from addresses that no other device has.
  private Optional<Device> device(String address) {
    return Optional.ofNullable(devices.get(address)).or(() -> Optional.ofNullable(devices.get("")));
  }

  /// The first, and then ever fewer.
  private void note(AtomicLong counter, String what) {
    long count = counter.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.info("link={} {}, count={}", config.name(), what, count);
    }
  }

  private List<String> names() {
    return devices.values().stream().map(Device::name).toList();
  }

  private Instant now() {
    return context.clock().instant();
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// A recording is read once: at its end there is nothing to come back to.
  private void pause(Duration wait) {
    try {
      if (config instanceof LinkConfig.Replay) {
        closed.await();
      } else if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("link={} closed", config.name());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      LOG.debug("close: {}", e.getMessage());
    }
  }
}
