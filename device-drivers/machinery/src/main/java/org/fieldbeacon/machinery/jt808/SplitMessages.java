package org.fieldbeacon.machinery.jt808;

import java.io.ByteArrayOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Puts the packets of a split message together: same terminal, id and total (JT/T 808-2019
/// §4.4.3). Holds a bounded number of bytes; the oldest message goes first.
final class SplitMessages {
  private static final int MOST_BYTES = 4 << 20;

  private final LinkedHashMap<List<Object>, TreeMap<Integer, byte[]>> messages =
      new LinkedHashMap<>();
  private int heldBytes;

  /// The whole body when `header` is of the packet that completes it.
  Optional<byte[]> add(Jt808Header header, byte[] body) {
    if (header.number() < 1 || header.number() > header.total()) {
      return Optional.empty();
    }
    List<Object> key = List.of(header.phone(), header.id(), header.total());
    var packets = messages.computeIfAbsent(key, _ -> new TreeMap<>());
    byte[] replaced = packets.put(header.number(), body.clone());
    // An empty packet takes room as well.
    heldBytes += body.length + 64 - (replaced == null ? 0 : replaced.length + 64);
    if (packets.size() == header.total()) {
      forget(messages.remove(key));
      var whole = new ByteArrayOutputStream();
      packets.values().forEach(whole::writeBytes);
      return Optional.of(whole.toByteArray());
    }
    while (heldBytes > MOST_BYTES && messages.size() > 1) {
      forget(messages.pollFirstEntry().getValue());
    }
    return Optional.empty();
  }

  private void forget(Map<Integer, byte[]> packets) {
    packets.values().forEach(packet -> heldBytes -= packet.length + 64);
  }
}
