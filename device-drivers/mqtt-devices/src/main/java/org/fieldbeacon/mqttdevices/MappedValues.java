package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.PointProfile;
import tools.jackson.databind.JsonNode;

/// What a message holds for each point of a profile.
final class MappedValues {
  private MappedValues() {}

  /// @param readings what the form itself makes of the message
  /// @param tree where pointers begin
  /// @param packed what a point of bytes holds
  /// @param time of values that have none of their own
  /// @throws PointSource.NoValue when something stands there that is no value
  static List<PointValue> of(
      Mapping mapping,
      List<Reading> readings,
      JsonNode tree,
      Function<PointSource.Packed, Optional<Double>> packed,
      Optional<Instant> time)
      throws PointSource.NoValue {
    List<PointValue> values = new ArrayList<>();
    for (Map.Entry<PointProfile, PointSource> each : mapping.sources().entrySet()) {
      PointProfile point = each.getKey();
      switch (each.getValue()) {
        case PointSource.Named(String name) ->
            readings.stream()
                .filter(r -> r.point().equals(name))
                .forEach(r -> values.add(PointValue.of(point, r)));
        case PointSource.Packed bytes ->
            packed.apply(bytes).ifPresent(v -> values.add(PointValue.plain(point, v, time)));
        case PointSource.Pointed pointed ->
            pointed.in(tree, point).ifPresent(v -> values.add(PointValue.plain(point, v, time)));
      }
    }
    return values;
  }
}
