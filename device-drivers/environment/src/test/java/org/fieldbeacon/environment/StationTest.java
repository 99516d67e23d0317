package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the centre says to a station and when, on a clock that the test moves.
class StationTest {
  private static final String MN = "41010500000001";
  private static final String PW = "s3cr3t";

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-07-14T09:00:00Z");
  private long nanos;
  private final Stations stations = new Stations();
  private Line line = new Line();
  private int uploads;

  @BeforeEach
  void writePassword() throws IOException {
    Files.writeString(folder.resolve("pw"), PW + "\n");
  }

  /// A connection: what the centre says on it, and what it hears.
  private final class Line implements ReportProtocol.Heard {
    final ReportProtocol.Session session = new Hj212Session(stations, () -> now);
    final List<String> said = new ArrayList<>();
    final List<Reading> readings = new ArrayList<>();

    void hear(String segment) {
      byte[] packet = Hj212Codec.frame(segment);
      assertEquals(packet.length - 2, session.next(packet, 0, packet.length, false, this));
    }

    /// The requests; answers to uploads left out.
    List<String> requests() {
      return said.stream().filter(s -> !s.contains("CN=90")).toList();
    }

    String last() {
      return requests().getLast();
    }

    @Override
    public boolean report(String address, List<Reading> told) {
      readings.addAll(told);
      return true;
    }

    @Override
    public boolean isKnown(String address) {
      return true;
    }

    @Override
    public void answer(byte[] bytes) {
      said.add(Hj212Text.segment(bytes));
    }

    @Override
    public void bad(Bad bad) {
      throw new AssertionError(bad.toString());
    }
  }

  private Station station(Object... words) {
    Map<String, Object> address = new HashMap<>();
    address.put("password-file", folder.resolve("pw").toString());
    for (int i = 0; i < words.length; i += 2) {
      address.put((String) words[i], words[i + 1]);
    }
    var station =
        new Station(
            "outfall", MN, StationSettings.of(new Attributes(address)), () -> nanos, Runnable::run);
    stations.add(MN, station);
    return station;
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    now = now.plus(time);
    stations.tick();
  }

  private String head(int command, String qn) {
    return "QN=%s;ST=32;CN=%d;PW=%s;MN=%s;Flag=4;".formatted(qn, command, PW, MN);
  }

  private void upload() {
    line.hear(head(2011, "U" + uploads++) + "CP=&&DataTime=20260714170000;w01018-Rtd=1&&");
  }

  private static String qn(String request) {
    return request.substring("QN=".length(), request.indexOf(';'));
  }

  private static String content(String request) {
    return request.substring(request.indexOf("CP=&&") + 5, request.lastIndexOf("&&"));
  }

  private void accept() {
    line.hear(head(9011, qn(line.last())) + "CP=&&QnRtn=1&&");
  }

  private void finish() {
    line.hear(head(9012, qn(line.last())) + "CP=&&ExeRtn=1&&");
  }

  @Test
  void aClockThatIsOffIsSetWithTheStationsOwnSystemAndPassword() {
    station("clock-tolerance-s", 10);
    upload();
    assertEquals(
        "QN=20260714170000000;ST=32;CN=1011;PW=" + PW + ";MN=" + MN + ";Flag=5;CP=&&&&",
        line.last());
    accept();
    line.hear(head(1011, qn(line.last())) + "CP=&&SystemTime=20260714165930&&");
    assertEquals(1, line.requests().size(), "one request at a time");
    now = now.plusMillis(1500);
    finish();
    assertEquals(
        "QN=20260714170001500;ST=32;CN=1012;PW="
            + PW
            + ";MN="
            + MN
            + ";Flag=5;CP=&&SystemTime=20260714170001&&",
        line.last());
    assertEquals(-30, line.readings.getLast().value());
    assertEquals("clock-offset", line.readings.getLast().point());
    accept();
    finish();
    pass(Duration.ofMinutes(59));
    assertEquals(2, line.requests().size());
    pass(Duration.ofMinutes(2));
    assertTrue(line.last().contains("CN=1011;"), line.last());
  }

  @Test
  void aClockWithinItsToleranceIsLeftAlone() {
    station("clock-tolerance-s", 10);
    upload();
    line.hear(head(1011, qn(line.last())) + "CP=&&SystemTime=20260714170009&&");
    finish();
    assertEquals(1, line.requests().size());
  }

  /// CN 1013 with the instrument that asks.
  @Test
  void aStationThatAsksForTheTimeIsAnsweredAndGivenIt() {
    station("clock-tolerance-s", 10);
    upload();
    finish();
    line.hear("QN=1;ST=21;CN=1013;PW=" + PW + ";MN=" + MN + ";Flag=5;CP=&&PolId=w01018&&");
    assertTrue(line.said.stream().anyMatch(s -> s.startsWith("QN=1;ST=91;CN=9013;")));
    assertTrue(line.last().contains("CN=1012;"), line.last());
    assertEquals("PolId=w01018;SystemTime=20260714170000", content(line.last()));
  }

  @Test
  void aGatewayWhoseOwnClockWasNeverSetSetsNobodys() {
    now = Instant.parse("1970-01-01T00:10:00Z");
    station("clock-tolerance-s", 10);
    line.hear(head(1013, "1") + "CP=&&&&");
    assertEquals(List.of(), line.requests());
  }

  /// HJ 212-2017 §6.2: OverTime and ReCount.
  @Test
  void aRequestThatNobodyAnswersIsSaidAgainWithItsNumberAndThenGivenUp() {
    station("real-time-interval-s", 30, "over-time-s", 5, "re-count", 2);
    upload();
    String first = line.last();
    assertEquals("OverTime=5;ReCount=2", content(first));
    pass(Duration.ofSeconds(4));
    assertEquals(1, line.requests().size());
    pass(Duration.ofSeconds(1));
    pass(Duration.ofSeconds(5));
    assertEquals(List.of(first, first, first), line.requests());
    pass(Duration.ofSeconds(5));
    assertEquals(4, line.requests().size());
    assertTrue(line.last().contains("CN=1061;"), "the next thing, not the first for ever");
  }

  @Test
  void anAnswerToAnotherNumberIsNoAnswerAndALateOneIsLetGo() {
    station("over-time-s", 5, "re-count", 0);
    upload();
    String first = line.last();
    line.hear(head(9012, "20260101000000000") + "CP=&&ExeRtn=1&&");
    pass(Duration.ofSeconds(5));
    line.hear(head(9011, qn(first)) + "CP=&&QnRtn=1&&");
    line.hear(head(9012, qn(first)) + "CP=&&ExeRtn=1&&");
    pass(Duration.ofMinutes(61));
    assertEquals(2, line.requests().size(), "it was taken for done");
    assertFalse(qn(line.last()).equals(qn(first)));
    finish();
    pass(Duration.ofHours(5));
    assertEquals(2, line.requests().size());
  }

  @Test
  void whatAStationRefusesIsAskedAgainAnHourLater() {
    station("over-time-s", 5);
    upload();
    line.hear(head(9011, qn(line.last())) + "CP=&&QnRtn=2&&");
    pass(Duration.ofMinutes(59));
    assertEquals(1, line.requests().size());
    pass(Duration.ofMinutes(2));
    assertEquals(2, line.requests().size());
  }

  @Test
  void intervalsAreReadAndSetWhereTheyDiffer() {
    station("real-time-interval-s", 30, "minute-interval-min", 10);
    upload();
    accept();
    line.hear(head(1061, qn(line.last())) + "CP=&&RtdInterval=60&&");
    finish();
    assertEquals("RtdInterval=30", content(line.last()));
    assertTrue(line.last().contains("CN=1062;"));
    accept();
    finish();
    assertTrue(line.last().contains("CN=1063;"), line.last());
    line.hear(head(1063, qn(line.last())) + "CP=&&MinInterval=10&&");
    finish();
    assertEquals(3, line.requests().size());
    assertEquals(
        List.of("real-time-interval 60.0", "minute-interval 10.0"),
        line.readings.stream()
            .filter(r -> r.point().endsWith("interval"))
            .map(r -> r.point() + " " + r.value())
            .toList());
  }

  @Test
  void realTimeDataIsStartedOnEveryConnectionAndStoppedByANotice() {
    station("real-time", "start");
    upload();
    assertTrue(line.last().contains("CN=2011;"));
    accept();
    upload();
    assertEquals(1, line.requests().size());
    line.session.closed();
    line = new Line();
    upload();
    assertTrue(line.last().contains("CN=2011;"));

    station("real-time", "stop");
    line = new Line();
    upload();
    assertTrue(line.last().contains("CN=2012;"));
    line.hear(head(9013, qn(line.last())) + "CP=&&&&");
    pass(Duration.ofHours(2));
    assertEquals(1, line.requests().size());
  }

  /// The line falls between request and answer.
  @Test
  void aStationThatComesBackIsAskedAgainAtOnceAndItsResultCountsOnAnyLine() {
    station("over-time-s", 30, "re-count", 3);
    upload();
    String asked = line.last();
    line.session.closed();
    pass(Duration.ofSeconds(1));
    line = new Line();
    upload();
    assertEquals(List.of(asked), line.requests());
    accept();
    line.session.closed();
    line = new Line();
    line.hear(head(9012, qn(asked)) + "CP=&&ExeRtn=1&&");
    upload();
    pass(Duration.ofHours(3));
    assertEquals(List.of(), line.requests());
  }

  @Test
  void whoDoesNotSayThePasswordIsToldNothing() {
    station("clock-tolerance-s", 10);
    var stranger = new Line();
    stranger.hear("QN=1;ST=21;CN=1013;PW=123456;MN=" + MN + ";Flag=5;CP=&&&&");
    assertEquals(
        List.of("QN=1;ST=91;CN=9013;PW=123456;MN=" + MN + ";Flag=4;CP=&&&&"), stranger.said);
    pass(Duration.ofHours(2));
    assertEquals(1, stranger.said.size());
  }

  private void record(String time, String value) {
    line.hear(
        head(2051, "R" + uploads++)
            + "CP=&&DataTime=%s;w01018-Avg=%s,w01018-Flag=N&&".formatted(time, value));
  }

  private List<String> values() {
    return line.readings.stream()
        .map(
            r -> r.time().orElseThrow().atOffset(Hj212Time.BEIJING).toLocalTime() + " " + r.value())
        .toList();
  }

  /// An outage: the records of the gap are asked for, bear their own times, and none comes twice.
  @Test
  void whatWasMissedIsFetchedAndNothingComesTwice() {
    station("fetch", "minute", "minute-interval-min", 10);
    record("20260714163000", "1");
    finish1063();
    record("20260714164000", "2");
    assertEquals(1, line.requests().size());
    line.session.closed();
    pass(Duration.ofHours(1));
    var first = line;
    line = new Line();
    line.readings.addAll(first.readings);
    record("20260714172000", "6");
    assertTrue(line.last().contains("CN=2051;"), line.last());
    assertEquals("BeginTime=20260714164000,EndTime=20260714172000", content(line.last()));
    accept();
    String qn = qn(line.last());
    String[][] stored = {
      {"20260714164000", "2"},
      {"20260714165000", "3"},
      {"20260714170000", "4"},
      {"20260714171000", "5"},
      {"20260714172000", "6"}
    };
    for (String[] each : stored) {
      line.hear(head(2051, qn) + "CP=&&DataTime=%s;w01018-Avg=%s&&".formatted(each[0], each[1]));
    }
    line.hear(head(9012, qn) + "CP=&&ExeRtn=1&&");
    assertEquals(
        List.of("16:30 1.0", "16:40 2.0", "17:20 6.0", "16:50 3.0", "17:00 4.0", "17:10 5.0"),
        values());
    record("20260714173000", "7");
    pass(Duration.ofHours(1));
    assertEquals(1, line.requests().size(), "one gap, one request");
  }

  private void finish1063() {
    assertTrue(line.last().contains("CN=1063;"));
    finish();
  }

  /// A station that sends real-time data alone still has records of the time it was away.
  @Test
  void aGapBetweenRealTimeReportsIsFilledWithHourlyRecords() {
    station("fetch", "hour");
    line.hear(head(2011, "A") + "CP=&&DataTime=20260714095500;w01018-Rtd=1&&");
    line.hear(head(2011, "B") + "CP=&&DataTime=20260714100000;w01018-Rtd=1&&");
    assertEquals(List.of(), line.requests());
    line.hear(head(2011, "C") + "CP=&&DataTime=20260714153000;w01018-Rtd=1&&");
    assertTrue(line.last().contains("CN=2061;"), line.last());
    assertEquals("BeginTime=20260714100000,EndTime=20260714153000", content(line.last()));
    line.hear(head(9012, qn(line.last())) + "CP=&&ExeRtn=100&&");
    pass(Duration.ofHours(2));
    assertEquals(1, line.requests().size(), "what the station does not have is asked for once");
  }

  @Test
  void aLongGapIsFetchedInPartsAndNotFromBeyondWhatIsWanted() {
    station("fetch", "hour", "fetch-back-h", 240);
    line.hear(head(2061, "A") + "CP=&&DataTime=20260601000000;w01018-Avg=1&&");
    line.hear(head(2061, "B") + "CP=&&DataTime=20260714160000;w01018-Avg=1&&");
    assertEquals("BeginTime=20260704160000,EndTime=20260710160000", content(line.last()));
    finish();
    assertEquals("BeginTime=20260710160000,EndTime=20260714160000", content(line.last()));
  }

  @Test
  void aGapIsGivenUpWhenTheStationHasBeenSilentThreeTimes() {
    station("fetch", "hour");
    line.hear(head(2061, "A") + "CP=&&DataTime=20260714100000;w01018-Avg=1&&");
    line.hear(head(2061, "B") + "CP=&&DataTime=20260714160000;w01018-Avg=1&&");
    for (int i = 0; i < 60; i++) {
      pass(Duration.ofSeconds(10));
    }
    assertEquals(12, line.requests().size());
    assertEquals(3, line.requests().stream().distinct().count());
  }

  /// The records of one request all bear its QN, and the check value has 256 values: records that
  /// agree in both are still two.
  @Test
  void recordsOfOneRequestAreNeverTakenForOneSentAgain() {
    station("fetch", "minute");
    for (int i = 0; i < 1000; i++) {
      line.hear(
          head(2051, "1")
              + "CP=&&DataTime=%s;w01018-Avg=%d&&"
                  .formatted(
                      Hj212Time.digits(Instant.parse("2026-07-01T00:00:00Z").plusSeconds(600L * i)),
                      i));
    }
    assertEquals(1000, line.readings.size());
  }

  @Test
  void aCommandWhoseAnswerComesLateIsNotGivenTwice() {
    Station station = station();
    var task = new Commands.Task(Order.CALIBRATE, "w01018");
    assertTrue(station.order(task).isEmpty(), "not heard yet");
    upload();
    CompletableFuture<Outcome> outcome = station.order(task).orElseThrow();
    assertTrue(line.last().contains("CN=3011;"), line.last());
    assertEquals("PolId=w01018", content(line.last()));
    accept();
    assertTrue(station.isAtIt(task));
    pass(Duration.ofMinutes(5));
    assertEquals(outcome, station.order(task).orElseThrow());
    finish();
    assertFalse(station.isAtIt(task));
    assertEquals(new Outcome.Done(), station.order(task).orElseThrow().join());
    station.taken(task);
    assertEquals(1, line.requests().size());
    assertTrue(station.order(task).isPresent());
    assertEquals(2, line.requests().size());
  }

  /// Nobody waited for the first one any more.
  @Test
  void aCommandOfLongAgoDoesNotStandForANewOne() {
    Station station = station();
    var task = new Commands.Task(Order.SAMPLE, "w01018");
    upload();
    assertTrue(station.order(task).isPresent());
    finish();
    pass(Duration.ofMinutes(2));
    assertFalse(station.order(task).orElseThrow().isDone());
    assertEquals(2, line.requests().size());
  }

  @Test
  void aStationThatCannotDoItSaysWhy() {
    Station station = station();
    var task = new Commands.Task(Order.RINSE, "w01018");
    upload();
    CompletableFuture<Outcome> outcome = station.order(task).orElseThrow();
    accept();
    line.hear(head(9012, qn(line.last())) + "CP=&&ExeRtn=5&&");
    assertEquals(new Outcome.Refused("ExeRtn=5 busy"), outcome.join());
    station.taken(task);
    CompletableFuture<Outcome> second = station.order(task).orElseThrow();
    accept();
    for (int i = 0; i < 40; i++) {
      pass(Duration.ofMinutes(1));
    }
    assertEquals(new Outcome.Silent("no result within PT30M"), second.join());
  }

  /// Stations of 2005 have no flag, and the request's number inside CP.
  @Test
  void aStationOfTheEditionOf2005IsSpokenToInItsOwn() {
    station("over-time-s", 5);
    String head = "ST=32;CN=%d;PW=" + PW + ";MN=" + MN + ";";
    line.hear(head.formatted(2011) + "CP=&&DataTime=20260714170000;011-Rtd=1&&");
    assertTrue(line.last().contains(";Flag=1;"), line.last());
    line.hear(head.formatted(9012) + "CP=&&QN=" + qn(line.last()) + ";ExeRtn=1&&");
    pass(Duration.ofHours(2));
    assertEquals(1, line.requests().size());
  }

  @Test
  void aFileThatHoldsNoPasswordStopsOnlyWhatWouldBeAsked() throws IOException {
    Files.write(folder.resolve("pw"), Arrays.asList("one", "two"));
    station("clock-tolerance-s", 10);
    upload();
    assertEquals(List.of(), line.said);
    assertEquals(1, line.readings.size());
  }
}
