package org.fieldbeacon.agent.hazard;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// One rule at work: hears the flagged observations of its points and speaks when its level, its
/// trust or its headline changes. A suspect reading may raise the level, untrusted; it never lowers
/// it. A failed or missing one changes no level: missing is never normal. It hears nothing and has
/// no deadline where it does not say so. One thread.
public interface HazardEvaluator {
  String ruleId();

  /// The points it wants to hear.
  default Set<PointId> points() {
    return Set.of();
  }

  /// Takes the next observation of one of its points, or a revised one with the phenomenon time of
  /// the last.
  default List<Assessment> onObservation(Observation flagged) {
    return List.of();
  }

  /// The models it wants to hear, by their id in the site.
  default Set<String> models() {
    return Set.of();
  }

  /// Takes the next answer of one of its models, asked or not answered.
  default List<Assessment> onResult(ModelResult result, Instant now) {
    return List.of();
  }

  /// Whether readings stored before a restart help it to judge the present.
  default boolean wantsStored() {
    return true;
  }

  /// Lets time pass. Must be called at [#nextDeadline], may be called at any other time.
  default List<Assessment> onTime(Instant now) {
    return List.of();
  }

  /// The clock was set, forward or back: what is timed by it begins anew, and nothing is said for
  /// that alone. What was heard before stays heard, the level stands.
  ///
  /// @param now by the clock as it is from here on
  default void onClockSet(Instant now) {}

  /// The word that stands, with the evidence of now: for an alarm that is told again. Changes
  /// nothing.
  ///
  /// @return empty before the first word, and when what it would say is not what stands
  Optional<Assessment> present(Instant now);

  /// When the word may change although nothing is heard; `Instant.MAX` when it will not.
  default Instant nextDeadline() {
    return Instant.MAX;
  }
}
