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

/// The kernel's word on its clock: `adjtimex(2)`. Whoever sets the clock, chrony, systemd-timesyncd
/// or ntpd, leaves its estimate there. And `clock_settime(2)`, for somebody with a phone.
final class KernelClock {
  /// `struct timex` of 64-bit Linux, in bytes.
  private static final long SIZE = 208;

  private static final long MAXERROR = 24;
  private static final long STATUS = 40;
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
  @SuppressWarnings("restricted")
  static Optional<Word> ask() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("adjtimex");
    if (function.isEmpty() || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return Optional.empty();
    }
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle adjtimex =
          linker.downcallHandle(
              function.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      MemorySegment timex = arena.allocate(SIZE, Long.BYTES);
      int answer = (int) adjtimex.invokeExact(timex);
      return answer < 0 ? Optional.empty() : Optional.of(read(timex));
    } catch (IllegalCallerException _) {
      return Optional.empty();
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("adjtimex", e);
    }
  }

  /// `clock_settime(CLOCK_REALTIME, …)`.
  @SuppressWarnings("restricted")
  static SystemClock.Answer set(Instant time) {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> function = linker.defaultLookup().find("clock_settime");
    if (function.isEmpty() || ValueLayout.ADDRESS.byteSize() != Long.BYTES) {
      return SystemClock.Answer.NO_WAY;
    }
    Linker.Option withErrno = Linker.Option.captureCallState("errno");
    StructLayout state = Linker.Option.captureStateLayout();
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle settime =
          linker.downcallHandle(
              function.get(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS),
              withErrno);
      MemorySegment timespec = arena.allocate(2 * Long.BYTES, Long.BYTES);
      timespec.set(ValueLayout.JAVA_LONG, 0, time.getEpochSecond());
      timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, time.getNano());
      MemorySegment errno = arena.allocate(state);
      int answer = (int) settime.invokeExact(errno, CLOCK_REALTIME, timespec);
      if (answer == 0) {
        return SystemClock.Answer.DONE;
      }
      int why = (int) state.varHandle(PathElement.groupElement("errno")).get(errno, 0L);
      return why == EPERM ? SystemClock.Answer.NO_RIGHT : SystemClock.Answer.NO_WAY;
    } catch (IllegalCallerException _) {
      return SystemClock.Answer.NO_WAY;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("clock_settime", e);
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
