package org.fieldbeacon.hydrology.szy206;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Conversation;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceLine;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.ReportStatuses;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.hydrology.code.FrameScan;
import org.fieldbeacon.hydrology.code.FrameSplitter;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A centre for SZY 206 and SL/T 427 terminals: takes what they report by themselves and confirms
/// it.
final class Szy206Driver implements StreamingDriver, DeviceLine.Watcher {
  private static final Logger LOG = LoggerFactory.getLogger(Szy206Driver.class);
  private static final Duration RESOLUTION = Duration.ofSeconds(1);
  private static final int LINK_TEST = 0x02;

  /// Before this, our own clock was never set, and no terminal's is set by it.
  private static final Instant LEAST_PLAUSIBLE = Instant.parse("2026-01-01T00:00:00Z");

  private final LinkConfig config;
  private final DriverContext context;
  private final Duration offlineAfter;
  private final Map<String, Terminal> terminals = new HashMap<>();
  private final ReportStatuses statuses;
  private final DeviceLine line;
  private final AtomicLong damaged = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();

  Szy206Driver(LinkConfig config, List<Device> devices, DriverContext context) {
    this.config = config;
    this.context = context;
    this.offlineAfter =
        Duration.ofMinutes(config.settings().integer("offline-after-min", 1, 100_000, 130));
    this.statuses = new ReportStatuses(context.statuses());
    this.line = new DeviceLine(config, this::connection, this, context.tap());
    for (Device device : devices) {
      terminals.put(
          device.address().text("station", "").toUpperCase(Locale.ROOT),
          new Terminal(device, device.address().flag("confirm", true)));
    }
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
  public void tick() {
    statuses.check(offlineAfter, now());
  }

  Conversation connection(Consumer<byte[]> answers) {
    return new Talk(answers);
  }

  @Override
  public void down(String why) {
    statuses.lineDown(names(), why, now());
  }

  /// Reports that came again because their confirmation was lost.
  long repeated() {
    return repeated.get();
  }

  /// One connection's bytes.
  private final class Talk implements Conversation, FrameSplitter.Told<Szy206Frame> {
    private final FrameSplitter<Szy206Frame> splitter =
        new FrameSplitter<>(new Szy206Format(), this);
    private final Consumer<byte[]> answers;
    private int bytesSinceFrame;

    Talk(Consumer<byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public void received(byte[] bytes, int length) {
      bytesSinceFrame += length;
      splitter.feed(bytes, 0, length);
    }

    @Override
    public void quiet() {
      splitter.stalled();
    }

    @Override
    public boolean isWaiting() {
      return splitter.isWaiting();
    }

    @Override
    public int bytesSinceFrame() {
      return bytesSinceFrame;
    }

    @Override
    public void frame(Szy206Frame frame) {
      bytesSinceFrame = 0;
      if (frame.up()) {
        uplink(frame, answers);
      }
    }

    @Override
    public void damage(FrameScan.Damage damage) {
      long count = damaged.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.info(
            "link={} damaged frame: {}: got {}, wanted {}, count={}",
            config.name(),
            damage.what(),
            damage.got(),
            damage.wanted(),
            count);
      }
    }

    @Override
    public void close() {
      // Holds nothing but its buffer.
    }
  }

  /// Split messages are pictures: they are not taken, so they are not confirmed either.
  private void uplink(Szy206Frame frame, Consumer<byte[]> answers) {
    Terminal terminal = terminals.get(frame.address());
    if (terminal == null || frame.part().isPresent()) {
      return;
    }
    statuses.heard(terminal.device().name(), now());
    Szy206Data data = Szy206Data.read(frame);
    if (frame.function() != LINK_TEST && !data.fields().containsKey("undecoded")) {
      if (terminal.isRepeat(frame, data.label().isPresent())) {
        repeated.incrementAndGet();
      } else {
        give(terminal, data);
      }
    }
    boolean report = frame.function() == LINK_TEST || frame.function() >= 0x81 && !isReply(frame);
    if (terminal.isConfirmed() && report && now().isAfter(LEAST_PLAUSIBLE)) {
      boolean shortLabel = data.label().filter(l -> !l.isLong()).isPresent();
      answers.accept(AnswerWriter.confirm(frame, now(), shortLabel));
    }
  }

  /// B0 and B1 answer a question; they end the exchange.
  private static boolean isReply(Szy206Frame frame) {
    return frame.function() == 0xB0 || frame.function() == 0xB1;
  }

  private void give(Terminal terminal, Szy206Data data) {
    Instant received = now();
    Optional<Instant> labelled = data.label().map(l -> l.near(received));
    for (PointProfile point : terminal.device().profile().points()) {
      String wanted = point.address().text("value", "");
      for (Measured measured : data.values()) {
        if (measured.point().equals(wanted)) {
          context.observations().accept(observation(terminal, point, measured, labelled, received));
        }
      }
    }
  }

  private Observation observation(
      Terminal terminal,
      PointProfile point,
      Measured measured,
      Optional<Instant> labelled,
      Instant received) {
    double number =
        measured
            .value()
            .map(
                v ->
                    inUnit(
                        v.doubleValue() * point.address().number("scale", 1),
                        measured.unit(),
                        point))
            .orElse(Double.NaN);
    boolean missing = Double.isNaN(number);
    return new Observation(
        new PointId(terminal.device().name(), point.name()),
        number,
        point.unit(),
        labelled.orElse(received),
        received,
        RESOLUTION,
        missing ? Quality.MISSING : Quality.NOT_EVALUATED,
        "szy206 " + config.name() + " " + terminal.device().address().text("station", ""),
        missing ? "the terminal says that it has no value" : "");
  }

  private static double inUnit(double number, Unit unit, PointProfile point) {
    return unit == Unit.UNSTATED ? number : unit.convert(number, point.unit());
  }

  private Iterable<String> names() {
    return terminals.values().stream().map(t -> t.device().name()).toList();
  }

  private Instant now() {
    return context.clock().instant();
  }
}
