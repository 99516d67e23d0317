package org.fieldbeacon.environment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.OneByteAMinute;
import org.fieldbeacon.driver.ReportProtocol;
import org.fieldbeacon.driver.ReportingDriverContract;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class Hj212DriverIT extends ReportingDriverContract {
  private static final String UPLOAD =
      "QN=20260714080000000;ST=21;CN=2011;PW=123456;MN=41010500000001;Flag=5;"
          + "CP=&&DataTime=20260714080000;w01018-Rtd=12.5,w01018-Flag=N&&";

  @Override
  protected DriverFactory factory() {
    return new Hj212DriverFactory();
  }

  @Override
  protected byte[] report() {
    return Hj212Codec.frame(UPLOAD);
  }

  @Override
  protected Map<String, Object> address() {
    return Map.of("mn", "41010500000001");
  }

  @Override
  protected Map<String, Object> otherAddress() {
    return Map.of("mn", "41010500000002");
  }

  @Override
  protected String reading() {
    return "cod";
  }

  @Override
  protected double value() {
    return 12.5;
  }

  @Override
  protected Unit unit() {
    return Unit.MILLIGRAM_PER_LITRE;
  }

  @Override
  protected Optional<byte[]> answer() {
    return Optional.of(
        Hj212Codec.frame(
            "QN=20260714080000000;ST=91;CN=9014;PW=123456;MN=41010500000001;Flag=4;CP=&&&&"));
  }

  /// HJ 212-2017 §6.5: the answer was lost and the station sends again.
  @Test
  void anUploadThatIsSentAgainIsAnsweredAndNotHandedOnTwice() {
    var heard = new Recorder();
    byte[] twice = (Hj212Text.of(report()) + Hj212Text.of(report())).getBytes(Hj212Text.ASCII);
    feed(twice, heard);
    assertEquals(1, heard.readings.stream().filter(r -> !r.isEmpty()).count());
    assertEquals(2, heard.answers.size());
  }

  @Test
  void onlyUploadsThatWantAnAnswerGetOne() {
    var heard = new Recorder();
    feed(Hj212Codec.frame(UPLOAD.replace("Flag=5", "Flag=4")), heard);
    feed(Hj212Codec.frame("ST=21;CN=9011;PW=1;MN=41010500000001;Flag=5;CP=&&QnRtn=1&&"), heard);
    assertEquals(List.of(), heard.answers);
  }

  @Test
  void aCalibrationNoticeIsAnsweredAsANotice() {
    var heard = new Recorder();
    feed(Hj212Codec.frame("QN=1;ST=21;CN=1013;PW=1;MN=41010500000001;Flag=5;CP=&&&&"), heard);
    assertEquals(
        "QN=1;ST=91;CN=9013;PW=1;MN=41010500000001;Flag=4;CP=&&&&",
        Hj212Text.segment(heard.answers.getFirst()));
  }

  @Test
  void everyPartOfASplitUploadIsAnsweredWithItsNumbers() {
    var heard = new Recorder();
    feed(
        Hj212Codec.frame("QN=1;ST=21;CN=2011;PW=1;MN=41010500000001;Flag=7;PNUM=2;PNO=1;CP=&&&&"),
        heard);
    assertEquals(
        "QN=1;ST=91;CN=9014;PW=1;MN=41010500000001;Flag=6;PNUM=2;PNO=1;CP=&&&&",
        Hj212Text.segment(heard.answers.getFirst()));
  }

  @Test
  void aStationThatSendsAByteAMinuteHoldsNothingUpAndIsHungUpOn() throws Exception {
    OneByteAMinute.isCutOff(new Hj212Protocol(), report());
  }

  /// Its parts are answered each, and its values handed on once, with the flag and the time that
  /// stand in other parts than they.
  @Test
  void aSplitUploadIsHandedOnAsOneMessage() {
    String head = "QN=1;ST=32;CN=2051;PW=1;MN=41010500000001;Flag=7;PNUM=2;PNO=";
    byte[] first = Hj212Codec.frame(head + "1;CP=&&DataTime=20261128100000;w21003-Avg=9&&");
    byte[] second = Hj212Codec.frame(head + "2;CP=&&w21003-Flag=D;w01018-Avg=1.5,w01018-Flag=N&&");
    var heard = new Recorder();
    feed(first, heard);
    feed(first, heard);
    assertEquals(List.of(), heard.values());
    feed(second, heard);
    feed(first, heard);
    feed(second, heard);
    session.closed();
    assertEquals(
        List.of(
            "ammonium-nitrogen-avg 9.0 FAIL 2026-11-28T02:00:00Z",
            "cod-avg 1.5 PASS 2026-11-28T02:00:00Z"),
        heard.values());
    assertEquals(5, heard.answers.size());
  }

  /// The line was lost after the first part had been answered.
  @Test
  void whatCameOfASplitUploadIsHandedOnWhenTheConnectionEnds() {
    String head = "QN=1;ST=32;CN=2051;PW=1;MN=41010500000001;Flag=7;PNUM=2;PNO=";
    var heard = new Recorder();
    feed(
        Hj212Codec.frame(head + "1;CP=&&DataTime=20261128100000;w21003-Avg=9,w21003-Flag=N&&"),
        heard);
    assertEquals(List.of(), heard.values());
    session.closed();
    assertEquals(List.of("ammonium-nitrogen-avg 9.0 PASS 2026-11-28T02:00:00Z"), heard.values());
  }

  private final ReportProtocol.Session session =
      new Hj212Protocol().session(InstantSource.system());

  private void feed(byte[] bytes, Recorder heard) {
    for (int at = 0; at < bytes.length; ) {
      at = session.next(bytes, at, bytes.length, true, heard);
    }
  }

  /// Takes everything.
  private static final class Recorder implements ReportProtocol.Heard {
    final List<List<Reading>> readings = new ArrayList<>();
    final List<byte[]> answers = new ArrayList<>();

    List<String> values() {
      return readings.stream()
          .flatMap(List::stream)
          .map(
              r ->
                  "%s %s %s %s"
                      .formatted(r.point(), r.value(), r.quality(), r.time().orElse(Instant.EPOCH)))
          .toList();
    }

    @Override
    public boolean report(String address, List<Reading> said) {
      return readings.add(said);
    }

    @Override
    public boolean isKnown(String address) {
      return true;
    }

    @Override
    public void answer(byte[] bytes) {
      answers.add(bytes);
    }

    @Override
    public void bad(Bad bad) {
      throw new AssertionError(bad.toString());
    }
  }
}
