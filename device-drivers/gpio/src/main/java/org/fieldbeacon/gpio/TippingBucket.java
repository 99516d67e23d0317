package org.fieldbeacon.gpio;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.Attributes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A tipping bucket's contact. A tip is an edge to the active level; edges within the debounce time
/// after one are the same contact bouncing. The count is on flash before it is told, and while it
/// rains at most every five seconds beside that.
final class TippingBucket implements Sensor, Board.Edge {
  private static final Logger LOG = LoggerFactory.getLogger(TippingBucket.class);
  private static final long SAVE_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

  private final TipCount count;
  private final double mmPerTip;
  private final boolean activeHigh;
  private final long debounceNanos;
  private final LongSupplier nanos;
  private boolean wasActive;
  private long lastTip;
  private long lastSave;

  TippingBucket(
      TipCount count, double mmPerTip, boolean activeHigh, Duration debounce, LongSupplier nanos) {
    this.count = count;
    this.mmPerTip = mmPerTip;
    this.activeHigh = activeHigh;
    this.debounceNanos = debounce.toNanos();
    this.nanos = nanos;
    lastTip = nanos.getAsLong() - debounceNanos;
    lastSave = nanos.getAsLong() - SAVE_EVERY_NANOS;
  }

  /// How the contact stands when counting begins: a bucket at rest on its contact is no tip.
  synchronized void startsAt(boolean high) {
    wasActive = high == activeHigh;
  }

  @Override
  public synchronized void became(boolean high) {
    boolean active = high == activeHigh;
    long now = nanos.getAsLong();
    if (active && !wasActive && now - lastTip >= debounceNanos) {
      count.add();
      lastTip = now;
      if (now - lastSave >= SAVE_EVERY_NANOS) {
        saveQuietly();
        lastSave = now;
      }
    }
    wasActive = active;
  }

  @Override
  public synchronized Map<String, Measured> measure(Map<String, Attributes> points)
      throws IOException {
    count.save();
    lastSave = nanos.getAsLong();
    Map<String, Measured> all = new HashMap<>();
    points.forEach(
        (point, address) ->
            all.put(
                point,
                Measured.of(
                    Words.reading(point, address).equals("tips")
                        ? count.tips()
                        : Math.round(count.tips() * mmPerTip * 1e6) / 1e6)));
    return all;
  }

  @Override
  public synchronized void close() {
    saveQuietly();
  }

  private void saveQuietly() {
    try {
      count.save();
    } catch (IOException e) {
      LOG.warn("tips not saved: {}", e.getMessage());
    }
  }
}
