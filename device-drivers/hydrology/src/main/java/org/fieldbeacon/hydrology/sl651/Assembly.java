package org.fieldbeacon.hydrology.sl651;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The packets of one long body (6.3.1.2 c, M3), in any order, each kept once.
final class Assembly {
  private final int total;
  private final SortedMap<Integer, byte[]> parts = new TreeMap<>();
  private Optional<Frame> first = Optional.empty();
  private int bytes;

  /// @param total 1..4095
  Assembly(int total) {
    this.total = total;
  }

  /// Keeps a packet; a number that is not among them or was here already changes nothing.
  void add(Frame frame) {
    int number = frame.packet().map(Packet::number).orElse(0);
    if (number < 1 || number > total || parts.putIfAbsent(number, frame.body()) != null) {
      return;
    }
    bytes += frame.body().length;
    if (number == 1) {
      first = Optional.of(frame);
    }
  }

  int total() {
    return total;
  }

  /// Bytes held.
  int bytes() {
    return bytes;
  }

  boolean isComplete() {
    return parts.size() == total;
  }

  /// The packet that began the body; it alone carries the serial number.
  Optional<Frame> first() {
    return first;
  }

  /// Whether a first packet is here and is not `frame` sent again.
  boolean beganWithAnother(Frame frame) {
    return first.isPresent() && !Arrays.equals(first.get().body(), frame.body());
  }

  /// The lowest packet number that has not come; 0 when all have.
  int firstMissing() {
    int number = 1;
    while (number <= total && parts.containsKey(number)) {
      number++;
    }
    return number > total ? 0 : number;
  }

  /// All parts in order.
  byte[] whole() {
    var out = new ByteArrayOutputStream(bytes);
    parts.values().forEach(out::writeBytes);
    return out.toByteArray();
  }
}
