package org.fieldbeacon.hydrology.sl651;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Which point of a profile takes which element: `{element: Z}`, `{element: 39}`, `{element: FF92,
/// scale: 0.1}` or, of the status word, `{element: 45, bit: 2}`.
final class PointMap {
  static final Set<String> KEYS = Set.of("element", "bit", "scale");

  private static final Duration GROUP_SPAN = Duration.ofMinutes(55);

  private final Map<String, List<PointProfile>> byElement = new HashMap<>();

  PointMap(Collection<PointProfile> points) {
    for (PointProfile point : points) {
      element(point)
          .ifPresent(e -> byElement.computeIfAbsent(e.id(), _ -> new ArrayList<>()).add(point));
    }
  }

  /// The element that a point takes; empty when its address names none.
  static Optional<Element> element(PointProfile point) {
    String name = point.address().text("element", "");
    if (name.matches("(FF)?[0-9A-Fa-f]{2}") && Element.ofAscii(name).isEmpty()) {
      return Optional.of(Element.ofId(name.toUpperCase(Locale.ROOT)));
    }
    return Element.ofAscii(name);
  }

  static void check(DeviceProfile profile, Consumer<Problem> problems) {
    for (int i = 0; i < profile.points().size(); i++) {
      PointProfile point = profile.points().get(i);
      String path = "points[" + i + "].address";
      point
          .address()
          .reportUnknown(
              KEYS, p -> problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted())));
      Optional<Element> element = element(point);
      if (element.isEmpty() || element.get().point().isEmpty()) {
        problems.accept(
            new Problem(
                path + ".element",
                "\"" + point.address().text("element", "") + "\"",
                "an identifier of SL 651-2014 table C.1 (39 or Z), or a maker's own (76, FF92)"));
      } else if (!fits(element.get().unit(), point)) {
        problems.accept(
            new Problem(
                path + ".element",
                element.get().unit().ucum(),
                "a unit that converts to " + point.unit().ucum()));
      }
      if (point.access().canWrite()) {
        problems.accept(new Problem(path, "an output", "access: read"));
      }
    }
  }

  private static boolean fits(Unit unit, PointProfile point) {
    return unit == Unit.UNSTATED || unit.convertsTo(point.unit());
  }

  /// The observations that a body makes for one station, in order.
  List<Observation> observations(
      Station station,
      String address,
      Body body,
      Instant received,
      Duration tolerance,
      String source) {
    List<Observation> all = new ArrayList<>();
    for (Value value : body.values()) {
      if (value.station().equals(address)) {
        for (PointProfile point : byElement.getOrDefault(value.element().id(), List.of())) {
          var id = new PointId(station.device().name(), point.name());
          var time =
              station.clock().correct(observed(value, station), body.sentAt(), received, tolerance);
          all.add(observation(id, point, value, time, received, source));
        }
      }
    }
    return all;
  }

  private static Optional<Instant> observed(Value value, Station station) {
    boolean shifted =
        station.lastGroupTime()
            && !value.element().isVendors()
            && Element.isGroup(Integer.parseInt(value.element().id(), 16));
    return shifted ? value.time().map(t -> t.minus(GROUP_SPAN)) : value.time();
  }

  private static Observation observation(
      PointId id,
      PointProfile point,
      Value value,
      StationClock.Corrected time,
      Instant received,
      String source) {
    double number =
        value.value().map(n -> inUnit(n.doubleValue(), value.element(), point)).orElse(Double.NaN);
    boolean missing = Double.isNaN(number);
    return new Observation(
        id,
        number,
        point.unit(),
        time.time(),
        received,
        time.uncertainty(),
        missing ? Quality.MISSING : Quality.NOT_EVALUATED,
        source,
        missing ? "the station says that it has no value" : time.note());
  }

  private static double inUnit(double number, Element element, PointProfile point) {
    if (point.address().has("bit")) {
      return (long) number >> point.address().integer("bit", 0, 31, 0) & 1;
    }
    double scaled = number * point.address().number("scale", 1);
    return element.unit() == Unit.UNSTATED ? scaled : element.unit().convert(scaled, point.unit());
  }
}
