package org.fieldbeacon.agent.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.config.QualityRules.AttenuatedSignal;
import org.fieldbeacon.agent.config.QualityRules.Climatology;
import org.fieldbeacon.agent.config.QualityRules.FlatLine;
import org.fieldbeacon.agent.config.QualityRules.Gap;
import org.fieldbeacon.agent.config.QualityRules.GrossRange;
import org.fieldbeacon.agent.config.QualityRules.Neighbour;
import org.fieldbeacon.agent.config.QualityRules.Range;
import org.fieldbeacon.agent.config.QualityRules.RateOfChange;
import org.fieldbeacon.agent.config.QualityRules.Spike;
import org.fieldbeacon.agent.config.QualityRules.SpikeMethod;
import org.fieldbeacon.agent.config.QualityRules.Statistic;
import org.fieldbeacon.observation.PointId;

/// Reads the quality tests of points, in a site file or in one of their own.
record QualityReader(Findings findings) {
  /// Looks at a point that another is compared with, and finds what is wrong with it.
  interface NeighbourCheck {
    void check(String point, String path);
  }

  /// The tests of one point; those that the schema has found wrong are left out, so that the others
  /// are looked at all the same.
  QualityRules read(Fields tests, NeighbourCheck neighbours) {
    return new QualityRules(
        sound(tests, "gross-range").map(this::grossRange),
        climatology(tests),
        sound(tests, "spike").map(this::spike),
        sound(tests, "rate-of-change").map(f -> new RateOfChange(f.number("per-second"))),
        sound(tests, "flat-line").map(this::flatLine),
        sound(tests, "attenuated-signal").map(this::attenuated),
        sound(tests, "gap").map(f -> new Gap(f.duration("max"))),
        sound(tests, "neighbour").map(f -> neighbour(f, neighbours)));
  }

  private Optional<Fields> sound(Fields tests, String test) {
    return findings.isSound(tests.at(test)) ? tests.fields(test) : Optional.empty();
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
    if (!findings.isSound(tests.at("climatology"))) {
      return seasons;
    }
    for (Fields season : tests.each("climatology")) {
      Fields.Ends months = season.ends("months");
      seasons.add(
          new Climatology((int) months.first(), (int) months.last(), range(season, "suspect")));
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
    return new AttenuatedSignal(
        test.duration("window"),
        suspect,
        fail,
        test.oneOf("statistic", Statistic.class, Statistic.RANGE));
  }

  private Neighbour neighbour(Fields test, NeighbourCheck check) {
    List<PointId> neighbours = new ArrayList<>();
    for (String text : test.texts("points")) {
      check.check(text, test.at("points") + "[" + neighbours.size() + "]");
      neighbours.add(PointId.parse(text));
    }
    return new Neighbour(neighbours, test.number("max-difference"), test.duration("max-age"));
  }

  private Range range(Fields test, String key) {
    Fields.Ends ends = test.ends(key);
    if (ends.first() > ends.last()) {
      findings.add(test.at(key), ends.toString(), "the least before the greatest");
      return new Range(ends.last(), ends.first());
    }
    return new Range(ends.first(), ends.last());
  }

  private static String show(Range range) {
    return "[" + range.min() + ", " + range.max() + "]";
  }
}
