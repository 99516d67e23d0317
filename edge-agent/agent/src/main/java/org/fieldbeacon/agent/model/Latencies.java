package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.Locale;

/// How long each of many calls took. One thread.
final class Latencies {
  private long[] nanos = new long[1024];
  private int count;

  void add(long elapsed) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = elapsed;
  }

  /// In milliseconds; NaN without calls.
  double percentile(double share) {
    if (count == 0) {
      return Double.NaN;
    }
    long[] sorted = Arrays.copyOf(nanos, count);
    Arrays.sort(sorted);
    int at = (int) Math.min(count - 1, Math.round(share * (count - 1)));
    return sorted[at] / 1e6;
  }

  JsonObject json() {
    return new JsonObject()
        .put("n", count)
        .put("min", Rounded.of(percentile(0)))
        .put("p50", Rounded.of(percentile(0.5)))
        .put("p99", Rounded.of(percentile(0.99)));
  }

  String text() {
    return String.format(
        Locale.ROOT, "p50 %.3f ms, p99 %.3f ms", percentile(0.5), percentile(0.99));
  }
}
