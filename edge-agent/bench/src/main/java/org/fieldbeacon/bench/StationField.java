package org.fieldbeacon.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Readings of many river stations, one of every point each simulated second; the ten values of a
/// station share their instant, as those of one block of registers do. Levels swing over an hour,
/// in every twentieth station over its warning level; rain only rises; the rest walk at random.
/// Steps of one thousandth, seeded. One thread.
final class StationField {
  static final List<SiteText.Register> POINTS =
      List.of(
          SiteText.Register.level("level"),
          new SiteText.Register("rain", "precipitation-total", "mm"),
          new SiteText.Register("air-temperature", "air-temperature", "Cel"),
          new SiteText.Register("humidity", "relative-humidity", "%"),
          new SiteText.Register("pressure", "air-pressure", "hPa"),
          new SiteText.Register("water-temperature", "water-temperature", "Cel"),
          new SiteText.Register("soil-moisture", "soil-moisture", "%"),
          new SiteText.Register("wind-speed", "wind-speed", "m/s"),
          new SiteText.Register("oxygen", "dissolved-oxygen", "mg/L"),
          new SiteText.Register("level-raw", "water-level", "m"));

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final int FLOODED = 20;
  private static final int RAIN_RULE_EVERY = 10;
  private static final int MOST_JITTER_MS = 20;
  private static final double MIDDLE = 30;

  private final SplittableRandom random;
  private final List<PointId> ids = new ArrayList<>();
  private final List<Unit> units = new ArrayList<>();
  private final double[] values;
  private int next;
  private long second;
  private Instant now = START;

  StationField(int stations, long seed) {
    random = new SplittableRandom(seed);
    for (int station = 0; station < stations; station++) {
      for (SiteText.Register point : POINTS) {
        ids.add(new PointId(name(station), point.name()));
        units.add(
            Unit.ofUcum(point.unit())
                .orElseThrow(() -> new IllegalArgumentException("unit " + point.unit())));
      }
    }
    values = new double[ids.size()];
    Arrays.fill(values, MIDDLE);
  }

  static int rules(int stations) {
    return 2 * stations + (stations + RAIN_RULE_EVERY - 1) / RAIN_RULE_EVERY;
  }

  private static String name(int station) {
    return "station-%03d".formatted(station);
  }

  /// The site file of these stations, with tests on every point, and its profile.
  static void writeSite(Scene scene, int stations) throws IOException {
    scene.write("profiles/bench-station.yaml", SiteText.profile(POINTS));
    var site = new SiteText("PT10S");
    for (int i = 0; i < stations; i++) {
      String station = name(i);
      // Nobody listens there: the readings are given to the pipeline directly.
      site.device(station, "bench-station", 1, "PT1S");
      for (SiteText.Register point : POINTS) {
        site.quality(station + "/" + point.name(), tests(point.name()));
      }
      String level = station + "/level";
      site.riverRule("high-" + station, level, 3, 4, "{latched: false}");
      site.credibilityRule("credible-" + station, level, "PT30S");
      if (i % RAIN_RULE_EVERY == 0) {
        site.rainRule("rain-" + station, station + "/rain");
      }
    }
    scene.write("site.yaml", site.text());
  }

  private static String tests(String point) {
    String all =
        "gross-range: {fail: [0, 60], suspect: [0.1, 55]}, spike: {suspect: 0.5, fail: 2}, "
            + "rate-of-change: {per-second: 0.5}, gap: {max: PT10S}";
    return point.equals("level")
        ? "{" + all + ", flat-line: {tolerance: 0.0005, suspect: PT2M, fail: PT5M}}"
        : "{" + all + "}";
  }

  Instant now() {
    return now;
  }

  /// The next reading, as a driver would give it.
  Observation next() {
    if (next == ids.size()) {
      next = 0;
      second++;
    }
    int i = next++;
    int column = i % POINTS.size();
    if (column == 0) {
      Instant base = START.plusSeconds(second);
      int station = i / POINTS.size();
      long offsetMs = 1000L * station * POINTS.size() / ids.size();
      now = base.plusMillis(offsetMs * 9 / 10 + random.nextInt(MOST_JITTER_MS));
    }
    return new Observation(
        ids.get(i),
        value(i, column),
        units.get(i),
        now,
        now,
        Duration.ZERO,
        Quality.NOT_EVALUATED,
        "bench",
        "");
  }

  private double value(int i, int column) {
    if (column == 0) {
      int station = i / POINTS.size();
      double swing = station % FLOODED == 0 ? 1.8 : 0.8;
      double phase = 2 * Math.PI * (second + 37L * station) / 3600;
      return thousandths(1.9 + swing * Math.sin(phase) + (random.nextInt(5) - 2) * 0.001);
    }
    if (column == 1) {
      values[i] = thousandths(values[i] + (random.nextInt(600) == 0 ? 0.2 : 0));
      return Math.min(values[i], 55);
    }
    values[i] = thousandths(Math.clamp(values[i] + (random.nextInt(5) - 2) * 0.001, 1, 54));
    return values[i];
  }

  private static double thousandths(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
