package org.fieldbeacon.agent.hazard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.config.AlarmConfig;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.HazardRule.SensorCondition;
import org.fieldbeacon.agent.config.ModelCard;
import org.fieldbeacon.agent.config.ModelCard.Channel;
import org.fieldbeacon.agent.config.ModelCard.Input;
import org.fieldbeacon.agent.config.ModelCard.Label;
import org.fieldbeacon.agent.config.ModelCard.Output;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.OutputConfig.Comparison;
import org.fieldbeacon.agent.config.OutputConfig.TriggerLevel;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.inference.Sight;
import org.fieldbeacon.agent.model.Answer;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;

class ModelEventTest {
  private static final Instant START = Instant.parse("2026-04-05T06:00:00Z");
  private static final Text TITLE = new Text("烟火", "smoke");
  private static final PointId PANEL = new PointId("panel", "smoke");
  private static final String SHA = "0".repeat(64);

  private int tick;

  private static ModelCard card(ModelCard.Task task, Input input, Output output) {
    return new ModelCard(
        "some", "1.0.0", TITLE, task, "CC0", "model.tflite", 1, input, output, List.of());
  }

  private static ModelUse camera(String id) {
    var output =
        new Output.Classes(
            ModelCard.Activation.SOFTMAX,
            1,
            0.5,
            List.of(
                new Label("normal", TITLE, Optional.empty()),
                new Label("smoke", TITLE, Optional.empty())));
    var input = new Input.Image(8, 8, ModelCard.Fit.STRETCH, 1, 0, ModelCard.Gray.UNSURE);
    return new ModelUse(
        id,
        TITLE,
        Path.of("."),
        card(ModelCard.Task.IMAGE_CLASSES, input, output),
        new ModelUse.Source.Camera(new PointId(id + "-camera", "frame")),
        Duration.ofSeconds(10),
        Duration.ofSeconds(10),
        Optional.empty(),
        List.of());
  }

  private static ModelEvent rule(
      int together, Optional<SensorCondition> sensor, String... cameras) {
    List<ModelUse> uses = new ArrayList<>();
    for (String camera : cameras) {
      uses.add(camera(camera));
    }
    return new ModelEvent(
        new HazardRule.ModelEvent(
            "fire",
            TITLE,
            "fire-smoke",
            TriggerLevel.ORANGE,
            uses,
            List.of("smoke"),
            0.7,
            0.4,
            5,
            3,
            together,
            sensor,
            AlarmConfig.DEFAULT));
  }

  private Instant now() {
    return START.plusSeconds(tick);
  }

  private List<Level> see(ModelEvent rule, String camera, double smoke, boolean sure, Sight sight) {
    tick += 10;
    var answer = new Answer.Choice(List.of(1 - smoke, smoke), smoke >= 0.5 ? 1 : 0, sure);
    var result =
        new ModelResult(
            camera,
            now(),
            answer,
            "some",
            "1.0.0",
            SHA,
            sight,
            sight == Sight.GOOD,
            Optional.empty(),
            Optional.empty());
    return rule.onResult(result, now()).stream().map(Assessment::level).toList();
  }

  private List<Level> see(ModelEvent rule, String camera, double smoke) {
    return see(rule, camera, smoke, true, Sight.GOOD);
  }

  @Test
  void onePictureNeverRaisesAndThreeOfFiveDo() {
    ModelEvent rule = rule(1, Optional.empty(), "a");
    assertEquals(List.of(Level.NONE), see(rule, "a", 0.99));
    assertEquals(List.of(), see(rule, "a", 0.1));
    assertEquals(List.of(), see(rule, "a", 0.99));
    assertEquals(List.of(), see(rule, "a", 0.1));
    assertEquals(List.of(Level.ORANGE), see(rule, "a", 0.8));
    assertEquals(List.of(), see(rule, "a", 0.8));
    assertEquals(List.of(), see(rule, "a", 0.1));
    assertEquals(List.of(Level.NONE), see(rule, "a", 0.1));
  }

  @Test
  void theEvidenceIsTheLastPictureThatCountedWithScoresThresholdsAndHash() {
    ModelEvent rule = rule(1, Optional.empty(), "a");
    see(rule, "a", 0.8);
    see(rule, "a", 0.8);
    tick += 10;
    var result =
        new ModelResult(
            "a",
            now(),
            new Answer.Choice(List.of(0.1, 0.9), 1, true),
            "some",
            "1.0.0",
            SHA,
            Sight.GOOD,
            true,
            Optional.of(new byte[] {1, 2}),
            Optional.empty());
    Assessment said = rule.onResult(result, now()).getFirst();
    ModelWord word = said.evidence().model().orElseThrow();
    assertEquals(SHA, word.sha256());
    assertEquals("smoke", word.scores().getFirst().label());
    assertEquals(0.9, word.scores().getFirst().value());
    assertEquals(2, word.jpeg().orElseThrow().length);
    assertEquals(0.7, said.evidence().thresholds().get("raise-above"));
    assertEquals(3, said.evidence().readings().size());
  }

  @Test
  void whatCannotBeSeenNeitherRaisesNorClears() {
    ModelEvent rule = rule(1, Optional.empty(), "a");
    for (int i = 0; i < 9; i++) {
      assertEquals(List.of(), see(rule, "a", 0.99, true, Sight.COVERED));
      assertEquals(List.of(), see(rule, "a", 0.6, false, Sight.GOOD));
    }
    for (int i = 0; i < 3; i++) {
      see(rule, "a", 0.9);
    }
    assertEquals(Level.ORANGE, rule.present(now()).orElseThrow().level());
    for (int i = 0; i < 9; i++) {
      assertEquals(List.of(), see(rule, "a", 0.01, true, Sight.DARK));
    }
    assertEquals(Level.ORANGE, rule.present(now()).orElseThrow().level());
  }

  @Test
  void twoCamerasMustAgreeWhereTheRuleWantsTwo() {
    ModelEvent rule = rule(2, Optional.empty(), "a", "b");
    for (int i = 0; i < 5; i++) {
      see(rule, "a", 0.99);
    }
    assertEquals(Level.NONE, rule.present(now()).orElseThrow().level());
    see(rule, "b", 0.99);
    see(rule, "b", 0.99);
    assertEquals(List.of(Level.ORANGE), see(rule, "b", 0.99));
  }

  @Test
  void aSensorMustAgreeAndAStaleOneDoesNot() {
    var sensor = new SensorCondition(PANEL, Comparison.ABOVE, 0.5, Unit.ONE, Duration.ofMinutes(5));
    ModelEvent rule = rule(1, Optional.of(sensor), "a");
    rule.onObservation(Observation.of(PANEL, 1, Unit.ONE, now(), "test"));
    tick += 600;
    for (int i = 0; i < 5; i++) {
      see(rule, "a", 0.99);
    }
    assertEquals(Level.NONE, rule.present(now()).orElseThrow().level());
    List<Assessment> said = rule.onObservation(Observation.of(PANEL, 1, Unit.ONE, now(), "test"));
    assertEquals(Level.ORANGE, said.getFirst().level());
    tick += 600;
    assertEquals(List.of(), see(rule, "a", 0.99));
    said = rule.onObservation(Observation.of(PANEL, 0, Unit.ONE, now(), "test"));
    assertEquals(Level.NONE, said.getFirst().level());
  }

  @Test
  void aForecastRaisesTheMarkItExpectsAndSaysWhen() {
    var input =
        new Input.Window(
            Duration.ofHours(1),
            2,
            ModelCard.RelativeTo.LAST,
            List.of(new Channel("level", "level", Unit.METRE, 0, 50, 0, 1, Map.of())),
            Duration.ZERO,
            0.5,
            false);
    var output =
        new Output.Forecast(
            List.of(Duration.ofHours(1), Duration.ofHours(6)), List.of(0.05, 0.5, 0.95), List.of());
    var use =
        new ModelUse(
            "river",
            TITLE,
            Path.of("."),
            card(ModelCard.Task.SERIES_FORECAST, input, output),
            new ModelUse.Source.Points(Map.of("level", new PointId("gauge", "level"))),
            Duration.ofHours(1),
            Duration.ofMinutes(1),
            Optional.empty(),
            List.of());
    var rule =
        new ForecastCrossing(
            new HazardRule.ForecastCrossing(
                "flood",
                TITLE,
                use,
                Unit.CENTIMETRE,
                Map.of(TriggerLevel.YELLOW, 500.0, TriggerLevel.ORANGE, 700.0),
                0.5,
                0.3,
                3,
                2,
                AlarmConfig.DEFAULT));
    var answer =
        new Answer.Forecast(
            4,
            List.of(
                new Answer.Ahead(Duration.ofHours(1), List.of(4.0, 4.2, 4.5)),
                new Answer.Ahead(Duration.ofHours(6), List.of(4.5, 5.5, 7.5))));
    var result =
        new ModelResult(
            "river",
            START,
            answer,
            "some",
            "1.0.0",
            SHA,
            Sight.GOOD,
            true,
            Optional.empty(),
            Optional.empty());
    assertEquals(Level.NONE, rule.onResult(result, START).getFirst().level());
    Assessment said = rule.onResult(result, START.plusSeconds(3600)).getFirst();
    assertEquals(Level.YELLOW, said.level());
    // Between 4.5 (5 %) and 5.5 (50 %), 5.0 is exceeded in 72.5 %.
    assertEquals(0.725, said.confidence(), 1e-9);
    assertTrue(said.evidence().summary().en().contains("expected within 6.0 h"));
    assertEquals(HazardKind.RIVER_FORECAST, said.kind());
    assertEquals(new PointId("gauge", "level"), said.point());
  }

  @Test
  void aCoveredCameraIsAFaultAndOneGoodPictureTakesItBack() {
    var rule =
        new CameraCredibility(
            new HazardRule.CameraCredibility(
                "eye", TITLE, camera("a"), Duration.ofMinutes(2), 3, AlarmConfig.DEFAULT),
            START);
    List<Level> said = new ArrayList<>();
    for (Sight sight :
        List.of(Sight.GOOD, Sight.COVERED, Sight.COVERED, Sight.COVERED, Sight.GOOD)) {
      tick += 10;
      var result =
          new ModelResult(
              "a",
              now(),
              new Answer.None("covered", ""),
              "some",
              "1.0.0",
              SHA,
              sight,
              false,
              Optional.empty(),
              Optional.empty());
      rule.onResult(result, now()).forEach(a -> said.add(a.level()));
    }
    assertEquals(List.of(Level.NONE, Level.NOTICE, Level.NONE), said);
    Instant silent = rule.nextDeadline();
    assertEquals(now().plus(Duration.ofMinutes(2)), silent);
    assertEquals(Level.NOTICE, rule.onTime(silent).getFirst().level());
  }
}
