package org.fieldbeacon.uplink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.mqtt.MqttConfig;
import org.junit.jupiter.api.Test;

class LaneTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private final FakeOutbox outbox = new FakeOutbox();
  private final Lane lane =
      new Lane(
          Stream.OBSERVATION,
          outbox,
          UplinkConfig.of(
              FakeOutbox.GATEWAY, MqttConfig.of(URI.create("tcp://x:1"), "c"), List.of()));

  @Test
  void sendsInOrderAndOnce() {
    outbox.add(Stream.OBSERVATION, 40, 1);
    List<Long> seqs = sendAll(0);
    assertEquals(40, seqs.size());
    assertEquals(seqs.stream().sorted().distinct().toList(), seqs);
    assertTrue(lane.next(SECOND).isEmpty());
    assertEquals(0, lane.resent());
  }

  @Test
  void looksIntoTheOutboxAgainOnlyWhenWoken() {
    assertTrue(lane.next(0).isEmpty());
    outbox.add(Stream.OBSERVATION, 1, 1);
    assertTrue(lane.next(0).isEmpty());
    lane.wake();
    assertTrue(lane.next(0).isPresent());
  }

  /// Without PUBACK the link is slow, not the map: TCP will bring it.
  @Test
  void countsTheReceiptsTimeFromThePuback() {
    outbox.add(Stream.OBSERVATION, 1, 1);
    sendAll(0);
    assertTrue(lane.next(1000 * SECOND).isEmpty());
    lane.acknowledged(1, 1000 * SECOND);
    assertTrue(lane.next(1029 * SECOND).isEmpty());
    assertEquals(30 * SECOND, lane.nextDueInNanos(1000 * SECOND));
    assertEquals(1, lane.next(1030 * SECOND).orElseThrow().seq());
  }

  @Test
  void waitsTwiceAsLongEachTimeUpToEightfold() {
    outbox.add(Stream.OBSERVATION, 1, 1);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      sendAll(0);
      lane.acknowledged(1, 0);
      waits.add(lane.nextDueInNanos(0) / SECOND);
      assertTrue(lane.next(waits.getLast() * SECOND).isPresent());
      lane.sent(lane.next(waits.getLast() * SECOND).orElseThrow(), "e", Instant.EPOCH, 0);
      lane.acknowledged(1, 0);
    }
    assertEquals(List.of(30L, 60L, 120L, 240L, 240L), waits);
    assertEquals(5, lane.resent());
  }

  /// A broker takes messages that nobody is subscribed to yet: half a minute is too long for an
  /// alarm.
  @Test
  void anAlarmGoesAgainAfterASecondDoublingUpToTheSame() {
    var alarms =
        new Lane(
            Stream.ALARM,
            outbox,
            UplinkConfig.of(
                FakeOutbox.GATEWAY, MqttConfig.of(URI.create("tcp://x:1"), "c"), List.of()));
    outbox.add(Stream.ALARM, 1, 1);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      alarms.sent(alarms.next(1000 * SECOND).orElseThrow(), "e", Instant.EPOCH, 0);
      alarms.acknowledged(1, 0);
      waits.add(alarms.nextDueInNanos(0) / SECOND);
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 240L, 240L), waits);
  }

  /// What the broker has taken and the map has not stored would stand before an alarm: it is
  /// bounded in octets, and opens with the receipt.
  @Test
  void observationsWithoutReceiptAreBoundedInOctets() {
    outbox.add(Stream.OBSERVATION, 10, 20 << 10);
    List<Long> seqs = sendAll(0);
    assertEquals(List.of(1L, 2L), seqs);
    seqs.forEach(seq -> lane.acknowledged(seq, 0));
    assertTrue(lane.next(0).isEmpty());
    lane.confirmed(new Receipt("g", Stream.OBSERVATION, "e", 1, List.of()));
    assertEquals(3, lane.next(0).orElseThrow().seq());
  }

  @Test
  void aNewConnectionStartsWithTheOldestUnconfirmed() {
    outbox.add(Stream.OBSERVATION, 5, 1);
    sendAll(0);
    Receipt receipt =
        new Receipt("g", Stream.OBSERVATION, "e", 2, List.of(new Receipt.Range(4, 4)));
    outbox.confirm(receipt);
    lane.confirmed(receipt);
    assertEquals(2, lane.unconfirmed());
    lane.restart();
    assertEquals(List.of(3L, 5L), sendAll(0));
    assertEquals(2, lane.resent());
  }

  @Test
  void forgetsWhatTheOutboxNoLongerHolds() {
    outbox.add(Stream.OBSERVATION, 2, 1);
    sendAll(0);
    lane.acknowledged(1, 0);
    lane.acknowledged(2, 0);
    outbox.confirm(new Receipt("g", Stream.OBSERVATION, "e", 1, List.of()));
    assertEquals(2, lane.next(30 * SECOND).orElseThrow().seq());
    assertEquals(1, lane.unconfirmed());
  }

  /// The broker's word for one message must not confirm others that are still in transit.
  @Test
  void theBrokersWordCoversNoMoreThanItSays() {
    outbox.add(Stream.OBSERVATION, 4, 1);
    sendAll(0);
    Receipt third = lane.brokersWord("g", "e", 3);
    assertEquals(List.of(false, false, true, false), covered(third));
    lane.confirmed(third);
    Receipt first = lane.brokersWord("g", "e", 1);
    assertEquals(List.of(true, false, false, false), covered(first));
    lane.confirmed(first);
    lane.confirmed(lane.brokersWord("g", "e", 2));
    assertEquals(List.of(true, true, true, true), covered(lane.brokersWord("g", "e", 4)));
  }

  private static List<Boolean> covered(Receipt receipt) {
    return java.util.stream.LongStream.rangeClosed(1, 4).mapToObj(receipt::covers).toList();
  }

  private List<Long> sendAll(long nowNanos) {
    List<Long> seqs = new ArrayList<>();
    for (Optional<Envelope> next = lane.next(nowNanos);
        next.isPresent();
        next = lane.next(nowNanos)) {
      seqs.add(lane.sent(next.get(), "e", Instant.EPOCH, nowNanos).seq());
    }
    return seqs;
  }
}
