package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.jspecify.annotations.Nullable;

/// Brings the latest command of one output to its device: one write at a time, repeated with a
/// doubling pause until it is done or another command takes its place. One thread.
final class Delivery {
  static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  /// A write that is not answered at all counts as failed after this, well beyond what a write may
  /// take.
  static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);

  private static final int DOUBLINGS = 5;

  private final OutputConfig config;
  private long attempts;
  private @Nullable Write inFlight;
  private Instant answerBy = Instant.MAX;
  private Instant dueAt = Instant.MAX;
  private boolean written;
  private int failures;
  private @Nullable Class<?> trouble;

  Delivery(OutputConfig config) {
    this.config = config;
  }

  boolean isWritten() {
    return written;
  }

  int failures() {
    return failures;
  }

  /// There is something to write, whatever the last pause.
  void command(Instant now) {
    written = false;
    dueAt = now;
  }

  /// The write to be made now.
  Optional<Write> next(boolean on, Instant now) {
    if (inFlight != null || now.isBefore(dueAt)) {
      return Optional.empty();
    }
    Write write = write(on, false);
    inFlight = write;
    dueAt = Instant.MAX;
    answerBy = now.plus(ANSWER_WITHIN);
    return Optional.of(write);
  }

  /// The write that ends everything, whatever is in flight.
  Write last(boolean on) {
    return write(on, true);
  }

  /// The write that this answers; empty when it is not the one in flight.
  Optional<Write> answered(long attempt) {
    Write write = inFlight;
    if (write == null || write.attempt() != attempt) {
      return Optional.empty();
    }
    inFlight = null;
    answerBy = Instant.MAX;
    return Optional.of(write);
  }

  /// The attempt whose answer does not come any more.
  Optional<Long> unanswered(Instant now) {
    return inFlight == null || now.isBefore(answerBy)
        ? Optional.empty()
        : Optional.of(inFlight.attempt());
  }

  /// Whether there were failures before.
  boolean succeeded(boolean current) {
    boolean recovered = failures > 0;
    failures = 0;
    trouble = null;
    written = current;
    return recovered;
  }

  /// Whether it is news: the first failure, or another kind than the one before.
  boolean failed(WriteResult result, boolean current, Instant now) {
    failures++;
    if (current) {
      dueAt = now.plus(pause());
    }
    boolean news = !result.getClass().equals(trouble);
    trouble = result.getClass();
    return news;
  }

  Instant deadline() {
    return inFlight == null ? dueAt : answerBy;
  }

  private Duration pause() {
    Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS));
    return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
  }

  private Write write(boolean on, boolean last) {
    double value = on ? config.onValue() : config.offValue();
    return new Write(config.id(), config.point(), value, on, ++attempts, last);
  }
}
