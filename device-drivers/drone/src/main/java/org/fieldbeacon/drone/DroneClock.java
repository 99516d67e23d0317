package org.fieldbeacon.drone;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// When a message held. Most count from the drone's start; SYSTEM_TIME says when that was.
final class DroneClock {
  private static final int SYSTEM_TIME = 2;

  private final Map<Integer, Instant> starts = new HashMap<>();

  /// @param stamp when a recorder had the frame, the answer when the drone itself does not know
  Optional<Instant> time(MavFrame frame, Map<String, Object> values, Optional<Instant> stamp) {
    if (frame.messageId() == SYSTEM_TIME) {
      unix(values, "time_unix_usec")
          .ifPresent(now -> starts.put(frame.system(), now.minus(sinceStart(values))));
    }
    return unix(values, "time_usec")
        .or(() -> unix(values, "time_utc"))
        .or(() -> unix(values, "time_unix_usec"))
        .or(() -> fromStart(frame.system(), values))
        .or(() -> stamp);
  }

  private Optional<Instant> fromStart(int system, Map<String, Object> values) {
    Instant start = starts.get(system);
    return start == null || !values.containsKey("time_boot_ms")
        ? Optional.empty()
        : Optional.of(start.plus(sinceStart(values)));
  }

  private static Duration sinceStart(Map<String, Object> values) {
    return values.get("time_boot_ms") instanceof Number ms
        ? Duration.ofMillis(ms.longValue())
        : Duration.ZERO;
  }

  private static Optional<Instant> unix(Map<String, Object> values, String field) {
    return values.get(field) instanceof Long micros && MavFraming.isSince1970(micros)
        ? Optional.of(MavFraming.instant(micros))
        : Optional.empty();
  }
}
