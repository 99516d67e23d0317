package org.fieldbeacon.uplink;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;

/// An outbox in memory that checks how it is used.
final class FakeOutbox implements Outbox {
  static final String GATEWAY = "gw-test-01";
  private final Map<Stream, TreeMap<Long, Envelope>> rows = new EnumMap<>(Stream.class);
  private final Map<Stream, Long> newest = new EnumMap<>(Stream.class);
  private final List<Receipt> receipts = new ArrayList<>();

  FakeOutbox() {
    for (Stream stream : Stream.values()) {
      rows.put(stream, new TreeMap<>());
      newest.put(stream, 0L);
    }
  }

  synchronized void add(Stream stream, int count, int bytes) {
    for (int i = 0; i < count; i++) {
      long seq = newest.merge(stream, 1L, Long::sum);
      byte[] body = new byte[bytes];
      body[0] = (byte) seq;
      of(stream)
          .put(seq, new Envelope(GATEWAY, stream, epoch(), seq, 1, Instant.EPOCH, "test", body));
    }
  }

  /// Room was short: the message keeps its number and no more.
  synchronized void supersede(Stream stream, long seq) {
    of(stream)
        .put(
            seq,
            new Envelope(
                GATEWAY, stream, epoch(), seq, 1, Instant.EPOCH, Envelope.SUPERSEDED, new byte[0]));
  }

  private NavigableMap<Long, Envelope> of(Stream stream) {
    NavigableMap<Long, Envelope> found = rows.get(stream);
    if (found == null) {
      throw new IllegalStateException("no rows of " + stream);
    }
    return found;
  }

  @Override
  public String epoch() {
    return "epoch-1";
  }

  @Override
  public synchronized long oldest(Stream stream) {
    return of(stream).isEmpty() ? newest.getOrDefault(stream, 0L) + 1 : of(stream).firstKey();
  }

  @Override
  public synchronized List<Envelope> peek(Stream stream, long afterSeq, int max) {
    return of(stream).tailMap(afterSeq, false).values().stream().limit(max).toList();
  }

  @Override
  public synchronized void confirm(Receipt receipt) {
    receipts.add(receipt);
    of(receipt.stream()).keySet().removeIf(receipt::covers);
  }

  synchronized boolean isEmpty() {
    return rows.values().stream().allMatch(Map::isEmpty);
  }

  synchronized int receipts() {
    return receipts.size();
  }
}
