package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// The machine's clock: how good it is, and setting it, where the process has the right to,
/// `CAP_SYS_TIME` (capabilities(7)).
public interface SystemClock {
  /// What came of it.
  enum Answer {
    DONE,
    /// The kernel has refused: the right is missing, or does not hold in a container.
    NO_RIGHT,
    /// The kernel cannot be asked here, or has refused for another reason.
    NO_WAY
  }

  /// No time before this build is one.
  Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

  Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

  /// Whether it can be now at all.
  static boolean isCredible(Instant time) {
    return !time.isBefore(EARLIEST) && !time.isAfter(LATEST);
  }

  /// May ask other programs, for seconds.
  ClockState look();

  /// As [#look] has it; asks no program.
  boolean isSynchronized();

  /// Whatever else sets this clock, and keeps it right; empty when nothing does.
  Optional<String> keeper();

  /// Whether it is worth trying.
  boolean maySet();

  Answer set(Instant time);

  /// Tells the kernel how far off its clock is and how well that is known, so that it is taken for
  /// right from then on, until the kernel doubts it by more than 16 s.
  Answer correct(Correction correction);

  /// The one of this machine.
  static SystemClock ofMachine() {
    return new SystemClock() {
      @Override
      public ClockState look() {
        return MachineClock.look();
      }

      @Override
      public boolean isSynchronized() {
        return MachineClock.isSynchronized();
      }

      @Override
      public Optional<String> keeper() {
        return MachineClock.keeper();
      }

      @Override
      public boolean maySet() {
        return hasRight(Path.of("/proc/self/status"));
      }

      @Override
      public Answer set(Instant time) {
        return KernelClock.set(time);
      }

      @Override
      public Answer correct(Correction correction) {
        return KernelClock.correct(correction);
      }
    };
  }

  /// @param status as `/proc/self/status` of proc(5): `CapEff` in hexadecimal
  private static boolean hasRight(Path status) {
    try {
      return Files.readAllLines(status).stream()
          .filter(l -> l.startsWith("CapEff:"))
          .anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) >> 25 & 1) == 1);
    } catch (IOException | NumberFormatException _) {
      return false;
    }
  }
}
