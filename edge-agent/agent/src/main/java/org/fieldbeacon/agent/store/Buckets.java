package org.fieldbeacon.agent.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.observation.Observation;

/// A stretch of time in parts of equal length, to the millisecond, and what is folded into each.
final class Buckets {
  private final long start;
  private final long length;
  private final List<BucketFold> folds = new ArrayList<>();

  /// @throws IllegalArgumentException when a part would be shorter than a millisecond
  Buckets(Instant from, Instant to, int count) {
    start = from.toEpochMilli();
    length = to.toEpochMilli() - start;
    if (count < 1 || length < count) {
      throw new IllegalArgumentException(
          "buckets: got %d in %d ms, wanted 1 or more of 1 ms or more".formatted(count, length));
    }
    for (int i = 0; i < count; i++) {
      folds.add(new BucketFold());
    }
  }

  /// @param observation of a time within the stretch
  void add(Observation observation) {
    folds.get(index(observation.phenomenonTime().toEpochMilli() - start)).add(observation);
  }

  private int index(long offset) {
    int guess = (int) Math.min(folds.size() - 1, (long) ((double) offset / length * folds.size()));
    while (guess > 0 && edge(guess) > offset) {
      guess--;
    }
    while (edge(guess + 1) <= offset) {
      guess++;
    }
    return guess;
  }

  /// Offset of the first millisecond of bucket `i`.
  private long edge(int i) {
    return length / folds.size() * i + length % folds.size() * i / folds.size();
  }

  /// All of them, oldest first.
  List<Bucket> list() {
    List<Bucket> made = new ArrayList<>();
    for (int i = 0; i < folds.size(); i++) {
      made.add(
          folds
              .get(i)
              .bucket(
                  Instant.ofEpochMilli(start + edge(i)),
                  Instant.ofEpochMilli(start + edge(i + 1))));
    }
    return made;
  }
}
