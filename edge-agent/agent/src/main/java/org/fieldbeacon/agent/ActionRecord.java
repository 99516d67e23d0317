package org.fieldbeacon.agent;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.fieldbeacon.agent.action.OutputEvent;

/// The last things that happened to the outputs. Any thread.
final class ActionRecord {
  private static final int KEPT = 200;

  private final Deque<OutputEvent.Told> last = new ArrayDeque<>();
  private long count;

  synchronized void add(OutputEvent.Told told) {
    count++;
    last.add(told);
    if (last.size() > KEPT) {
      last.removeFirst();
    }
  }

  /// Oldest first.
  synchronized List<OutputEvent.Told> last() {
    return List.copyOf(last);
  }

  synchronized long count() {
    return count;
  }
}
