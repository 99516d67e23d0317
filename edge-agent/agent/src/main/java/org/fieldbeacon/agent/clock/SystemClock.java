package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

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

  ClockState look();

  /// Whether it is worth trying.
  boolean maySet();

  Answer set(Instant time);

  /// The one of this machine.
  static SystemClock ofMachine() {
    return new SystemClock() {
      @Override
      public ClockState look() {
        return MachineClock.look();
      }

      @Override
      public boolean maySet() {
        return hasRight(Path.of("/proc/self/status"));
      }

      @Override
      public Answer set(Instant time) {
        return KernelClock.set(time);
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
