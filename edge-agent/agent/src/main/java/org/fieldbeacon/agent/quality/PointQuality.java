package org.fieldbeacon.agent.quality;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.agent.config.QualityRules.GrossRange;
import org.fieldbeacon.agent.config.QualityRules.Neighbour;
import org.fieldbeacon.agent.config.QualityRules.Spike;
import org.fieldbeacon.agent.config.QualityRules.SpikeMethod;
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

  private static final long NEVER = Long.MIN_VALUE;
  private static final double MICROS_PER_SECOND = 1e6;

  private final QualityRules rules;
  private final ZoneId zone;
  private final Neighbours neighbours;
  private final @Nullable GrossRange grossRange;
  private final @Nullable Spike spike;
  private final @Nullable Flatness flatness;
  private final @Nullable Attenuation attenuation;
  private final @Nullable Neighbour neighbour;
  private final double ratePerSecond;
  private final long maxGapMicros;

  private long lastMicros = NEVER;
  private double last = Double.NaN;
  private double beforeLast = Double.NaN;
  private int lastFlags = Flags.NONE;
  private int previousFlags = Flags.NONE;
  private int judged;

  /// @param zone whose months the climatology means
  public PointQuality(QualityRules rules, ZoneId zone, Neighbours neighbours) {
    this.rules = rules;
    this.zone = zone;
    this.neighbours = neighbours;
    grossRange = rules.grossRange().orElse(null);
    spike = rules.spike().orElse(null);
    flatness = rules.flatLine().map(Flatness::new).orElse(null);
    attenuation = rules.attenuatedSignal().map(Attenuation::new).orElse(null);
    neighbour = rules.neighbour().orElse(null);
    ratePerSecond =
        rules.rateOfChange().map(QualityRules.RateOfChange::perSecond).orElse(Double.NaN);
    maxGapMicros = rules.gap().map(g -> micros(g.max())).orElse(NEVER);
  }

  /// Judges the next sample; NaN is a missing one.
  ///
  /// @throws IllegalArgumentException when time does not go forward; the sample is not taken
  public Verdict judge(Instant at, double value) {
    long micros = micros(at);
    if (micros <= lastMicros) {
      throw new IllegalArgumentException(
          "time: got " + at + ", wanted later than the sample before");
    }
    return Flags.verdict(step(at, micros, value, true));
  }

  /// The final verdict on the sample before the last one judged; empty when that is the first.
  public Optional<Verdict> previous() {
    return judged < 2 ? Optional.empty() : Optional.of(Flags.verdict(previousFlags));
  }

  /// The verdict on the last sample when none follows: its spike flag stays NOT_EVALUATED.
  public Optional<Verdict> last() {
    return judged == 0 ? Optional.empty() : Optional.of(Flags.verdict(lastFlags));
  }

  int previousFlags() {
    return previousFlags;
  }

  /// Whether `value`, as the next sample, would be farther from both samples before it than a spike
  /// may be high: nobody can say yet whether it is one.
  boolean isJump(double value) {
    return spike != null
        && Math.abs(value - last) > spike.suspect()
        && !(Math.abs(value - beforeLast) <= spike.suspect());
  }

  /// Forgets all samples.
  void startAgain() {
    lastMicros = NEVER;
    last = Double.NaN;
    beforeLast = Double.NaN;
    judged = 0;
    if (flatness != null) {
      flatness.clear();
    }
    if (attenuation != null) {
      attenuation.clear();
    }
  }

  /// Judges the next sample, which must be later than the last.
  ///
  /// @param credible whether the device stands by it; if not, it does not serve the later ones
  int step(Instant at, long micros, double value, boolean credible) {
    int flags = Flags.NONE;
    if (maxGapMicros != NEVER) {
      flags = Flags.with(flags, QcTest.GAP, gap(micros));
    }
    if (Double.isNaN(value)) {
      flags = Flags.with(flags, QcTest.GROSS_RANGE, Quality.MISSING);
      return remember(flags, micros, Double.NaN);
    }
    boolean possible = credible;
    if (grossRange != null) {
      Quality flag = grossRange(grossRange, value);
      flags = Flags.with(flags, QcTest.GROSS_RANGE, flag);
      possible &= flag != Quality.FAIL;
    }
    if (!rules.climatology().isEmpty()) {
      flags = Flags.with(flags, QcTest.CLIMATOLOGY, climatology(at, value));
    }
    if (spike != null) {
      flags = Flags.with(flags, QcTest.SPIKE, Quality.NOT_EVALUATED);
    }
    if (!Double.isNaN(ratePerSecond)) {
      flags = Flags.with(flags, QcTest.RATE_OF_CHANGE, rate(micros, value));
    }
    if (flatness != null) {
      Quality flag = possible ? flatness.judge(micros, value) : Quality.NOT_EVALUATED;
      flags = Flags.with(flags, QcTest.FLAT_LINE, flag);
    }
    if (attenuation != null) {
      Quality flag = possible ? attenuation.judge(micros, value) : Quality.NOT_EVALUATED;
      flags = Flags.with(flags, QcTest.ATTENUATED_SIGNAL, flag);
    }
    if (neighbour != null) {
      flags = Flags.with(flags, QcTest.NEIGHBOUR, neighbour(neighbour, at, value));
    }
    return remember(flags, micros, possible ? value : Double.NaN);
  }

  private int remember(int flags, long micros, double usable) {
    previousFlags = lastFlags;
    if (spike != null && Flags.has(lastFlags, QcTest.SPIKE)) {
      previousFlags = Flags.with(lastFlags, QcTest.SPIKE, spike(spike, usable));
    }
    beforeLast = last;
    last = usable;
    lastMicros = micros;
    lastFlags = flags;
    judged = Math.min(judged + 1, 2);
    return flags;
  }

  private Quality gap(long micros) {
    if (lastMicros == NEVER) {
      return Quality.NOT_EVALUATED;
    }
    return micros - lastMicros > maxGapMicros ? Quality.SUSPECT : Quality.PASS;
  }

  private static Quality grossRange(GrossRange range, double value) {
    if (!range.fail().contains(value)) {
      return Quality.FAIL;
    }
    return range.suspect().isPresent() && !range.suspect().get().contains(value)
        ? Quality.SUSPECT
        : Quality.PASS;
  }

  private Quality climatology(Instant at, double value) {
    int month = at.atZone(zone).getMonthValue();
    List<QualityRules.Climatology> seasons = rules.climatology();
    for (QualityRules.Climatology season : seasons) {
      if (season.covers(month)) {
        return season.suspect().contains(value) ? Quality.PASS : Quality.SUSPECT;
      }
    }
    return Quality.NOT_EVALUATED;
  }

  private Quality rate(long micros, double value) {
    if (Double.isNaN(last)) {
      return Quality.NOT_EVALUATED;
    }
    double seconds = (micros - lastMicros) / MICROS_PER_SECOND;
    return Math.abs(value - last) / seconds > ratePerSecond ? Quality.SUSPECT : Quality.PASS;
  }

  /// Of the last sample, between the one before and `after`.
  private Quality spike(Spike limits, double after) {
    if (Double.isNaN(beforeLast) || Double.isNaN(last) || Double.isNaN(after)) {
      return Quality.NOT_EVALUATED;
    }
    double height =
        limits.method() == SpikeMethod.AVERAGE
            ? Math.abs(last - (beforeLast + after) / 2)
            : differential(last - beforeLast, last - after);
    if (height > limits.fail()) {
      return Quality.FAIL;
    }
    return height > limits.suspect() ? Quality.SUSPECT : Quality.PASS;
  }

  private static double differential(double fromBefore, double fromAfter) {
    return fromBefore * fromAfter > 0 ? Math.min(Math.abs(fromBefore), Math.abs(fromAfter)) : 0;
  }

  private Quality neighbour(Neighbour limits, Instant at, double value) {
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

  /// Since 1970; instants beyond the range of a long stand at its ends.
  static long micros(Instant at) {
    long seconds = Math.clamp(at.getEpochSecond(), -9_000_000_000_000L, 9_000_000_000_000L);
    return seconds * 1_000_000 + at.getNano() / 1000;
  }

  static long micros(Duration span) {
    long seconds = Math.min(span.toSeconds(), 4_000_000_000_000L);
    return seconds * 1_000_000 + span.toNanosPart() / 1000;
  }
}
