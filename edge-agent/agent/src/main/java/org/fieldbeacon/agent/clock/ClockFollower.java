package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.driver.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the machine's clock by the time source that the site names: asks it again and again and
/// tells the kernel, which then knows how right its clock is, and writes it to the hardware clock.
/// Leaves the clock to a program that keeps it right already.
///
/// Asks every 64 s at first, every 1,024 s in the end; after silence in 16 s, and then ever more
/// rarely. A clock that the kernel takes for right is set to a wholly other time only when three
/// answers in a row agree on it.
public final class ClockFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ClockFollower.class);
  private static final Duration SOON = Duration.ofSeconds(16);
  private static final Duration OFTEN = Duration.ofSeconds(64);
  private static final Duration RARELY = Duration.ofSeconds(1_024);
  private static final Duration SLACK = Duration.ofSeconds(1);

  /// Beyond it the kernel takes a clock for wrong (RFC 5905 §7.2, MAXDISP).
  private static final Duration MOST_UNCERTAIN = Duration.ofSeconds(16);

  private static final Duration CLOSE = Duration.ofSeconds(1);
  private static final int AGREEING = 3;

  /// What it is doing.
  public enum Doing {
    /// Has not asked yet.
    STARTING,
    FOLLOWING,
    /// Another program keeps the clock right.
    YIELDING,
    /// The source tells a wholly other time than a clock that passes for right; it is asked again.
    DOUBTING,
    /// The process may not set the clock.
    NO_RIGHT,
    /// The kernel has not taken the time.
    REFUSED,
    /// No source answers.
    SILENT
  }

  /// @param source whom it has asked; of several the one that answered, or all
  /// @param at when that was, by the clock as it is afterwards; empty before the first time
  /// @param told what it said; empty when nobody has answered
  /// @param why for a person: what is in the way; empty when nothing is
  public record Status(
      Doing doing,
      String source,
      Optional<Instant> at,
      Optional<TimeSource.Told> told,
      String why) {}

  private final List<TimeSource> sources;
  private final SystemClock machine;
  private final InstantSource clock;
  private final Thread thread;
  private final String all;
  private volatile Status status;
  private volatile Optional<TimeSource> followed = Optional.empty();
  private volatile boolean isClosed;
  private Duration next = OFTEN;
  private Duration retry = SOON;
  private Optional<TimeSource.Told> doubted = Optional.empty();
  private int agreeing;

  /// @param sources asked in this order until one answers; at least one
  public ClockFollower(List<TimeSource> sources, SystemClock machine, InstantSource clock) {
    this.sources = List.copyOf(sources);
    this.machine = machine;
    this.clock = clock;
    all = String.join(", ", sources.stream().map(TimeSource::name).toList());
    status = new Status(Doing.STARTING, all, Optional.empty(), Optional.empty(), "");
    // A name that is resolved without a network holds a thread for many seconds, and a virtual
    // one's carrier with it.
    thread = Thread.ofPlatform().name("clock").daemon().unstarted(this::work);
  }

  public void start() {
    thread.start();
  }

  /// Any thread.
  public Status status() {
    return status;
  }

  /// What keeps the clock right, if it is this; empty when it is something else or nothing.
  public Optional<Source> keeps() {
    return status.doing() == Doing.YIELDING ? Optional.empty() : followed.map(TimeSource::kind);
  }

  /// The kernel's word, with the source that it has from here.
  public ClockState over(ClockState kernel) {
    if (!kernel.isSynchronized()) {
      return kernel;
    }
    Optional<TimeSource> by = keeps().isPresent() ? followed : Optional.empty();
    return by.map(
            s ->
                new ClockState(
                    s.kind(),
                    true,
                    kernel.uncertainty(),
                    new Text("网关自己跟随 " + s.name(), "the gateway follows " + s.name())))
        .orElse(kernel);
  }

  private void work() {
    try {
      while (!isClosed) {
        Thread.sleep(guarded());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  /// A bug must not leave the clock alone for ever.
  private Duration guarded() {
    try {
      return round();
    } catch (RuntimeException e) {
      LOG.error("clock source={}", all, e);
      become(Doing.REFUSED, all, Optional.empty(), e.toString());
      return RARELY;
    }
  }

  /// Asks once and sets the clock.
  ///
  /// @return how long to wait before the next time
  Duration round() {
    Optional<String> keeper = machine.keeper();
    if (keeper.isPresent()) {
      doubted = Optional.empty();
      become(Doing.YIELDING, keeper.get(), Optional.empty(), "");
      return OFTEN;
    }
    List<String> silent = new ArrayList<>();
    for (TimeSource source : sources) {
      try {
        TimeSource.Told told = source.ask();
        Optional<String> wrong = wrong(told);
        if (wrong.isEmpty()) {
          return take(source, told);
        }
        silent.add(source.name() + ": " + wrong.get());
      } catch (IOException e) {
        String said = String.valueOf(e.getMessage());
        silent.add(said.startsWith(source.name()) ? said : source.name() + ": " + said);
      }
    }
    if (isClosed) {
      return OFTEN;
    }
    become(Doing.SILENT, all, Optional.empty(), String.join("; ", silent));
    Duration wait = retry;
    retry = least(retry.multipliedBy(2), RARELY);
    return wait;
  }

  private Optional<String> wrong(TimeSource.Told told) {
    Instant says = clock.instant().plus(told.offset());
    if (!SystemClock.isCredible(says)) {
      return Optional.of(
          "got "
              + says
              + ", wanted a time from "
              + SystemClock.EARLIEST
              + " to "
              + SystemClock.LATEST);
    }
    return told.uncertainty().compareTo(MOST_UNCERTAIN) >= 0
        ? Optional.of("got ±" + seconds(told.uncertainty()) + " s, wanted better than ±16 s")
        : Optional.empty();
  }

  private Duration take(TimeSource source, TimeSource.Told told) {
    retry = SOON;
    if (isDoubtful(told)) {
      become(Doing.DOUBTING, source.name(), Optional.of(told), "");
      return OFTEN;
    }
    Correction correction = Correction.of(told, next);
    SystemClock.Answer answer = correct(correction);
    Doing doing =
        switch (answer) {
          case DONE -> Doing.FOLLOWING;
          case NO_RIGHT -> Doing.NO_RIGHT;
          case NO_WAY -> Doing.REFUSED;
        };
    if (doing == Doing.FOLLOWING) {
      followed = Optional.of(source);
      if (correction.way() == Correction.Way.STEP) {
        next = OFTEN;
        LOG.warn("{} has set the clock by {} s", source.name(), seconds(told.offset()));
      }
    }
    become(doing, source.name(), Optional.of(told), "");
    Duration wait = next;
    next = least(next.multipliedBy(2), RARELY);
    return wait;
  }

  /// One that is closed sets no clock any more.
  private synchronized SystemClock.Answer correct(Correction correction) {
    return isClosed ? SystemClock.Answer.NO_WAY : machine.correct(correction);
  }

  private boolean isDoubtful(TimeSource.Told told) {
    ClockState now = machine.look();
    Duration believed =
        SLACK.plus(told.uncertainty()).plus(now.uncertainty().orElse(Duration.ZERO));
    if (!now.isSynchronized() || told.offset().abs().compareTo(believed) <= 0) {
      doubted = Optional.empty();
      return false;
    }
    boolean agrees =
        doubted
            .map(d -> d.offset().minus(told.offset()).abs())
            .filter(apart -> apart.compareTo(SLACK.plus(told.uncertainty())) <= 0)
            .isPresent();
    agreeing = agrees ? agreeing + 1 : 1;
    doubted = Optional.of(told);
    if (agreeing < AGREEING) {
      return true;
    }
    doubted = Optional.empty();
    return false;
  }

  private void become(Doing doing, String source, Optional<TimeSource.Told> told, String why) {
    Status before = status;
    status = new Status(doing, source, Optional.of(clock.instant()), told, why);
    if (before.doing() != doing || !before.source().equals(source)) {
      LOG.info(
          "clock source={} {}{}{}",
          source,
          doing,
          told.map(t -> " offset_s=" + seconds(t.offset())).orElse(""),
          why.isEmpty() ? "" : " (" + why + ")");
    }
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1e3;
  }

  private static Duration least(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  /// Leaves the clock as it is; the kernel goes on with it.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    thread.interrupt();
    try {
      if (thread.getState() != Thread.State.NEW) {
        thread.join(CLOSE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
