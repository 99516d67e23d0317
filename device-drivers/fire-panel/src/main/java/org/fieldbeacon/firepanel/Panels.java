package org.fieldbeacon.firepanel;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;

/// In what states the systems and components of each panel are. A panel reports component by
/// component: a second detector that is well must not end the fire that the first one sees. So a
/// state of a device is 1 while any of its components, systems or itself is in it, until that
/// component, its system or a reset says otherwise. Its monitor guards it; it holds only what is
/// not at rest, bounded: tests give way first.
final class Panels {
  private static final int MOST_PARTS = 4096;

  /// Bit 0 of a state is 1 in normal operation: what is held is that it is not.
  private static final String NORMAL = "normal";

  private static final String TEST = "under test";

  /// What a system in which no component is so says of its components.
  private static final Set<String> OF_COMPONENTS =
      Set.of("fire", "fault", "shield", "supervise", "start", "feedback", "delay");

  /// What a reset ends. Shielded parts stay so, and power, bus and mode are what they were.
  private static final Set<String> ENDED_BY_RESET =
      Set.of("fire", "fault", "supervise", "start", "feedback", "delay");

  private final Map<String, LinkedHashMap<String, Set<String>>> panels = new HashMap<>();

  /// The readings of a frame, with the states of the whole panel in place of one component's.
  synchronized List<Reading> readings(String panel, Good frame) {
    var parts = panels.computeIfAbsent(panel, _ -> new LinkedHashMap<>());
    Set<String> told = new LinkedHashSet<>();
    if (frame.fields().get("objects") instanceof List<?> objects) {
      for (Object object : objects) {
        if (object instanceof Map<?, ?> fields) {
          take(parts, fields, told);
        }
      }
    }
    List<Reading> readings = new ArrayList<>();
    for (Reading reading : frame.readings()) {
      if (!Gb26875Readings.STATES.containsValue(reading.point())) {
        readings.add(reading);
      }
    }
    Optional<Instant> time = frame.readings().stream().findFirst().flatMap(Reading::time);
    Set<String> all = new HashSet<>();
    parts.values().forEach(all::addAll);
    for (String state : told) {
      boolean isHeld = all.contains(state.equals(NORMAL) ? TEST : state);
      readings.add(
          Gb26875Readings.state(
              Gb26875Readings.STATES.getOrDefault(state, ""),
              state.equals(NORMAL) != isHeld,
              time));
    }
    return readings;
  }

  /// @param told takes the states of which the object says anything
  private static void take(Map<String, Set<String>> parts, Map<?, ?> object, Set<String> told) {
    String system = object.get("sys_type") + "/" + object.get("sys_addr") + "/";
    if (object.get("op") instanceof Map<?, ?> operation) {
      if (Boolean.TRUE.equals(operation.get("reset"))) {
        reset(parts, isOfAll(object) ? "" : system, told);
      }
    } else if (object.get("bits") instanceof Map<?, ?> bits) {
      Set<String> states = new TreeSet<>();
      for (var bit : bits.entrySet()) {
        String name = String.valueOf(bit.getKey());
        if (Gb26875Readings.STATES.containsKey(name)) {
          told.add(name);
          boolean isSet = Boolean.TRUE.equals(bit.getValue());
          if (name.equals(NORMAL) != isSet) {
            states.add(name.equals(NORMAL) ? TEST : name);
          }
        }
      }
      boolean isComponent = object.containsKey("comp_addr");
      if (Boolean.TRUE.equals(bits.get("reset"))) {
        reset(parts, system, told);
      } else if (!isComponent) {
        // A system without fire or fault has no component with it.
        end(parts, system, state -> OF_COMPONENTS.contains(state) && !states.contains(state));
      }
      put(
          parts,
          isComponent ? system + object.get("comp_type") + "/" + object.get("comp_addr") : system,
          states);
    }
  }

  /// A reset of the transmission device, or of a system of no type, is one of everything.
  private static boolean isOfAll(Map<?, ?> operation) {
    Object type = operation.get("sys_type");
    return type == null || type.equals(0);
  }

  private static void reset(Map<String, Set<String>> parts, String system, Set<String> told) {
    told.addAll(List.of("fire", "fault"));
    parts.forEach(
        (key, states) -> {
          if (key.startsWith(system)) {
            states.stream().filter(ENDED_BY_RESET::contains).forEach(told::add);
          }
        });
    end(parts, system, ENDED_BY_RESET::contains);
  }

  private static void end(Map<String, Set<String>> parts, String system, Predicate<String> which) {
    parts.forEach(
        (key, states) -> {
          if (key.startsWith(system)) {
            states.removeIf(which);
          }
        });
    parts.values().removeIf(Set::isEmpty);
  }

  private static void put(Map<String, Set<String>> parts, String key, Set<String> states) {
    if (states.isEmpty()) {
      parts.remove(key);
    } else {
      parts.put(key, states);
    }
    if (parts.size() > MOST_PARTS) {
      parts.remove(
          parts.entrySet().stream()
              .filter(part -> part.getValue().equals(Set.of(TEST)))
              .findFirst()
              .orElseGet(() -> parts.entrySet().iterator().next())
              .getKey());
    }
  }
}
