package org.fieldbeacon.agent.inference;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.agent.model.Answer;

/// What one model has been asked and said. Written by the worker, read by any thread.
public final class ModelCounters {
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong unsure = new AtomicLong();
  private final Map<String, Long> none = new TreeMap<>();
  private final Times times = new Times();

  synchronized void answered(ModelResult result, long elapsedNanos) {
    times.add(elapsedNanos);
    switch (result.answer()) {
      case Answer.None(String reason, _) -> none.merge(reason, 1L, Long::sum);
      case Answer.Choice choice -> {
        answers.incrementAndGet();
        unsure.addAndGet(choice.isSure() && result.isCredible() ? 0 : 1);
      }
      case Answer.Event _, Answer.Forecast _ -> answers.incrementAndGet();
    }
  }

  /// Of the last 256 questions, how many were timed since [#forgetTimes].
  synchronized int timed() {
    return times.count();
  }

  /// Another model answers from here on.
  synchronized void forgetTimes() {
    times.forget();
  }

  public long answers() {
    return answers.get();
  }

  /// Answers that no rule believes by themselves.
  public long unsure() {
    return unsure.get();
  }

  /// Questions without an answer, by reason.
  public synchronized Map<String, Long> none() {
    return Map.copyOf(none);
  }

  /// Questions without an answer.
  public synchronized long noneTotal() {
    return none.values().stream().mapToLong(Long::longValue).sum();
  }

  /// Of the last 256 questions, in milliseconds; 0 before the first.
  public synchronized double p99Millis() {
    return times.p99Millis();
  }
}
