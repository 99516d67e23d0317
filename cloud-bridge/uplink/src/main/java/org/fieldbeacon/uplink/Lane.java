package org.fieldbeacon.uplink;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;

/// One stream of the outbox on one connection: which message is next, which ones wait for their
/// receipt, which are due again. Nothing is forgotten but by a receipt: a new connection starts
/// from the outbox again. The uplink's thread only.
final class Lane {
  private static final int FETCH = 16;
  private static final int MOST_DOUBLINGS = 3;

  private static final int MOST_ALARM_DOUBLINGS = 8;

  /// An alarm that the broker took while the map was not there yet goes again this soon.
  private static final long FIRST_ALARM_WAIT_NANOS = 1_000_000_000;

  private final Stream stream;
  private final Outbox outbox;
  private final int maxUnconfirmed;
  private final int maxUnconfirmedBytes;
  private final long firstWaitNanos;
  private final long longestWaitNanos;
  private final TreeMap<Long, Sending> unconfirmed = new TreeMap<>();
  private final Deque<Envelope> fetched = new ArrayDeque<>();
  private long cursor;
  private long highestEverSent;
  private long resent;
  private boolean mayHoldMore = true;

  /// @param inTransit whether the broker has yet to acknowledge it
  private record Sending(long sinceNanos, int times, int octets, boolean inTransit) {}

  Lane(Stream stream, Outbox outbox, UplinkConfig config) {
    this.stream = stream;
    this.outbox = outbox;
    this.maxUnconfirmed = config.maxUnconfirmed();
    this.maxUnconfirmedBytes =
        stream == Stream.ALARM ? Integer.MAX_VALUE : config.maxObservationBytesUnderWay();
    long timeoutNanos = config.receiptTimeout().toNanos();
    this.firstWaitNanos =
        stream == Stream.ALARM ? Math.min(timeoutNanos, FIRST_ALARM_WAIT_NANOS) : timeoutNanos;
    this.longestWaitNanos = timeoutNanos << MOST_DOUBLINGS;
  }

  Stream stream() {
    return stream;
  }

  long resent() {
    return resent;
  }

  int unconfirmed() {
    return unconfirmed.size();
  }

  /// A new connection: everything unconfirmed is sent again, oldest first.
  void restart() {
    unconfirmed.clear();
    fetched.clear();
    cursor = 0;
    mayHoldMore = true;
  }

  /// The outbox may hold new rows.
  void wake() {
    mayHoldMore = true;
  }

  boolean isWaiting() {
    return !outbox.peek(stream, 0, 1).isEmpty();
  }

  /// The next message to send, again or for the first time, without taking it.
  Optional<Envelope> next(long nowNanos) {
    Optional<Envelope> again = overdue(nowNanos);
    if (again.isPresent()) {
      return again;
    }
    if (unconfirmed.size() >= maxUnconfirmed || unconfirmedBytes() >= maxUnconfirmedBytes) {
      return Optional.empty();
    }
    if (fetched.isEmpty() && mayHoldMore) {
      List<Envelope> rows = outbox.peek(stream, cursor, FETCH);
      fetched.addAll(rows);
      mayHoldMore = rows.size() == FETCH;
    }
    return Optional.ofNullable(fetched.peek());
  }

  private long unconfirmedBytes() {
    return unconfirmed.values().stream().mapToLong(Sending::octets).sum();
  }

  private Optional<Envelope> overdue(long nowNanos) {
    for (Map.Entry<Long, Sending> entry : List.copyOf(unconfirmed.entrySet())) {
      long seq = entry.getKey();
      Sending sending = entry.getValue();
      if (!sending.inTransit() && dueNanos(sending) - nowNanos <= 0) {
        List<Envelope> row = outbox.peek(stream, seq - 1, 1);
        if (!row.isEmpty() && row.getFirst().seq() == seq) {
          return Optional.of(row.getFirst());
        }
        // Confirmed meanwhile, or pushed out of a full ring: the map learns of it by `oldest`.
        unconfirmed.remove(seq);
      }
    }
    return Optional.empty();
  }

  private long dueNanos(Sending sending) {
    int doublings = Math.min(sending.times() - 1, MOST_ALARM_DOUBLINGS);
    return sending.sinceNanos() + Math.min(firstWaitNanos << doublings, longestWaitNanos);
  }

  /// The message is handed to the session now.
  Envelope sent(Envelope row, String epoch, Instant now, long nowNanos) {
    long seq = row.seq();
    Sending before = unconfirmed.get(seq);
    int times = before == null ? 1 : before.times() + 1;
    unconfirmed.put(seq, new Sending(nowNanos, times, row.body().length, true));
    if (!fetched.isEmpty() && fetched.peek().seq() == seq) {
      fetched.remove();
      cursor = seq;
    }
    if (seq <= highestEverSent) {
      resent++;
    }
    highestEverSent = Math.max(highestEverSent, seq);
    return new Envelope(
        row.gateway(), stream, epoch, seq, outbox.oldest(stream), now, row.kind(), row.body());
  }

  /// The broker has it: from here on the receipt's time runs, not the link's.
  void acknowledged(long seq, long nowNanos) {
    unconfirmed.computeIfPresent(
        seq, (_, s) -> new Sending(nowNanos, s.times(), s.octets(), false));
  }

  /// The broker refused it: due again after the time-out, so that a refusal does not spin.
  void refused(long seq, long nowNanos) {
    acknowledged(seq, nowNanos);
  }

  void confirmed(Receipt receipt) {
    unconfirmed.keySet().removeIf(receipt::covers);
    fetched.removeIf(row -> receipt.covers(row.seq()));
  }

  /// What the broker's acknowledgement of one message is worth where no map sends receipts.
  Receipt brokersWord(String gateway, String epoch, long seq) {
    long first = unconfirmed.keySet().stream().filter(s -> s != seq).findFirst().orElse(cursor + 1);
    return new Receipt(
        gateway,
        stream,
        epoch,
        Math.min(first, cursor + 1) - 1,
        List.of(new Receipt.Range(seq, seq)));
  }

  /// When something will be due by time alone, or `Long.MAX_VALUE` after now.
  long nextDueInNanos(long nowNanos) {
    return unconfirmed.values().stream()
        .filter(s -> !s.inTransit())
        .mapToLong(s -> Math.max(0, dueNanos(s) - nowNanos))
        .min()
        .orElse(Long.MAX_VALUE);
  }
}
