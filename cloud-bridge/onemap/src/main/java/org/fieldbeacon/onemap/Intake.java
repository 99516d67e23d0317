package org.fieldbeacon.onemap;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The thread `onemap-store`, which owns the [MapStore]: takes what has queued up, stores it, and
/// only after the commit acknowledges to the broker and sends receipts to the gateways. Alarms and
/// all else go before observations, which are stored some at a time, so that an alarm waits for one
/// small commit and not for a gateway's backlog. When the disk refuses it tries again and
/// acknowledges nothing. The queue holds [#QUEUE], and as many observations wait beside it; when it
/// stays full the link lets go, and the broker keeps the rest.
final class Intake implements AutoCloseable, SessionLink.Sink {
  private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
  static final int QUEUE = 1_000;

  /// Octets of observations in one commit at most, plus one message: some ten thousand values.
  private static final int MAX_OBSERVATION_BYTES = 16 << 10;

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /// Work for the store's thread.
  sealed interface Job {
    record Message(Delivery delivery) implements Job {}

    record Order(Runnable work, CompletableFuture<Void> done) implements Job {}
  }

  /// Told after every commit.
  interface Listener {
    void stored();
  }

  private final MapStore store;
  private final Counters counters;
  private final Listener listener;
  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Thread thread;

  /// Taken from the queue and not stored yet; the store's thread only.
  private final Deque<Delivery> observations = new ArrayDeque<>();

  private volatile int observationsWaiting;
  private volatile boolean isClosed;
  private volatile boolean isFailing;
  private volatile Sender sender = _ -> {};

  /// Sends a receipt; set once the link stands.
  interface Sender {
    void send(Receipt receipt);
  }

  Intake(MapStore store, Counters counters, Listener listener) {
    this.store = store;
    this.counters = counters;
    this.listener = listener;
    this.thread = Thread.ofPlatform().name("onemap-store").daemon().start(this::run);
  }

  void receiptsTo(MapLink link) {
    sender =
        receipt ->
            link.send(
                "receipt " + receipt.gateway() + " " + receipt.epoch() + " " + receipt.stream(),
                Topics.receipt(receipt.gateway()),
                Wire.encode(receipt));
  }

  @Override
  public boolean offer(Delivery delivery) {
    try {
      return queue.offer(new Job.Message(delivery), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Runs the work on the store's thread; fails at once when the queue is full.
  CompletableFuture<Void> run(Runnable work) {
    var order = new Job.Order(work, new CompletableFuture<>());
    if (!queue.offer(order)) {
      order.done().completeExceptionally(new OneMapException("the store is busy; try again"));
    }
    return order.done();
  }

  /// Whether the last attempt to store failed.
  boolean isFailing() {
    return isFailing;
  }

  int queued() {
    return queue.size() + observationsWaiting;
  }

  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }

  private void run() {
    var jobs = new ArrayList<Job>();
    while (!isClosed) {
      jobs.clear();
      try {
        if (observations.isEmpty()) {
          jobs.add(queue.take());
        }
        queue.drainTo(jobs, Math.max(0, QUEUE - observations.size()));
        work(jobs);
      } catch (InterruptedException e) {
        // Only close interrupts; what is queued was not acknowledged and comes again.
        isClosed = true;
      }
    }
  }

  private void work(List<Job> jobs) throws InterruptedException {
    var first = new ArrayList<Delivery>();
    for (Job job : jobs) {
      switch (job) {
        case Job.Message(Delivery delivery) ->
            (isObservation(delivery) ? observations : first).add(delivery);
        case Job.Order(Runnable work, var done) -> {
          try {
            work.run();
            done.complete(null);
          } catch (OneMapException e) {
            done.completeExceptionally(e);
          }
        }
      }
    }
    if (!first.isEmpty()) {
      store(first);
    }
    if (!observations.isEmpty()) {
      store(nextObservations());
    }
    observationsWaiting = observations.size();
    listener.stored();
  }

  private static boolean isObservation(Delivery delivery) {
    return delivery.topic().endsWith("/observation");
  }

  private List<Delivery> nextObservations() {
    var some = new ArrayList<Delivery>();
    int bytes = 0;
    while (!observations.isEmpty() && bytes < MAX_OBSERVATION_BYTES) {
      Delivery delivery = observations.remove();
      bytes += delivery.payload().length;
      some.add(delivery);
    }
    return some;
  }

  private void store(List<Delivery> deliveries) throws InterruptedException {
    List<Arrival> arrivals =
        deliveries.stream().map(d -> Arrival.read(d.topic(), d.payload())).toList();
    for (List<Receipt> receipts = tryMerge(arrivals); ; receipts = tryMerge(arrivals)) {
      if (!isFailing) {
        deliveries.forEach(Delivery::ack);
        receipts.forEach(sender::send);
        counters.add("commits", 1);
        return;
      }
      Thread.sleep(RETRY);
    }
  }

  private List<Receipt> tryMerge(List<Arrival> arrivals) {
    try {
      List<Receipt> receipts = store.merge(arrivals);
      if (isFailing) {
        LOG.info("store=recovered");
      }
      isFailing = false;
      return receipts;
    } catch (OneMapException e) {
      if (!isFailing) {
        LOG.error("store=failing reason=\"{}\"", e.getMessage());
      }
      isFailing = true;
      counters.add("store_failures", 1);
      return List.of();
    }
  }
}
