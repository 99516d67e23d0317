package org.fieldbeacon.contract.cap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Evidence;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapAlert.MsgType;
import org.fieldbeacon.contract.cap.CapAlert.Scope;
import org.fieldbeacon.contract.cap.CapAlert.Status;
import org.fieldbeacon.contract.cap.CapProposal.Origin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapProposalTest {
  private static final Instant EIGHT = Instant.parse("2026-07-14T00:00:00.750Z");
  private static final Origin ORIGIN = origin(Status.EXERCISE);

  /// The life of one alarm: Alert, Update, Cancel of both, and a fresh Alert after that.
  @Test
  void aCancelEndsEverythingThatStands() {
    CapAlert alert = propose(alarm(1, Level.ORANGE, true), CapChain.EMPTY);
    CapChain chain = CapChain.EMPTY.after(alert);
    CapAlert update = propose(alarm(2, Level.RED, true), chain);
    chain = chain.after(update);
    CapAlert cancel = propose(alarm(3, Level.RED, false), chain);
    assertEquals(MsgType.ALERT, alert.msgType());
    assertEquals(MsgType.UPDATE, update.msgType());
    assertEquals(List.of(alert.reference()), update.references());
    assertEquals(MsgType.CANCEL, cancel.msgType());
    assertEquals(List.of(alert.reference(), update.reference()), cancel.references());
    assertEquals(CapChain.EMPTY, chain.after(cancel));
    assertEquals(MsgType.ALERT, propose(alarm(4, Level.BLUE, true), chain.after(cancel)).msgType());
  }

  @Test
  void nothingIsProposedWhereNothingStandsAndNothingIsDue() {
    assertTrue(CapProposal.from(alarm(2, Level.RED, false), ORIGIN, CapChain.EMPTY).isEmpty());
    assertTrue(CapProposal.from(alarm(1, Level.NOTICE, true), ORIGIN, CapChain.EMPTY).isEmpty());
    AlarmMessage sensor = alarm("sensor-fault", 1, Level.YELLOW, true);
    assertTrue(CapProposal.from(sensor, ORIGIN, CapChain.EMPTY).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({"RED,Extreme", "ORANGE,Severe", "YELLOW,Moderate", "BLUE,Minor"})
  void coloursAreSeverities(Level level, String severity) {
    CapAlert alert = propose(alarm(1, level, true), CapChain.EMPTY);
    assertEquals(severity, CapText.word(alert.infos().getFirst().severity()));
    assertEquals(level.name(), alert.infos().getFirst().parameters().getFirst().value());
  }

  @ParameterizedTest
  @CsvSource({
    "river-level,Met,洪水",
    "rainstorm,Met,暴雨",
    "river-forecast,Met,洪水预报",
    "fire-smoke,Fire,火情",
    "water-quality,Env,水质异常",
    "crop-pest,Env,农业虫害",
    "crop-disease,Env,作物病害"
  })
  void everyKindOfHazardHasItsCategoryAndItsName(String hazard, String category, String event) {
    String xml = CapXml.write(propose(alarm(hazard, 1, Level.ORANGE, true), CapChain.EMPTY));
    assertEquals("", CapVectors.schemaComplaint(xml), xml);
    assertTrue(xml.contains("<category>" + category + "</category>"), xml);
    assertTrue(xml.contains("<event>" + event + "</event>"), xml);
  }

  @Test
  void everyProposalPassesTheSchema() {
    CapChain chain = CapChain.EMPTY;
    for (boolean active : new boolean[] {true, true, false}) {
      CapAlert alert = propose(alarm(chain.sent().size() + 1L, Level.ORANGE, active), chain);
      String xml = CapXml.write(alert);
      assertEquals("", CapVectors.schemaComplaint(xml), xml);
      assertEquals(alert, CapXml.read(xml));
      assertTrue(xml.contains("<sent>2026-07-14T08:00:00+08:00</sent>"), xml);
      assertTrue(xml.contains("<circle>34.7466,113.6254 2</circle>"), xml);
      assertTrue(
          xml.contains("<value>410122</value>") && xml.contains("<value>11A01</value>"), xml);
      assertFalse(xml.contains("Z<"), xml);
      chain = chain.after(alert);
    }
  }

  /// Only an authorised body warns the public.
  @Test
  void neverIsPublic() {
    CapAlert alert = propose(alarm(1, Level.RED, true), CapChain.EMPTY);
    assertEquals(Optional.of(Scope.RESTRICTED), alert.scope());
    assertTrue(alert.restriction().isPresent());
    assertEquals(Status.EXERCISE, alert.status());
    assertEquals(
        List.of("zh-CN", "en"),
        alert.infos().stream().map(info -> info.language().orElse("none")).toList());
  }

  @Test
  void textsThatXmlCannotCarryAreReplacedNotRefused() {
    AlarmMessage odd = alarm("gas\u0000leak", 1, Level.RED, true);
    String xml = CapXml.write(propose(odd, CapChain.EMPTY));
    assertEquals("", CapVectors.schemaComplaint(xml));
    assertEquals("gas\uFFFDleak", CapXml.read(xml).infos().getFirst().event());
  }

  @Test
  void refusesAnOriginThatCannotBeRight() {
    assertThrows(
        ContractException.class,
        () ->
            CapProposal.from(
                alarm(1, Level.RED, true),
                new Origin(
                    "two words",
                    ORIGIN.senderName(),
                    ORIGIN.areaName(),
                    "410122",
                    Optional.empty(),
                    2,
                    Duration.ofHours(3),
                    Status.TEST),
                CapChain.EMPTY));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Origin(
                "a",
                ORIGIN.senderName(),
                ORIGIN.areaName(),
                "4101",
                Optional.empty(),
                2,
                Duration.ofHours(3),
                Status.TEST));
  }

  private static CapAlert propose(AlarmMessage alarm, CapChain chain) {
    return CapProposal.from(alarm, ORIGIN, chain).orElseThrow();
  }

  private static Origin origin(Status status) {
    return new Origin(
        "gw-410122-01@example.cn",
        new Text("贾鲁河中牟站", "Jialu river, Zhongmu"),
        new Text("中牟县", "Zhongmu county"),
        "410122",
        Optional.of(new Position(34.7466, 113.6254)),
        2,
        Duration.ofHours(3),
        status);
  }

  private static AlarmMessage alarm(long revision, Level level, boolean active) {
    return alarm("river-level", revision, level, active);
  }

  private static AlarmMessage alarm(String hazard, long revision, Level level, boolean active) {
    Text text = new Text("水位 84.62 m & 上涨 < 1 m", "level 84.62 m & rising < 1 m");
    return new AlarmMessage(
        "gw-410122-01/river level, 7",
        revision,
        "river-level",
        hazard,
        level,
        "unacknowledged",
        "raised",
        active,
        EIGHT,
        EIGHT,
        "gauge-01",
        "level",
        text,
        Optional.empty(),
        Optional.empty(),
        new Evidence(text, 0.97, List.of(), List.of(), Optional.empty()),
        Optional.empty());
  }
}
