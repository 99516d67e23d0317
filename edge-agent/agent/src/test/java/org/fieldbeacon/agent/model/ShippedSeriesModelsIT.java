package org.fieldbeacon.agent.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.fieldbeacon.agent.model.ForecastEvaluation.Threshold;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/// The figures in the cards of the shipped series models, measured again on the spans that the
/// models never saw. The series may not be shipped: they lie beside the checkout.
class ShippedSeriesModelsIT {
  private static final Path MODELS = Path.of("../../firmware-configs/models");
  private static final Path SERIES = Path.of("../../../shared/data/series");
  private static final double ROUNDING = 0.0006;

  @Test
  void waterAnomalyFindsTheEventsOfTheLaterPeriodAsItsCardSays() throws IOException {
    JsonObject measured =
        measure(
            "water-anomaly",
            "water_quality/gecco2018/geccoIC2018Train.csv.gz",
            Instant.parse("2016-10-01T00:00:00Z"));
    Map<?, ?> told = at(card("water-anomaly"), "metrics", "held-out", "int8");
    assertAnomaly(told, measured);
    assertEquals(number(told, "auc"), measured.getDouble("auc"), ROUNDING);
  }

  @Test
  void sensorFaultFindsTheFaultsOfTheLaterPeriodAsItsCardSays() throws IOException {
    JsonObject measured =
        measure(
            "sensor-fault",
            "water_quality/qld_oddwater/sandy_anom.csv",
            Instant.parse("2017-05-15T00:00:00Z"));
    assertAnomaly(at(card("sensor-fault"), "metrics", "held-out", "float", "all"), measured);
  }

  @ParameterizedTest
  @CsvSource({
    "river-forecast-15min,brompton,brompton_15min/brompton_15min_2008_201211.csv.gz,2011-10-01",
    "river-forecast-15min,calder,uk_calder_15min_2025/calder_15min.csv,2025-08-31",
    "river-forecast,usgs-01037000,usgs_hourly_2014_2018/usgs_hourly.csv,2014-10-01",
    "river-forecast,usgs-03567500,usgs_hourly_2014_2018/usgs_hourly.csv,2016-01-01",
    "river-forecast,yangtze,yangtze_hourly_202006/yangtze_hourly_202006.csv,2000-01-01"
  })
  void riverForecastsAreAsGoodAsTheirCardsSay(String model, String set, String file, String from)
      throws IOException {
    Map<?, ?> leads = at(card(model), "metrics", "held-out", "lead-times");
    List<Threshold> thresholds =
        leads.entrySet().stream()
            .filter(e -> isOf(String.valueOf(e.getKey()), set))
            .map(
                e ->
                    new Threshold(
                        series(String.valueOf(e.getKey())),
                        number((Map<?, ?>) e.getValue(), "threshold")))
            .toList();
    JsonObject measured =
        measure(model, "flood/" + file, Instant.parse(from + "T00:00:00Z"), thresholds);
    assertLeads(leads, measured.getJsonObject("lead-times"), thresholds);
    JsonObject series = measured.getJsonObject("series");
    int compared = 0;
    for (Map.Entry<?, ?> one : at(card(model), "metrics", "held-out", "per-series").entrySet()) {
      String name = String.valueOf(one.getKey());
      if (!name.startsWith(set + "/")) {
        continue;
      }
      String mine = name.substring(set.length() + 1);
      JsonArray horizons =
          Objects.requireNonNull(
              series.getJsonArray(mine, series.getJsonArray("/" + mine)),
              () -> mine + " among " + series.fieldNames());
      for (int h = 0; h < horizons.size(); h++) {
        JsonObject got = horizons.getJsonObject(h);
        Map<?, ?> told = at((Map<?, ?>) one.getValue(), got.getString("horizon"));
        assertEquals(number(told, "n"), got.getDouble("n"), name);
        assertEquals(number(told, "coverage"), got.getDouble("coverage"), 0.002, name);
        assertEquals(number(told, "mae"), got.getDouble("mae"), ROUNDING, name);
        assertEquals(
            number(told, "mae-persistence"), got.getDouble("persistence-mae"), ROUNDING, name);
      }
      compared++;
    }
    assertTrue(compared > 0, () -> "nothing of " + set + " in the card");
  }

  /// `site/column p98`, less what comes behind.
  private static String series(String name) {
    return name.substring(0, name.lastIndexOf(' '));
  }

  /// The card names thresholds by the series alone, with the station where it is in the series'.
  private static boolean isOf(String name, String set) {
    return switch (set) {
      case "usgs-01037000", "usgs-03567500" -> name.startsWith(set.toUpperCase(Locale.ROOT) + "/");
      case "brompton" -> name.startsWith("discharge_m3_s_est29km2 ");
      default -> false;
    };
  }

  private static void assertLeads(Map<?, ?> told, JsonObject measured, List<Threshold> thresholds) {
    int compared = 0;
    for (String name : measured.fieldNames()) {
      for (Object each : measured.getJsonArray(name)) {
        JsonObject got = (JsonObject) each;
        String series = name.startsWith("/") ? name.substring(1) : name;
        Map<?, ?> card =
            told.entrySet().stream()
                .filter(e -> String.valueOf(e.getKey()).startsWith(series + " "))
                .map(e -> (Map<?, ?>) e.getValue())
                .filter(m -> number(m, "threshold") == got.getDouble("threshold"))
                .findFirst()
                .orElseThrow();
        assertEquals(number(card, "rises"), got.getDouble("rises"), got::encode);
        for (String what : List.of("median", "upper", "linear")) {
          Map<?, ?> wanted = at(card, what);
          JsonObject of = got.getJsonObject(what);
          assertEquals(number(wanted, "median-lead-h"), of.getDouble("median-lead-h"), got::encode);
          assertEquals(number(wanted, "unwarned"), of.getDouble("unwarned"), got::encode);
          assertEquals(number(wanted, "false"), of.getDouble("false"), got::encode);
        }
        compared++;
      }
    }
    assertEquals(thresholds.size(), compared);
  }

  private static void assertAnomaly(Map<?, ?> told, JsonObject measured) {
    JsonObject event = measured.getJsonObject("event");
    assertEquals(number(told, "events"), event.getDouble("events"));
    assertEquals(number(told, "found"), event.getDouble("found"));
    assertEquals(number(told, "alarms"), event.getDouble("alarms"));
    assertEquals(number(told, "false-alarms"), event.getDouble("false-alarms"));
    assertEquals(number(told, "event-f1"), event.getDouble("f1"), ROUNDING);
    JsonObject row = measured.getJsonObject("row");
    assertEquals(number(told, "row-f1"), row.getDouble("f1"), ROUNDING);
    assertEquals(number(told, "row-precision"), row.getDouble("precision"), ROUNDING);
  }

  private static JsonObject measure(String model, String file, Instant from) throws IOException {
    return measure(model, file, from, List.of());
  }

  private static JsonObject measure(
      String model, String file, Instant from, List<Threshold> thresholds) throws IOException {
    Path data = SERIES.resolve(file);
    if (!Boolean.parseBoolean(System.getenv("CI"))) {
      assumeTrue(Files.isReadable(data), () -> data + " is not there");
    }
    Path folder = MODELS.resolve(model);
    Selection later = Selection.read(Path.of(""), Path.of(""), "").within(from, Instant.MAX);
    try (LoadedModel loaded = LoadedModel.open(folder, Packages.card(folder))) {
      Evaluation evaluation =
          model.startsWith("river")
              ? new ForecastEvaluation(loaded, later, thresholds)
              : new AnomalyEvaluation(loaded, later);
      evaluation.run(data);
      return evaluation.json();
    }
  }

  private static double number(Map<?, ?> map, String key) {
    return ((Number) Objects.requireNonNull(map.get(key), key)).doubleValue();
  }

  private static Map<?, ?> at(Map<?, ?> map, String... keys) {
    Map<?, ?> part = map;
    for (String key : keys) {
      part = (Map<?, ?>) Objects.requireNonNull(part.get(key), key);
    }
    return part;
  }

  private static Map<?, ?> card(String model) throws IOException {
    try (InputStream in = Files.newInputStream(MODELS.resolve(model).resolve("card.yaml"))) {
      return (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromInputStream(in);
    }
  }
}
