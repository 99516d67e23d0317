package org.fieldbeacon.agent.hazard;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import org.fieldbeacon.observation.Observation;

/// The observations a rule has lately heard, for its evidence: those of one while, and no more than
/// [#MAX].
final class Readings {
  static final int MAX = 500;

  private final Duration span;
  private final ArrayDeque<Observation> heard = new ArrayDeque<>();

  Readings(Duration span) {
    this.span = span;
  }

  /// A revised observation takes the place of the one it revises.
  void add(Observation o) {
    if (!heard.isEmpty()
        && heard.getLast().point().equals(o.point())
        && heard.getLast().phenomenonTime().equals(o.phenomenonTime())) {
      heard.removeLast();
    }
    heard.addLast(o);
    var oldest = o.phenomenonTime().minus(span);
    while (heard.size() > MAX || heard.getFirst().phenomenonTime().isBefore(oldest)) {
      heard.removeFirst();
    }
  }

  /// Oldest first.
  List<Observation> list() {
    return List.copyOf(heard);
  }
}
