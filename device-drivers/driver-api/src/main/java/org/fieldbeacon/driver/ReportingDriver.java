package org.fieldbeacon.driver;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.PointId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices of one [ReportProtocol] that speak by themselves: on a listener that they connect to, on
/// a line, or from a recording. A report is handed on before it is answered. What is written goes
/// to the protocol's own [Actuator].
public final class ReportingDriver implements StreamingDriver, Actuator, DeviceLine.Watcher {
  /// Link setting: a device is off line after so many seconds without a report, 1..604800.
  static final String OFFLINE_AFTER = "offline-after-s";

  private static final int DEFAULT_OFFLINE_S = 1800;
  private static final int WEEK_S = 604_800;
  private static final Logger LOG = LoggerFactory.getLogger(ReportingDriver.class);

  private final LinkConfig config;
  private final ReportProtocol protocol;
  private final Actuator outputs;
  private final DriverContext context;
  private final Duration offlineAfter;
  private final Map<String, ReportPoints> devices = new HashMap<>();
  private final ReportStatuses statuses;
  private final AtomicLong badFrames = new AtomicLong();
  private final AtomicLong strangers = new AtomicLong();
  private final DeviceLine line;

  ReportingDriver(
      LinkConfig config,
      ReportProtocol protocol,
      Actuator outputs,
      List<Device> devices,
      DriverContext context) {
    this.config = config;
    this.protocol = protocol;
    this.outputs = outputs;
    this.context = context;
    this.offlineAfter = offlineAfter(config.settings());
    this.statuses = new ReportStatuses(context.statuses());
    this.line = new DeviceLine(config, this::connection, this, context.tap());
    devices.forEach(
        d -> this.devices.put(d.address().text(protocol.addressKey(), ""), new ReportPoints(d)));
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
    line.run();
  }

  @Override
  public void close() {
    line.close();
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    return outputs.write(output, value, timeout);
  }

  @Override
  public void tick() {
    statuses.check(offlineAfter, now());
    protocol.tick();
  }

  @Override
  public void down(String why) {
    statuses.lineDown(names(), why, now());
  }

  /// The port it listens on; 0 before it does.
  public int port() {
    return line.port();
  }

  /// Frames that did not hold, since the start.
  public long badFrames() {
    return badFrames.get();
  }

  private Conversation connection(Consumer<byte[]> answers) {
    return new ReportConnection(protocol.session(context.clock()), new Hearing(answers));
  }

  /// What one connection's session tells.
  private final class Hearing implements ReportProtocol.Heard {
    private final Consumer<byte[]> answers;
    private String sourceAddress = "";
    private String source;

    Hearing(Consumer<byte[]> answers) {
      this.answers = answers;
      this.source = protocol.name() + " " + config.name();
    }

    @Override
    public boolean report(String address, List<Reading> readings) {
      Optional<ReportPoints> device = device(address);
      if (device.isEmpty()) {
        note(strangers, "report of a device that is not in the site, address \"" + address + "\"");
        return false;
      }
      Instant received = now();
      statuses.heard(device.get().device().name(), received);
      if (!address.equals(sourceAddress)) {
        sourceAddress = address;
        source = (protocol.name() + " " + config.name() + " " + address).strip();
      }
      device.get().observe(readings, received, source, context.observations());
      return true;
    }

    @Override
    public boolean isKnown(String address) {
      return device(address).isPresent();
    }

    @Override
    public void answer(byte[] bytes) {
      answers.accept(bytes);
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
  private Optional<ReportPoints> device(String address) {
    ReportPoints known = devices.get(address);
    return Optional.ofNullable(known == null ? devices.get("") : known);
  }

  /// The first, and then ever fewer.
  private void note(AtomicLong counter, String what) {
    long count = counter.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.info("link={} {}, count={}", config.name(), what, count);
    }
  }

  private List<String> names() {
    return devices.values().stream().map(d -> d.device().name()).toList();
  }

  private Instant now() {
    return context.clock().instant();
  }
}
