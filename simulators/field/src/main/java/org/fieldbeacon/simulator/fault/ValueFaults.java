package org.fieldbeacon.simulator.fault;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a unit's faults make of its values. Not for several threads, as the others are.
public final class ValueFaults {
  private static final double MILLIS_PER_HOUR = 3_600_000;

  private final FaultSwitches switches;
  private final Map<Fault, Duration> driftSince = new HashMap<>();
  private List<Fault> active = List.of();
  private Duration now = Duration.ZERO;

  public ValueFaults(FaultSwitches switches) {
    this.switches = switches;
  }

  /// Takes the faults as they are switched, at this simulated time; a drift that is new begins.
  public void update(Duration elapsed) {
    now = elapsed;
    active = switches.active();
    driftSince.keySet().retainAll(active);
    for (Fault fault : active) {
      if (fault instanceof Fault.Drift) {
        driftSince.putIfAbsent(fault, elapsed);
      }
    }
  }

  /// Whether this value stays as it is.
  public boolean isStuck(String name) {
    return active.stream().anyMatch(f -> f instanceof Fault.Stuck s && has(s.registers(), name));
  }

  /// Whether something is added to this value.
  public boolean isOff(String name) {
    return active.stream()
        .anyMatch(
            f ->
                f instanceof Fault.Spike s && has(s.registers(), name)
                    || f instanceof Fault.Drift d && has(d.registers(), name));
  }

  /// What is added to this value, in its unit.
  public double error(String name) {
    return active.stream().mapToDouble(f -> error(f, name)).sum();
  }

  private double error(Fault fault, String name) {
    return switch (fault) {
      case Fault.Spike(Set<String> names, double amount) when has(names, name) -> amount;
      case Fault.Drift(Set<String> names, double perHour) when has(names, name) -> {
        Duration age = now.minus(driftSince.getOrDefault(fault, now));
        yield perHour * age.toMillis() / MILLIS_PER_HOUR;
      }
      default -> 0;
    };
  }

  private static boolean has(Set<String> names, String name) {
    return names.isEmpty() || names.contains(name);
  }
}
