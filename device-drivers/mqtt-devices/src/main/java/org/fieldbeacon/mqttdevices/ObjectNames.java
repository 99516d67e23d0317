package org.fieldbeacon.mqttdevices;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import tools.jackson.databind.JsonNode;

/// What the network's own decoder said, under `object`: the names that the makers' decoders use are
/// known (`object-names.csv`), any other number has its own name and no known unit.
final class ObjectNames {
  private static final int MOST = 64;
  private static final Map<String, Known> KNOWN = known();

  private ObjectNames() {}

  private record Known(String point, Unit unit) {}

  static List<Reading> readings(ChirpStackEvent event) {
    List<Reading> readings = new ArrayList<>();
    collect("", event.root().path("object"), event, readings);
    return readings;
  }

  private static void collect(
      String path, JsonNode node, ChirpStackEvent event, List<Reading> readings) {
    if (node.isObject()) {
      node.properties()
          .forEach(
              e ->
                  collect(
                      path.isEmpty() ? e.getKey() : path + "-" + e.getKey(),
                      e.getValue(),
                      event,
                      readings));
      return;
    }
    OptionalDouble value = JsonText.number(node);
    Known known = KNOWN.get(path);
    String name = known == null ? name(path) : known.point();
    if (value.isPresent() && readings.size() < MOST && PointId.isName(name)) {
      readings.add(
          new Reading(
              name,
              value.getAsDouble(),
              known == null ? Unit.UNSTATED : known.unit(),
              event.time(),
              Quality.NOT_EVALUATED));
    }
  }

  private static String name(String path) {
    return path.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
  }

  private static Map<String, Known> known() {
    Map<String, Known> known = new HashMap<>();
    for (String[] row : CodeTable.rows(ObjectNames.class, "/object-names.csv")) {
      known.put(row[0], new Known(row[1], Unit.ofUcum(row[2]).orElseThrow()));
    }
    return known;
  }
}
