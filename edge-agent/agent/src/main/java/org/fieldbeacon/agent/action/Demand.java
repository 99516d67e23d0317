package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.OutputConfig;
import org.jspecify.annotations.Nullable;

/// What the triggers of one output ask for, and the dead-man over it: the time on while one holds
/// is added up from one renewal to the next, across interruptions, and when the sum is reached the
/// triggers are not heard until one of them is renewed. One thread.
final class Demand {
  private final List<Trigger> triggers;
  private final Duration deadMan;
  private Duration spent = Duration.ZERO;
  private @Nullable Instant runningSince;
  private boolean expired;

  Demand(OutputConfig config) {
    triggers = config.triggers().stream().map(Trigger::new).toList();
    deadMan = config.deadMan();
  }

  void hear(AlarmWord word, Instant now) {
    boolean renewed = false;
    for (Trigger trigger : triggers) {
      if (trigger.rule().equals(word.ruleId())) {
        renewed |= trigger.hear(word);
      }
    }
    if (renewed) {
      expired = false;
      spent = Duration.ZERO;
      runningSince = runningSince == null ? null : now;
    }
  }

  /// The trigger to be on for, when one holds and the dead-man has not expired.
  Optional<Trigger> reason() {
    return expired ? Optional.empty() : held();
  }

  /// Whether a trigger holds in vain.
  boolean isExpired() {
    return expired && held().isPresent();
  }

  /// A trigger rule that has not said a trusted word yet.
  Optional<Trigger> unspoken() {
    return triggers.stream().filter(t -> !t.isSpoken()).findFirst();
  }

  /// Triggers whose alarm stands at their level.
  Stream<Trigger> standing() {
    return triggers.stream().filter(Trigger::stands);
  }

  /// Adds up the time on; said after every decision.
  void run(boolean on, Instant now) {
    boolean runs = on && reason().isPresent();
    if (runs && runningSince == null) {
      runningSince = now;
    } else if (!runs && runningSince != null) {
      spent = spent.plus(Duration.between(runningSince, now));
      runningSince = null;
    }
  }

  /// Whether the dead-man expires now.
  boolean expire(Instant now) {
    if (reason().isEmpty() || now.isBefore(deadline())) {
      return false;
    }
    expired = true;
    return true;
  }

  Instant deadline() {
    return runningSince == null ? Instant.MAX : runningSince.plus(deadMan).minus(spent);
  }

  private Optional<Trigger> held() {
    return triggers.stream().filter(Trigger::holds).findFirst();
  }
}
