package org.fieldbeacon.agent.clock;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.clock.ClockState.Source;
import org.fieldbeacon.driver.Text;

/// A machine whose clock can be set without anybody else's being set.
public final class FakeMachine implements SystemClock, InstantSource {
  /// This machine's clock, which no test sets.
  public static final SystemClock NEVER_SET =
      new SystemClock() {
        @Override
        public ClockState look() {
          return SystemClock.ofMachine().look();
        }

        @Override
        public boolean isSynchronized() {
          return SystemClock.ofMachine().isSynchronized();
        }

        @Override
        public Optional<String> keeper() {
          return SystemClock.ofMachine().keeper();
        }

        @Override
        public boolean maySet() {
          return false;
        }

        @Override
        public Answer set(Instant time) {
          return Answer.NO_RIGHT;
        }

        @Override
        public Answer correct(Correction correction) {
          return Answer.NO_RIGHT;
        }
      };

  /// Every correction that was taken.
  public final List<Correction> corrections = new ArrayList<>();

  public volatile boolean isSynchronized;
  public volatile boolean hasRight = true;
  public volatile Optional<String> keeper = Optional.empty();
  private final LongSupplier nanos;
  private final long began;
  private volatile Instant start;

  /// @param nanos how time goes on
  public FakeMachine(Instant start, LongSupplier nanos) {
    this.start = start;
    this.nanos = nanos;
    began = nanos.getAsLong();
  }

  /// One that time goes on for, and that has never been set.
  public static FakeMachine of1970() {
    return new FakeMachine(Instant.EPOCH.plusSeconds(600), System::nanoTime);
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - began);
  }

  @Override
  public ClockState look() {
    return new ClockState(
        keeper.isPresent() ? Source.NTP : Source.UNKNOWN,
        isSynchronized,
        isSynchronized ? Optional.of(Duration.ofMillis(20)) : Optional.empty(),
        new Text("没有", keeper.orElse("nothing")));
  }

  @Override
  public boolean isSynchronized() {
    return isSynchronized;
  }

  @Override
  public Optional<String> keeper() {
    return isSynchronized ? keeper : Optional.empty();
  }

  @Override
  public boolean maySet() {
    return hasRight;
  }

  @Override
  public Answer set(Instant time) {
    start = time.minusNanos(nanos.getAsLong() - began);
    return Answer.DONE;
  }

  @Override
  public Answer correct(Correction correction) {
    if (!hasRight) {
      return Answer.NO_RIGHT;
    }
    corrections.add(correction);
    if (correction.way() != Correction.Way.CONFIRM) {
      start = start.plus(correction.offset());
    }
    isSynchronized = true;
    return Answer.DONE;
  }
}
