package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.action.OutputState.Confirmation;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.OutputConfig.FailSafe;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.jspecify.annotations.Nullable;

/// One output: what is wished of it, what is allowed, what is commanded and what came of it. The
/// rules are told in [OutputEngine]. Every input ends in [#step], which decides afresh from what is
/// known; deciding twice at one instant changes nothing. One thread.
final class Output {
  private final OutputConfig config;
  private final List<OutputEvent> out;
  private final Demand demand;
  private final List<InterlockWatch> interlocks;
  private final Optional<ReadBack> readBack;
  private final Delivery delivery;

  private boolean running;
  private boolean on;
  private Text reason = Reasons.started();
  private Instant since = Instant.MIN;
  private Instant settledAt = Instant.MIN;
  private boolean settled;
  private Instant changeDue = Instant.MAX;
  private @Nullable Takeover override;
  private @Nullable Text blockedBy;
  private boolean mismatchTold;
  private boolean doubtTold;

  /// What is wanted and why; `atOnce` does not wait for the shortest time on.
  private record Wish(boolean on, boolean atOnce, Text reason) {}

  private record Takeover(OutputCommand command, boolean on, Instant until) {}

  Output(OutputConfig config, Function<PointId, Duration> patience, List<OutputEvent> out) {
    this.config = config;
    this.out = out;
    demand = new Demand(config);
    interlocks =
        config.interlocks().stream()
            .map(i -> new InterlockWatch(i, patience.apply(i.point())))
            .toList();
    readBack = config.readBack().map(p -> new ReadBack(config, p, patience.apply(p)));
    delivery = new Delivery(config);
  }

  boolean isRunning() {
    return running;
  }

  void start(Instant now) {
    running = true;
    become(failSafe(), Reasons.started(), now);
    tell(OutputWord.FAIL_SAFE, Reasons.started(), now);
    step(now);
  }

  void stop(Instant now) {
    become(failSafe(), Reasons.stopped(), now);
    tell(OutputWord.FAIL_SAFE, Reasons.stopped(), now);
    out.add(delivery.last(on));
    running = false;
  }

  void hear(AlarmWord word, Instant now) {
    demand.hear(word, now);
    step(now);
  }

  void hear(Observation observation, Instant now) {
    interlocks.forEach(i -> i.hear(observation, now));
    readBack.ifPresent(r -> follow(r, r.hear(observation, now), now));
    step(now);
  }

  void written(long attempt, WriteResult result, Instant now) {
    if (running) {
      answer(attempt, result, now);
    }
    step(now);
  }

  void command(OutputCommand command, Instant now) {
    switch (command) {
      case OutputCommand.On(String _, Instant until) -> take(command, true, until, now);
      case OutputCommand.Off(String _, Instant until) -> take(command, false, until, now);
      case OutputCommand.Auto(String by) -> {
        if (override == null) {
          refuse("它已是自动", "it follows its triggers already", now);
        } else {
          override = null;
          tell(OutputWord.OVERRIDE_ENDED, Reasons.auto(by), now);
        }
      }
    }
    step(now);
  }

  /// Lets time pass, decides, and issues what is to be written.
  void step(Instant now) {
    if (!running) {
      return;
    }
    interlocks.forEach(i -> i.tick(now));
    readBack.ifPresent(r -> follow(r, r.tick(now), now));
    delivery
        .unanswered(now)
        .ifPresent(a -> answer(a, new WriteResult.TimedOut("no word of the write"), now));
    endOverride(now);
    if (demand.expire(now)) {
      tell(OutputWord.DEAD_MAN_EXPIRED, Reasons.deadMan(config.deadMan()), now);
    }
    decide(now);
    tellOfDoubt(now);
    demand.run(on, now);
    delivery.next(on, now).ifPresent(out::add);
  }

  Instant deadline() {
    if (!running) {
      return Instant.MAX;
    }
    Instant next = earlier(demand.deadline(), delivery.deadline());
    next = earlier(next, changeDue);
    next = earlier(next, override == null ? Instant.MAX : override.until());
    next = earlier(next, readBack.map(ReadBack::deadline).orElse(Instant.MAX));
    for (InterlockWatch interlock : interlocks) {
      next = earlier(next, interlock.deadline());
    }
    return next;
  }

  OutputState state() {
    return new OutputState(
        config.id(),
        config.title(),
        on,
        reason,
        since,
        delivery.isWritten(),
        delivery.failures(),
        readBack.map(ReadBack::confirmation).orElse(Confirmation.NONE),
        Optional.ofNullable(blockedBy),
        withheld(),
        Optional.ofNullable(override).map(Takeover::command));
  }

  private void decide(Instant now) {
    Wish wish = wish();
    Optional<Text> forbidden = forbidding().map(InterlockWatch::reason);
    tellOfInterlocks(wish.on() ? forbidden : Optional.empty(), wish.on(), now);
    boolean target = wish.on() && forbidden.isEmpty();
    changeDue = Instant.MAX;
    if (target == on) {
      return;
    }
    boolean atOnce = !target && (forbidden.isPresent() || wish.atOnce());
    Instant due = settledAt.plus(on ? config.minOn() : config.minOff());
    if (atOnce || !now.isBefore(due)) {
      become(target, forbidden.orElse(wish.reason()), now);
      tell(on ? OutputWord.ON : OutputWord.OFF, reason, now);
    } else {
      changeDue = due;
    }
  }

  /// Why what stands does not switch it on; what only waits for the shortest time off is no matter.
  private List<Withheld> withheld() {
    if (on) {
      return List.of();
    }
    return demand
        .standing()
        .flatMap(t -> whyNot(t).map(why -> new Withheld(t.rule(), why)).stream())
        .distinct()
        .toList();
  }

  private Optional<Text> whyNot(Trigger trigger) {
    if (trigger.isSilenced()) {
      return Optional.of(Reasons.silenced());
    }
    if (!trigger.holds()) {
      return Optional.of(Reasons.doubtful());
    }
    if (blockedBy != null) {
      return Optional.of(blockedBy);
    }
    Wish wish = wish();
    return wish.on() ? Optional.empty() : Optional.of(wish.reason());
  }

  private boolean isDoubted() {
    return !on && demand.standing().anyMatch(t -> !t.holds() && !t.isSilenced());
  }

  private void tellOfDoubt(Instant now) {
    boolean doubted = isDoubted();
    if (doubted && !doubtTold) {
      tell(OutputWord.WITHHELD, Reasons.doubtful(), now);
    }
    doubtTold = doubted;
  }

  private Wish wish() {
    if (override != null) {
      Text person = Reasons.person(override.command().by(), override.on(), override.until());
      return new Wish(override.on(), true, person);
    }
    Optional<Trigger> trigger = demand.reason();
    if (trigger.isPresent()) {
      return new Wish(true, false, Reasons.trigger(trigger.get()));
    }
    Optional<Trigger> unspoken = demand.unspoken();
    if (config.failSafe() == FailSafe.ON && unspoken.isPresent()) {
      return new Wish(true, false, Reasons.unspoken(unspoken.get()));
    }
    return demand.isExpired()
        ? new Wish(false, true, Reasons.deadMan(config.deadMan()))
        : new Wish(false, false, Reasons.noTrigger());
  }

  /// The interlock that forbids most.
  private Optional<InterlockWatch> forbidding() {
    return interlocks.stream()
        .filter(this::forbids)
        .max(Comparator.comparing(InterlockWatch::verdict));
  }

  private boolean forbids(InterlockWatch interlock) {
    return switch (interlock.verdict()) {
      case HOLDS -> true;
      case UNKNOWN -> config.failSafe() == FailSafe.OFF;
      case DOUBTFUL -> config.failSafe() == FailSafe.OFF && !on;
      case CLEAR -> false;
    };
  }

  private boolean failSafe() {
    return config.failSafe() == FailSafe.ON && forbidding().isEmpty();
  }

  private void tellOfInterlocks(Optional<Text> forbidden, boolean wished, Instant now) {
    if (forbidden.isPresent() && !forbidden.get().equals(blockedBy)) {
      tell(OutputWord.BLOCKED_BY_INTERLOCK, forbidden.get(), now);
    } else if (wished && forbidden.isEmpty() && blockedBy != null) {
      tell(OutputWord.INTERLOCK_CLEARED, Reasons.interlocksClear(), now);
    }
    blockedBy = forbidden.orElse(null);
  }

  private void become(boolean nowOn, Text why, Instant now) {
    on = nowOn;
    reason = why;
    since = now;
    settledAt = now;
    settled = false;
    mismatchTold = false;
    readBack.ifPresent(ReadBack::forget);
    delivery.command(now);
  }

  private void answer(long attempt, WriteResult result, Instant now) {
    Optional<Write> write = delivery.answered(attempt);
    if (write.isEmpty()) {
      return;
    }
    boolean current = write.get().on() == on;
    if (result instanceof WriteResult.Done) {
      if (delivery.succeeded(current)) {
        tell(OutputWord.WRITE_RECOVERED, Reasons.written(), now);
      }
      if (current) {
        settle(now);
      }
    } else if (delivery.failed(result, current, now)) {
      tell(OutputWord.WRITE_FAILED, Reasons.failed(result), now);
    }
  }

  /// The shortest times count from when the device took the command.
  private void settle(Instant now) {
    if (!settled) {
      settled = true;
      settledAt = now;
    }
    readBack.ifPresent(r -> r.written(on, now));
  }

  private void follow(ReadBack from, ReadBack.Step step, Instant now) {
    switch (step) {
      case NOTHING -> {}
      case CONFIRMED -> {
        mismatchTold = false;
        tell(OutputWord.CONFIRMED, Reasons.shows(from.point(), on), now);
      }
      case SILENT -> tell(OutputWord.UNCONFIRMED, Reasons.silent(from.point()), now);
      case MISMATCH -> {
        if (!mismatchTold) {
          tell(OutputWord.READ_BACK_MISMATCH, Reasons.doesNotShow(from.point(), on), now);
        }
        mismatchTold = true;
        delivery.command(now);
      }
    }
  }

  private void take(OutputCommand command, boolean nowOn, Instant until, Instant now) {
    if (!until.isAfter(now) || until.isAfter(now.plus(OutputEngine.LONGEST_OVERRIDE))) {
      String got = "got until " + until + ", wanted after now, " + now + ", by 24 h at most";
      refuse("截止时间 " + until + " 应在当前时间 " + now + " 之后 24 h 以内", got, now);
      return;
    }
    override = new Takeover(command, nowOn, until);
    tell(OutputWord.OVERRIDDEN, Reasons.person(command.by(), nowOn, until), now);
  }

  private void endOverride(Instant now) {
    if (override != null && !now.isBefore(override.until())) {
      tell(OutputWord.OVERRIDE_ENDED, Reasons.overrideOver(override.command().by()), now);
      override = null;
    }
  }

  private void refuse(String zh, String en, Instant now) {
    tell(OutputWord.COMMAND_REFUSED, Reasons.refused(zh, en), now);
  }

  private void tell(OutputWord word, Text why, Instant now) {
    out.add(new Told(config.id(), word, why, now));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
