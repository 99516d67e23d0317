package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.observation.PointId;

/// Which tests one point undergoes, with their limits in the point's unit (IOOS, Manual for
/// Real-Time Quality Control of Water Level Data v2.1, tests 1 to 9). An absent test is not run.
public record QualityRules(
    Optional<GrossRange> grossRange,
    List<Climatology> climatology,
    Optional<Spike> spike,
    Optional<RateOfChange> rateOfChange,
    Optional<FlatLine> flatLine,
    Optional<AttenuatedSignal> attenuatedSignal,
    Optional<Gap> gap,
    Optional<Neighbour> neighbour) {

  /// No test at all.
  public static final QualityRules NONE =
      new QualityRules(
          Optional.empty(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  public QualityRules {
    climatology = List.copyOf(climatology);
  }

  /// Both ends belong to the range.
  public record Range(double min, double max) {
    public Range {
      if (!(min <= max)) {
        throw new IllegalArgumentException(
            "range: got " + min + ".." + max + ", wanted min <= max");
      }
    }

    public boolean contains(double value) {
      return min <= value && value <= max;
    }

    boolean contains(Range other) {
      return min <= other.min && other.max <= max;
    }
  }

  /// Outside `fail` the sensor cannot be right; outside `suspect`, which lies within, it is
  /// unlikely.
  public record GrossRange(Range fail, Optional<Range> suspect) {}

  /// The usual range in some months, 1..12, over the new year when `fromMonth` is the later;
  /// outside is suspect.
  public record Climatology(int fromMonth, int toMonth, Range suspect) {
    public boolean covers(int month) {
      return fromMonth <= toMonth
          ? fromMonth <= month && month <= toMonth
          : month >= fromMonth || month <= toMonth;
    }
  }

  /// AVERAGE: distance from the mean of both neighbours. DIFFERENTIAL: the smaller of the distances
  /// to them, when both lie on one side.
  public enum SpikeMethod {
    AVERAGE,
    DIFFERENTIAL
  }

  /// Above `suspect` suspect, above `fail` failed; judged when the following sample is there.
  public record Spike(double suspect, double fail, SpikeMethod method) {}

  /// Faster than this per second is suspect.
  public record RateOfChange(double perSecond) {}

  /// A range below `tolerance` over `suspect` is suspect, over `fail` failed.
  public record FlatLine(double tolerance, Duration suspect, Duration fail) {}

  /// RANGE: greatest less least. DEVIATION: standard deviation of a population.
  public enum Statistic {
    RANGE,
    DEVIATION
  }

  /// A spread below these over `window`; not evaluated until the window is full.
  public record AttenuatedSignal(
      Duration window, double suspect, double fail, Statistic statistic) {
    /// By the range.
    public AttenuatedSignal(Duration window, double suspect, double fail) {
      this(window, suspect, fail, Statistic.RANGE);
    }
  }

  /// Longer than this since the last sample is suspect.
  public record Gap(Duration max) {}

  /// Farther than `maxDifference` from the median of neighbours not older than `maxAge` is suspect.
  public record Neighbour(List<PointId> points, double maxDifference, Duration maxAge) {
    public Neighbour {
      points = List.copyOf(points);
    }
  }
}
