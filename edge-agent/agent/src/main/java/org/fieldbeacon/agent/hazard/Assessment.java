package org.fieldbeacon.agent.hazard;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// What one rule says now. A rule speaks when its word changes; what it said stands until then.
///
/// @param ruleId the rule's id in the site file
/// @param kind kind of hazard
/// @param point the point it is about
/// @param level how bad; NONE only when the rule knows that it is normal, never for lack of data
/// @param at the instant judged
/// @param trusted whether the readings behind it passed quality: an untrusted assessment may warn
///   people but may not by itself set an output
/// @param confidence 0..1
/// @param headline one sentence, both languages
/// @param evidence why
public record Assessment(
    String ruleId,
    HazardKind kind,
    PointId point,
    Level level,
    Instant at,
    boolean trusted,
    double confidence,
    Text headline,
    Evidence evidence) {

  /// @param summary the figures in one sentence, both languages
  /// @param thresholds named limits in `unit`
  /// @param unit of the thresholds
  /// @param readings the readings that decided, oldest first, 500 at most
  /// @param model what a model said, when the rule asked one
  public record Evidence(
      Text summary,
      Map<String, Double> thresholds,
      Unit unit,
      List<Observation> readings,
      Optional<ModelWord> model) {
    public Evidence {
      thresholds = Map.copyOf(thresholds);
      readings = List.copyOf(readings);
    }

    /// Of a rule that asks no model.
    public Evidence(
        Text summary, Map<String, Double> thresholds, Unit unit, List<Observation> readings) {
      this(summary, thresholds, unit, readings, Optional.empty());
    }
  }
}
