package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.observation.PointId;

/// Which quality tests one point undergoes, with their limits in the point's own unit (IOOS, Manual
/// for Real-Time Quality Control of Water Level Data v2.1, tests 1 to 9). An absent test is not
/// run.
public record QualityConfig(
    Optional<GrossRange> grossRange,
    List<Climatology> climatology,
    Optional<Spike> spike,
    Optional<RateOfChange> rateOfChange,
    Optional<FlatLine> flatLine,
    Optional<AttenuatedSignal> attenuatedSignal,
    Optional<Gap> gap,
    Optional<Neighbour> neighbour) {

  public QualityConfig {
    climatology = List.copyOf(climatology);
  }

  /// Both ends belong to the range; `min <= max`.
  public record Range(double min, double max) {
    boolean contains(Range other) {
      return min <= other.min && other.max <= max;
    }
  }

  /// Outside `fail` the sensor cannot be right; outside `suspect`, which lies within, it is
  /// unlikely.
  public record GrossRange(Range fail, Optional<Range> suspect) {}

  /// The usual range in some months, 1..12, over the new year when `fromMonth` is the later;
  /// outside is suspect.
  public record Climatology(int fromMonth, int toMonth, Range suspect) {}

  /// AVERAGE: distance from the mean of both neighbours in time. DIFFERENTIAL: the smaller of the
  /// distances to them, when both lie on one side.
  public enum SpikeMethod {
    AVERAGE,
    DIFFERENTIAL
  }

  /// Above `suspect` suspect, above `fail` failed; `suspect <= fail`.
  public record Spike(double suspect, double fail, SpikeMethod method) {}

  /// Faster than this per second, up or down, is suspect.
  public record RateOfChange(double perSecond) {}

  /// A range of values below `tolerance` over `suspect` is suspect, over `fail` failed; `suspect <=
  /// fail`.
  public record FlatLine(double tolerance, Duration suspect, Duration fail) {}

  /// A range of values below these over `window`; `fail <= suspect`.
  public record AttenuatedSignal(Duration window, double suspect, double fail) {}

  /// Longer than this since the last sample is suspect.
  public record Gap(Duration max) {}

  /// Farther than `maxDifference` from the median of neighbours not older than `maxAge` is suspect.
  public record Neighbour(List<PointId> points, double maxDifference, Duration maxAge) {
    public Neighbour {
      points = List.copyOf(points);
    }
  }
}
