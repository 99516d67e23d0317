package org.fieldbeacon.hydrology.sl651;

import java.io.IOException;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Conversation;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceLine;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ReportStatuses;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.hydrology.code.FrameScan;
import org.fieldbeacon.hydrology.code.FrameSplitter;
import org.fieldbeacon.observation.Observation;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A centre for SL 651-2014 stations: on a listener they connect to, on a serial line, or over a
/// serial server. Each connection has its own thread and session; the stations are shared.
final class Sl651Driver implements StreamingDriver, Centre, DeviceLine.Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(Sl651Driver.class);
  private static final int MOST_LONG_BODY_BYTES = 16 << 20;

  private final LinkConfig config;
  private final Settings settings;
  private final DriverContext context;
  private final Map<String, Station> stations = new HashMap<>();
  private final Map<String, PointMap> points = new HashMap<>();
  private final ReportStatuses statuses;
  private final Optional<PictureFolder> pictures;
  private final AtomicInteger longBodyBytes = new AtomicInteger();
  private final Map<Trouble, AtomicLong> troubles = new EnumMap<>(Trouble.class);
  private final DeviceLine line;

  Sl651Driver(LinkConfig config, List<Device> devices, DriverContext context) {
    this.config = config;
    this.settings = Settings.read(config.settings());
    this.context = context;
    this.line = new DeviceLine(config, this::connection, this, context.tap());
    this.statuses = new ReportStatuses(context.statuses());
    this.pictures = settings.pictureFolder().map(f -> new PictureFolder(f, settings.pictureKeep()));
    for (Trouble trouble : Trouble.values()) {
      troubles.put(trouble, new AtomicLong());
    }
    for (Device device : devices) {
      String address = device.address().text("station", "").toUpperCase(Locale.ROOT);
      stations.put(
          address,
          new Station(
              device,
              device.address().oneOf("answer", Answer.class, Answer.EOT),
              device.address().oneOf("hourly-time", GroupTime.class, GroupTime.FIRST)
                  == GroupTime.LAST));
      points.put(address, new PointMap(device.profile().points()));
    }
  }

  /// Which of its twelve values an hourly group's time is of.
  enum GroupTime {
    FIRST,
    LAST
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

  /// How often each kind of trouble was met.
  long count(Trouble kind) {
    return troubles.getOrDefault(kind, new AtomicLong()).get();
  }

  @Override
  public void tick() {
    statuses.check(settings.offlineAfter(), now());
  }

  Conversation connection(Consumer<byte[]> answers) {
    return new StationTalk(answers);
  }

  @Override
  public void down(String why) {
    statuses.lineDown(names(), why, now());
  }

  @Override
  public Optional<Station> station(String address) {
    return Optional.ofNullable(stations.get(address));
  }

  @Override
  public void heard(Station station, Optional<Instant> sentAt) {
    Instant received = now();
    sentAt.ifPresent(t -> station.clock().note(t, received));
    statuses.heard(station.device().name(), received);
  }

  @Override
  public boolean report(Station station, Frame frame, Body body) {
    if (body.picturePresent() && !savePicture(station, body)) {
      return false;
    }
    if (frame.function() == Function.TEST) {
      return true;
    }
    Instant received = now();
    String source = "sl651 " + config.name() + " station " + frame.station();
    points.forEach(
        (address, map) -> {
          Station speaker = stations.get(address);
          if (speaker != null) {
            map.observations(speaker, address, body, received, settings.clockTolerance(), source)
                .forEach(this::give);
          }
        });
    return true;
  }

  @Override
  public boolean reserve(int bytes) {
    if (longBodyBytes.addAndGet(bytes) > MOST_LONG_BODY_BYTES) {
      longBodyBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  @Override
  public void release(int bytes) {
    longBodyBytes.addAndGet(-bytes);
  }

  @Override
  public void trouble(Trouble kind, String detail) {
    long count = troubles.getOrDefault(kind, new AtomicLong()).incrementAndGet();
    if (Long.bitCount(count) == 1 && kind != Trouble.REPEATED_REPORT) {
      LOG.info("link={} {} {}, count={}", config.name(), kind, detail, count);
    }
  }

  /// One connection's bytes: frames to a session of its own.
  private final class StationTalk implements Conversation, FrameSplitter.Told<Frame> {
    private final Session session;
    private final FrameSplitter<Frame> splitter = new FrameSplitter<>(new Sl651Format(), this);
    private int bytesSinceFrame;

    StationTalk(Consumer<byte[]> answers) {
      session = new Session(Sl651Driver.this, context.clock(), settings.packetPatience(), answers);
    }

    @Override
    public void received(byte[] bytes, int length) {
      bytesSinceFrame += length;
      splitter.feed(bytes, 0, length);
      session.tick(System.nanoTime());
    }

    @Override
    public void quiet() {
      splitter.stalled();
      session.tick(System.nanoTime());
    }

    @Override
    public boolean isWaiting() {
      return splitter.isWaiting() || session.isWaiting();
    }

    @Override
    public int bytesSinceFrame() {
      return bytesSinceFrame;
    }

    @Override
    public void frame(Frame frame) {
      bytesSinceFrame = 0;
      session.received(frame, System.nanoTime());
    }

    @Override
    public void damage(FrameScan.Damage damage) {
      trouble(
          Trouble.DAMAGED_FRAME,
          "%s at %d: got %s, wanted %s"
              .formatted(damage.what(), damage.offset(), damage.got(), damage.wanted()));
    }

    @Override
    public void close() {
      session.close();
    }
  }

  private boolean savePicture(Station station, Body body) {
    if (pictures.isEmpty()) {
      return false;
    }
    try {
      pictures.get().save(station.device().name(), now(), body.picture());
      return true;
    } catch (IOException e) {
      LOG.warn("device={} picture not kept: {}", station.device().name(), e.getMessage());
      return false;
    }
  }

  private void give(Observation observation) {
    context.observations().accept(observation);
  }

  private Iterable<String> names() {
    return stations.values().stream().map(s -> s.device().name()).toList();
  }

  private Instant now() {
    return context.clock().instant();
  }
}
