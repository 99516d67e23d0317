package org.fieldbeacon.environment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts the packets of one upload together: same station, command and QN, numbered PNO of PNUM (HJ
/// 212-2017 §6.3). Holds a bounded number of uploads and of packets. An upload that will not be
/// completed is given up with what came of it: when its station completes a later one of the same
/// command, when a packet of its number comes with something else, and the oldest when there are
/// too many.
final class SplitPackets {
  private static final int MOST_UPLOADS = 64;
  private static final int MOST_PACKETS = 512;

  private final LinkedHashMap<List<String>, TreeMap<Integer, Hj212Packet>> uploads =
      new LinkedHashMap<>();

  /// Packets of one upload, in order.
  ///
  /// @param isWhole whether all of them came
  record Upload(List<Hj212Packet> parts, boolean isWhole) {
    Upload {
      parts = List.copyOf(parts);
    }

    /// As if it had come in one packet: one message for each DataTime that it states. A packet
    /// without one belongs to that before it.
    List<Message> messages() {
      Map<Optional<Instant>, List<Hj212Packet>> byTime = new LinkedHashMap<>();
      Optional<Instant> time = parts.stream().flatMap(part -> part.dataTime().stream()).findFirst();
      for (Hj212Packet part : parts) {
        if (part.dataTime().isPresent()) {
          time = part.dataTime();
        }
        byTime.computeIfAbsent(time, _ -> new ArrayList<>()).add(part);
      }
      List<Message> messages = new ArrayList<>();
      byTime.forEach((at, of) -> messages.add(new Message(merged(of), at)));
      return messages;
    }
  }

  /// @param time when its data held, as far as that is stated
  record Message(Hj212Packet packet, Optional<Instant> time) {}

  /// Whether the packet waits for others.
  static boolean isPart(Hj212Packet packet) {
    return packet.isSplit()
        && packet.part() >= 1
        && packet.part() <= packet.parts()
        && packet.parts() <= MOST_PACKETS;
  }

  /// Takes a part.
  ///
  /// @return uploads that end with it, whole or given up; one that it completes comes last
  List<Upload> add(Hj212Packet packet) {
    List<Upload> ended = new ArrayList<>();
    List<String> key = key(packet);
    var parts = uploads.get(key);
    Hj212Packet known = parts == null ? null : parts.get(packet.part());
    if (known != null && !known.equals(packet)) {
      ended.add(end(key));
    }
    uploads.computeIfAbsent(key, _ -> new TreeMap<>()).put(packet.part(), packet);
    if (isWhole(uploads.get(key))) {
      for (List<String> earlier : List.copyOf(uploads.keySet())) {
        if (earlier.equals(key)) {
          break;
        }
        if (earlier.subList(0, 2).equals(key.subList(0, 2))) {
          ended.add(end(earlier));
        }
      }
      ended.add(end(key));
    }
    while (uploads.size() > MOST_UPLOADS || held() > MOST_PACKETS) {
      ended.add(end(uploads.firstEntry().getKey()));
    }
    return ended;
  }

  /// Gives up what is not complete.
  List<Upload> rest() {
    return List.copyOf(uploads.keySet()).stream().map(this::end).toList();
  }

  /// The time that an earlier packet of the same upload stated.
  Optional<Instant> dataTime(Hj212Packet packet) {
    var parts = uploads.getOrDefault(key(packet), new TreeMap<>());
    return parts.values().stream().flatMap(p -> p.dataTime().stream()).findFirst();
  }

  private Upload end(List<String> key) {
    var parts = uploads.getOrDefault(key, new TreeMap<>());
    uploads.remove(key);
    return new Upload(new ArrayList<>(parts.values()), isWhole(parts));
  }

  private static boolean isWhole(Map<Integer, Hj212Packet> parts) {
    return !parts.isEmpty() && parts.size() >= parts.values().iterator().next().parts();
  }

  private static Hj212Packet merged(List<Hj212Packet> packets) {
    Map<String, Map<String, String>> factors = new LinkedHashMap<>();
    for (Hj212Packet packet : packets) {
      packet
          .factors()
          .forEach(
              (code, values) ->
                  factors.computeIfAbsent(code, _ -> new LinkedHashMap<>()).putAll(values));
    }
    return new Hj212Packet(
        packets.stream().mapToInt(Hj212Packet::length).sum(),
        packets.getFirst().header(),
        packets.stream().flatMap(p -> p.fields().stream()).distinct().toList(),
        factors,
        packets.getLast().crc());
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
