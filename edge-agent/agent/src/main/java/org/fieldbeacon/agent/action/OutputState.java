package org.fieldbeacon.agent.action;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Text;

/// How one output stands, for health and console.
///
/// @param id the output's id in the site file
/// @param title for people
/// @param on what is commanded
/// @param reason why, one sentence
/// @param since when that was commanded
/// @param written whether the device has taken the command
/// @param failedWrites writes that failed since the last that went through
/// @param confirmation what the read-back says of it
/// @param blockedBy the interlock that keeps it from being on, when it is wanted on
/// @param withheld the alarms that stand at a trigger's level and do not switch it on, while it is
///   off
/// @param override what a person has commanded, while that lasts
public record OutputState(
    String id,
    Text title,
    boolean on,
    Text reason,
    Instant since,
    boolean written,
    int failedWrites,
    Confirmation confirmation,
    Optional<Text> blockedBy,
    List<Withheld> withheld,
    Optional<OutputCommand> override) {

  public OutputState {
    withheld = List.copyOf(withheld);
  }

  /// What the read-back says.
  public enum Confirmation {
    /// The output has no read-back.
    NONE,
    /// Not written yet, or written lately.
    AWAITED,
    CONFIRMED,
    CONTRADICTED,
    /// No trusted reading; the output may or may not be as commanded.
    SILENT
  }
}
