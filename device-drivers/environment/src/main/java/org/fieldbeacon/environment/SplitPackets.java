package org.fieldbeacon.environment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts the packets of one upload together: same station, command and QN, numbered PNO of PNUM (HJ
/// 212-2017 §6.3). Holds a bounded number of uploads and of packets; the oldest upload goes first.
final class SplitPackets {
  private static final int MOST_UPLOADS = 64;
  private static final int MOST_PACKETS = 512;

  private final LinkedHashMap<List<String>, TreeMap<Integer, Hj212Packet>> uploads =
      new LinkedHashMap<>();

  /// All packets of the upload that `packet` completes, in order; empty while some are missing.
  Optional<List<Hj212Packet>> add(Hj212Packet packet) {
    if (packet.part() < 1 || packet.part() > packet.parts() || packet.parts() > MOST_PACKETS) {
      return Optional.empty();
    }
    List<String> key = key(packet);
    var parts = uploads.computeIfAbsent(key, _ -> new TreeMap<>());
    parts.put(packet.part(), packet);
    if (parts.size() >= packet.parts()) {
      uploads.remove(key);
      return Optional.of(new ArrayList<>(parts.values()));
    }
    while (uploads.size() > MOST_UPLOADS || held() > MOST_PACKETS) {
      uploads.pollFirstEntry();
    }
    return Optional.empty();
  }

  /// The time that an earlier packet of the same upload stated.
  Optional<Instant> dataTime(Hj212Packet packet) {
    var parts = uploads.getOrDefault(key(packet), new TreeMap<>());
    return parts.values().stream().flatMap(p -> p.dataTime().stream()).findFirst();
  }

  /// The factors of several packets as if they had come in one.
  static Map<String, Map<String, String>> factors(List<Hj212Packet> packets) {
    Map<String, Map<String, String>> all = new LinkedHashMap<>();
    for (Hj212Packet packet : packets) {
      packet
          .factors()
          .forEach(
              (code, values) ->
                  all.computeIfAbsent(code, _ -> new LinkedHashMap<>()).putAll(values));
    }
    return all;
  }

  private int held() {
    return uploads.values().stream().mapToInt(Map::size).sum();
  }

  private static List<String> key(Hj212Packet packet) {
    var header = packet.header();
    return List.of(
        header.getOrDefault("MN", ""),
        header.getOrDefault("CN", ""),
        header.getOrDefault("QN", ""),
        header.getOrDefault("PNUM", ""));
  }
}
