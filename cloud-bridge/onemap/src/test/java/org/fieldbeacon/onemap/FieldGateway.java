package org.fieldbeacon.onemap;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.uplink.CommandHandler;
import org.fieldbeacon.uplink.Outbox;
import org.fieldbeacon.uplink.Presence;
import org.fieldbeacon.uplink.SeenCommands;
import org.fieldbeacon.uplink.Uplink;
import org.fieldbeacon.uplink.UplinkConfig;

/// A gateway's end of the bridge, real but for the disk under it.
final class FieldGateway implements AutoCloseable {
  private final String name;
  private final Rows rows;
  private final Uplink uplink;

  FieldGateway(String name, String epoch, MqttConfig mqtt) {
    this.name = name;
    this.rows = new Rows(name, epoch);
    InstantSource clock = InstantSource.system();
    this.uplink =
        new Uplink(
            UplinkConfig.of(name, mqtt, List.of())
                .withWaits(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(50)),
            rows,
            new Here(),
            new Deaf(),
            SeenCommands.inMemory(clock),
            clock,
            System::nanoTime,
            new Random(1));
  }

  FieldGateway start() {
    uplink.start();
    return this;
  }

  void say(AlarmMessage alarm) {
    rows.add(Stream.ALARM, "alarm", Wire.encode(alarm));
    uplink.wake();
  }

  void say(ObservationBatch batch) {
    rows.add(Stream.OBSERVATION, "observations", Wire.encode(batch));
    uplink.wake();
  }

  /// Whether the map has confirmed everything.
  boolean isDone() {
    return rows.isEmpty();
  }

  long ignoredReceipts() {
    return uplink.ignoredReceipts();
  }

  @Override
  public void close() {
    uplink.close();
  }

  private static final class Rows implements Outbox {
    private final String gateway;
    private final String epoch;
    private final Map<Stream, NavigableMap<Long, Envelope>> rows = new HashMap<>();
    private final Map<Stream, Long> newest = new HashMap<>();

    Rows(String gateway, String epoch) {
      this.gateway = gateway;
      this.epoch = epoch;
    }

    synchronized void add(Stream stream, String kind, byte[] body) {
      long seq = newest.merge(stream, 1L, Long::sum);
      of(stream).put(seq, new Envelope(gateway, stream, epoch, seq, 1, Instant.EPOCH, kind, body));
    }

    private NavigableMap<Long, Envelope> of(Stream stream) {
      return rows.computeIfAbsent(stream, _ -> new TreeMap<>());
    }

    @Override
    public String epoch() {
      return epoch;
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
      of(receipt.stream()).keySet().removeIf(receipt::covers);
    }

    synchronized boolean isEmpty() {
      return rows.values().stream().allMatch(Map::isEmpty);
    }
  }

  private final class Here implements Presence {
    @Override
    public SiteMessage site() {
      return new SiteMessage(
          name, new Text(name, name), Optional.empty(), "410122", "0", true, List.of());
    }

    @Override
    public StatusMessage status() {
      return StatusMessage.of(name, true, Instant.now(), "ntp", 0, List.of());
    }
  }

  private static final class Deaf implements CommandHandler {
    @Override
    public CompletableFuture<CommandResult> obey(Command command) {
      throw new IllegalStateException("nobody commands here");
    }

    @Override
    public void refused(CommandResult result) {
      throw new IllegalStateException("nobody commands here");
    }
  }
}
