package org.fieldbeacon.mqttdevices;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.mqtt.Delivery;

/// Messages on their way from the broker's thread to the link's. Bounded as a whole and for each
/// device: one that floods loses its own messages and nobody else's. What does not fit is dropped,
/// acknowledged, so that it does not come again, and counted.
final class Inbox {
  static final int PLACES = 1024;
  static final int SHARE = 64;

  private final ArrayBlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(PLACES);
  private final AtomicLong dropped = new AtomicLong();

  /// @param device whose it is
  record Waiting(FieldDevice device, Delivery delivery) {}

  /// Never blocks.
  ///
  /// @return whether it was taken in
  boolean offer(FieldDevice device, Delivery delivery) {
    boolean isWithinShare = device.waiting().incrementAndGet() <= SHARE;
    if (isWithinShare
        && delivery.payload().length <= JsonText.MAX_BYTES
        && queue.offer(new Waiting(device, delivery))) {
      return true;
    }
    device.waiting().decrementAndGet();
    dropped.incrementAndGet();
    device.drop();
    delivery.ack();
    return false;
  }

  /// The next, waited for until `patience` ends.
  Optional<Waiting> next(Duration patience) throws InterruptedException {
    Waiting next = queue.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (next != null) {
      next.device().waiting().decrementAndGet();
    }
    return Optional.ofNullable(next);
  }

  /// Since the start.
  long dropped() {
    return dropped.get();
  }
}
