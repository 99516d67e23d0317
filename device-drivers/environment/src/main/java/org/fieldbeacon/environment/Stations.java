package org.fieldbeacon.environment;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The stations of one link that are asked things, by MN. Any thread.
final class Stations {
  private final Map<String, Station> stations = new ConcurrentHashMap<>();

  void add(String mn, Station station) {
    stations.put(mn, station);
  }

  /// Empty when the site lets this one alone.
  Optional<Station> find(String mn) {
    return Optional.ofNullable(stations.get(mn));
  }

  void tick() {
    stations.values().forEach(Station::tick);
  }

  void ended(Object connection) {
    stations.values().forEach(station -> station.ended(connection));
  }
}
