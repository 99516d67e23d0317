package org.fieldbeacon.hydrology.szy206;

import java.util.Arrays;
import java.util.zip.CRC32;
import org.fieldbeacon.driver.Device;

/// One terminal that is known. A report that is sent again counts its attempts down (FCB 3, 2, 1)
/// and keeps its content. Its monitor guards it.
final class Terminal {
  private static final int REMEMBERED = 16;
  private static final int FIRST_ATTEMPT = 3;

  private final Device device;
  private final boolean confirmed;
  private final long[] seen = new long[REMEMBERED];
  private int next;

  Terminal(Device device, boolean confirmed) {
    this.device = device;
    this.confirmed = confirmed;
    Arrays.fill(seen, -1);
  }

  Device device() {
    return device;
  }

  /// Whether its reports get an answer.
  boolean isConfirmed() {
    return confirmed;
  }

  /// Notes a report; whether it was here before. Without a time label, equal content on a first
  /// attempt is a new report that says the same.
  synchronized boolean isRepeat(Szy206Frame frame, boolean hasLabel) {
    var content = new CRC32();
    content.update(frame.function());
    content.update(frame.type());
    content.update(frame.data());
    long key = content.getValue();
    boolean known = Arrays.stream(seen).anyMatch(k -> k == key);
    if (known && (hasLabel || frame.attempt() < FIRST_ATTEMPT)) {
      return true;
    }
    seen[next] = key;
    next = (next + 1) % REMEMBERED;
    return false;
  }
}
