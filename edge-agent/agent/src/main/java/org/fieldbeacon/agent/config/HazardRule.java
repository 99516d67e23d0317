package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// One thing that is watched for at one point.
public sealed interface HazardRule {
  /// Unique in the site: `river-high`.
  String id();

  /// For people, zh-CN and en.
  Text title();

  /// What it watches; a point that can be read.
  PointId point();

  /// How its alarm behaves.
  AlarmConfig alarm();

  /// A river's level against its marks: blue near the warning level, yellow at the warning level
  /// (警戒水位), orange at the guarantee level (保证水位), red at the highest on record.
  ///
  /// @param unit of all levels here; converts to the point's
  /// @param nearWarning how far below `warning` blue begins, above 0; empty: no blue
  /// @param warning below `guarantee`
  /// @param guarantee below `highest`
  /// @param highest the highest on record; empty: no red
  /// @param hysteresis how far below a mark the level must fall to leave it, 0 or more
  /// @param onDelay how long a mark must be exceeded
  /// @param offDelay how long the level must stay below
  /// @param riseWindow over which the rate of rise is taken
  /// @param riseRateNotice `unit` per hour from which a rise is noticed; empty: never
  record RiverLevel(
      String id,
      Text title,
      PointId point,
      Unit unit,
      OptionalDouble nearWarning,
      double warning,
      double guarantee,
      OptionalDouble highest,
      double hysteresis,
      Duration onDelay,
      Duration offDelay,
      Duration riseWindow,
      OptionalDouble riseRateNotice,
      AlarmConfig alarm)
      implements HazardRule {
    public static final Duration DEFAULT_RISE_WINDOW = Duration.ofHours(1);
  }

  /// Rain against the four colours of the rainstorm warning (China Meteorological Administration,
  /// Order No. 16 of 2007, annex: 暴雨预警信号).
  ///
  /// @param kind what one reading means
  /// @param blue 50 mm in 12 h when the file is silent
  /// @param yellow 50 mm in 6 h
  /// @param orange 50 mm in 3 h
  /// @param red 100 mm in 3 h
  record Rainstorm(
      String id,
      Text title,
      PointId point,
      Kind kind,
      Limit blue,
      Limit yellow,
      Limit orange,
      Limit red,
      AlarmConfig alarm)
      implements HazardRule {
    public static final Limit DEFAULT_BLUE = new Limit(Duration.ofHours(12), 50);
    public static final Limit DEFAULT_YELLOW = new Limit(Duration.ofHours(6), 50);
    public static final Limit DEFAULT_ORANGE = new Limit(Duration.ofHours(3), 50);
    public static final Limit DEFAULT_RED = new Limit(Duration.ofHours(3), 100);

    /// Sums that are reported beside the limits' own.
    public static final Duration HOUR_SUM = Duration.ofHours(1);

    /// See [#HOUR_SUM].
    public static final Duration DAY_SUM = Duration.ofHours(24);

    /// CUMULATIVE: a counter that only rises, and may begin again at 0. INTERVAL: the rain since
    /// the last reading.
    public enum Kind {
      CUMULATIVE,
      INTERVAL
    }

    /// @param millimetres sum within `window` from which the colour holds
    public record Limit(Duration window, double millimetres) {
      double millimetresPerHour() {
        return millimetres * 3600 / window.toSeconds();
      }
    }
  }

  /// Whether the detector itself can be believed.
  ///
  /// @param staleAfter how long without a reading
  /// @param failAfter how much FAIL or MISSING
  record Credibility(
      String id,
      Text title,
      PointId point,
      Duration staleAfter,
      FailAfter failAfter,
      AlarmConfig alarm)
      implements HazardRule {

    /// How much FAIL or MISSING without a break it takes.
    public sealed interface FailAfter {
      /// This many readings, 1 or more.
      record Count(int readings) implements FailAfter {}

      /// This long.
      record Lasting(Duration duration) implements FailAfter {}
    }
  }
}
