package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.hydrology.Vectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The centre's side of each link mode (6.3.1.2), row by row of the table above [Session].
class SessionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final FakeCentre centre = new FakeCentre();
  private final List<String> answers = new ArrayList<>();
  private Instant clock = Instant.parse("2026-07-14T00:30:00Z");
  private long nanos;
  private final Session session =
      new Session(
          centre,
          () -> clock,
          PATIENCE,
          bytes -> answers.add(HexFormat.of().withUpperCase().formatHex(bytes)));

  /// Published pairs: our answer must be the bytes that a real centre sent.
  @Test
  void theConfirmationIsTheBytesThatWerePublished() {
    pair("sl651-33-up-01", "sl651-33-down-03", Answer.ESC, "2017-07-18T02:22:02Z");
    pair("sl651-30-up-01", "sl651-30-down-02", Answer.ESC, "2059-10-11T07:49:47Z");
  }

  private void pair(String up, String down, Answer answer, String at) {
    Frame frame = Fixtures.vector(up);
    centre.know(frame.station(), answer);
    clock = Instant.parse(at);
    answers.clear();
    // 2017 is before our clock can be right: then the station's own time goes back, which is the
    // same.
    session.received(frame, nanos);
    assertEquals(List.of(Fixtures.hex(down)), answers);
  }

  @Test
  void m2IsConfirmedOnceForEachSendingButReportedOnce() {
    Frame report = known("sl651-33-up-01", Answer.EOT);
    session.received(report, nanos);
    session.received(report, nanos);
    assertEquals(2, answers.size());
    assertEquals(answers.getFirst(), answers.getLast());
    assertEquals(1, centre.reports.size());
    assertEquals(List.of(Centre.Trouble.REPEATED_REPORT), centre.troubles);
  }

  @Test
  void theConfirmationBearsTheSerialAndTheCentresClock() {
    session.received(known("sl651-33-up-01", Answer.EOT), nanos);
    Frame ack = Fixtures.parse(answers.getFirst());
    Body body = Body.read(ack, ack.body());
    assertFalse(ack.up());
    assertEquals(Control.EOT, ack.end());
    assertEquals(Optional.of(38), body.serial());
    assertEquals(Optional.of(clock), body.sentAt());
  }

  @Test
  void anUnsetClockOfOursIsNotPassedOn() {
    clock = Instant.EPOCH;
    Frame report = known("sl651-33-up-01", Answer.EOT);
    session.received(report, nanos);
    Frame ack = Fixtures.parse(answers.getFirst());
    assertEquals(Body.read(report, report.body()).sentAt(), Body.read(ack, ack.body()).sentAt());
  }

  @Test
  void aReportThatMoreFollowIsAnsweredWithAck() {
    byte[] bytes = HexFormat.of().parseHex(Fixtures.hex("sl651-33-up-01"));
    bytes[bytes.length - 3] = (byte) Control.ETB.code();
    Fixtures.sign(bytes);
    Frame report = Fixtures.parse(HexFormat.of().formatHex(bytes));
    centre.know(report.station(), Answer.ESC);
    session.received(report, nanos);
    assertEquals(Control.ACK, Fixtures.parse(answers.getFirst()).end());
  }

  @Test
  void m1GetsNoAnswer() {
    session.received(known("sl651-33-up-01", Answer.NONE), nanos);
    assertEquals(1, centre.reports.size());
    assertTrue(answers.isEmpty());
  }

  @Test
  void aKeepAliveIsHeardAndNotAnswered() {
    session.received(known("sl651-2F-up-02", Answer.ESC), nanos);
    assertEquals(1, centre.heard);
    assertTrue(answers.isEmpty());
    assertTrue(centre.reports.isEmpty());
  }

  @Test
  void anUnknownStationAndAnotherCentresFrameGetNothing() {
    session.received(Fixtures.vector("sl651-33-up-01"), nanos);
    session.received(Fixtures.vector("sl651-33-down-03"), nanos);
    assertTrue(answers.isEmpty());
    assertEquals(List.of(Centre.Trouble.UNKNOWN_STATION), centre.troubles);
  }

  /// Nothing is confirmed that was not taken: the station keeps it, and its next sending is new.
  @Test
  void whatIsNotTakenIsNotConfirmed() {
    Frame report = known("sl651-33-up-01", Answer.EOT);
    centre.takes = false;
    session.received(report, nanos);
    assertTrue(answers.isEmpty());
    centre.takes = true;
    session.received(report, nanos);
    assertEquals(1, answers.size());
    assertEquals(2, centre.reports.size());
  }

  @Test
  void packetsAreConfirmedOnceWhenAllAreHere() {
    List<Frame> packets = packets(3);
    for (Frame packet : packets) {
      session.received(packet, nanos);
    }
    Frame ack = Fixtures.parse(answers.getFirst());
    assertEquals(1, answers.size());
    assertEquals(Optional.of(new Packet(3, 3)), ack.packet());
    assertEquals(Control.EOT, ack.end());
    assertEquals(
        List.of("0.345", "25.4"),
        centre.reports.getFirst().values().stream()
            .map(v -> v.value().orElseThrow().toString())
            .toList());
    assertEquals(0, centre.reserved);
  }

  @Test
  void packetsMayComeInAnyOrderAndTwice() {
    List<Frame> packets = packets(4);
    for (int i : new int[] {2, 2, 0, 1, 0, 3}) {
      session.received(packets.get(i), nanos);
    }
    assertEquals(1, centre.reports.size());
    assertEquals(1, answers.stream().filter(a -> Fixtures.parse(a).end() == Control.EOT).count());
  }

  @Test
  void aMissingPacketIsAskedForByItsNumberWhenTheSendingEnds() {
    List<Frame> packets = packets(3);
    session.received(packets.get(0), nanos);
    session.received(packets.get(2), nanos);
    Frame nak = Fixtures.parse(answers.getFirst());
    assertEquals(Control.NAK, nak.end());
    assertEquals(Optional.of(new Packet(3, 2)), nak.packet());
    session.received(packets.get(1), nanos);
    assertEquals(Control.EOT, Fixtures.parse(answers.getLast()).end());
    assertEquals(1, centre.reports.size());
  }

  @Test
  void aPacketThatNeverComesIsAskedForThreeTimesAndThenGivenUp() {
    List<Frame> packets = packets(3);
    session.received(packets.get(0), nanos);
    for (int i = 0; i < 6; i++) {
      nanos += PATIENCE.toNanos();
      session.tick(nanos);
    }
    assertEquals(3, answers.size());
    assertTrue(answers.stream().allMatch(a -> Fixtures.parse(a).end() == Control.NAK));
    assertEquals(List.of(Centre.Trouble.LOST_PACKETS), centre.troubles);
    assertFalse(session.isWaiting());
    assertEquals(0, centre.reserved);
  }

  @Test
  void aNewLongBodyReplacesOneThatWasNotFinished() {
    session.received(packets(3).getFirst(), nanos);
    for (Frame packet : packets(2)) {
      session.received(packet, nanos);
    }
    assertEquals(1, centre.reports.size());
    assertEquals(0, centre.reserved);
  }

  @Test
  void withoutMemoryALongBodyIsRefusedAndShortOnesGoOn() {
    centre.budget = 10;
    List<Frame> packets = packets(2);
    packets.forEach(p -> session.received(p, nanos));
    assertEquals(0, centre.reserved);
    assertTrue(centre.troubles.contains(Centre.Trouble.NO_MEMORY));
    session.received(known("sl651-33-up-01", Answer.EOT), nanos);
    assertEquals(1, centre.reports.size());
  }

  @Test
  void aClosedConnectionGivesItsMemoryBack() {
    session.received(packets(3).getFirst(), nanos);
    assertTrue(centre.reserved > 0);
    session.close();
    assertEquals(0, centre.reserved);
  }

  @Test
  void asciiStationsAreAnsweredInAscii() {
    Frame report = known("sl651-ascii-33-01", Answer.ESC);
    session.received(report, nanos);
    Frame ack = Fixtures.parse(answers.getFirst());
    assertEquals(Frame.Encoding.ASCII, ack.encoding());
    assertEquals(Control.ESC, ack.end());
    assertEquals(Optional.of(3), Body.read(ack, ack.body()).serial());
  }

  private Frame known(String vector, Answer answer) {
    Frame frame = Fixtures.vector(vector);
    centre.know(frame.station(), answer);
    return frame;
  }

  /// A report of a level and a temperature in so many packets.
  private List<Frame> packets(int count) {
    String body =
        "0001230308111501F1F1123456789048F0F02303081114392300000345"
            + "03110254".toUpperCase(Locale.ROOT);
    centre.know("1234567890", Answer.EOT);
    return Fixtures.packets("01", "1234567890", "33", body, count);
  }

  /// Remembers what sessions tell.
  private static final class FakeCentre implements Centre {
    private final java.util.Map<String, Station> stations = new java.util.HashMap<>();
    private final List<Body> reports = new ArrayList<>();
    private final List<Trouble> troubles = new ArrayList<>();
    private int heard;
    private boolean takes = true;
    private int reserved;
    private int budget = Integer.MAX_VALUE;

    void know(String address, Answer answer) {
      stations.put(address, new Station(Fixtures.device("station", address), answer, false));
    }

    @Override
    public Optional<Station> station(String address) {
      return Optional.ofNullable(stations.get(address));
    }

    @Override
    public void heard(Station station, Optional<Instant> sentAt) {
      heard++;
    }

    @Override
    public boolean report(Station station, Frame frame, Body body) {
      reports.add(body);
      return takes;
    }

    @Override
    public boolean reserve(int bytes) {
      if (reserved + bytes > budget) {
        return false;
      }
      reserved += bytes;
      return true;
    }

    @Override
    public void release(int bytes) {
      reserved -= bytes;
    }

    @Override
    public void trouble(Trouble kind, String detail) {
      troubles.add(kind);
    }
  }

  /// The vectors that this test is about are there.
  @Test
  void theVectorsAreThere() {
    List<String> ids =
        Vectors.rows("sl651.jsonl").stream().map((JsonNode r) -> r.get("id").asString()).toList();
    assertTrue(ids.containsAll(List.of("sl651-33-up-01", "sl651-33-down-03", "sl651-ascii-33-01")));
  }
}
