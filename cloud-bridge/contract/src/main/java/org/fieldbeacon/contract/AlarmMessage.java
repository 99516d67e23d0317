package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One alarm at one moment of its life. The map keeps the highest `revision` of each `alarmId`.
///
/// @param alarmId unique per raising, over all gateways
/// @param revision 1 at raising, one more at every change of state
/// @param ruleId the rule in the site file that judged
/// @param hazard kind of hazard, lower-case-with-dashes: `river-level`, `rainstorm`, `sensor-fault`
/// @param level how bad
/// @param state ISA-18.2 state, lower-case-with-dashes: `unacknowledged`, `acknowledged`,
///   `rtn-unacknowledged`, `normal`, `latched-unacknowledged`, `latched-acknowledged`, `shelved`,
///   `suppressed`, `out-of-service`
/// @param event what changed it: `raised`, `acknowledged`, `returned-to-normal`, `escalated` …
/// @param active whether the condition holds now
/// @param raisedAt when the condition was judged to hold
/// @param changedAt when this revision came to be
/// @param device the device it is about
/// @param point the point it is about, empty when about the whole device
/// @param headline one sentence in both languages
/// @param position where
/// @param acknowledgement who acknowledged, if anyone
/// @param evidence why
/// @param capXml the CAP 1.2 alert of this revision, when one goes with it
public record AlarmMessage(
    String alarmId,
    long revision,
    String ruleId,
    String hazard,
    Level level,
    String state,
    String event,
    boolean active,
    Instant raisedAt,
    Instant changedAt,
    String device,
    String point,
    Text headline,
    Optional<Position> position,
    Optional<Acknowledgement> acknowledgement,
    Evidence evidence,
    Optional<String> capXml) {

  /// The four colours of Chinese public warnings, and a technical level below them.
  public enum Level {
    NOTICE,
    BLUE,
    YELLOW,
    ORANGE,
    RED
  }

  public record Text(String zh, String en) {}

  /// WGS-84 degrees.
  public record Position(double latitudeDeg, double longitudeDeg) {}

  /// @param by who, as the map or the console knows them
  /// @param at when the gateway took it
  /// @param note what they said, may be empty
  public record Acknowledgement(String by, Instant at, String note) {}

  /// What the judgement rests on; `replay` of the same evidence gives the same result.
  ///
  /// @param summary one sentence with the figures, both languages
  /// @param confidence 0..1
  /// @param thresholds named limits with their unit
  /// @param readings the readings that decided, oldest first, 500 at most
  /// @param model what a model said, when one did
  public record Evidence(
      Text summary,
      double confidence,
      List<Threshold> thresholds,
      List<Reading> readings,
      Optional<ModelEvidence> model) {
    public Evidence {
      thresholds = List.copyOf(thresholds);
      readings = List.copyOf(readings);
    }
  }

  /// @param name `warning`, `guarantee`, `rain-3h`
  public record Threshold(String name, double value, String unit) {}

  /// @param value empty when missing
  /// @param flag QARTOD code
  public record Reading(
      String device, String point, Instant at, Optional<Double> value, String unit, int flag) {}
}
