package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.fieldbeacon.contract.cap.CapXml;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// The pipeline on a virtual clock: a whole flood in a second, the same every time.
class ReplayCommandIT {
  private static final Path PROFILES =
      Path.of("../../firmware-configs/profiles").toAbsolutePath().normalize();
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");

  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-02
        title: {zh: 测试网关, en: Test gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: field, type: tcp, host: 127.0.0.1, port: 15020}
      devices:
        - name: river-gauge-01
          title: {zh: 河道水位计, en: River gauge}
          profile: radar-level-gauge
          link: field
          address: {unit: 1}
          poll-interval: PT1M
        - name: relay-01
          title: {zh: 警报继电器, en: Alarm relays}
          profile: relay-board-8
          link: field
          address: {unit: 2}
          poll-interval: PT1M
      quality:
        river-gauge-01/level:
          gross-range: {fail: [0, 30], suspect: [0.3, 12]}
          spike: {suspect: 0.5, fail: 2}
      rules:
        - id: river-high
          type: river-level
          title: {zh: 水位超限, en: River level high}
          point: river-gauge-01/level
          unit: m
          warning: 5
          guarantee: 6
          hysteresis: 0.1
          on-delay: PT2M
          off-delay: PT5M
          rise-window: PT1H
        - id: gauge-credible
          type: credibility
          title: {zh: 水位计不可信, en: Gauge not credible}
          point: river-gauge-01/level
          stale-after: PT10M
          fail-after: PT10M
      outputs:
        - id: siren
          title: {zh: 警笛, en: Siren}
          point: relay-01/siren
          fail-safe: off
          dead-man: PT3H
          triggers:
            - {rule: river-high, at-least: orange}
      store:
        dir: store
      """;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int replay(String csv) throws IOException {
    Path site = folder.resolve("sites/test/site.yaml");
    Files.createDirectories(folder.resolve("sites/test"));
    if (!Files.exists(folder.resolve("profiles"))) {
      Files.createSymbolicLink(folder.resolve("profiles"), PROFILES);
    }
    Files.writeString(site, SITE);
    Files.writeString(folder.resolve("in.csv"), csv);
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    return line.execute(
        "replay", "--json", "--site", site.toString(), "--input", folder.resolve("in.csv") + "");
  }

  private List<JsonObject> lines(String type) {
    return out.toString()
        .lines()
        .map(JsonObject::new)
        .filter(l -> l.getString("type").equals(type))
        .toList();
  }

  private List<String> events(String rule) {
    return lines("alarm").stream()
        .filter(l -> l.getString("rule").equals(rule))
        .map(l -> l.getString("event") + " " + l.getString("level"))
        .toList();
  }

  private List<String> siren() {
    return lines("action").stream().map(l -> l.getString("event")).toList();
  }

  private static String row(int minute, double level) {
    return String.format(
        Locale.ROOT, "%s,river-gauge-01,level,%.3f%n", START.plusSeconds(minute * 60L), level);
  }

  /// Up from 4 m to 6.5 m and down again, 5 cm a minute.
  private static String flood() {
    var csv = new StringBuilder("time,device,point,value\n");
    for (int minute = 0; minute < 120; minute++) {
      csv.append(row(minute, 6.5 - 0.05 * Math.abs(50 - minute)));
    }
    return csv.toString();
  }

  @Test
  void aFloodRaisesSoundsAlertsAndEnds() throws IOException {
    assertEquals(0, replay(flood()), err.toString());
    assertEquals(
        List.of(
            "raised yellow",
            "level-raised orange",
            "level-lowered yellow",
            "returned-to-normal yellow"),
        events("river-high"));
    assertEquals(List.of(), events("gauge-credible"));
    assertEquals(List.of("fail-safe", "on", "off"), siren());
    assertEquals(
        List.of("alert", "update", "update", "cancel"),
        lines("alert").stream().map(l -> l.getString("msgType")).toList());
    lines("alert").forEach(l -> CapXml.read(l.getString("cap")));
    JsonObject on = lines("action").get(1);
    JsonObject orange = lines("alarm").get(1);
    assertEquals("2026-07-14T00:42:00Z", orange.getString("time"), "6 m at 00:40, 2 min delay");
    assertEquals(orange.getString("time"), on.getString("time"));
    assertTrue(
        out.toString().indexOf("\"event\":\"on\"")
            < out.toString().indexOf("\"event\":\"level-raised\""),
        "the siren first, then the words");
    JsonObject summary = lines("summary").getFirst();
    assertEquals(120, summary.getInteger("observations"));
    assertEquals(1, summary.getInteger("alarms"));
    assertEquals(4, summary.getInteger("alerts"));
  }

  /// Promise 9: replay of the same evidence gives the same result.
  @Test
  void theSameInputSaysTheSameToTheLetter() throws IOException {
    replay(flood());
    String first = out.toString();
    replay(flood());
    assertEquals(first, out.toString());
  }

  @Test
  void pointsThatFollowOneAnotherInTheFileAreMergedByTime() throws IOException {
    List<String> interleaved = new ArrayList<>();
    List<String> relay = new ArrayList<>();
    for (int minute = 0; minute < 60; minute++) {
      interleaved.add(row(minute, 4 + 0.05 * minute).strip());
      relay.add(START.plusSeconds(minute * 60L) + ",relay-01,siren-feedback,0");
    }
    List<String> grouped = new ArrayList<>(interleaved);
    grouped.addAll(relay);
    interleaved.addAll(relay);
    interleaved.sort(Comparator.comparing(l -> l.substring(0, 20)));
    replay("time,device,point,value\n" + String.join("\n", grouped));
    String first = out.toString();
    replay("time,device,point,value\n" + String.join("\n", interleaved));
    assertEquals(first, out.toString());
    assertEquals(List.of("raised yellow", "level-raised orange"), events("river-high"));
  }

  @Test
  void aWildReadingMayWarnButSoundsNothing() throws IOException {
    var csv = new StringBuilder("time,device,point,value\n");
    for (int minute = 0; minute < 30; minute++) {
      csv.append(row(minute, minute == 10 ? 11 : 4));
    }
    assertEquals(0, replay(csv.toString()), err.toString());
    assertEquals(List.of("fail-safe"), siren());
    assertTrue(
        lines("alarm").stream().noneMatch(l -> l.getBoolean("trusted") && l.getBoolean("active")));
    JsonObject summary = lines("summary").getFirst();
    assertTrue(summary.getJsonObject("flags").containsKey("4"));
    long flagged =
        summary.getJsonObject("flags").stream()
            .mapToLong(e -> ((Number) e.getValue()).longValue())
            .sum();
    assertEquals(summary.getLong("observations"), flagged, summary::encode);
  }

  @Test
  void silenceIsNeverNormal() throws IOException {
    var csv = new StringBuilder("time,device,point,value\n");
    for (int minute = 0; minute < 50; minute++) {
      csv.append(row(minute, 4 + 0.05 * minute));
    }
    for (int minute = 50; minute < 90; minute++) {
      csv.append(START.plusSeconds(minute * 60L)).append(",river-gauge-01,level,\n");
    }
    assertEquals(0, replay(csv.toString()), err.toString());
    assertEquals(List.of("raised yellow", "level-raised orange"), events("river-high"));
    assertEquals(List.of("raised notice"), events("gauge-credible"));
    assertEquals(List.of("fail-safe", "on"), siren(), "no data does not silence it");
  }

  @Test
  void badRowsAreNamedAndTheRestGoesOn() throws IOException {
    String bad =
        """
        yesterday,river-gauge-01,level,4
        2026-07-14T00:00:00,river-gauge-01,level,4
        2026-07-14T00:00:30Z,river-gauge-02,level,4
        2026-07-14T00:00:30Z,river-gauge-01,level,high
        2026-07-14T00:00:30Z,river-gauge-01,level
        2026-07-14T00:00:30Z,river-gauge-01,Level,4
        """;
    String good = flood();
    assertEquals(1, replay(good + bad));
    List<String> told = err.toString().lines().toList();
    assertEquals(6, told.size(), err.toString());
    assertTrue(told.getFirst().contains("in.csv: line 122: "), told.getFirst());
    assertTrue(
        told.get(2)
            .endsWith(
                "point: got \"river-gauge-02/level\", wanted one that the site has and that can be"
                    + " read"),
        told.get(2));
    assertTrue(told.get(3).endsWith("value: got \"high\", wanted a number or nothing"));
    assertEquals(6, lines("summary").getFirst().getInteger("bad-rows"));
    assertEquals(4, events("river-high").size());
  }

  @Test
  void anotherUnitIsConvertedAndAWrongOneIsRefused() throws IOException {
    String csv =
        """
        time,device,point,value,unit
        2026-07-14T00:00:00Z,river-gauge-01,level,550,cm
        2026-07-14T00:03:00Z,river-gauge-01,level,5.5,
        2026-07-14T00:04:00Z,river-gauge-01,level,5.5,Cel
        """;
    assertEquals(1, replay(csv));
    assertTrue(
        err.toString().contains("line 4: unit: got \"Cel\", wanted one that converts to m"),
        err.toString());
    assertEquals(List.of("raised yellow"), events("river-high"));
  }

  @Test
  void timeThatGoesBackwardsIsFlaggedAndCounted() throws IOException {
    String csv =
        "time,device,point,value\n" + row(0, 4) + row(5, 4) + row(3, 9) + row(6, 4) + row(7, 4);
    assertEquals(0, replay(csv), err.toString());
    assertEquals(1, lines("summary").getFirst().getInteger("untimely"));
    assertEquals(List.of("fail-safe"), siren());
  }

  @Test
  void aFileThatIsNoneIsRefusedWithOneLine() throws IOException {
    assertEquals(2, replay("a,b\n1,2\n"));
    assertTrue(
        err.toString().endsWith("line 1: got \"a,b\", wanted the header time,device,point,value\n"),
        err.toString());
    assertFalse(err.toString().contains("Exception"));
  }
}
