package org.fieldbeacon.agent.action;

import java.time.Instant;

/// What a person asks of one output, by hand. It overrules triggers and dead-man until it ends, and
/// never an interlock.
public sealed interface OutputCommand {
  /// Who asks, for the record.
  String by();

  /// On until then; waits for the shortest time off.
  ///
  /// @param until after now, 24 h at most
  record On(String by, Instant until) implements OutputCommand {}

  /// Off until then, at once.
  ///
  /// @param until after now, 24 h at most
  record Off(String by, Instant until) implements OutputCommand {}

  /// Back to the triggers.
  record Auto(String by) implements OutputCommand {}
}
