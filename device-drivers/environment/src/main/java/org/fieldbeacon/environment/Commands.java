package org.fieldbeacon.environment;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.fieldbeacon.environment.Exchange.Outcome;

/// What technicians want a station to do. An outcome stays for a while, or until somebody takes it:
/// a command is not given twice because its answer came late, and one of long ago does not stand
/// for a new one. Not for several threads.
final class Commands {
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST_WAITING = 16;

  private final LongSupplier nanos;
  private final Deque<Ticket> waiting = new ArrayDeque<>();
  private final Map<Task, Ticket> tickets = new HashMap<>();
  private Optional<Task> underWay = Optional.empty();

  /// @param factor empty where the order has none
  record Task(Order order, String factor) {}

  private static final class Ticket {
    final Task task;
    final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    long endedNanos;

    Ticket(Task task) {
      this.task = task;
    }

    boolean isStale(long now) {
      return outcome.isDone() && now - endedNanos > KEPT.toNanos();
    }
  }

  /// @param nanos a clock that never jumps
  Commands(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// What becomes of a command that was given and is not forgotten.
  Optional<CompletableFuture<Outcome>> given(Task task) {
    return Optional.ofNullable(tickets.get(task))
        .filter(ticket -> !ticket.isStale(nanos.getAsLong()))
        .map(ticket -> ticket.outcome);
  }

  /// @return what becomes of it; empty when too many wait
  Optional<CompletableFuture<Outcome>> give(Task task) {
    if (waiting.size() >= MOST_WAITING) {
      return Optional.empty();
    }
    var ticket = new Ticket(task);
    tickets.put(task, ticket);
    waiting.addLast(ticket);
    return Optional.of(ticket.outcome);
  }

  /// The one that waits longest; it counts as under way until it ends.
  Optional<Errand> next() {
    Optional<Ticket> next = Optional.ofNullable(waiting.pollFirst());
    underWay = next.map(ticket -> ticket.task);
    return next.map(
        ticket ->
            new Errand(
                Request.of(ticket.task.order(), ticket.task.factor()),
                (outcome, _) -> ended(ticket, outcome)));
  }

  private void ended(Ticket ticket, Outcome outcome) {
    underWay = Optional.empty();
    ticket.endedNanos = nanos.getAsLong();
    ticket.outcome.complete(outcome);
  }

  boolean isUnderWay(Task task) {
    return underWay.filter(task::equals).isPresent();
  }

  /// Somebody has the outcome, or wants it no more.
  void taken(Task task) {
    Ticket ticket = tickets.get(task);
    if (ticket != null && ticket.outcome.isDone()) {
      tickets.remove(task);
    }
  }
}
