package org.fieldbeacon.mqttdevices;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names of a device's last messages, so that none counts twice. Bounded: the oldest goes.
final class Seen {
  private static final int MOST = 128;
  private static final Duration PASSING = Duration.ofMinutes(5);

  private final Map<String, Instant> keys =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /// Whether none of these names was seen; they are from now on.
  ///
  /// @param passing names that count for five minutes only
  boolean isNew(List<String> lasting, List<String> passing, Instant now) {
    boolean isKnown =
        lasting.stream().anyMatch(keys::containsKey)
            || passing.stream()
                .map(keys::get)
                .anyMatch(
                    at -> at != null && Duration.between(at, now).abs().compareTo(PASSING) <= 0);
    lasting.forEach(key -> keys.put(key, now));
    passing.forEach(key -> keys.put(key, now));
    return !isKnown;
  }
}
