package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
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

  /// Whether it judges what models say, not what its point reads.
  default boolean asksModels() {
    return false;
  }

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

    /// The longest sum that is reported beside the limits' own.
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

  /// What models say of cameras or series: enough of the last answers, of enough models at once,
  /// and a sensor where one is named. One answer is never enough to say that a picture shows
  /// something.
  ///
  /// @param hazard kind of hazard: `fire-smoke`
  /// @param level while it holds
  /// @param models ids of the site's models, one or more, all of one task
  /// @param labels of the cards; their scores are added up
  /// @param raiseAbove score from which an answer counts for it
  /// @param clearBelow score below which an answer counts against it
  /// @param of how many of a model's last answers are looked at
  /// @param atLeast how many of them must count
  /// @param together how many models must see it at once
  /// @param sensor what a sensor must say besides; empty: models alone
  record ModelEvent(
      String id,
      Text title,
      String hazard,
      OutputConfig.TriggerLevel level,
      List<ModelUse> models,
      List<String> labels,
      double raiseAbove,
      double clearBelow,
      int of,
      int atLeast,
      int together,
      Optional<SensorCondition> sensor,
      AlarmConfig alarm)
      implements HazardRule {
    public ModelEvent {
      models = List.copyOf(models);
      labels = List.copyOf(labels);
    }

    @Override
    public PointId point() {
      return models.getFirst().point(labels.getFirst());
    }

    @Override
    public boolean asksModels() {
      return true;
    }
  }

  /// Holds while the newest usable value of `point`, no older than `within`, compares so.
  ///
  /// @param unit of `limit`; converts to the point's
  record SensorCondition(
      PointId point,
      OutputConfig.Comparison comparison,
      double limit,
      Unit unit,
      Duration within) {}

  /// A forecast that crosses marks: the chance that a mark is reached within the farthest horizon.
  ///
  /// @param unit of the marks; converts to the forecast's
  /// @param marks by level, rising
  /// @param raiseAbove chance from which a forecast counts for it, 0..1
  /// @param clearBelow chance below which it counts against it
  record ForecastCrossing(
      String id,
      Text title,
      ModelUse model,
      Unit unit,
      Map<OutputConfig.TriggerLevel, Double> marks,
      double raiseAbove,
      double clearBelow,
      int of,
      int atLeast,
      AlarmConfig alarm)
      implements HazardRule {
    public ForecastCrossing {
      marks = Collections.unmodifiableMap(new TreeMap<>(marks));
    }

    @Override
    public PointId point() {
      return model.source() instanceof ModelUse.Source.Points(var points)
          ? points.getOrDefault(
              ((ModelCard.Input.Window) model.card().input()).channels().getFirst().id(),
              model.point("forecast"))
          : model.point("forecast");
    }

    @Override
    public boolean asksModels() {
      return true;
    }
  }

  /// Whether a camera can be believed: not when it is covered, frozen, dark, blurred, or sends what
  /// is no picture.
  ///
  /// @param model one that looks at the camera
  /// @param staleAfter how long without a picture that was looked at
  /// @param failAfter how many bad pictures without a break
  record CameraCredibility(
      String id, Text title, ModelUse model, Duration staleAfter, int failAfter, AlarmConfig alarm)
      implements HazardRule {
    @Override
    public PointId point() {
      return model.source() instanceof ModelUse.Source.Camera(PointId frame)
          ? frame
          : model.point("camera");
    }

    @Override
    public boolean asksModels() {
      return true;
    }
  }
}
