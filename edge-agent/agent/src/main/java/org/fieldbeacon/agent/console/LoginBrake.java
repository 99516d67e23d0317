package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// So many of a kind at once, and then one every so often, for each key by itself. Event loop, or
/// one thread.
final class LoginBrake {
  private static final int MOST = 2_000;

  private record Bucket(double tokens, long atNanos) {}

  private final LongSupplier nanos;
  private final int burst;
  private final Duration every;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST;
        }
      };

  /// @param nanos a clock that never jumps
  /// @param burst how many at once
  /// @param every how often one more afterwards
  LoginBrake(LongSupplier nanos, int burst, Duration every) {
    this.nanos = nanos;
    this.burst = burst;
    this.every = every;
  }

  /// Takes one, if there is one.
  ///
  /// @return zero when it was taken; else how long until there is one
  Duration take(String key) {
    double tokens = tokens(key);
    if (tokens < 1) {
      return Duration.ofNanos((long) ((1 - tokens) * every.toNanos()));
    }
    buckets.put(key, new Bucket(tokens - 1, nanos.getAsLong()));
    return Duration.ZERO;
  }

  /// It was none of those to be braked.
  void giveBack(String key) {
    buckets.put(key, new Bucket(Math.min(burst, tokens(key) + 1), nanos.getAsLong()));
  }

  private double tokens(String key) {
    Bucket known = buckets.get(key);
    if (known == null) {
      return burst;
    }
    double since = (double) (nanos.getAsLong() - known.atNanos()) / every.toNanos();
    return Math.min(burst, known.tokens() + since);
  }
}
