package org.fieldbeacon.agent.acquire;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.fieldbeacon.driver.Device;

/// When each device of one link is due, on a monotonic scale. First readings are spread over the
/// interval so that a site does not poll everything at one instant; a link that has fallen behind
/// skips the periods it missed (counted) instead of chasing them.
final class PollSchedule {
  private record Due(Device device, long atNanos, int order) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingInt(Due::order));
  private long missed;

  PollSchedule(List<Device> devices, long startNanos) {
    for (int i = 0; i < devices.size(); i++) {
      Device device = devices.get(i);
      long interval = device.pollInterval().toNanos();
      queue.add(new Due(device, startNanos + interval / devices.size() * i, i));
    }
  }

  /// Nanoseconds until the next device is due, zero when one is; the schedule is never empty.
  long untilNext(long nowNanos) {
    return Math.max(0, peek().atNanos() - nowNanos);
  }

  /// The device that is due, rescheduled one interval later.
  Device next(long nowNanos) {
    Due due = peek();
    queue.poll();
    long interval = due.device().pollInterval().toNanos();
    long following = due.atNanos() + interval;
    if (following <= nowNanos) {
      long behind = (nowNanos - following) / interval + 1;
      missed += behind;
      following += behind * interval;
    }
    queue.add(new Due(due.device(), following, due.order()));
    return due.device();
  }

  /// Periods that were skipped because the link was still busy.
  long missed() {
    return missed;
  }

  private Due peek() {
    Due due = queue.peek();
    if (due == null) {
      throw new IllegalStateException("poll schedule: got no device, wanted at least one");
    }
    return due;
  }
}
