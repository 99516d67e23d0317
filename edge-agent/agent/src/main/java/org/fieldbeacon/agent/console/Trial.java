package org.fieldbeacon.agent.console;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.health.HealthReport.Check;
import org.fieldbeacon.agent.health.HealthReport.State;
import org.fieldbeacon.driver.Text;

/// A configuration on trial: it is taken back unless somebody confirms it in time, and at once when
/// the gateway is worse with it than it was before. Has no clock of its own.
///
/// @param by who applied it
/// @param previous the text to go back to
/// @param text the text on trial
/// @param before how each concern stood before
/// @param beganNanos when it began, on a clock that never jumps
/// @param deadlineNanos by when it must have been confirmed
record Trial(
    AuditLog.Actor by,
    String previous,
    String text,
    Map<String, State> before,
    long beganNanos,
    long deadlineNanos) {
  /// Links connect and devices answer within this, or they are worse than before.
  static final long GRACE_NANOS = 20_000_000_000L;

  static Map<String, State> states(HealthReport report) {
    Map<String, State> states = new HashMap<>();
    report.checks().forEach(c -> states.put(c.name(), c.state()));
    return states;
  }

  /// Why it must be taken back now; empty while it need not.
  Optional<Text> verdict(Optional<HealthReport> now, long nanos) {
    if (now.isEmpty()) {
      return Optional.of(new Text("网关没有运行", "the gateway does not run"));
    }
    if (nanos - beganNanos > GRACE_NANOS) {
      Optional<Text> worse =
          now.get().checks().stream().filter(this::isWorse).findFirst().map(Trial::said);
      if (worse.isPresent()) {
        return worse;
      }
    }
    return nanos - deadlineNanos > 0
        ? Optional.of(new Text("没有人在时限内确认", "nobody confirmed it in time"))
        : Optional.empty();
  }

  /// What has not come back yet since it was applied; nothing once the grace is over, for then it
  /// has been judged.
  List<Text> waitsFor(Optional<HealthReport> now, long nanos) {
    if (nanos - beganNanos > GRACE_NANOS) {
      return List.of();
    }
    return now.map(r -> r.checks().stream().filter(this::isWorse).map(Trial::named).toList())
        .orElseGet(() -> List.of(new Text("网关", "the gateway")));
  }

  private static Text named(Check check) {
    return new Text(InChinese.of(check.name()), check.name());
  }

  /// What was not there before is judged only when it fails altogether.
  private boolean isWorse(Check check) {
    State was = before.getOrDefault(check.name(), State.DEGRADED);
    return check.state().compareTo(was) > 0;
  }

  private static Text said(Check check) {
    String what = check.name() + (check.detail().isEmpty() ? "" : ": " + check.detail());
    String zh =
        InChinese.of(check.name())
            + (check.detail().isEmpty() ? "" : ":" + InChinese.of(check.detail()));
    return new Text("变差了:" + zh, "worse than before: " + what);
  }

  long secondsLeft(long nanos) {
    return Math.max(0, (deadlineNanos - nanos) / 1_000_000_000L);
  }
}
