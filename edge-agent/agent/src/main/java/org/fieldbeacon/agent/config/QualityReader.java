package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.QualityConfig.AttenuatedSignal;
import org.fieldbeacon.agent.config.QualityConfig.Climatology;
import org.fieldbeacon.agent.config.QualityConfig.FlatLine;
import org.fieldbeacon.agent.config.QualityConfig.Gap;
import org.fieldbeacon.agent.config.QualityConfig.GrossRange;
import org.fieldbeacon.agent.config.QualityConfig.Neighbour;
import org.fieldbeacon.agent.config.QualityConfig.Range;
import org.fieldbeacon.agent.config.QualityConfig.RateOfChange;
import org.fieldbeacon.agent.config.QualityConfig.Spike;
import org.fieldbeacon.agent.config.QualityConfig.SpikeMethod;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.observation.PointId;

/// Reads the quality tests of points.
record QualityReader(SitePoints points, Findings findings) {
  QualityConfig read(Fields tests, Optional<PointProfile> point) {
    return new QualityConfig(
        tests.fields("gross-range").map(this::grossRange),
        climatology(tests),
        tests.fields("spike").map(this::spike),
        tests.fields("rate-of-change").map(f -> new RateOfChange(f.number("per-second"))),
        tests.fields("flat-line").map(this::flatLine),
        tests.fields("attenuated-signal").map(this::attenuated),
        tests.fields("gap").map(f -> new Gap(f.duration("max"))),
        tests.fields("neighbour").map(f -> neighbour(f, point)));
  }

  private GrossRange grossRange(Fields test) {
    Range fail = range(test, "fail");
    Optional<Range> suspect =
        test.has("suspect") ? Optional.of(range(test, "suspect")) : Optional.empty();
    if (suspect.isPresent() && !fail.contains(suspect.get())) {
      findings.add(test.at("suspect"), show(suspect.get()), "a range within fail, " + show(fail));
    }
    return new GrossRange(fail, suspect);
  }

  private List<Climatology> climatology(Fields tests) {
    List<Climatology> seasons = new ArrayList<>();
    for (Fields season : tests.each("climatology")) {
      Range months = season.range("months");
      seasons.add(
          new Climatology((int) months.min(), (int) months.max(), range(season, "suspect")));
    }
    return seasons;
  }

  private Spike spike(Fields test) {
    double suspect = test.number("suspect");
    double fail = test.number("fail");
    if (fail < suspect) {
      findings.add(test.at("fail"), String.valueOf(fail), "suspect, " + suspect + ", or more");
    }
    return new Spike(suspect, fail, test.oneOf("method", SpikeMethod.class, SpikeMethod.AVERAGE));
  }

  private FlatLine flatLine(Fields test) {
    var line =
        new FlatLine(test.number("tolerance"), test.duration("suspect"), test.duration("fail"));
    if (line.fail().compareTo(line.suspect()) < 0) {
      findings.add(
          test.at("fail"), line.fail().toString(), "suspect, " + line.suspect() + ", or longer");
    }
    return line;
  }

  private AttenuatedSignal attenuated(Fields test) {
    double suspect = test.number("suspect");
    double fail = test.number("fail");
    if (fail > suspect) {
      findings.add(test.at("fail"), String.valueOf(fail), "suspect, " + suspect + ", or less");
    }
    return new AttenuatedSignal(test.duration("window"), suspect, fail);
  }

  private Neighbour neighbour(Fields test, Optional<PointProfile> own) {
    List<PointId> neighbours = new ArrayList<>();
    for (String text : test.texts("points")) {
      String path = test.at("points") + "[" + neighbours.size() + "]";
      points
          .find(text, path, SitePoints.Use.READ)
          .ifPresent(p -> own.ifPresent(o -> points.converts(p.unit(), o, path)));
      neighbours.add(PointId.parse(text));
    }
    return new Neighbour(neighbours, test.number("max-difference"), test.duration("max-age"));
  }

  private Range range(Fields test, String key) {
    Range range = test.range(key);
    if (!(range.min() <= range.max())) {
      findings.add(test.at(key), show(range), "the least before the greatest");
    }
    return range;
  }

  private static String show(Range range) {
    return "[" + range.min() + ", " + range.max() + "]";
  }
}
