package org.fieldbeacon.onemap;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What has happened since the start, by name; any thread.
final class Counters {
  private final Map<String, LongAdder> byName = new ConcurrentHashMap<>();

  void add(String name, long howMany) {
    byName.computeIfAbsent(name, _ -> new LongAdder()).add(howMany);
  }

  long of(String name) {
    LongAdder counter = byName.get(name);
    return counter == null ? 0 : counter.sum();
  }

  /// Prometheus text format 0.0.4.
  String scrape() {
    var text = new StringBuilder();
    new TreeMap<>(byName)
        .forEach(
            (name, value) ->
                text.append("# TYPE fieldbeacon_onemap_")
                    .append(name)
                    .append("_total counter\nfieldbeacon_onemap_")
                    .append(name)
                    .append("_total ")
                    .append(value.sum())
                    .append('\n'));
    return text.toString();
  }
}
