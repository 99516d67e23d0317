package org.fieldbeacon.onemap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.contract.Command;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Wire;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1: an order that a person was told is taken reaches its gateway, whatever the broker or
/// this process forgets.
class CommandDeskTest {
  private static final Instant NOON = Instant.parse("2026-07-14T04:00:00.123456Z");

  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir private Path dir = Path.of("");

  private final RecordingLink link = new RecordingLink();
  private Instant now = NOON;

  /// Takes what it is given, like a broker that may have lost it since.
  private static final class RecordingLink implements MapLink {
    private final List<byte[]> sent = new ArrayList<>();
    private long connections = 1;

    @Override
    public void send(String key, String topic, byte[] payload) {
      sent.add(payload);
    }

    @Override
    public boolean isConnected() {
      return true;
    }

    @Override
    public long connections() {
      return connections;
    }

    @Override
    public void close() {}
  }

  private interface Work {
    void on(MapStore store, CommandDesk desk) throws Exception;
  }

  /// One life of the map's process.
  private void live(Work work) throws Exception {
    var store = new MapStore(dir.resolve("onemap.db"), () -> now, new Counters());
    try (var intake = new Intake(store, new Counters(), () -> {})) {
      work.on(store, new CommandDesk(intake, store, link, dir, () -> now));
    }
  }

  private static String order(CommandDesk desk) throws Exception {
    return desk.order(
            Field.GATEWAY, "张工", header -> new AcknowledgeAlarm(header, "gw/river/7", 3, "巡堤"))
        .get(60, TimeUnit.SECONDS);
  }

  private void remind(CommandDesk desk) throws Exception {
    desk.remind().get(60, TimeUnit.SECONDS);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void anOrderOutlivesTheProcessThatTookIt() throws Exception {
    live((_, desk) -> order(desk));
    live(
        (_, desk) -> {
          remind(desk);
          remind(desk);
        });
    assertEquals(2, link.sent.size());
    assertArrayEquals(link.sent.getFirst(), link.sent.getLast(), "the same to the octet");
  }

  @Test
  void anOrderWithoutAnswerIsSentAgainAfterLongerAndLongerWaits() throws Exception {
    live(
        (_, desk) -> {
          order(desk);
          for (int second = 0; second < 600; second += 2) {
            pass(Duration.ofSeconds(2));
            remind(desk);
          }
        });
    assertEquals(5, link.sent.size(), "at 0, 30, 90, 210 and 450 s");
  }

  @Test
  void anotherBrokerMayKnowNothingOfIt() throws Exception {
    live(
        (_, desk) -> {
          order(desk);
          remind(desk);
          link.connections++;
          remind(desk);
        });
    assertEquals(2, link.sent.size());
  }

  @Test
  void anAnsweredOrAnExpiredOrderIsNotSentAgain() throws Exception {
    live(
        (store, desk) -> {
          String answered = order(desk);
          var result = new CommandResult(answered, "done", "", now);
          store.merge(
              List.of(
                  new Arrival.Result(
                      Field.envelope(Stream.ALARM, 1, 1, "command-result", Wire.encode(result)),
                      result)));
          order(desk);
          link.sent.clear();
          pass(CommandDesk.VALIDITY);
          remind(desk);
          pass(Duration.ofSeconds(-1));
          link.connections++;
          remind(desk);
        });
    assertEquals(1, link.sent.size());
  }

  /// Orders about models outlive the process too, to the octet, until their gateway has answered.
  @Test
  void ordersAboutModelsAreKeptSentAgainAndAnswered() throws Exception {
    live(
        (_, desk) -> {
          desk.order(Field.GATEWAY, "张工", h -> new PromoteModel(h, "gate-fire", SHA, "一致"))
              .get(60, TimeUnit.SECONDS);
          pass(Duration.ofSeconds(1));
          desk.order(Field.GATEWAY, "张工", h -> new RollBackModel(h, "gate-fire", ""))
              .get(60, TimeUnit.SECONDS);
        });
    live(
        (store, desk) -> {
          remind(desk);
          List<Command> waiting = store.unanswered();
          assertEquals(2, waiting.size());
          assertEquals("gate-fire", ((PromoteModel) waiting.getFirst()).model());
          for (String gateway : List.of("gw-another", Field.GATEWAY)) {
            var result = new CommandResult(waiting.getFirst().header().id(), "done", "", now);
            var envelope =
                new org.fieldbeacon.contract.Envelope(
                    gateway, Stream.ALARM, "e", 1, 1, now, "command-result", Wire.encode(result));
            store.merge(List.of(new Arrival.Result(envelope, result)));
            assertEquals(gateway.equals(Field.GATEWAY) ? 1 : 2, store.unanswered().size());
          }
        });
    assertEquals(4, link.sent.size());
    assertArrayEquals(link.sent.get(0), link.sent.get(2), "the same to the octet");
    assertArrayEquals(link.sent.get(1), link.sent.get(3), "the same to the octet");
  }
}
