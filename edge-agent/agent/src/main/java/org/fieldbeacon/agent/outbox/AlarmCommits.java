package org.fieldbeacon.agent.outbox;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.fieldbeacon.agent.alarm.Alarm;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.store.AlarmEventRow;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.CommitResult;
import org.fieldbeacon.agent.store.OutgoingMessage;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Wire;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes alarms durable together with the messages about them, in order, one transaction at a time;
/// what comes meanwhile goes into the next one. The readings behind an alarm go to flash before it:
/// else a restart would judge by older ones and take the alarm back. A commit that fails is kept
/// and tried again: the alarm has already sounded, and nothing may be lost for a disk that is slow
/// or full for a while. Any thread; never blocks.
public final class AlarmCommits {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmCommits.class);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final int KEPT_PER_RULE = 50;

  /// An alarm waits no longer than this for its readings.
  private static final Duration EVIDENCE = Duration.ofSeconds(2);

  private final AlarmStore store;
  private final Supplier<CompletableFuture<Void>> evidence;
  private final Runnable committed;
  private final Deque<Entry> waiting = new ArrayDeque<>();
  private boolean isBusy;
  private long failures;
  private String lastFailure = "";

  private record Entry(
      List<AlarmRow> rows,
      List<OutgoingMessage> messages,
      List<SeenCommand> commands,
      List<AlarmEventRow> events,
      List<String> forget,
      CompletableFuture<Void> done) {}

  /// @param evidence brings the readings so far to flash, and ends when they are; one that fails or
  ///   takes longer than 2 s keeps no alarm back
  /// @param committed called whenever new rows are in the outbox; any thread
  public AlarmCommits(
      AlarmStore store, Supplier<CompletableFuture<Void>> evidence, Runnable committed) {
    this.store = store;
    this.evidence = evidence;
    this.committed = committed;
  }

  /// Alarms that have changed; ends when they are on flash.
  public CompletableFuture<Void> add(List<AlarmTransition> transitions) {
    return add(transitions, Optional.empty(), Optional.empty());
  }

  /// Alarms that are a test: their messages are sent, and they themselves are not kept.
  public CompletableFuture<Void> addTest(
      List<AlarmTransition> transitions,
      Optional<CommandResult> result,
      Optional<SeenCommand> command) {
    List<OutgoingMessage> messages = new ArrayList<>();
    for (AlarmTransition transition : transitions) {
      AlarmRecord alarm = transition.alarm();
      alarm
          .message()
          .ifPresent(
              m -> messages.add(new OutgoingMessage("alarm", alarm.alarmId(), Wire.encode(m))));
    }
    result.ifPresent(r -> messages.add(new OutgoingMessage("command-result", "", Wire.encode(r))));
    var done = new CompletableFuture<Void>();
    synchronized (this) {
      waiting.add(
          new Entry(List.of(), messages, command.stream().toList(), List.of(), List.of(), done));
    }
    writeNext();
    return done;
  }

  /// The same with the result of the order that changed them, if one did. An order taken before is
  /// not taken again: then nothing of this is written.
  public CompletableFuture<Void> add(
      List<AlarmTransition> transitions,
      Optional<CommandResult> result,
      Optional<SeenCommand> command) {
    Map<String, AlarmRow> rows = new LinkedHashMap<>();
    List<OutgoingMessage> messages = new ArrayList<>();
    List<String> forget = new ArrayList<>();
    for (AlarmTransition transition : transitions) {
      AlarmRecord alarm = transition.alarm();
      rows.put(alarm.alarmId(), alarm.row());
      alarm
          .message()
          .ifPresent(
              m -> messages.add(new OutgoingMessage("alarm", alarm.alarmId(), Wire.encode(m))));
      tooOld(alarm).ifPresent(forget::add);
    }
    result.ifPresent(r -> messages.add(new OutgoingMessage("command-result", "", Wire.encode(r))));
    var done = new CompletableFuture<Void>();
    synchronized (this) {
      waiting.add(
          new Entry(
              List.copyOf(rows.values()),
              messages,
              command.stream().toList(),
              transitions.stream().map(AlarmCommits::event).toList(),
              forget,
              done));
    }
    writeNext();
    return done;
  }

  private static AlarmEventRow event(AlarmTransition transition) {
    Alarm life = transition.alarm().life();
    return new AlarmEventRow(
        life.changedAt(),
        life.ruleId(),
        transition.alarm().alarmId(),
        transition.word(),
        life.level().name().toLowerCase(Locale.ROOT),
        life.isAnnunciated());
  }

  /// The fifty alarms of a rule before this one are kept, for people to look back on.
  private static Optional<String> tooOld(AlarmRecord alarm) {
    int old = alarm.raising() - KEPT_PER_RULE;
    String id = alarm.alarmId();
    return old < 0 ? Optional.empty() : Optional.of(id.substring(0, id.lastIndexOf('.') + 1) + old);
  }

  private void writeNext() {
    Entry next;
    synchronized (this) {
      if (isBusy || waiting.isEmpty()) {
        return;
      }
      isBusy = true;
      next = waiting.getFirst();
    }
    CompletableFuture<Void> readings =
        next.rows().isEmpty() ? CompletableFuture.completedFuture(null) : evidence.get();
    var _ =
        readings
            .copy()
            .orTimeout(EVIDENCE.toMillis(), TimeUnit.MILLISECONDS)
            .handle((_, _) -> next)
            .thenCompose(e -> store.commit(e.rows(), e.messages(), e.commands(), e.events()))
            .whenComplete((result, failure) -> ended(next, result, failure));
  }

  private void ended(Entry entry, @Nullable CommitResult result, @Nullable Throwable failure) {
    if (failure != null) {
      noteFailure(failure);
      CompletableFuture.delayedExecutor(RETRY.toMillis(), TimeUnit.MILLISECONDS)
          .execute(this::tryAgain);
      return;
    }
    synchronized (this) {
      waiting.removeFirst();
      isBusy = false;
      lastFailure = "";
    }
    if (result instanceof CommitResult.AlreadySeen(String id)) {
      LOG.info("command={} was taken before", id);
    }
    if (!entry.forget().isEmpty()) {
      var _ = store.forgetAlarms(entry.forget());
    }
    entry.done().complete(null);
    committed.run();
    writeNext();
  }

  private void tryAgain() {
    synchronized (this) {
      isBusy = false;
    }
    writeNext();
  }

  private void noteFailure(Throwable failure) {
    long count;
    synchronized (this) {
      count = ++failures;
      lastFailure = failure.toString();
    }
    if (Long.bitCount(count) == 1) {
      LOG.error("alarm commit failed, kept and tried again, count={}: {}", count, lastFailure());
    }
  }

  /// Waits for what has been added, so long at most.
  public void finish(Duration patience) {
    CompletableFuture<Void> last;
    synchronized (this) {
      if (waiting.isEmpty()) {
        return;
      }
      last = waiting.getLast().done();
    }
    try {
      last.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("got {} commits not on flash within {}: {}", pending(), patience, e.toString());
    }
  }

  /// Commits not yet on flash.
  public synchronized int pending() {
    return waiting.size();
  }

  /// Commits that had to be tried again.
  public synchronized long failures() {
    return failures;
  }

  /// Why the last commit failed; empty while all is well.
  public synchronized String lastFailure() {
    return lastFailure;
  }
}
