package org.fieldbeacon.simulator.sl651;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.FaultSwitches;
import org.fieldbeacon.simulator.fault.ValueFaults;
import org.fieldbeacon.simulator.scenario.StationSpec;
import org.fieldbeacon.simulator.scenario.StationSpec.ElementSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;

/// One station at work (6.3, mode M2): a report when it is due, sent three times at most with the
/// same serial, kept when nobody confirms it and sent later with those before it. After EOT it
/// leaves, after ESC it stays and keeps the line alive.
public final class TelemetryStation implements AutoCloseable {
  private static final int SENDINGS = 3;
  private static final int MOST_KEPT = 1000;
  private static final int EOT = 0x04;
  private static final int ESC = 0x1B;
  private static final int MOST_ANSWER = 64;

  private final StationSpec spec;
  private final SimulatedClock simulated;
  private final InstantSource clock;
  private final Timing timing;
  private final FaultSwitches faults = new FaultSwitches();
  private final Random random;
  private final Deque<Report> kept = new ArrayDeque<>();
  private final Map<ElementSpec, Double> lastValues = new HashMap<>();
  private final ValueFaults valueFaults = new ValueFaults(faults);
  private final AtomicLong confirmed = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Optional<Socket> line = Optional.empty();
  private int serial;

  /// Real time that things take.
  ///
  /// @param answer how long a confirmation may take
  /// @param keepAlive between two signs of life
  public record Timing(Duration answer, Duration keepAlive) {
    /// As recommended: 40 s of keep-alive (6.6.4.2).
    public static final Timing USUAL = new Timing(Duration.ofSeconds(3), Duration.ofSeconds(40));
  }

  private record Report(int serial, Instant observedAt, String data) {}

  /// @param simulated what the elements follow
  /// @param clock the station's own clock, real time
  public TelemetryStation(
      StationSpec spec, SimulatedClock simulated, InstantSource clock, Timing timing) {
    this.spec = spec;
    this.simulated = simulated;
    this.clock = clock;
    this.timing = timing;
    this.random = new Random(spec.id().hashCode());
    this.thread = Thread.ofVirtual().name("station-" + spec.id()).unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  public String id() {
    return spec.id();
  }

  public FaultSwitches faults() {
    return faults;
  }

  /// Reports that a centre confirmed.
  public long confirmed() {
    return confirmed.get();
  }

  @Override
  public void close() {
    closed.countDown();
    hangUp();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    Duration due = Duration.ZERO;
    Instant lastWord = clock.instant();
    while (closed.getCount() > 0) {
      if (simulated.elapsed().compareTo(due) >= 0) {
        due = simulated.elapsed().plus(spec.interval());
        keep(report(simulated.elapsed()));
        sendAll();
        lastWord = clock.instant();
      } else if (line.isPresent()
          && Duration.between(lastWord, clock.instant()).compareTo(timing.keepAlive()) >= 0) {
        send(ReportFrame.keepAlive(spec, serial, clock.instant()));
        lastWord = clock.instant();
      }
      pause(Duration.ofMillis(20));
    }
  }

  private Report report(Duration elapsed) {
    serial = serial % 0xFFFF + 1;
    valueFaults.update(elapsed);
    var data = new StringBuilder();
    for (ElementSpec element : spec.elements()) {
      data.append(ReportFrame.element(element, value(element, elapsed)));
    }
    return new Report(serial, clock.instant(), data.toString());
  }

  private double value(ElementSpec element, Duration elapsed) {
    double plain = element.signal().at(elapsed);
    if (valueFaults.isStuck(element.name())) {
      return lastValues.getOrDefault(element, plain);
    }
    double value = plain + valueFaults.error(element.name());
    lastValues.put(element, value);
    return value;
  }

  private void keep(Report report) {
    kept.addLast(report);
    if (kept.size() > MOST_KEPT) {
      kept.removeFirst();
    }
  }

  /// Oldest first; stops at the first that nobody confirms.
  private void sendAll() {
    if (faults.find(Fault.Silence.class).isPresent()) {
      return;
    }
    while (!kept.isEmpty() && closed.getCount() > 0) {
      int end = answerAfterSending(kept.getFirst());
      if (end == 0) {
        hangUp();
        return;
      }
      kept.removeFirst();
      confirmed.incrementAndGet();
      if (end == EOT) {
        hangUp();
      }
    }
  }

  /// EOT or ESC; 0 when nobody confirmed it.
  private int answerAfterSending(Report report) {
    for (int sending = 0; sending < SENDINGS && closed.getCount() > 0; sending++) {
      faults.find(Fault.Slow.class).ifPresent(slow -> pause(slow.delay()));
      byte[] frame =
          ReportFrame.timed(
              spec, report.serial(), clock.instant(), report.observedAt(), report.data());
      if (!send(frame)) {
        return 0;
      }
      int end = answer(report.serial());
      if (end == EOT || end == ESC) {
        return end;
      }
    }
    return 0;
  }

  private boolean send(byte[] frame) {
    if (faults.find(Fault.LinkCut.class).isPresent()) {
      hangUp();
      return false;
    }
    try {
      if (line.isEmpty()) {
        line = Optional.of(connect());
      }
      Optional<Fault.Garbage> garbage = faults.find(Fault.Garbage.class);
      if (garbage.isPresent()) {
        line.get().getOutputStream().write(garbage.get().noise(random));
      }
      line.get().getOutputStream().write(frame);
      return true;
    } catch (IOException _) {
      hangUp();
      return false;
    }
  }

  private Socket connect() throws IOException {
    var socket = new Socket();
    try {
      int millis = Math.toIntExact(timing.answer().toMillis());
      socket.connect(new InetSocketAddress(spec.host(), spec.port()), millis);
      socket.setSoTimeout(millis);
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /// The end character of the answer to this serial; 0 when none came in time.
  private int answer(int wanted) {
    try {
      InputStream in =
          line.isPresent() ? line.get().getInputStream() : InputStream.nullInputStream();
      byte[] head = in.readNBytes(14);
      int body = head.length == 14 ? (head[11] & 0x0F) << 8 | head[12] & 0xFF : MOST_ANSWER;
      if (body >= MOST_ANSWER || body < 8) {
        return 0;
      }
      byte[] rest = in.readNBytes(body + 3);
      boolean mine = rest.length == body + 3 && ((rest[0] & 0xFF) << 8 | rest[1] & 0xFF) == wanted;
      return mine ? rest[body] & 0xFF : 0;
    } catch (SocketTimeoutException _) {
      return 0;
    } catch (IOException _) {
      hangUp();
      return 0;
    }
  }

  private void hangUp() {
    Optional<Socket> open = line;
    line = Optional.empty();
    if (open.isPresent()) {
      try {
        open.get().close();
      } catch (IOException _) {
        // Gone all the same.
      }
    }
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        hangUp();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }
}
