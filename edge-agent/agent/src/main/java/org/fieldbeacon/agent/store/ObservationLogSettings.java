package org.fieldbeacon.agent.store;

import java.nio.file.Path;
import java.time.Duration;

/// How the observation log works.
///
/// @param file where
/// @param commitInterval at most this much is lost when the power fails, of what no alarm stands
///   on; default one second
/// @param commitAt observations that bring a commit forward; default 20,000
/// @param rowObservations observations in one journal row, which is one message, at most
/// @param pendingObservations held in memory at most before appending waits
/// @param compactAt observations in the journal that make a compaction due
/// @param partObservations observations in one part of history, read at once, at most
/// @param ringBytes size of the main file at most, 1 MiB or more; the WAL comes on top, 8 MiB
/// @param walPages pages of 4 KiB in the WAL before they move to the main file
public record ObservationLogSettings(
    Path file,
    Duration commitInterval,
    int commitAt,
    int rowObservations,
    int pendingObservations,
    int compactAt,
    int partObservations,
    long ringBytes,
    int walPages) {

  private static final long LEAST_RING_BYTES = 1 << 20;

  public ObservationLogSettings {
    if (!commitInterval.isPositive()) {
      throw new IllegalArgumentException("commit-interval: got " + commitInterval + ", wanted > 0");
    }
    if (ringBytes < LEAST_RING_BYTES) {
      throw new IllegalArgumentException(
          "ring-bytes: got " + ringBytes + ", wanted " + LEAST_RING_BYTES + " or more");
    }
    requirePositive("commit-at", commitAt);
    requirePositive("row-observations", rowObservations);
    requirePositive("compact-at", compactAt);
    requirePositive("part-observations", partObservations);
    requirePositive("wal-pages", walPages);
    if (pendingObservations < commitAt) {
      throw new IllegalArgumentException(
          "pending-observations: got %d, wanted commit-at (%d) or more"
              .formatted(pendingObservations, commitAt));
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + ": got " + value + ", wanted 1 or more");
    }
  }

  /// The defaults, with a ring of 1 GiB.
  public static ObservationLogSettings at(Path file) {
    return new ObservationLogSettings(
        file, Duration.ofSeconds(1), 20_000, 4_096, 200_000, 131_072, 4_096, 1L << 30, 2_000);
  }

  public ObservationLogSettings withRingBytes(long bytes) {
    return new ObservationLogSettings(
        file,
        commitInterval,
        commitAt,
        rowObservations,
        pendingObservations,
        compactAt,
        partObservations,
        bytes,
        walPages);
  }

  public ObservationLogSettings withCommit(Duration interval, int at) {
    return new ObservationLogSettings(
        file,
        interval,
        at,
        rowObservations,
        pendingObservations,
        compactAt,
        partObservations,
        ringBytes,
        walPages);
  }

  public ObservationLogSettings withCompaction(int at, int part) {
    return new ObservationLogSettings(
        file,
        commitInterval,
        commitAt,
        rowObservations,
        pendingObservations,
        at,
        part,
        ringBytes,
        walPages);
  }

  public ObservationLogSettings withRows(int most, int pending) {
    return new ObservationLogSettings(
        file,
        commitInterval,
        commitAt,
        most,
        pending,
        compactAt,
        partObservations,
        ringBytes,
        walPages);
  }
}
