package org.fieldbeacon.environment;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What of a station's records was missed, and what has been had. A gap is known by what comes
/// after it: by the next record, or by the next report of a station that sends no records by
/// itself. Bounded. Not for several threads.
final class Missed {
  private static final int MOST_GAPS = 32;

  /// Keys of what has been had: 72 hours of ten-minute records of nine factors.
  private static final int MOST_HAD = 4096;

  private static final int FIRST_HAD = 64;

  /// So many records in one request.
  private static final int AT_ONCE = 144;

  private final StationSettings settings;
  private final Deque<Gap> gaps = new ArrayDeque<>();
  private long[] had = new long[FIRST_HAD];
  private int hads;
  private Optional<Instant> lastRecord = Optional.empty();
  private Optional<Instant> lastReport = Optional.empty();
  private Duration usual = Duration.ZERO;

  /// Both ends included: a record at an end is known and not taken twice.
  record Gap(Instant begin, Instant end) {}

  Missed(StationSettings settings) {
    this.settings = settings;
  }

  /// A report came by itself.
  ///
  /// @param isRecord whether it is one of those that are fetched
  void reported(boolean isRecord, Instant time) {
    Duration period = settings.period();
    if (isRecord) {
      lastRecord.ifPresent(last -> noteGap(last, time, period.multipliedBy(3).dividedBy(2)));
      lastRecord = later(lastRecord, time);
    } else if (lastRecord.isEmpty()) {
      Duration often = usual.multipliedBy(3);
      Duration least = period.multipliedBy(2);
      lastReport.ifPresent(
          last -> noteGap(floor(last, period), time, often.compareTo(least) > 0 ? often : least));
    }
    lastReport.ifPresent(
        last -> {
          Duration step = Duration.between(last, time);
          boolean isStep = !step.isNegative() && !step.isZero();
          if (isStep && (usual.isZero() || step.compareTo(usual) < 0)) {
            usual = step;
          }
        });
    lastReport = later(lastReport, time);
  }

  private void noteGap(Instant from, Instant to, Duration more) {
    if (Duration.between(from, to).compareTo(more) <= 0) {
      return;
    }
    Instant reach = to.minus(settings.back());
    Instant begin = from.isBefore(reach) ? reach : from;
    Duration step = settings.period().multipliedBy(AT_ONCE);
    while (begin.isBefore(to) && gaps.size() < MOST_GAPS) {
      Instant end = begin.plus(step).isBefore(to) ? begin.plus(step) : to;
      gaps.addLast(new Gap(begin, end));
      begin = end;
    }
  }

  /// The oldest that is open.
  Optional<Gap> next() {
    return Optional.ofNullable(gaps.peekFirst());
  }

  void close(Gap gap) {
    gaps.remove(gap);
  }

  /// The factors that have not been had at that time, which now have been.
  Map<String, Map<String, String>> fresh(Map<String, Map<String, String>> factors, Instant time) {
    Map<String, Map<String, String>> fresh = new LinkedHashMap<>();
    factors.forEach(
        (code, values) -> {
          if (add(time.getEpochSecond() << 32 | code.hashCode() & 0xFFFF_FFFFL)) {
            fresh.put(code, values);
          }
        });
    return fresh;
  }

  private boolean add(long key) {
    int held = Math.min(hads, had.length);
    for (int i = 0; i < held; i++) {
      if (had[i] == key) {
        return false;
      }
    }
    if (hads == had.length && had.length < MOST_HAD) {
      had = Arrays.copyOf(had, 2 * had.length);
    }
    had[hads % had.length] = key;
    hads = hads + 1 < 2 * MOST_HAD ? hads + 1 : MOST_HAD;
    return true;
  }

  private static Instant floor(Instant time, Duration period) {
    long seconds = Math.max(1, period.toSeconds());
    long local = time.getEpochSecond() + Hj212Time.BEIJING.getTotalSeconds();
    return time.minusSeconds(Math.floorMod(local, seconds)).truncatedTo(ChronoUnit.SECONDS);
  }

  private static Optional<Instant> later(Optional<Instant> last, Instant time) {
    return Optional.of(last.filter(l -> l.isAfter(time)).orElse(time));
  }
}
