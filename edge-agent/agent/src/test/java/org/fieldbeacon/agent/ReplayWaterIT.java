package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.feature.SeriesWindow;
import org.fieldbeacon.agent.inference.ModelDesk;
import org.fieldbeacon.agent.inference.ModelQuestion;
import org.fieldbeacon.agent.inference.Promotions;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.agent.model.LoadedModel;
import org.fieldbeacon.agent.model.TestPackages;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A change of the water, synthetic, from a CSV: the model's alarm with its evidence, the same to
/// the bit every time, and the same when the readings come late, all together.
class ReplayWaterIT {
  private static final Path SERIES =
      Path.of("../../simulators/data/waterworks-quality-SYNTHETIC.csv");
  private static final Instant EVENT = Instant.parse("2026-01-01T11:46:00Z");
  private static final List<String> POINTS =
      List.of(
          "temperature",
          "chlorine-dioxide",
          "ph",
          "redox",
          "conductivity",
          "turbidity",
          "chlorine-dioxide-2",
          "flow",
          "flow-2");
  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-03
        title: {zh: 测试网关, en: Test gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: broker, type: tcp, host: 127.0.0.1, port: 1883}
      devices:
        - name: waterworks
          title: {zh: 水厂, en: Waterworks}
          profile: water-quality-logger-json
          link: broker
          address: {topic: waterworks/outlet}
          poll-interval: PT1M
      models:
        - id: outlet-watch
          title: {zh: 出水水质异常识别, en: Outlet quality watch}
          package: water-anomaly
          trusted-keys: [trusted.pub]
          points:
            temperature: waterworks/temperature
            chlorine: waterworks/chlorine-dioxide
            ph: waterworks/ph
            redox: waterworks/redox
            conductivity: waterworks/conductivity
            turbidity: waterworks/turbidity
            chlorine-2: waterworks/chlorine-dioxide-2
            flow: waterworks/flow
            flow-2: waterworks/flow-2
      rules:
        - id: outlet-quality
          type: model
          title: {zh: 出水水质突变, en: Outlet water quality has changed}
          hazard: water-quality
          level: orange
          models: [outlet-watch]
          labels: [event]
          raise-above: 0.96
          clear-below: 0.6
          persist: {of: 3, at-least: 2}
      store: {dir: store}
      """;

  @TempDir Path folder;

  @BeforeEach
  void makeSite() throws IOException {
    TestPackages.copy("water-anomaly", folder.resolve("models"));
    TestPackages.trustedKey(folder);
    Files.writeString(folder.resolve("site.yaml"), SITE);
  }

  /// In the form that `replay` takes, minute after minute.
  private static String readings(Instant until) throws IOException {
    var rows = new StringBuilder("time,device,point,value\n");
    for (String line : Files.readAllLines(SERIES)) {
      String[] cells = line.split(",", -1);
      if (cells[0].startsWith("2026") && !Instant.parse(cells[0]).isAfter(until)) {
        for (int i = 0; i < POINTS.size(); i++) {
          rows.append(cells[0]).append(",waterworks,").append(POINTS.get(i)).append(',');
          rows.append(cells[i + 1]).append('\n');
        }
      }
    }
    return rows.toString();
  }

  private List<JsonObject> replay(String readings) throws IOException {
    Path input = Files.writeString(folder.resolve("readings.csv"), readings);
    var out = new StringWriter();
    var err = new StringWriter();
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
    String site = folder.resolve("site.yaml").toString();
    int rc = line.execute("replay", "--json", "--site", site, "--input", input.toString());
    assertEquals(0, rc, err.toString());
    return out.toString().lines().map(JsonObject::new).toList();
  }

  private static List<JsonObject> alarms(List<JsonObject> lines) {
    return lines.stream().filter(l -> "alarm".equals(l.getString("type"))).toList();
  }

  @Test
  void aChangeOfTheWaterRaisesItsAlarmWithTheSameEvidenceEveryTimeAndEnds() throws IOException {
    String readings = readings(EVENT.plus(Duration.ofHours(3)));
    List<JsonObject> lines = replay(readings);
    List<JsonObject> alarms = alarms(lines);
    JsonObject raised = alarms.getFirst();
    assertEquals("raised", raised.getString("event"));
    assertEquals("water-quality", raised.getString("hazard"));
    Instant at = Instant.parse(raised.getString("raisedAt"));
    assertTrue(at.isAfter(EVENT) && at.isBefore(EVENT.plusSeconds(600)), raised::encode);
    JsonObject model = raised.getJsonObject("model");
    assertEquals("water-anomaly", model.getString("name"));
    assertTrue(model.getJsonObject("scores").getDouble("event") >= 0.96, model::encode);
    assertTrue(raised.getInteger("readings") > 9 * 120, raised::encode);
    assertEquals(64, raised.getString("evidence-sha256").length());
    assertTrue(alarms.stream().anyMatch(a -> !a.getBoolean("active")), "it never ended");
    assertEquals(lines, replay(readings));
  }

  /// Nine channels of two hours, and what a gap at their start would be filled from: asked of
  /// nothing but the alarm's evidence as it travels, the model says the same to the bit.
  @Test
  void theEvidenceHoldsAllThatTheModelSaw() throws IOException {
    String readings = readings(EVENT.plus(Duration.ofMinutes(12)));
    SiteConfig site = site();
    AlarmMessage alarm = Wire.decodeAlarm(Wire.encode(new Heap(site).alarm(readings)));
    ModelEvidence said = alarm.evidence().model().orElseThrow();
    ModelEvidence.Window window = said.window().orElseThrow();
    assertTrue(window.whole());
    List<Column> columns = window.rows().columns();
    assertEquals(9, columns.size());
    ModelUse use = site.models().getFirst();
    var again = new SeriesWindow((Input.Window) use.card().input());
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      assertEquals(125, column.values().length, column.point());
      for (int row = 0; row < column.values().length; row++) {
        Instant at = Instant.ofEpochMilli(column.epochMillis()[row]);
        again.add(c, at, column.values()[row], Unit.ofUcum(column.unit()).orElseThrow());
      }
    }
    Instant end = Instant.ofEpochMilli(columns.getFirst().epochMillis()[124]);
    try (LoadedModel model = LoadedModel.open(use.folder(), use.card())) {
      var event = assertInstanceOf(Answer.Event.class, model.judge(again.rows(end)));
      assertEquals(said.scores().getFirst().value(), event.score());
    }
  }

  private SiteConfig site() throws IOException {
    return assertInstanceOf(
            SiteFile.Loaded.Good.class, SiteFile.load(folder.resolve("site.yaml"), Map.of()))
        .config();
  }

  @Test
  void aQuietSeriesRaisesNothing() throws IOException {
    assertEquals(List.of(), alarms(replay(readings(EVENT.minusSeconds(60)))));
  }

  /// What a station kept while its line was down, received in one heap twelve minutes into the
  /// event.
  @Test
  void readingsThatComeLateRaiseTheAlarmWithTheEvidenceThatTheyWouldHaveRaisedInTime()
      throws IOException {
    String readings = readings(EVENT.plus(Duration.ofMinutes(12)));
    JsonObject inTime = alarms(replay(readings)).getFirst();
    AlarmMessage late = new Heap(site()).alarm(readings);
    assertEquals(inTime.getString("evidence-sha256"), Replay.evidence(late));
    assertEquals(EVENT.plus(Duration.ofMinutes(12)).plusSeconds(32), late.raisedAt());
  }

  /// The pipeline with everything at once.
  private static final class Heap implements Pipeline.Effects {
    private final SiteConfig site;
    private final Deque<ModelQuestion> questions = new ArrayDeque<>();
    private final List<AlarmMessage> messages = new ArrayList<>();

    Heap(SiteConfig site) {
      this.site = site;
    }

    AlarmMessage alarm(String readings) throws IOException {
      Instant now = EVENT.plus(Duration.ofMinutes(12)).plusSeconds(30);
      Pipeline way = Pipeline.of(site, "heap", List.of(), this, now);
      way.start(_ -> {}, Moment.virtual(now));
      ReplayInput.read(site, new BufferedReader(new StringReader(readings)), _ -> {})
          .forEach(row -> way.observe(reading(row, now), Moment.virtual(now)));
      Moment quiet = Moment.virtual(now.plusSeconds(2));
      try (var desk = new ModelDesk(site.models(), Promotions.none(), Map.of())) {
        way.onTime(quiet);
        while (!questions.isEmpty()) {
          way.answered(desk.ask(questions.remove()), quiet);
        }
      }
      return messages.getFirst();
    }

    private static Observation reading(ReplayInput.Row row, Instant received) {
      return new Observation(
          row.point(),
          row.value(),
          row.unit(),
          row.time(),
          received,
          Duration.ZERO,
          Quality.NOT_EVALUATED,
          "heap",
          "");
    }

    @Override
    public void observed(Observation flagged) {}

    @Override
    public void act(OutputEvent.Write write) {}

    @Override
    public void told(OutputEvent.Told told) {}

    @Override
    public void ask(ModelQuestion question) {
      questions.add(question);
    }

    @Override
    public void changed(List<AlarmTransition> transitions) {
      transitions.forEach(t -> t.alarm().message().ifPresent(messages::add));
    }
  }
}
