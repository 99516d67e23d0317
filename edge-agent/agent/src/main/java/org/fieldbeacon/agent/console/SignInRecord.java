package org.fieldbeacon.agent.console;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.fieldbeacon.agent.console.AuditLog.Actor;

/// Who came in, and who was refused, in the record of changes. So many lines of a kind, then one
/// every ten minutes with the number of those passed over: nobody can push older lines out of the
/// record by guessing. Blocks; one thread.
final class SignInRecord {
  static final int BURST = 20;
  static final Duration EVERY = Duration.ofMinutes(10);

  private final AuditLog audit;
  private final LoginBrake brake;
  private final Map<String, Long> passedOver = new HashMap<>();

  /// @param nanos a clock that never jumps
  SignInRecord(AuditLog audit, LongSupplier nanos) {
    this.audit = audit;
    brake = new LoginBrake(nanos, BURST, EVERY);
  }

  void cameIn(Actor who) {
    record("signed-in", "signed-in " + who.name(), who, who.name());
  }

  /// @param name an account's; empty when there is none of that name, for what was typed there may
  ///   be a password
  void refused(String name, String address) {
    record("sign-in-refused", "refused", new Actor("", "nobody", address), name);
  }

  private void record(String what, String key, Actor who, String name) {
    if (!brake.take(key).isZero()) {
      passedOver.merge(key, 1L, Long::sum);
      return;
    }
    Long more = passedOver.remove(key);
    audit.record(who, what, name, "", more == null ? "" : "and " + more + " more since the last");
  }
}
