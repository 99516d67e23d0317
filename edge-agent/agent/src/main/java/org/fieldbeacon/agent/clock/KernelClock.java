package org.fieldbeacon.agent.clock;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// The kernel's word on its clock: `adjtimex(2)`. Whoever sets the clock, chrony,
/// systemd-timesyncd, ntpd or this gateway, leaves its estimate there. And `clock_settime(2)`, for
/// somebody with a phone.
final class KernelClock {
  /// `struct timex` of 64-bit Linux, in bytes.
  private static final long SIZE = 208;

  private static final long OFFSET = 8;
  private static final long MAXERROR = 24;
  private static final long ESTERROR = 32;
  private static final long STATUS = 40;
  private static final long CONSTANT = 48;
  private static final long SECONDS = 72;
  private static final long PARTS = 80;
  private static final int ADJ_OFFSET = 0x0001;
  private static final int ADJ_MAXERROR = 0x0004;
  private static final int ADJ_ESTERROR = 0x0008;
  private static final int ADJ_STATUS = 0x0010;
  private static final int ADJ_TIMECONST = 0x0020;
  private static final int ADJ_SETOFFSET = 0x0100;
  private static final int ADJ_NANO = 0x2000;
  private static final int FOLLOWS = 0x0001;
  private static final int UNSYNCHRONIZED = 0x0040;
  private static final int PPS_SETS_TIME = 0x0002;
  private static final int PPS_SIGNAL = 0x0100;
  private static final int CLOCK_REALTIME = 0;
  private static final int EPERM = 1;

  private KernelClock() {}

  /// @param maxErrorMicros what the clock may be wrong by, at most
  /// @param isPulsed whether a receiver's pulse sets it
  record Word(boolean isSynchronized, long maxErrorMicros, boolean isPulsed) {
    Duration maxError() {
      return Duration.ofNanos(maxErrorMicros * 1000);
    }
  }

  /// Empty where the kernel cannot be asked: another system, or native access refused.
  static Optional<Word> ask() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(SIZE, Long.BYTES);
      return adjtimex(arena, timex).filter(c -> c.answer() >= 0).map(_ -> read(timex));
    }
  }

  /// `clock_settime(CLOCK_REALTIME, …)`.
  static SystemClock.Answer set(Instant time) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timespec = arena.allocate(2 * Long.BYTES);
      timespec.set(ValueLayout.JAVA_LONG, 0, time.getEpochSecond());
      timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, time.getNano());
      return judge(
          call(
              arena,
              "clock_settime",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
              (settime, errno) -> (int) settime.invokeExact(errno, CLOCK_REALTIME, timespec)));
    }
  }

  /// With `ADJ_SETOFFSET` for a step, `ADJ_OFFSET` for the kernel's loop, and `ADJ_MAXERROR`: what
  /// `systemd-timesyncd` does too.
  static SystemClock.Answer correct(Correction correction) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(SIZE, Long.BYTES);
      int modes = ADJ_STATUS | ADJ_NANO | ADJ_MAXERROR | ADJ_ESTERROR;
      switch (correction.way()) {
        case STEP -> {
          modes |= ADJ_SETOFFSET;
          timex.set(ValueLayout.JAVA_LONG, SECONDS, correction.offset().toSeconds());
          timex.set(ValueLayout.JAVA_LONG, PARTS, (long) correction.offset().toNanosPart());
        }
        case SLEW -> {
          modes |= ADJ_OFFSET | ADJ_TIMECONST;
          timex.set(ValueLayout.JAVA_LONG, OFFSET, correction.offset().toNanos());
          timex.set(ValueLayout.JAVA_LONG, CONSTANT, timeConstant(correction.poll()));
        }
        case CONFIRM -> {}
      }
      timex.set(ValueLayout.JAVA_INT, 0, modes);
      timex.set(ValueLayout.JAVA_INT, STATUS, FOLLOWS);
      timex.set(ValueLayout.JAVA_LONG, MAXERROR, micros(correction.left()));
      timex.set(ValueLayout.JAVA_LONG, ESTERROR, micros(correction.uncertainty()));
      return judge(adjtimex(arena, timex));
    }
  }

  /// The loop's time constant, a power of two: a sixteenth of the time between answers.
  private static long timeConstant(Duration poll) {
    return Math.clamp(63 - Long.numberOfLeadingZeros(Math.max(1, poll.toSeconds())) - 4, 0, 10);
  }

  private static long micros(Duration time) {
    return time.plusNanos(999).toNanos() / 1000;
  }

  private static Optional<Called> adjtimex(Arena arena, MemorySegment timex) {
    return call(
        arena,
        "adjtimex",
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
        (adjtimex, errno) -> (int) adjtimex.invokeExact(errno, timex));
  }

  /// What a function of the C library has answered, and `errno`.
  private record Called(int answer, int errno) {}

  @FunctionalInterface
  private interface Call {
    int by(MethodHandle function, MemorySegment errno) throws Throwable;
  }

  private static SystemClock.Answer judge(Optional<Called> called) {
    return called
        .map(
            c -> {
              if (c.answer() >= 0) {
                return SystemClock.Answer.DONE;
              }
              return c.errno() == EPERM ? SystemClock.Answer.NO_RIGHT : SystemClock.Answer.NO_WAY;
            })
        .orElse(SystemClock.Answer.NO_WAY);
  }

  /// Empty where there is no such function, or native access is refused.
  @SuppressWarnings("restricted")
  private static Optional<Called> call(
      Arena arena, String name, FunctionDescriptor descriptor, Call call) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find(name);
    if (function.isEmpty() || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return Optional.empty();
    }
    StructLayout state = Linker.Option.captureStateLayout();
    try {
      MethodHandle handle =
          linker.downcallHandle(
              function.get(), descriptor, Linker.Option.captureCallState("errno"));
      MemorySegment errno = arena.allocate(state);
      int answer = call.by(handle, errno);
      return Optional.of(
          new Called(
              answer, (int) state.varHandle(PathElement.groupElement("errno")).get(errno, 0L)));
    } catch (IllegalCallerException _) {
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(name, e);
    }
  }

  private static Word read(MemorySegment timex) {
    int status = timex.get(ValueLayout.JAVA_INT, STATUS);
    int pulsed = PPS_SETS_TIME | PPS_SIGNAL;
    return new Word(
        (status & UNSYNCHRONIZED) == 0,
        timex.get(ValueLayout.JAVA_LONG, MAXERROR),
        (status & pulsed) == pulsed);
  }
}
