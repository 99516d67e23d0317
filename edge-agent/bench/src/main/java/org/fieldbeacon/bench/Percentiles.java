package org.fieldbeacon.bench;

import java.util.Arrays;

/// Nearest-rank percentiles of a finished sample.
final class Percentiles {
  private final double[] sorted;

  Percentiles(double[] values) {
    sorted = values.clone();
    Arrays.sort(sorted);
  }

  int size() {
    return sorted.length;
  }

  /// The least value that `percent` of all do not exceed; NaN of an empty sample.
  ///
  /// @param percent above 0, up to 100
  double at(double percent) {
    if (sorted.length == 0) {
      return Double.NaN;
    }
    // The margin keeps 99.9 % of a thousand at 999 in spite of rounding.
    int rank = (int) Math.ceil(percent * sorted.length / 100 - 1e-9);
    return sorted[Math.clamp(rank, 1, sorted.length) - 1];
  }

  double greatest() {
    return at(100);
  }

  /// Adds `PREFIX-count`, `-p50-ms`, `-p99-ms`, `-p99.9-ms` and `-max-ms`.
  void into(Report report, String prefix) {
    report
        .figure(prefix + "-count", size())
        .figure(prefix + "-p50-ms", at(50))
        .figure(prefix + "-p99-ms", at(99))
        .figure(prefix + "-p99.9-ms", at(99.9))
        .figure(prefix + "-max-ms", greatest());
  }
}
