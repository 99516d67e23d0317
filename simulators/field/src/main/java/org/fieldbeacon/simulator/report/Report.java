package org.fieldbeacon.simulator.report;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fieldbeacon.simulator.scenario.ReporterSpec;

/// What a device says now.
///
/// @param serial from 1, the same when it is said again
/// @param now the device's own clock, real time
record Report(ReporterSpec spec, int serial, Instant now, Map<String, Double> values) {
  private static final ZoneOffset BEIJING = ZoneOffset.ofHours(8);

  Report {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  double value(String name, double otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  /// GMT+8, as Chinese devices have it.
  ZonedDateTime local() {
    return now.atZone(BEIJING);
  }
}
