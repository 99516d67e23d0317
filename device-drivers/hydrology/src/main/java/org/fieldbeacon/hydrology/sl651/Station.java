package org.fieldbeacon.hydrology.sl651;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.fieldbeacon.driver.Device;

/// One station that is known, whatever connection it speaks on. A report that was sent again,
/// because its confirmation was lost, keeps its serial number (6.6.2.4) and its content; the last
/// few are remembered. Its monitor guards what it holds: a station may speak on two connections.
final class Station {
  private static final int REMEMBERED = 16;

  private final Device device;
  private final Answer answer;
  private final boolean lastGroupTime;
  private final StationClock clock = new StationClock();
  private final long[] seen = new long[REMEMBERED];
  private int next;

  /// @param lastGroupTime its hourly groups bear the time of their last value, not of the first
  Station(Device device, Answer answer, boolean lastGroupTime) {
    this.device = device;
    this.answer = answer;
    this.lastGroupTime = lastGroupTime;
    Arrays.fill(seen, -1);
  }

  Device device() {
    return device;
  }

  Answer answer() {
    return answer;
  }

  StationClock clock() {
    return clock;
  }

  boolean lastGroupTime() {
    return lastGroupTime;
  }

  /// Notes a report; whether it was here before.
  synchronized boolean isRepeat(int function, int serial, byte[] body, int prefix) {
    var content = new CRC32();
    content.update(body, Math.min(prefix, body.length), Math.max(0, body.length - prefix));
    long key = (long) function << 48 | (long) serial << 32 | content.getValue();
    for (long known : seen) {
      if (known == key) {
        return true;
      }
    }
    seen[next] = key;
    next = (next + 1) % REMEMBERED;
    return false;
  }

  /// The last one noted was not taken: let it come again.
  synchronized void forgetLast() {
    next = (next + REMEMBERED - 1) % REMEMBERED;
    seen[next] = -1;
  }
}
