package org.fieldbeacon.simulator.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.FaultSwitches;
import org.fieldbeacon.simulator.fault.ValueFaults;
import org.fieldbeacon.simulator.scenario.ReporterSpec;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Logger;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Protocol;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Side;
import org.fieldbeacon.simulator.series.SimulatedClock;

/// One device at work: a report when it is due, said three times at most until it is confirmed
/// where its protocol confirms; what nobody confirms is given up.
public final class Reporter implements AutoCloseable {
  private static final int SAYINGS = 3;

  /// As over a slow line; no faster, since a centre keeps a bounded number of messages.
  private static final Duration BETWEEN_STORED = Duration.ofMillis(50);

  private final ReporterSpec spec;
  private final SimulatedClock simulated;
  private final InstantSource clock;
  private final Outlet outlet;
  private final Wire wire;
  private final FaultSwitches faults = new FaultSwitches();
  private final Random random;
  private final Map<String, Double> lastValues = new HashMap<>();
  private final ValueFaults valueFaults = new ValueFaults(faults);
  private final AtomicLong said = new AtomicLong();
  private final AtomicLong confirmed = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private final Optional<Hj212Desk> desk;
  private int serial;

  /// @param simulated what the values follow
  /// @param clock the device's own clock, real time
  Reporter(ReporterSpec spec, SimulatedClock simulated, InstantSource clock, Outlet outlet) {
    this.spec = spec;
    this.simulated = simulated;
    this.clock = clock;
    this.outlet = outlet;
    this.wire = Wires.of(spec.protocol());
    this.random = new Random(spec.id().hashCode());
    this.desk =
        spec.protocol() == Protocol.HJ212 && spec.side() == Side.CONNECTS
            ? Optional.of(new Hj212Desk(spec.address(), clock, this::valuesNow, faults))
            : Optional.empty();
    this.thread = Thread.ofVirtual().name("reporter-" + spec.id()).unstarted(this::work);
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

  /// Reports that somebody had.
  public long said() {
    return said.get();
  }

  /// Reports that were confirmed, or needed no confirmation.
  public long confirmed() {
    return confirmed.get();
  }

  @Override
  public void close() {
    closed.countDown();
    if (spec.side() != Side.LISTENS) {
      outlet.close();
    }
    try {
      if (thread.getState() != Thread.State.NEW && !thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    Duration due = spec.logger().map(this::sayStored).orElse(Duration.ZERO);
    while (closed.getCount() > 0) {
      Duration now = simulated.elapsed();
      if (now.compareTo(due) >= 0) {
        due = now.plus(spec.interval());
        say(now);
      }
      obey();
      pause(Duration.ofMillis(20));
    }
  }

  /// Says what was kept, up to now, each record until somebody has it.
  ///
  /// @return when the next report is due
  private Duration sayStored(Logger logger) {
    Duration anchor = simulated.elapsed();
    Instant now = clock.instant();
    boolean isHeard = false;
    for (long back = logger.stored().dividedBy(spec.interval()); back >= 0; ) {
      if (closed.getCount() == 0) {
        return anchor;
      }
      if (!isHeard) {
        anchor = simulated.elapsed();
        now = clock.instant();
      }
      Duration age = spec.interval().multipliedBy(back);
      serial = serial % 0xFFFF + 1;
      Instant taken = now.minus(logger.real(age));
      if (isHad(new Report(spec, serial, taken, values(anchor.minus(age))))) {
        isHeard = true;
        back--;
      }
      pause(BETWEEN_STORED);
    }
    return anchor.plus(spec.interval());
  }

  /// Does what it has been told since.
  private void obey() {
    try {
      obey(outlet.heard());
    } catch (IOException _) {
      outlet.cut();
    }
  }

  private void obey(byte[] heard) throws IOException {
    boolean isAway =
        faults.find(Fault.Silence.class).isPresent()
            || faults.find(Fault.LinkCut.class).isPresent();
    if (desk.isPresent() && heard.length > 0) {
      for (byte[] answer : desk.get().hear(heard)) {
        if (!isAway) {
          outlet.send(answer);
        }
      }
    }
  }

  /// By its own clock.
  private Instant ownTime() {
    return desk.map(Hj212Desk::now).orElseGet(clock::instant);
  }

  private boolean isHad(Report report) {
    try {
      boolean isHad = send(report) && isConfirmed(report);
      said.addAndGet(isHad ? 1 : 0);
      confirmed.addAndGet(isHad ? 1 : 0);
      return isHad;
    } catch (IOException _) {
      outlet.cut();
      return false;
    }
  }

  private void say(Duration elapsed) {
    if (faults.find(Fault.Silence.class).isPresent()) {
      return;
    }
    if (faults.find(Fault.LinkCut.class).isPresent()) {
      outlet.cut();
      return;
    }
    serial = serial % 0xFFFF + 1;
    var report = new Report(spec, serial, ownTime(), values(elapsed));
    for (int saying = 0; saying < SAYINGS && closed.getCount() > 0; saying++) {
      faults.find(Fault.Slow.class).ifPresent(slow -> pause(slow.delay()));
      try {
        if (!send(report)) {
          return;
        }
        if (saying == 0) {
          said.incrementAndGet();
        }
        if (isConfirmed(report)) {
          confirmed.incrementAndGet();
          return;
        }
      } catch (IOException _) {
        outlet.cut();
      }
    }
  }

  private boolean send(Report report) throws IOException {
    if (outlet.isFresh()) {
      for (byte[] frame : wire.greeting(report)) {
        outlet.send(frame);
      }
    }
    var garbage = faults.find(Fault.Garbage.class);
    if (garbage.isPresent()) {
      outlet.send(garbage.get().noise(random));
    }
    boolean anybody = false;
    for (byte[] frame : wire.frames(report)) {
      anybody |= outlet.send(frame);
    }
    return anybody;
  }

  /// Answers may come in pieces, and behind those to the greeting.
  private boolean isConfirmed(Report report) throws IOException {
    var heard = new ByteArrayOutputStream();
    while (!wire.isConfirmed(heard.toByteArray(), report)) {
      byte[] piece = outlet.answer();
      if (piece.length == 0) {
        return false;
      }
      obey(piece);
      heard.writeBytes(piece);
    }
    return true;
  }

  /// What it would say now.
  Map<String, Double> valuesNow() {
    return values(simulated.elapsed());
  }

  /// How it calls itself, where its protocol asks.
  String model() {
    return spec.message().map(ReporterSpec.Message::model).orElse("");
  }

  private synchronized Map<String, Double> values(Duration elapsed) {
    valueFaults.update(elapsed);
    Map<String, Double> values = new LinkedHashMap<>();
    spec.values().forEach((name, signal) -> values.put(name, value(name, signal.at(elapsed))));
    return values;
  }

  private double value(String name, double plain) {
    if (valueFaults.isStuck(name)) {
      return lastValues.getOrDefault(name, plain);
    }
    double value = plain + valueFaults.error(name);
    lastValues.put(name, value);
    return value;
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        outlet.cut();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }
}
