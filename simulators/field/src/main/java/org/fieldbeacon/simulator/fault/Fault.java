package org.fieldbeacon.simulator.fault;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.random.RandomGenerator;

/// One thing that is wrong with a device. The first five are seen on the wire, the next three in
/// the values, the last in pictures.
public sealed interface Fault {
  /// The name in a scenario: `link-cut`.
  String word();

  /// Requests are taken and never answered.
  record Silence() implements Fault {
    @Override
    public String word() {
      return "silence";
    }
  }

  /// Instead of an answer, random bytes.
  ///
  /// @param bytes how many, 1..1024
  record Garbage(int bytes) implements Fault {
    public Garbage {
      if (bytes < 1 || bytes > 1024) {
        throw new IllegalArgumentException("bytes: got " + bytes + ", wanted 1..1024");
      }
    }

    /// Fresh ones.
    public byte[] noise(RandomGenerator random) {
      var noise = new byte[bytes];
      random.nextBytes(noise);
      return noise;
    }

    @Override
    public String word() {
      return "garbage";
    }
  }

  /// Answers come late.
  ///
  /// @param delay of real time before each answer
  record Slow(Duration delay) implements Fault {
    public Slow {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("delay: got " + delay + ", wanted zero or more");
      }
    }

    @Override
    public String word() {
      return "slow";
    }
  }

  /// Every request is refused (Modbus Application Protocol V1.1b3 §7; QnRtn of HJ 212).
  ///
  /// @param code 1..255
  record Refusal(int code) implements Fault {
    public Refusal {
      if (code < 1 || code > 255) {
        throw new IllegalArgumentException("code: got " + code + ", wanted 1..255");
      }
    }

    @Override
    public String word() {
      return "exception";
    }
  }

  /// What is asked for is taken on and fails; of HJ 212 stations.
  ///
  /// @param code 2..100, ExeRtn
  record Failure(int code) implements Fault {
    @Override
    public String word() {
      return "failure";
    }
  }

  /// The device's clock is wrong until somebody sets it; of HJ 212 stations.
  ///
  /// @param ahead of the right time
  record WrongClock(Duration ahead) implements Fault {
    @Override
    public String word() {
      return "wrong-clock";
    }
  }

  /// Connections are closed and new ones refused, for every unit on the port.
  record LinkCut() implements Fault {
    @Override
    public String word() {
      return "link-cut";
    }
  }

  /// Values stay as they are. With no registers named, nothing of the unit moves: writes are
  /// answered and have no effect.
  ///
  /// @param registers by name; none means the whole unit
  record Stuck(Set<String> registers) implements Fault {
    public Stuck {
      registers = Set.copyOf(registers);
    }

    @Override
    public String word() {
      return "stuck";
    }
  }

  /// Values are off by a fixed amount.
  ///
  /// @param registers by name; none means all
  /// @param amount in the register's unit
  record Spike(Set<String> registers, double amount) implements Fault {
    public Spike {
      registers = Set.copyOf(registers);
    }

    @Override
    public String word() {
      return "spike";
    }
  }

  /// Something is wrong with what a camera shows.
  record Picture(What what) implements Fault {
    /// What it is: night without lights, something over the lens, out of focus, half a file, a
    /// header of 30,000 x 30,000 pixels, a login that nobody has.
    public enum What {
      DARK,
      COVERED,
      BLURRED,
      TRUNCATED,
      HUGE,
      UNAUTHORIZED
    }

    @Override
    public String word() {
      return what.name().toLowerCase(Locale.ROOT);
    }
  }

  /// Values run away.
  ///
  /// @param registers by name; none means all
  /// @param perHour in the register's unit, by simulated hour since the fault began
  record Drift(Set<String> registers, double perHour) implements Fault {
    public Drift {
      registers = Set.copyOf(registers);
    }

    @Override
    public String word() {
      return "drift";
    }
  }
}
