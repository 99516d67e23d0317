package org.fieldbeacon.simulator.fault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The faults of one unit, switched at run time from any thread.
public final class FaultSwitches {
  private final List<Fault> active = new CopyOnWriteArrayList<>();
  private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

  /// Begins a fault; one that is already there stays.
  public void on(Fault fault) {
    if (!active.contains(fault)) {
      active.add(fault);
      watchers.forEach(Runnable::run);
    }
  }

  /// Ends a fault; no effect when it is not there.
  public void off(Fault fault) {
    if (active.remove(fault)) {
      watchers.forEach(Runnable::run);
    }
  }

  /// Ends all.
  public void clear() {
    active.clear();
    watchers.forEach(Runnable::run);
  }

  public List<Fault> active() {
    return List.copyOf(active);
  }

  /// The fault of this kind that began first.
  public <F extends Fault> Optional<F> find(Class<F> kind) {
    for (Fault fault : active) {
      if (kind.isInstance(fault)) {
        return Optional.of(kind.cast(fault));
      }
    }
    return Optional.empty();
  }

  /// Whether the whole unit is stuck.
  public boolean isFrozen() {
    return active.stream().anyMatch(f -> f instanceof Fault.Stuck s && s.registers().isEmpty());
  }

  /// Called after each change, on the thread that made it.
  public void watch(Runnable watcher) {
    watchers.add(watcher);
  }
}
