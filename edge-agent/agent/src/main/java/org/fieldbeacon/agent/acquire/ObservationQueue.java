package org.fieldbeacon.agent.acquire;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.fieldbeacon.driver.DriverContext.ObservationSink;
import org.fieldbeacon.observation.Observation;

/// The hand-over from the links' threads to the pipeline's thread. Bounded; when it is full the
/// link waits, which slows reading instead of losing what was read. Waits are counted.
public final class ObservationQueue implements ObservationSink {
  private final ArrayBlockingQueue<Observation> queue;
  private final LongAdder accepted = new LongAdder();
  private final LongAdder waits = new LongAdder();
  private volatile boolean closed;

  /// @param capacity observations held at most, 1 or more
  public ObservationQueue(int capacity) {
    queue = new ArrayBlockingQueue<>(capacity);
  }

  /// Takes one observation, waiting for room. After [#close] observations are let go.
  @Override
  public void accept(Observation observation) {
    if (closed) {
      return;
    }
    if (!queue.offer(observation)) {
      waits.increment();
      if (!putUnlessClosed(observation)) {
        return;
      }
    }
    accepted.increment();
  }

  /// Up to `max` observations in order of arrival, waiting `patience` at most for the first.
  public List<Observation> take(int max, Duration patience) throws InterruptedException {
    Observation first = queue.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
    if (first == null) {
      return List.of();
    }
    List<Observation> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, max - 1);
    return batch;
  }

  /// Lets waiting links go on; what they still bring is let go.
  public void close() {
    closed = true;
  }

  public int depth() {
    return queue.size();
  }

  /// Observations taken over so far.
  public long accepted() {
    return accepted.sum();
  }

  /// How often a link had to wait for room.
  public long waits() {
    return waits.sum();
  }

  private boolean putUnlessClosed(Observation observation) {
    try {
      while (!closed) {
        if (queue.offer(observation, 100, TimeUnit.MILLISECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return false;
  }
}
