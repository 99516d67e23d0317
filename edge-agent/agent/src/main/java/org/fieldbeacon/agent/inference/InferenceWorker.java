package org.fieldbeacon.agent.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks models on one platform thread of its own, `inference`, since native code holds its carrier.
/// Of each model one question waits at most: a newer one takes its place, and the older is counted
/// as dropped, as is one that waited longer than its deadline. Questions that are late anyway wait
/// beside it, in order; of all together [#MOST_WAITING] wait, and a further one takes the oldest's
/// place. Any thread may submit.
public final class InferenceWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(InferenceWorker.class);
  private static final long HEAT_NANOS = Duration.ofSeconds(10).toNanos();
  private static final Duration CLOSE = Duration.ofSeconds(2);
  private static final int MOST_WAITING = 256;

  private final ModelDesk desk;
  private final Map<String, Duration> deadlines;
  private final Throttle throttle;
  private final Consumer<ModelResult> results;
  private final LinkedHashMap<Place, Waiting> waiting = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition hasWork = lock.newCondition();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong bugs = new AtomicLong();
  private final Thread thread;
  private boolean isClosing;
  private volatile int slowdown = 1;
  private long throttledNanos;

  private record Waiting(ModelQuestion question, long sinceNanos) {}

  /// @param lateAt the instant that a late question is about, empty for one of the present
  private record Place(String model, Optional<Instant> lateAt) {
    static Place of(ModelQuestion question) {
      return new Place(
          question.model(), isLate(question) ? Optional.of(question.at()) : Optional.empty());
    }
  }

  private static boolean isLate(ModelQuestion question) {
    return question instanceof ModelQuestion.Judge judge && judge.isLate();
  }

  /// @param deadlines by model
  /// @param throttle looked at every ten seconds while there is work
  /// @param results takes each result on the worker's thread
  public InferenceWorker(
      ModelDesk desk,
      Map<String, Duration> deadlines,
      Throttle throttle,
      Consumer<ModelResult> results) {
    this.desk = desk;
    this.deadlines = Map.copyOf(deadlines);
    this.throttle = throttle;
    this.results = results;
    thread = Thread.ofPlatform().name("inference").daemon().unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /// Never blocks for long.
  public void submit(ModelQuestion question) {
    lock.lock();
    try {
      Place place = Place.of(question);
      boolean isFull = waiting.size() >= MOST_WAITING && !waiting.containsKey(place);
      if (waiting.remove(place) != null || isFull && waiting.pollFirstEntry() != null) {
        dropped.incrementAndGet();
      }
      waiting.put(place, new Waiting(question, System.nanoTime()));
      hasWork.signal();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    while (true) {
      Waiting next;
      try {
        next = take();
      } catch (InterruptedException _) {
        return;
      }
      if (next == null) {
        return;
      }
      lookAtHeat();
      Duration waited = Duration.ofNanos(System.nanoTime() - next.sinceNanos());
      Duration deadline = deadlines.getOrDefault(next.question().model(), waited);
      if (waited.compareTo(deadline) > 0 && !isLate(next.question())) {
        late.incrementAndGet();
        continue;
      }
      try {
        results.accept(desk.ask(next.question()));
      } catch (RuntimeException e) {
        // One picture must not end the others.
        long count = bugs.incrementAndGet();
        if (Long.bitCount(count) == 1) {
          LOG.error("model={} failed by a bug count={}", next.question().model(), count, e);
        }
      }
    }
  }

  private void lookAtHeat() {
    long now = System.nanoTime();
    if (throttledNanos == 0 || now - throttledNanos > HEAT_NANOS) {
      throttledNanos = now;
      slowdown = throttle.factor();
      refresh();
    }
  }

  private void refresh() {
    try {
      desk.refresh();
    } catch (RuntimeException e) {
      long count = bugs.incrementAndGet();
      if (Long.bitCount(count) == 1) {
        LOG.error("promotions not looked at count={}", count, e);
      }
    }
  }

  /// By how much periods are to be stretched, 1 or more.
  public int slowdown() {
    return slowdown;
  }

  private @org.jspecify.annotations.Nullable Waiting take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (waiting.isEmpty() && !isClosing) {
        hasWork.await();
      }
      return isClosing ? null : waiting.pollFirstEntry().getValue();
    } finally {
      lock.unlock();
    }
  }

  /// Questions that a newer one took the place of.
  public long dropped() {
    return dropped.get();
  }

  /// Questions that waited too long.
  public long late() {
    return late.get();
  }

  public long bugs() {
    return bugs.get();
  }

  public ModelDesk desk() {
    return desk;
  }

  /// Ends after the question in hand, and closes the desk.
  @Override
  public void close() {
    lock.lock();
    try {
      isClosing = true;
      hasWork.signalAll();
    } finally {
      lock.unlock();
    }
    boolean ended = !thread.isAlive();
    try {
      ended = ended || thread.join(CLOSE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (ended) {
      desk.close();
    } else {
      LOG.warn("inference still busy {} after close; its models stay open", CLOSE);
    }
  }
}
