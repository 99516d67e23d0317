package org.fieldbeacon.agent.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// Something that the gateway may set by itself: a siren, a pump, a valve.
///
/// @param id unique among the site's outputs
/// @param title for people, zh-CN and en
/// @param point what is written; a point that can be
/// @param onValue written for on, in the point's unit
/// @param offValue written for off; differs from `onValue`
/// @param failSafe how it is left when the gateway cannot judge: at start, at close, on a fault
/// @param minOn shortest time on, against chatter
/// @param minOff shortest time off
/// @param deadMan longest time on without a renewed alarm; longer than `minOn`
/// @param readBack where the effect is seen; empty: nothing is confirmed
/// @param interlocks any one that holds keeps it off; one without a trusted present reading keeps
///   it in its fail-safe state
/// @param triggers any one that holds switches on
public record OutputConfig(
    String id,
    Text title,
    PointId point,
    double onValue,
    double offValue,
    FailSafe failSafe,
    Duration minOn,
    Duration minOff,
    Duration deadMan,
    Optional<PointId> readBack,
    List<Interlock> interlocks,
    List<Trigger> triggers) {

  public OutputConfig {
    interlocks = List.copyOf(interlocks);
    triggers = List.copyOf(triggers);
  }

  /// The state without a judgement.
  public enum FailSafe {
    ON,
    OFF
  }

  /// How an interlock compares.
  public enum Comparison {
    BELOW,
    ABOVE,
    EQUALS
  }

  /// Blocks while `point` compares so with `limit`.
  ///
  /// @param unit of `limit`; converts to the point's
  public record Interlock(PointId point, Comparison comparison, double limit, Unit unit) {}

  /// Levels a trigger may name, mildest first; spelled as the levels of assessments are.
  public enum TriggerLevel {
    NOTICE,
    BLUE,
    YELLOW,
    ORANGE,
    RED
  }

  /// Holds while the alarm of `rule` is at `atLeast` or worse.
  public record Trigger(String rule, TriggerLevel atLeast) {}
}
