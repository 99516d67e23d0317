package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Slows down guessing: after five failures of one account or one address each further one doubles
/// the wait, up to five minutes. An hour without failures forgets. Event loop.
final class LoginLimiter {
  static final int FREE = 5;
  private static final Duration FIRST_WAIT = Duration.ofSeconds(2);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
  private static final Duration FORGET = Duration.ofHours(1);
  private static final int MOST = 2_000;

  private record Failures(int count, long lastNanos) {}

  private final LongSupplier nanos;
  private final Map<String, Failures> failures =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
          return size() > MOST;
        }
      };

  /// @param nanos a clock that never jumps
  LoginLimiter(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// How long this one must still wait; zero when it need not.
  Duration wait(String key) {
    return wait(key, FREE);
  }

  /// @param free how many failures cost nothing
  Duration wait(String key, int free) {
    Failures known = failures.get(key);
    if (known == null || known.count() < free) {
      return Duration.ZERO;
    }
    long passed = nanos.getAsLong() - known.lastNanos();
    if (passed > FORGET.toNanos()) {
      failures.remove(key);
      return Duration.ZERO;
    }
    int doublings = Math.min(known.count() - free, 16);
    Duration wait = FIRST_WAIT.multipliedBy(1L << doublings);
    Duration bounded = wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    Duration left = bounded.minusNanos(passed);
    return left.isNegative() ? Duration.ZERO : left;
  }

  void failed(String key) {
    Failures known = failures.remove(key);
    failures.put(key, new Failures(known == null ? 1 : known.count() + 1, nanos.getAsLong()));
  }

  void succeeded(String key) {
    failures.remove(key);
  }
}
