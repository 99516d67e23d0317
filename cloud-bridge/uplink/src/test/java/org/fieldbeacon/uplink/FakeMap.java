package org.fieldbeacon.uplink;

import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Delivery;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.jspecify.annotations.Nullable;

/// The province's end in memory. It may lose messages after acknowledging them to the broker, and
/// receipts before sending them: what a broker or a map that crashes does.
final class FakeMap implements AutoCloseable {
  private final MqttSession session;
  private final Map<Stream, TreeMap<Long, Envelope>> stored = new EnumMap<>(Stream.class);
  private final List<Envelope> order = new ArrayList<>();
  private final List<String> contradictions = new ArrayList<>();
  private final Predicate<Envelope> keeps;
  private final Predicate<Envelope> receipts;
  private final LinkedHashSet<Stream> owed = new LinkedHashSet<>();
  private @Nullable Envelope latest;
  private boolean isSending;
  private long duplicates;

  FakeMap(URI broker, Predicate<Envelope> keeps, Predicate<Envelope> receipts) {
    this(MqttConfig.of(broker, "map"), keeps, receipts);
  }

  FakeMap(MqttConfig config, Predicate<Envelope> keeps, Predicate<Envelope> receipts) {
    this.keeps = keeps;
    this.receipts = receipts;
    for (Stream stream : Stream.values()) {
      stored.put(stream, new TreeMap<>());
    }
    this.session = new MqttSession(config, _ -> {});
    session.register(Topics.ofEveryGateway("alarm"), 1, this::take);
    session.register(Topics.ofEveryGateway("observation"), 1, this::take);
    session.connect();
  }

  private synchronized void take(Delivery delivery) {
    Envelope envelope = Wire.decodeEnvelope(delivery.payload());
    if (keeps.test(envelope)) {
      order.add(envelope);
      Envelope before = of(envelope.stream()).putIfAbsent(envelope.seq(), envelope);
      if (before != null) {
        duplicates++;
        if (!same(before, envelope)) {
          contradictions.add(before + " became " + envelope);
        }
      }
    }
    if (receipts.test(envelope)) {
      owed.add(envelope.stream());
      latest = envelope;
      sendOwed();
    }
    delivery.ack();
  }

  /// One receipt on its way at a time: it is cumulative, and a session refuses more than the
  /// broker's Receive Maximum.
  private synchronized void sendOwed() {
    Envelope told = latest;
    if (isSending || owed.isEmpty() || told == null) {
      return;
    }
    Stream stream = owed.removeFirst();
    isSending = true;
    var _ =
        session
            .publish(
                Topics.receipt(told.gateway()),
                Wire.encode(receipt(told.gateway(), stream, told.epoch())),
                1,
                false)
            .whenComplete((_, _) -> sent());
  }

  private synchronized void sent() {
    isSending = false;
    sendOwed();
  }

  private static boolean same(Envelope a, Envelope b) {
    return a.epoch().equals(b.epoch()) && Arrays.equals(a.body(), b.body());
  }

  private Receipt receipt(String gateway, Stream stream, String epoch) {
    TreeSet<Long> seqs = new TreeSet<>(of(stream).keySet());
    long through = 0;
    while (seqs.contains(through + 1)) {
      through++;
    }
    List<Receipt.Range> also =
        seqs.tailSet(through, false).stream().map(s -> new Receipt.Range(s, s)).toList();
    return new Receipt(gateway, stream, epoch, through, also);
  }

  private Map<Long, Envelope> of(Stream stream) {
    Map<Long, Envelope> found = stored.get(stream);
    if (found == null) {
      throw new IllegalStateException("nothing of " + stream);
    }
    return found;
  }

  synchronized int stored(Stream stream) {
    return of(stream).size();
  }

  synchronized List<Envelope> order() {
    return List.copyOf(order);
  }

  synchronized List<String> contradictions() {
    return List.copyOf(contradictions);
  }

  synchronized long duplicates() {
    return duplicates;
  }

  @Override
  public void close() {
    session.close();
  }
}
