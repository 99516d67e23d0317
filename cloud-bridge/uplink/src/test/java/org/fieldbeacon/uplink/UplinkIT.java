package org.fieldbeacon.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.SignedCommand;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.mqtt.Await;
import org.fieldbeacon.mqtt.Mosquitto;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkIT {
  private static final long SEED = 20260714;
  private static final String GATEWAY = FakeOutbox.GATEWAY;
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");
  private static final KeyPair MAP_KEY = CommandKeys.generate();

  @TempDir Path dir = Path.of("");
  private Mosquitto broker;
  private final FakeOutbox outbox = new FakeOutbox();
  private final ManualNanos nanos = new ManualNanos();
  private final List<Command> obeyed = new CopyOnWriteArrayList<>();
  private Instant memoryBegins = Instant.MIN;
  private final List<CommandResult> refused = new CopyOnWriteArrayList<>();

  @SuppressWarnings("NullAway.Init")
  UplinkIT() {}

  @BeforeEach
  void start() {
    broker = Mosquitto.start(dir);
  }

  @AfterEach
  void stop() {
    broker.close();
  }

  @Test
  void everythingArrivesAndLeavesTheOutboxByReceipt() {
    outbox.add(Stream.ALARM, 50, 100);
    outbox.add(Stream.OBSERVATION, 500, 100);
    try (FakeMap map = map(_ -> true, _ -> true);
        Uplink uplink = uplink(System::nanoTime)) {
      uplink.start();
      Await.until("outbox is empty", outbox::isEmpty);
      assertEquals(50, map.stored(Stream.ALARM));
      assertEquals(500, map.stored(Stream.OBSERVATION));
      assertEquals(Optional.of(NOW), uplink.lastReceiptAt());
      assertEquals(Guarantee.END_TO_END, uplink.guarantee());
      outbox.add(Stream.ALARM, 1, 100);
      uplink.wake();
      Await.until("the new alarm is confirmed", outbox::isEmpty);
    }
  }

  /// Promise 4: what room was too short for must not look like a gap.
  @Test
  void aSupersededMessageTravelsAsItsBareNumber() {
    outbox.add(Stream.ALARM, 5, 100);
    outbox.supersede(Stream.ALARM, 2);
    try (FakeMap map = map(_ -> true, _ -> true);
        Uplink uplink = uplink(System::nanoTime)) {
      uplink.start();
      Await.until("outbox is empty", outbox::isEmpty);
      Envelope bare = map.order().stream().filter(e -> e.seq() == 2).findFirst().orElseThrow();
      assertEquals(Envelope.SUPERSEDED, bare.kind());
      assertEquals(0, bare.body().length);
      assertEquals(5, map.stored(Stream.ALARM));
    }
  }

  /// Promise 4. A PUBACK is no receipt: the map loses a third of what it acknowledged, its first
  /// receipt, and half of the others: on a slow machine there are few.
  @Test
  void nothingIsLostWhenMessagesAndReceiptsAre() {
    Random random = new Random(SEED);
    var isFirst = new AtomicBoolean(true);
    outbox.add(Stream.ALARM, 40, 50);
    outbox.add(Stream.OBSERVATION, 400, 50);
    try (FakeMap map =
            map(
                _ -> random.nextInt(3) > 0,
                _ -> !isFirst.getAndSet(false) && random.nextBoolean());
        Uplink uplink = uplink(nanos)) {
      uplink.start();
      Await.until(
          "outbox is empty, seed " + SEED,
          () -> {
            if (uplink.inTransit() == 0) {
              nanos.advance(Duration.ofSeconds(31));
              uplink.wake();
            }
            return outbox.isEmpty();
          });
      assertEquals(40, map.stored(Stream.ALARM));
      assertEquals(400, map.stored(Stream.OBSERVATION));
      assertTrue(uplink.resent() > 0, "the control: something had to be sent again");
      assertTrue(map.duplicates() > 0, "the control: something came twice");
      assertEquals(List.of(), map.contradictions(), "duplicates carry the same key and body");
    }
  }

  /// The control for the test above: without receipts nothing leaves the outbox.
  @Test
  void aPubackAloneConfirmsNothing() {
    outbox.add(Stream.ALARM, 10, 50);
    try (FakeMap map = map(_ -> true, _ -> false);
        Uplink uplink = uplink(nanos)) {
      uplink.start();
      Await.until("all have arrived", () -> map.stored(Stream.ALARM) == 10);
      Await.until("all are acknowledged", () -> uplink.inTransit() == 0);
      assertEquals(10, uplink.unconfirmed());
      assertFalse(outbox.isEmpty());
      assertEquals(0, outbox.receipts());
      nanos.advance(Duration.ofSeconds(31));
      uplink.wake();
      Await.until("all came again", () -> map.duplicates() == 10);
      assertEquals(List.of(), map.contradictions());
    }
  }

  @Test
  void goesOnAfterTheBrokerDied() {
    outbox.add(Stream.OBSERVATION, 300, 50);
    UplinkConfig impatient = config().withReceiptTimeout(Duration.ofMillis(500));
    try (Uplink uplink = uplink(impatient, System::nanoTime)) {
      try (FakeMap before = map(_ -> true, _ -> false)) {
        uplink.start();
        Await.until("some have arrived", () -> before.stored(Stream.OBSERVATION) > 50);
        broker.kill();
        Await.until("uplink knows", () -> !uplink.isConnected());
      }
      outbox.add(Stream.ALARM, 1, 50);
      uplink.wake();
      broker.start();
      try (FakeMap after = map(_ -> true, _ -> true)) {
        Await.until("outbox is empty", outbox::isEmpty);
        // The restarted broker may have dropped what came before the map subscribed again; what
        // left the outbox did so by a receipt of this map.
        assertEquals(300, after.stored(Stream.OBSERVATION));
        assertEquals(1, after.stored(Stream.ALARM));
      }
    }
  }

  /// Promise 3.
  @Test
  void anAlarmOvertakesALargeBacklog() {
    outbox.add(Stream.OBSERVATION, 5000, 2000);
    try (FakeMap map = map(_ -> true, _ -> true);
        Uplink uplink = uplink(System::nanoTime)) {
      uplink.start();
      Await.until("the backlog is on its way", () -> map.stored(Stream.OBSERVATION) > 200);
      outbox.add(Stream.ALARM, 1, 100);
      uplink.wake();
      int before = map.stored(Stream.OBSERVATION);
      Await.until("the alarm has arrived", () -> map.stored(Stream.ALARM) == 1);
      List<Envelope> order = map.order();
      int at = 0;
      while (order.get(at).stream() != Stream.ALARM) {
        at++;
      }
      assertTrue(at < 5000, "the control: the backlog was not through");
      // 64 KiB in transit are 32 messages; as many again for what the broker and the threads hold.
      assertTrue(at - before < 100, at - before + " observations went first");
    }
  }

  @Test
  void alarmsPassWhileTheMapConfirmsNoObservations() {
    outbox.add(Stream.OBSERVATION, 2000, 50);
    try (FakeMap map = map(_ -> true, e -> e.stream() == Stream.ALARM);
        Uplink uplink = uplink(nanos)) {
      uplink.start();
      Await.until("observations have stalled", () -> uplink.unconfirmed() == 256);
      outbox.add(Stream.ALARM, 20, 50);
      uplink.wake();
      Await.until("alarms have arrived", () -> map.stored(Stream.ALARM) == 20);
    }
  }

  @Test
  void withoutAMapTheBrokersWordCountsAndIsSaid() {
    outbox.add(Stream.ALARM, 20, 50);
    outbox.add(Stream.OBSERVATION, 300, 50);
    UplinkConfig config = config().with(Guarantee.BROKER_ONLY);
    try (Uplink uplink = uplink(config, System::nanoTime)) {
      uplink.start();
      Await.until("outbox is empty", outbox::isEmpty);
      assertEquals(Guarantee.BROKER_ONLY, uplink.guarantee());
      assertTrue(uplink.guarantee().sentence().contains("lost"));
      assertTrue(uplink.lastReceiptAt().isEmpty());
    }
  }

  @Test
  void receiptsForOthersAreIgnored() {
    outbox.add(Stream.ALARM, 5, 50);
    try (FakeMap map = map(_ -> true, _ -> false);
        MqttSession liar = connected("liar");
        Uplink uplink = uplink(nanos)) {
      uplink.start();
      Await.until("all have arrived", () -> map.stored(Stream.ALARM) == 5);
      publish(liar, new Receipt(GATEWAY, Stream.ALARM, "another-epoch", 5, List.of()));
      publish(liar, new Receipt("gw-other", Stream.ALARM, "epoch-1", 5, List.of()));
      send(liar, Topics.receipt(GATEWAY), new byte[] {1, 2, 3});
      Await.until("all three are seen", () -> uplink.ignoredReceipts() == 3);
      assertFalse(outbox.isEmpty());
      publish(liar, new Receipt(GATEWAY, Stream.ALARM, "epoch-1", 5, List.of()));
      Await.until("the right one counts", outbox::isEmpty);
    }
  }

  @Test
  void isOnlineThenOfflineAndSaysWhatStandsWhere() {
    List<StatusMessage> statuses = new CopyOnWriteArrayList<>();
    List<SiteMessage> sites = new CopyOnWriteArrayList<>();
    try (MqttSession watcher = new MqttSession(MqttConfig.of(broker.uri(), "watcher"), _ -> {})) {
      watcher.register(
          Topics.status(GATEWAY), 1, d -> statuses.add(Wire.decodeStatus(d.payload())));
      watcher.register(Topics.site(GATEWAY), 1, d -> sites.add(Wire.decodeSite(d.payload())));
      watcher.connect();
      try (Uplink uplink = uplink(System::nanoTime)) {
        uplink.start();
        Await.until("online", () -> statuses.stream().anyMatch(StatusMessage::online));
        Await.until("site", () -> !sites.isEmpty());
        // A second connection under the same client id: the broker drops ours and sends the will.
        MqttSession usurper = connected("gw-client");
        Await.until("the will", () -> statuses.stream().anyMatch(s -> !s.online()));
        int seen = statuses.size();
        Await.until(
            "online again", () -> statuses.stream().skip(seen).anyMatch(StatusMessage::online));
        usurper.close();
      }
      Await.until("the goodbye", () -> !statuses.getLast().online());
    }
  }

  /// Promise 10.
  @Test
  void obeysASignedCommandOnceAndRefusesTheRest() {
    try (MqttSession map = connected("map");
        Uplink uplink = uplink(System::nanoTime)) {
      uplink.start();
      Await.until("connected", uplink::isConnected);
      command(map, MAP_KEY, header("c-1", GATEWAY, 300));
      command(map, MAP_KEY, header("c-1", GATEWAY, 300));
      command(map, CommandKeys.generate(), header("c-2", GATEWAY, 300));
      command(map, MAP_KEY, header("c-3", "gw-other", 300));
      command(map, MAP_KEY, header("c-4", GATEWAY, 0));
      command(
          map,
          MAP_KEY,
          new Header("c-5", GATEWAY, "duty", NOW.plusSeconds(3600), NOW.plusSeconds(7200)));
      send(map, Topics.command(GATEWAY), new byte[] {1});
      command(map, MAP_KEY, header("c-6", GATEWAY, 300));
      Await.until("the last is obeyed", () -> obeyed.size() == 2);
      assertEquals(List.of("c-1", "c-6"), obeyed.stream().map(c -> c.header().id()).toList());
      assertEquals(
          List.of("c-3", "c-4", "c-5"), refused.stream().map(CommandResult::commandId).toList());
      assertTrue(refused.get(0).detail().contains("gw-other"), "" + refused);
      assertTrue(refused.get(1).detail().contains("expired"), "" + refused);
      assertTrue(refused.get(2).detail().contains("clock is behind"), "" + refused);
      assertEquals(5, uplink.refusedCommands());
    }
  }

  /// What was obeyed between a backup and its restore is forgotten, and not obeyed a second time.
  @Test
  void refusesWhatWasIssuedBeforeItsMemoryBegins() {
    memoryBegins = NOW.plusSeconds(1);
    try (MqttSession map = connected("map");
        Uplink uplink = uplink(System::nanoTime)) {
      uplink.start();
      Await.until("connected", uplink::isConnected);
      command(map, MAP_KEY, header("c-1", GATEWAY, 300));
      command(
          map,
          MAP_KEY,
          new Header("c-2", GATEWAY, "duty", NOW.plusSeconds(1), NOW.plusSeconds(300)));
      Await.until("the last is obeyed", () -> obeyed.size() == 1);
      assertEquals("c-2", obeyed.getFirst().header().id());
      assertEquals(List.of("c-1"), refused.stream().map(CommandResult::commandId).toList());
      assertTrue(refused.getFirst().detail().contains("put back from a backup"), "" + refused);
    }
  }

  @Test
  void closesInAnyStateAndTwice() {
    Uplink never = uplink(System::nanoTime);
    never.close();
    broker.kill();
    Uplink waiting = uplink(System::nanoTime);
    waiting.start();
    Await.until("it failed once", () -> waiting.failures() > 0);
    waiting.close();
    waiting.close();
    assertFalse(waiting.isConnected());
  }

  private FakeMap map(Predicate<Envelope> keeps, Predicate<Envelope> receipts) {
    return new FakeMap(broker.uri(), keeps, receipts);
  }

  private MqttSession connected(String clientId) {
    MqttSession session = new MqttSession(MqttConfig.of(broker.uri(), clientId), _ -> {});
    session.connect();
    return session;
  }

  private static void publish(MqttSession by, Receipt receipt) {
    send(by, Topics.receipt(GATEWAY), Wire.encode(receipt));
  }

  private static void command(MqttSession by, KeyPair key, Header header) {
    Command command = new AcknowledgeAlarm(header, "alarm-1", 1, "");
    send(by, Topics.command(GATEWAY), Wire.encode(SignedCommand.sign(command, key.getPrivate())));
  }

  private static void send(MqttSession by, String topic, byte[] bytes) {
    by.publish(topic, bytes, 1, false).orTimeout(60, TimeUnit.SECONDS).join();
  }

  private static Header header(String id, String gateway, long validSeconds) {
    return new Header(id, gateway, "duty", NOW, NOW.plusSeconds(validSeconds));
  }

  private UplinkConfig config() {
    return UplinkConfig.of(
            GATEWAY, MqttConfig.of(broker.uri(), "gw-client"), List.of(MAP_KEY.getPublic()))
        .withWaits(Duration.ofMillis(20), Duration.ofMillis(200), Duration.ofMillis(50));
  }

  private Uplink uplink(LongSupplier nanoTime) {
    return uplink(config(), nanoTime);
  }

  private Uplink uplink(UplinkConfig config, LongSupplier nanoTime) {
    InstantSource clock = InstantSource.fixed(NOW);
    return new Uplink(
        config,
        outbox,
        new FixedPresence(),
        new RecordingHandler(),
        new Memory(SeenCommands.inMemory(clock), memoryBegins),
        clock,
        nanoTime,
        new Random(SEED));
  }

  private record Memory(SeenCommands all, Instant completeSince) implements SeenCommands {
    @Override
    public boolean contains(String id) {
      return all.contains(id);
    }

    @Override
    public boolean hasRoom() {
      return all.hasRoom();
    }

    @Override
    public void add(String id, Instant expiresAt) {
      all.add(id, expiresAt);
    }
  }

  private static final class FixedPresence implements Presence {
    @Override
    public SiteMessage site() {
      return new SiteMessage(
          GATEWAY, new Text("测试", "test"), Optional.empty(), "410122", "0", true, List.of());
    }

    @Override
    public StatusMessage status() {
      return StatusMessage.of(GATEWAY, true, NOW, "simulated", 0, new ArrayList<>());
    }
  }

  private final class RecordingHandler implements CommandHandler {
    @Override
    public CompletableFuture<CommandResult> obey(Command command) {
      obeyed.add(command);
      return CompletableFuture.completedFuture(
          new CommandResult(command.header().id(), "done", "", NOW));
    }

    @Override
    public void refused(CommandResult result) {
      refused.add(result);
    }
  }
}
