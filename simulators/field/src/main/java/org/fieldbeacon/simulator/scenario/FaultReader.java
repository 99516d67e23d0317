package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.scenario.Scenario.DeviceSpec;
import org.fieldbeacon.simulator.scenario.Scenario.RegisterSpec;
import org.fieldbeacon.simulator.scenario.Scenario.TimedFault;

/// One entry of the fault timeline.
final class FaultReader {
  static final Set<String> REQUIRED = Set.of("at", "for", "device", "fault");
  static final Set<String> OPTIONAL =
      Set.of("registers", "amount", "per-hour", "delay", "code", "bytes", "ahead");

  /// The words of a scenario, with the setting that each needs and the one that it allows.
  enum Kind {
    SILENCE("", ""),
    GARBAGE("", "bytes"),
    SLOW("delay", ""),
    EXCEPTION("code", ""),
    FAILURE("code", ""),
    WRONG_CLOCK("ahead", ""),
    LINK_CUT("", ""),
    STUCK("", "registers"),
    SPIKE("amount", "registers"),
    DRIFT("per-hour", "registers"),
    DARK("", ""),
    COVERED("", ""),
    BLURRED("", ""),
    TRUNCATED("", ""),
    HUGE("", ""),
    UNAUTHORIZED("", "");

    private final String needed;
    private final String allowed;

    Kind(String needed, String allowed) {
      this.needed = needed;
      this.allowed = allowed;
    }
  }

  private static final int DEFAULT_GARBAGE_BYTES = 16;

  /// What each device or station can have a fault in, by name.
  private final Map<String, Set<String>> names = new LinkedHashMap<>();

  FaultReader(
      List<DeviceSpec> devices,
      List<StationSpec> stations,
      List<CameraSpec> cameras,
      List<ServerSpec> servers,
      List<ReporterSpec> reporters) {
    devices.forEach(d -> names.put(d.id(), named(d.registers(), RegisterSpec::name)));
    stations.forEach(s -> names.put(s.id(), named(s.elements(), StationSpec.ElementSpec::name)));
    cameras.forEach(c -> names.put(c.id(), Set.of()));
    servers.forEach(s -> names.put(s.id(), named(s.variables(), ServerSpec.VariableSpec::name)));
    reporters.forEach(r -> names.put(r.id(), r.values().keySet()));
  }

  private static <T> Set<String> named(List<T> all, Function<T, String> name) {
    return all.stream().map(name).collect(Collectors.toSet());
  }

  /// Empty, and a problem noted, when it cannot be told what is meant.
  Optional<TimedFault> read(YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    if (!keys.keySet().containsAll(REQUIRED)) {
      return Optional.empty();
    }
    int before = at.problems().size();
    Kind kind = cursor(keys, "fault").oneOf(Kind.class);
    if (at.problems().size() > before) {
      return Optional.empty();
    }
    for (String key : OPTIONAL) {
      boolean there = keys.containsKey(key);
      if (there && !kind.needed.equals(key) && !kind.allowed.equals(key)) {
        cursor(keys, key).problem(key, "no such setting for this fault");
      } else if (!there && kind.needed.equals(key)) {
        at.problem("no " + key, key + " for this fault");
        return Optional.empty();
      }
    }
    Duration from = cursor(keys, "at").duration();
    Duration length = cursor(keys, "for").duration();
    if (length.isZero()) {
      cursor(keys, "for").problem("a duration above zero");
    }
    String device = cursor(keys, "device").text();
    Fault fault = fault(kind, keys, registers(keys, device));
    return Optional.of(new TimedFault(device, from, from.plus(length), fault));
  }

  private Set<String> registers(Map<String, YamlCursor> keys, String device) {
    Set<String> known = names.get(device);
    if (known == null) {
      cursor(keys, "device").problem("one of the devices " + List.copyOf(names.keySet()));
      return Set.of();
    }
    Set<String> named = new HashSet<>();
    YamlCursor list = keys.get("registers");
    if (list != null) {
      for (YamlCursor each : list.items()) {
        if (!known.contains(each.text())) {
          each.problem("one of the registers " + known.stream().sorted().toList());
        }
        named.add(each.text());
      }
    }
    return named;
  }

  private static Fault fault(Kind kind, Map<String, YamlCursor> keys, Set<String> registers) {
    return switch (kind) {
      case SILENCE -> new Fault.Silence();
      case GARBAGE ->
          new Fault.Garbage(
              keys.containsKey("bytes")
                  ? cursor(keys, "bytes").integer(1, 1024)
                  : DEFAULT_GARBAGE_BYTES);
      case SLOW -> new Fault.Slow(cursor(keys, "delay").duration());
      case EXCEPTION -> new Fault.Refusal(cursor(keys, "code").integer(1, 255));
      case FAILURE -> new Fault.Failure(cursor(keys, "code").integer(2, 100));
      case WRONG_CLOCK -> new Fault.WrongClock(cursor(keys, "ahead").duration());
      case LINK_CUT -> new Fault.LinkCut();
      case STUCK -> new Fault.Stuck(registers);
      case SPIKE -> new Fault.Spike(registers, cursor(keys, "amount").number());
      case DRIFT -> new Fault.Drift(registers, cursor(keys, "per-hour").number());
      case DARK, COVERED, BLURRED, TRUNCATED, HUGE, UNAUTHORIZED ->
          new Fault.Picture(Fault.Picture.What.valueOf(kind.name()));
    };
  }

  private static YamlCursor cursor(Map<String, YamlCursor> keys, String key) {
    YamlCursor cursor = keys.get(key);
    if (cursor == null) {
      throw new IllegalStateException("no key " + key);
    }
    return cursor;
  }
}
