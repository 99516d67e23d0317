package org.fieldbeacon.agent.hazard;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Holds back an assessment that says what the one before it said.
final class LastWord {
  private @Nullable Assessment last;

  /// The assessment if its level, trust or headline is new, nothing otherwise.
  List<Assessment> say(Assessment now) {
    if (again(now).isPresent()) {
      return List.of();
    }
    last = now;
    return List.of(now);
  }

  /// The assessment if it says what stands.
  Optional<Assessment> again(Assessment now) {
    boolean same =
        last != null
            && last.level() == now.level()
            && last.trusted() == now.trusted()
            && last.headline().equals(now.headline());
    return same ? Optional.of(now) : Optional.empty();
  }

  boolean isUnspoken() {
    return last == null;
  }

  Level level() {
    return last == null ? Level.NONE : last.level();
  }
}
