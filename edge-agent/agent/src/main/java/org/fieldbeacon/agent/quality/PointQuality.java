package org.fieldbeacon.agent.quality;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.fieldbeacon.agent.quality.QualityRules.SpikeMethod;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.jspecify.annotations.Nullable;

/// The tests of one point over its samples as they come. The spike test needs the following sample:
/// a sample's spike flag is NOT_EVALUATED at first and final in [#previous] after the next
/// [#judge]. Samples that failed the gross range test do not serve as neighbours in time for the
/// others. One thread.
public final class PointQuality {
  /// The last value of another point and when it held, empty when there is none.
  public interface Neighbours extends Function<PointId, Optional<Reading>> {}

  /// A value of another point.
  public record Reading(Instant at, double value) {}

  private record Sample(Instant at, double value) {}

  private final QualityRules rules;
  private final ZoneId zone;
  private final Neighbours neighbours;
  private final Map<QcTest, SampleWindow> windows = new EnumMap<>(QcTest.class);
  private @Nullable Instant lastAt;
  private @Nullable Sample last;
  private @Nullable Sample beforeLast;
  private @Nullable Verdict lastVerdict;
  private Optional<Verdict> previous = Optional.empty();

  /// @param zone whose months the climatology means
  public PointQuality(QualityRules rules, ZoneId zone, Neighbours neighbours) {
    this.rules = rules;
    this.zone = zone;
    this.neighbours = neighbours;
    rules.flatLine().ifPresent(f -> windows.put(QcTest.FLAT_LINE, window(f.fail())));
    rules
        .attenuatedSignal()
        .ifPresent(a -> windows.put(QcTest.ATTENUATED_SIGNAL, window(a.window())));
    flatSuspect = new SampleWindow(rules.flatLine().map(f -> f.suspect().toMillis()).orElse(0L));
  }

  private final SampleWindow flatSuspect;

  /// Judges the next sample; NaN is a missing one.
  ///
  /// @throws IllegalArgumentException when time does not go forward; the sample is not taken
  public Verdict judge(Instant at, double value) {
    if (lastAt != null && !at.isAfter(lastAt)) {
      throw new IllegalArgumentException("time: got " + at + ", wanted later than " + lastAt);
    }
    Map<QcTest, Quality> flags = new EnumMap<>(QcTest.class);
    rules.gap().ifPresent(g -> flags.put(QcTest.GAP, gap(g.max(), at)));
    lastAt = at;
    if (Double.isNaN(value)) {
      markMissing(flags);
      return remember(new Verdict(flags), null);
    }
    var sample = new Sample(at, value);
    rules.grossRange().ifPresent(g -> flags.put(QcTest.GROSS_RANGE, grossRange(g, value)));
    boolean possible = flags.get(QcTest.GROSS_RANGE) != Quality.FAIL;
    if (!rules.climatology().isEmpty()) {
      flags.put(QcTest.CLIMATOLOGY, climatology(at, value));
    }
    if (rules.spike().isPresent()) {
      flags.put(QcTest.SPIKE, Quality.NOT_EVALUATED);
    }
    rules
        .rateOfChange()
        .ifPresent(r -> flags.put(QcTest.RATE_OF_CHANGE, rate(r.perSecond(), sample)));
    if (possible) {
      windows.values().forEach(w -> w.add(at.toEpochMilli(), value));
      flatSuspect.add(at.toEpochMilli(), value);
    }
    rules
        .flatLine()
        .ifPresent(f -> flags.put(QcTest.FLAT_LINE, possible ? flat(f) : Quality.NOT_EVALUATED));
    rules
        .attenuatedSignal()
        .ifPresent(
            a ->
                flags.put(
                    QcTest.ATTENUATED_SIGNAL, possible ? attenuated(a) : Quality.NOT_EVALUATED));
    rules.neighbour().ifPresent(n -> flags.put(QcTest.NEIGHBOUR, neighbour(n, at, value)));
    return remember(new Verdict(flags), possible ? sample : null);
  }

  /// The final verdict on the sample before the last one judged; empty when that is the first.
  public Optional<Verdict> previous() {
    return previous;
  }

  /// The verdict on the last sample when none follows: its spike flag stays NOT_EVALUATED.
  public Optional<Verdict> last() {
    return Optional.ofNullable(lastVerdict);
  }

  /// Every value test says missing, so that the roll-up does.
  private void markMissing(Map<QcTest, Quality> flags) {
    flags.put(QcTest.GROSS_RANGE, Quality.MISSING);
    flatSuspect.clear();
    windows.values().forEach(SampleWindow::clear);
  }

  private Verdict remember(Verdict verdict, @Nullable Sample sample) {
    Verdict ended = lastVerdict;
    if (ended != null && ended.flags().containsKey(QcTest.SPIKE)) {
      ended = ended.with(QcTest.SPIKE, spike(beforeLast, last, sample));
    }
    previous = Optional.ofNullable(ended);
    beforeLast = last;
    last = sample;
    lastVerdict = verdict;
    return verdict;
  }

  private Quality gap(Duration max, Instant at) {
    if (lastAt == null) {
      return Quality.NOT_EVALUATED;
    }
    return Duration.between(lastAt, at).compareTo(max) > 0 ? Quality.SUSPECT : Quality.PASS;
  }

  private static Quality grossRange(QualityRules.GrossRange range, double value) {
    if (!range.fail().contains(value)) {
      return Quality.FAIL;
    }
    return range.suspect().isPresent() && !range.suspect().get().contains(value)
        ? Quality.SUSPECT
        : Quality.PASS;
  }

  private Quality climatology(Instant at, double value) {
    int month = at.atZone(zone).getMonthValue();
    return rules.climatology().stream()
        .filter(c -> c.covers(month))
        .findFirst()
        .map(c -> c.suspect().contains(value) ? Quality.PASS : Quality.SUSPECT)
        .orElse(Quality.NOT_EVALUATED);
  }

  private Quality rate(double perSecond, Sample now) {
    Sample from = last;
    if (from == null) {
      return Quality.NOT_EVALUATED;
    }
    double seconds = Duration.between(from.at(), now.at()).toNanos() / 1e9;
    return Math.abs(now.value() - from.value()) / seconds > perSecond
        ? Quality.SUSPECT
        : Quality.PASS;
  }

  private Quality spike(@Nullable Sample before, @Nullable Sample middle, @Nullable Sample after) {
    var limits = rules.spike().orElseThrow();
    if (before == null || middle == null || after == null) {
      return Quality.NOT_EVALUATED;
    }
    double height =
        limits.method() == SpikeMethod.AVERAGE
            ? Math.abs(middle.value() - (before.value() + after.value()) / 2)
            : differential(middle.value() - before.value(), middle.value() - after.value());
    if (height > limits.fail()) {
      return Quality.FAIL;
    }
    return height > limits.suspect() ? Quality.SUSPECT : Quality.PASS;
  }

  private static double differential(double fromBefore, double fromAfter) {
    return fromBefore * fromAfter > 0 ? Math.min(Math.abs(fromBefore), Math.abs(fromAfter)) : 0;
  }

  private Quality flat(QualityRules.FlatLine limits) {
    if (flatIn(window(QcTest.FLAT_LINE), limits.tolerance())) {
      return Quality.FAIL;
    }
    return flatIn(flatSuspect, limits.tolerance()) ? Quality.SUSPECT : Quality.PASS;
  }

  private static boolean flatIn(SampleWindow window, double tolerance) {
    return window.isFull() && window.range() < tolerance;
  }

  private Quality attenuated(QualityRules.AttenuatedSignal limits) {
    SampleWindow window = window(QcTest.ATTENUATED_SIGNAL);
    if (!window.isFull()) {
      return Quality.NOT_EVALUATED;
    }
    if (window.range() < limits.fail()) {
      return Quality.FAIL;
    }
    return window.range() < limits.suspect() ? Quality.SUSPECT : Quality.PASS;
  }

  private Quality neighbour(QualityRules.Neighbour limits, Instant at, double value) {
    double[] fresh =
        limits.points().stream()
            .map(neighbours)
            .flatMap(Optional::stream)
            .filter(r -> Duration.between(r.at(), at).abs().compareTo(limits.maxAge()) <= 0)
            .mapToDouble(Reading::value)
            .sorted()
            .toArray();
    OptionalDouble median = median(fresh);
    if (median.isEmpty()) {
      return Quality.NOT_EVALUATED;
    }
    return Math.abs(value - median.getAsDouble()) > limits.maxDifference()
        ? Quality.SUSPECT
        : Quality.PASS;
  }

  private static OptionalDouble median(double[] sorted) {
    int n = sorted.length;
    return n == 0
        ? OptionalDouble.empty()
        : Arrays.stream(sorted, (n - 1) / 2, n / 2 + 1).average();
  }

  private SampleWindow window(QcTest test) {
    SampleWindow window = windows.get(test);
    if (window == null) {
      throw new IllegalStateException("no window for " + test.word());
    }
    return window;
  }

  private static SampleWindow window(Duration span) {
    return new SampleWindow(span.toMillis());
  }
}
