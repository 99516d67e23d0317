package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out the writes of one output, one after the other, on a virtual thread of its own. One
/// write may wait; a later one takes its place. Ends after a last write.
final class OutputLane {
  private static final Logger LOG = LoggerFactory.getLogger(OutputLane.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int LAST_TRIES = 3;

  private final OutputConfig config;
  private final Function<PointId, Optional<Actuator>> actuators;
  private final OutputWriter.Answers answers;
  private final AtomicLong bugs;
  private final Thread thread;
  private @Nullable Write waiting;
  private boolean closing;

  OutputLane(
      OutputConfig config,
      Function<PointId, Optional<Actuator>> actuators,
      OutputWriter.Answers answers,
      AtomicLong bugs) {
    this.config = config;
    this.actuators = actuators;
    this.answers = answers;
    this.bugs = bugs;
    thread = Thread.ofVirtual().name("output-" + config.id()).start(this::work);
  }

  void submit(Write write) {
    Write displaced = put(write);
    if (displaced != null && !displaced.last()) {
      answer(displaced, new WriteResult.Refused("a later write took its place"));
    }
  }

  /// Nothing comes after this; without a last write the fail-safe state is the last.
  void finish() {
    boolean on = config.failSafe() == FailSafe.ON;
    double value = on ? config.onValue() : config.offValue();
    submit(new Write(config.id(), config.point(), value, on, 0, true));
  }

  /// Whether it has ended by itself.
  boolean join(Duration patience) throws InterruptedException {
    return thread.join(patience);
  }

  void interrupt() {
    thread.interrupt();
  }

  /// The write that is not carried out because of this one: the waiting one, or itself.
  private synchronized @Nullable Write put(Write write) {
    if (closing) {
      return write;
    }
    Write displaced = waiting;
    waiting = write;
    closing = write.last();
    notifyAll();
    return displaced;
  }

  private synchronized Write take() throws InterruptedException {
    while (waiting == null) {
      wait();
    }
    Write write = waiting;
    waiting = null;
    return write;
  }

  private void work() {
    try {
      Write write = take();
      while (!write.last()) {
        answer(write, carryOut(write));
        write = take();
      }
      carryOutLast(write);
    } catch (InterruptedException _) {
      LOG.warn("output={} ended before its last write", config.id());
    }
  }

  private void carryOutLast(Write write) {
    WriteResult result = carryOut(write);
    for (int i = 1; i < LAST_TRIES && isToBeRepeated(result); i++) {
      result = carryOut(write);
    }
    if (!(result instanceof WriteResult.Done)) {
      LOG.warn("output={} last write, on={}: {}", config.id(), write.on(), result);
    }
  }

  private static boolean isToBeRepeated(WriteResult result) {
    return !(result instanceof WriteResult.Done) && !Thread.currentThread().isInterrupted();
  }

  private WriteResult carryOut(Write write) {
    try {
      Optional<Actuator> actuator = actuators.apply(write.point());
      return actuator.isPresent()
          ? actuator.get().write(write.point(), write.value(), TIMEOUT)
          : new WriteResult.Refused(write.point() + ": nothing here can write it");
    } catch (RuntimeException bug) {
      noteBug("driver", bug);
      return new WriteResult.Refused(write.point() + ": the driver failed: " + bug);
    }
  }

  private void answer(Write write, WriteResult result) {
    try {
      answers.written(write.outputId(), write.attempt(), result);
    } catch (RuntimeException bug) {
      noteBug("answer", bug);
    }
  }

  private void noteBug(String where, RuntimeException bug) {
    long count = bugs.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.error("output={} {} failed, count={}", config.id(), where, count, bug);
    }
  }
}
