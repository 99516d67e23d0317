package org.fieldbeacon.hydrology.sdi12;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.hydrology.sdi12.Probe.Task;
import org.fieldbeacon.hydrology.sdi12.SensorLine.Reply;

/// Reads the sensors of one SDI-12 line. A sensor is asked who it is, told to measure, waited for
/// and asked for its values:
///
/// ```
///   aM! ── atttn ── ttt = 0 ─────────────────────────► aD0! .. aD9!
///            └───── waits for "a", ttt seconds at most ──►┘
///   aC! ── atttnn ── others are started and collected ──► aD0! .. aD9!
///   aR0! ─ a+values
/// ```
///
/// A sensor that measures concurrently does not keep the line: when one is polled, all such
/// neighbours that are due for a reading begin with it and give their values then, each once for
/// each of its own polls.
///
/// A break wakes every sensor and ends a measurement that is under way (SDI-12 v1.4 §4.4.5), so
/// that whoever else wants the line waits for the end of a reading and not only of an exchange.
final class Sdi12Driver implements PollingDriver, SharedLine {
  private final SensorLine line;
  private final DriverContext context;
  private final Map<String, Probe> probes = new TreeMap<>();
  private final ReentrantLock turn;

  /// A measurement that goes on without the line.
  private record Running(Probe probe, int task, int count, long readyNanos) {}

  Sdi12Driver(SensorLine line, List<Device> devices, DriverContext context) {
    this(line, new ReentrantLock(true), devices, context);
  }

  private Sdi12Driver(
      SensorLine line, ReentrantLock turn, List<Device> devices, DriverContext context) {
    this.line = line;
    this.turn = turn;
    this.context = context;
    Instant now = context.clock().instant();
    devices.forEach(d -> probes.put(d.name(), new Probe(d, now)));
  }

  @Override
  public void open() {
    // The line connects at the first command and again whenever it has to.
  }

  @Override
  public void close() {
    line.close();
  }

  @Override
  public void poll(Device device) {
    Probe probe = probe(device.name());
    if (probe.wasTakenAlong()) {
      return;
    }
    if (probe.backoff().holds(now())) {
      giveMissing(probe, 0, "backing off: " + probe.status().status().detail());
      return;
    }
    try {
      turn.lockInterruptibly();
      try {
        read(company(probe));
      } finally {
        turn.unlock();
      }
    } catch (InterruptedException _) {
      if (!line.isClosed()) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void scan(FieldScanner.Limits limits, FieldScanner.Heard heard)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.within().toNanos();
    for (char address : Sdi12Scanner.addresses(limits).toCharArray()) {
      heard.asking(address - '0');
      if (!turn.tryLock(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        return;
      }
      try {
        look(address, heard);
      } finally {
        turn.unlock();
      }
    }
  }

  private void look(char address, FieldScanner.Heard heard)
      throws IOException, InterruptedException {
    switch (line.askOnce(address, "")) {
      case Reply.Said _ -> {
        String who = line.askOnce(address, "I") instanceof Reply.Said(String text, _) ? text : "";
        heard.found(Sdi12Scanner.found(String.valueOf(address), who));
      }
      case Reply.Silent _ -> {}
      case Reply.LinkDown(String what) -> throw new IOException(what);
    }
  }

  @Override
  public void readOnce(Device device, DriverContext into) {
    new Sdi12Driver(line, turn, List.of(device), into).poll(device);
  }

  private List<Probe> company(Probe probe) {
    List<Probe> company = new ArrayList<>(List.of(probe));
    if (probe.letsOthersSpeak()) {
      for (Probe other : probes.values()) {
        if (other != probe
            && other.letsOthersSpeak()
            && !other.isTakenAlong()
            && !other.backoff().holds(now())) {
          other.takenAlong();
          company.add(other);
        }
      }
    }
    return company;
  }

  private void read(List<Probe> company) throws InterruptedException {
    var running = new PriorityQueue<>(Comparator.comparingLong(Running::readyNanos));
    for (Probe probe : company) {
      probe.begin();
      if (isGreeted(probe)) {
        goOn(probe, 0, running);
      }
    }
    while (!running.isEmpty()) {
      Running first = running.remove();
      line.rest(first.readyNanos() - System.nanoTime());
      if (collected(first.probe(), first.task(), first.count(), true)) {
        goOn(first.probe(), first.task() + 1, running);
      }
    }
  }

  /// Whether the sensor is there and is the one that is meant.
  private boolean isGreeted(Probe probe) throws InterruptedException {
    if (probe.identity().isPresent()) {
      return true;
    }
    switch (line.ask(probe.address(), "I", false)) {
      case Reply.Said said when !probe.isOfThisKind(said.frame().fields()) -> {
        String what =
            "%s: got a sensor that calls itself \"%s\", wanted \"%s\""
                .formatted(source(probe), said.text().strip(), probe.wantedIdentity());
        become(probe, State.DEGRADED, what);
        giveMissing(probe, 0, what);
        return false;
      }
      case Reply.Said said -> {
        probe.identified(said.text().substring(1).strip());
        return true;
      }
      case Reply.Silent(String what) -> silence(probe, 0, State.OFFLINE, what);
      case Reply.LinkDown(String what) -> silence(probe, 0, State.LINK_DOWN, what);
    }
    return false;
  }

  /// From this task to the last, or to one that goes on without the line.
  private void goOn(Probe probe, int from, PriorityQueue<Running> running)
      throws InterruptedException {
    for (int i = from; i < probe.tasks().size(); i++) {
      Measure measure = probe.tasks().get(i).measure();
      switch (line.ask(
          probe.address(), measure.command(), measure.isChecked() && measure.isContinuous())) {
        case Reply.Said said when measure.isContinuous() ->
            give(probe, probe.tasks().get(i), values(said));
        case Reply.Said said -> {
          int count = number(said, "count");
          Duration wait = Duration.ofSeconds(number(said, "wait_s"));
          if (count == 0) {
            refuse(probe, i, measure.command() + " is not a measurement of this sensor");
          } else if (wait.compareTo(probe.mostWait()) > 0) {
            refuse(
                probe,
                i,
                "%s: got a wait of %d s, wanted %d s at most"
                    .formatted(measure.command(), wait.toSeconds(), probe.mostWait().toSeconds()));
          } else if (measure.letsOthersSpeak()) {
            running.add(new Running(probe, i, count, System.nanoTime() + wait.toNanos()));
            return;
          } else if (!collectedAfter(wait, probe, i, count)) {
            return;
          }
        }
        case Reply.Silent(String what) -> {
          silence(probe, i, State.OFFLINE, what);
          return;
        }
        case Reply.LinkDown(String what) -> {
          silence(probe, i, State.LINK_DOWN, what);
          return;
        }
      }
    }
    probe.backoff().answered();
    String identity = probe.identity().orElse("");
    if (probe.trouble().isEmpty()) {
      become(probe, State.ONLINE, identity);
    } else {
      become(probe, State.DEGRADED, probe.trouble());
    }
  }

  private boolean collectedAfter(Duration wait, Probe probe, int task, int count)
      throws InterruptedException {
    boolean isReady = wait.isZero();
    try {
      isReady = isReady || line.awaitServiceRequest(probe.address(), wait);
    } catch (IOException e) {
      silence(probe, task, State.LINK_DOWN, String.valueOf(e.getMessage()));
      return false;
    }
    return collected(probe, task, count, isReady);
  }

  /// Asks for values until there are as many as were stated, or no more come.
  ///
  /// @param isReady whether the sensor had to have them; else a bare address may be its late
  ///   request for service and not its word that it has none
  /// @return whether the sensor still answers
  private boolean collected(Probe probe, int task, int count, boolean isReady)
      throws InterruptedException {
    Measure measure = probe.tasks().get(task).measure();
    List<BigDecimal> values = new ArrayList<>();
    boolean isAskedAgain = isReady;
    for (int page = 0; page <= measure.lastPage() && values.size() < count; page++) {
      switch (line.ask(probe.address(), "D" + page, measure.isChecked())) {
        case Reply.Said said -> {
          List<BigDecimal> more = values(said);
          if (more.isEmpty() && !isAskedAgain) {
            isAskedAgain = true;
            page--;
          } else if (more.isEmpty()) {
            page = measure.lastPage();
          }
          values.addAll(more);
        }
        case Reply.Silent(String what) -> {
          silence(probe, task, State.OFFLINE, what);
          return false;
        }
        case Reply.LinkDown(String what) -> {
          silence(probe, task, State.LINK_DOWN, what);
          return false;
        }
      }
    }
    if (values.size() < count) {
      probe.troubled(
          "%s: got %d values of %s, wanted %d"
              .formatted(source(probe), values.size(), measure.command(), count));
    }
    give(probe, probe.tasks().get(task), values);
    return true;
  }

  private void give(Probe probe, Task task, List<BigDecimal> values) {
    Instant now = now();
    String source = source(probe);
    for (SensorPoint point : task.points()) {
      if (point.index() <= values.size()) {
        context
            .observations()
            .accept(point.observation(values.get(point.index() - 1), now, source));
      } else {
        String what =
            "%s: got %d values, wanted value %d"
                .formatted(task.measure().command(), values.size(), point.index());
        probe.troubled(what);
        context.observations().accept(point.missing(now, source, what));
      }
    }
  }

  private void refuse(Probe probe, int task, String what) {
    probe.troubled(what);
    Instant now = now();
    for (SensorPoint point : probe.tasks().get(task).points()) {
      context.observations().accept(point.missing(now, source(probe), what));
    }
  }

  private void silence(Probe probe, int from, State state, String what) {
    probe.backoff().failed(now());
    probe.forgetIdentity();
    become(probe, state, what);
    giveMissing(probe, from, what);
  }

  private void giveMissing(Probe probe, int from, String reason) {
    Instant now = now();
    List<Task> tasks = probe.tasks();
    for (Task task : tasks.subList(from, tasks.size())) {
      for (SensorPoint point : task.points()) {
        context.observations().accept(point.missing(now, source(probe), reason));
      }
    }
  }

  private void become(Probe probe, State state, String detail) {
    if (probe.status().becomes(state, detail, now())) {
      context.statuses().accept(probe.status().status());
    }
  }

  private static List<BigDecimal> values(Reply.Said said) {
    List<BigDecimal> values = new ArrayList<>();
    if (said.frame().fields().get("values") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof BigDecimal number) {
          values.add(number);
        }
      }
    }
    return values;
  }

  private static int number(Reply.Said said, String field) {
    return said.frame().fields().get(field) instanceof Integer number ? number : 0;
  }

  private Probe probe(String device) {
    Probe probe = probes.get(device);
    if (probe == null) {
      throw new IllegalArgumentException(
          line.name() + ": got device " + device + ", wanted one of " + probes.keySet());
    }
    return probe;
  }

  private String source(Probe probe) {
    return "sdi12 " + line.name() + " address " + probe.address();
  }

  private Instant now() {
    return context.clock().instant();
  }
}
