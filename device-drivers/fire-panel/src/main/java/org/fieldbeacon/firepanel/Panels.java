package org.fieldbeacon.firepanel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Which components of each panel are in alarm or at fault. A panel reports component by component:
/// a second detector that is well must not end the fire that the first one sees. So `fire-alarm`
/// and `fault` of a device are 1 while any of its components is, until that component, its system
/// or a reset says otherwise. Its monitor guards it; it holds only what is not normal, bounded.
final class Panels {
  private static final int MOST_COMPONENTS = 4096;

  private final Map<String, LinkedHashMap<String, Trouble>> panels = new HashMap<>();

  private record Trouble(boolean fire, boolean fault) {}

  /// The readings of a frame, with the states of the whole panel in place of one component's.
  synchronized List<Reading> readings(String panel, Good frame) {
    var troubles = panels.computeIfAbsent(panel, _ -> new LinkedHashMap<>());
    boolean hasStates = false;
    if (frame.fields().get("objects") instanceof List<?> objects) {
      for (Object object : objects) {
        if (object instanceof Map<?, ?> fields) {
          hasStates |= take(troubles, fields);
        }
      }
    }
    List<Reading> readings = new ArrayList<>();
    for (Reading reading : frame.readings()) {
      if (!reading.point().equals("fire-alarm") && !reading.point().equals("fault")) {
        readings.add(reading);
      }
    }
    if (hasStates) {
      Optional<Instant> time = frame.readings().stream().findFirst().flatMap(Reading::time);
      readings.add(state("fire-alarm", troubles.values().stream().anyMatch(Trouble::fire), time));
      readings.add(state("fault", troubles.values().stream().anyMatch(Trouble::fault), time));
    }
    return readings;
  }

  /// Whether the object says anything of states.
  private static boolean take(Map<String, Trouble> troubles, Map<?, ?> object) {
    if (object.get("op") instanceof Map<?, ?> operation) {
      boolean isReset = Boolean.TRUE.equals(operation.get("reset"));
      if (isReset) {
        troubles.clear();
      }
      return isReset;
    }
    if (!(object.get("bits") instanceof Map<?, ?> bits)) {
      return false;
    }
    var trouble =
        new Trouble(Boolean.TRUE.equals(bits.get("fire")), Boolean.TRUE.equals(bits.get("fault")));
    String system = object.get("sys_type") + "/" + object.get("sys_addr") + "/";
    boolean isComponent = object.containsKey("comp_addr");
    if (Boolean.TRUE.equals(bits.get("reset"))) {
      troubles.keySet().removeIf(key -> key.startsWith(system));
    } else if (!isComponent) {
      // A system without fire or fault has no component with it.
      troubles.replaceAll(
          (key, t) ->
              key.startsWith(system)
                  ? new Trouble(t.fire() && trouble.fire(), t.fault() && trouble.fault())
                  : t);
    }
    String key =
        isComponent ? system + object.get("comp_type") + "/" + object.get("comp_addr") : system;
    troubles.put(key, trouble);
    troubles.values().removeIf(t -> !t.fire() && !t.fault());
    if (troubles.size() > MOST_COMPONENTS) {
      troubles.remove(troubles.keySet().iterator().next());
    }
    return true;
  }

  private static Reading state(String point, boolean is, Optional<Instant> time) {
    return new Reading(point, is ? 1 : 0, Unit.ONE, time, Quality.NOT_EVALUATED);
  }
}
