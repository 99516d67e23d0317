package org.fieldbeacon.agent.quality;

import java.util.ArrayDeque;

/// The samples of the last while, with their range: a sliding minimum and maximum in constant time
/// a sample.
final class SampleWindow {
  private record Sample(long atMillis, double value) {}

  private final long spanMillis;
  private final ArrayDeque<Sample> falling = new ArrayDeque<>();
  private final ArrayDeque<Sample> rising = new ArrayDeque<>();
  private long begunMillis = Long.MAX_VALUE;
  private long nowMillis;

  SampleWindow(long spanMillis) {
    this.spanMillis = spanMillis;
  }

  void add(long atMillis, double value) {
    begunMillis = Math.min(begunMillis, atMillis);
    nowMillis = atMillis;
    while (!falling.isEmpty() && falling.getLast().value() <= value) {
      falling.removeLast();
    }
    while (!rising.isEmpty() && rising.getLast().value() >= value) {
      rising.removeLast();
    }
    var sample = new Sample(atMillis, value);
    falling.addLast(sample);
    rising.addLast(sample);
    while (falling.getFirst().atMillis() < atMillis - spanMillis) {
      falling.removeFirst();
    }
    while (rising.getFirst().atMillis() < atMillis - spanMillis) {
      rising.removeFirst();
    }
  }

  /// Whether samples reach back over the whole span.
  boolean isFull() {
    return nowMillis - begunMillis >= spanMillis;
  }

  /// Greatest less least of the span.
  double range() {
    return falling.getFirst().value() - rising.getFirst().value();
  }

  void clear() {
    falling.clear();
    rising.clear();
    begunMillis = Long.MAX_VALUE;
  }
}
