package org.fieldbeacon.agent.inference;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.model.Answer;

/// The last pictures that a model has looked at, small, with what it said: sixteen of 32 KiB at
/// most, no more than one in two seconds. Twelve are listed: the others can still be had by whoever
/// has read the list some seconds ago. In memory alone; a restart forgets them. Written by the
/// worker, read by any thread.
public final class SightRing {
  private static final int LISTED = 12;
  private static final int KEPT = 16;
  private static final long LEAST_NANOS = Duration.ofSeconds(2).toNanos();

  private final Deque<Seen> ring = new ArrayDeque<>();
  private long ids;
  private long lastNanos;

  /// One picture.
  ///
  /// @param id rises by one
  /// @param at when it was taken
  /// @param jpeg not to be changed
  /// @param labels of the answer's scores, in their order
  /// @param version of the package that looked
  /// @param sha256 of the model file that looked
  @SuppressWarnings("ArrayRecordComponent")
  public record Seen(
      long id,
      Instant at,
      byte[] jpeg,
      Sight sight,
      boolean isCredible,
      Answer answer,
      List<Label> labels,
      String version,
      String sha256) {}

  /// Whether another picture is wanted.
  boolean isDue() {
    return ids == 0 || System.nanoTime() - lastNanos >= LEAST_NANOS;
  }

  /// @param picture given its id
  synchronized void add(LongFunction<Seen> picture) {
    lastNanos = System.nanoTime();
    ring.addFirst(picture.apply(++ids));
    if (ring.size() > KEPT) {
      ring.removeLast();
    }
  }

  /// Newest first.
  public synchronized List<Seen> listed() {
    return ring.stream().limit(LISTED).toList();
  }

  /// Empty once it is forgotten.
  public synchronized Optional<Seen> find(long id) {
    return ring.stream().filter(s -> s.id() == id).findFirst();
  }
}
