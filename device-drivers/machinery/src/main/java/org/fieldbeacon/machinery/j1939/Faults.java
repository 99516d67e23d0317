package org.fieldbeacon.machinery.j1939;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Which faults each unit had, so that one that is gone is told to be 0: DM1 only names those that
/// are there. One line, one thread.
final class Faults {
  static final String POINT = "fault-spn-";
  private static final int MOST_OF_A_UNIT = 64;
  private static final int HIGHEST_SPN = 0x7FFFF;
  private static final int HIGHEST_FMI = 31;

  private final Map<Integer, Set<String>> active = new HashMap<>();

  /// Adds a 0 for each fault that the unit's last DM1 had and this one has not.
  void follow(int source, Optional<Instant> time, List<Reading> readings) {
    Set<String> before = active.getOrDefault(source, Set.of());
    Set<String> now = new LinkedHashSet<>();
    for (Reading reading : readings) {
      if (reading.point().startsWith(POINT) && now.size() < MOST_OF_A_UNIT) {
        now.add(reading.point());
      }
    }
    for (String fault : before) {
      if (!now.contains(fault)) {
        readings.add(new Reading(fault, 0, Unit.ONE, time, Quality.NOT_EVALUATED));
      }
    }
    active.put(source, now);
  }

  /// Whether a reading of this name can come: a fault, or a lamp.
  static boolean isPoint(String name) {
    return switch (name) {
      case "malfunction-indicator-lamp", "red-stop-lamp", "amber-warning-lamp", "protect-lamp" ->
          true;
      default -> name.matches(POINT + "(0|[1-9]\\d{0,5})-fmi-(0|[1-9]\\d?)") && isInRange(name);
    };
  }

  private static boolean isInRange(String name) {
    String[] numbers = name.substring(POINT.length()).split("-fmi-", -1);
    return Integer.parseInt(numbers[0]) <= HIGHEST_SPN
        && Integer.parseInt(numbers[1]) <= HIGHEST_FMI;
  }
}
