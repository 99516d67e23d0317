package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.LiveSite.WhatIf;
import org.fieldbeacon.agent.quality.QualityControl;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// What is stored, past another rule or other quality tests. A day at a time, so that a month of
/// readings never lies in memory as a whole. Blocks, for long.
record PastReadings(ObservationLog log) {
  private static final Duration DAY = Duration.ofDays(1);

  /// One a second.
  private static final int MOST_A_DAY = 86_400;

  WhatIf whatIf(SiteConfig site, String ruleId, Instant from, Instant to) {
    HazardRule rule = site.rule(ruleId).orElseThrow();
    var run = new WhatIfRun(site, ruleId, from);
    List<ModelUse> models = WhatIfRun.models(rule);
    Set<PointId> points = withNeighbours(site, WhatIfRun.points(rule));
    long readings = 0;
    boolean isCut = false;
    for (Instant day = from; day.isBefore(to); day = day.plus(DAY)) {
      Day one = day(points, day, to);
      isCut |= one.isCut();
      List<StoredAnswers.Heard> answers = new ArrayList<>();
      for (ModelUse use : models) {
        Day said = day(new LinkedHashSet<>(StoredAnswers.points(use)), day, to);
        isCut |= said.isCut();
        answers.addAll(StoredAnswers.of(use, said.readings()));
      }
      answers.sort(Comparator.comparing(StoredAnswers.Heard::received));
      int next = 0;
      for (Observation reading : one.readings()) {
        while (next < answers.size()
            && answers.get(next).received().isBefore(reading.receivedTime())) {
          run.take(answers.get(next++));
        }
        run.take(reading);
      }
      while (next < answers.size()) {
        run.take(answers.get(next++));
      }
      readings += one.readings().size() + answers.size();
    }
    return new WhatIf(readings, isCut, run.finish(to));
  }

  /// How many of a point's readings would have had each flag.
  Map<Quality, Long> flagsIf(SiteConfig site, PointId point, Instant from, Instant to) {
    Set<PointId> points = withNeighbours(site, Set.of(point));
    var quality = new QualityControl(site.quality(), site.gateway().zone());
    Map<Instant, Quality> flags = new HashMap<>();
    Map<Quality, Long> tally = new EnumMap<>(Quality.class);
    for (Instant day = from; day.isBefore(to); day = day.plus(DAY)) {
      flags.clear(); // A spike over midnight keeps its first flag.
      for (Observation reading : day(points, day, to).readings()) {
        quality.apply(WhatIfRun.fresh(reading)).stream()
            .filter(o -> o.point().equals(point))
            .forEach(o -> flags.put(o.phenomenonTime(), o.quality()));
      }
      flags.values().forEach(flag -> tally.merge(flag, 1L, Long::sum));
    }
    return tally;
  }

  private static Set<PointId> withNeighbours(SiteConfig site, Set<PointId> points) {
    Set<PointId> all = new LinkedHashSet<>(points);
    for (PointId point : points) {
      QualityRules tests = site.quality().getOrDefault(point, QualityRules.NONE);
      tests.neighbour().ifPresent(n -> all.addAll(n.points()));
    }
    return all;
  }

  private record Day(List<Observation> readings, boolean isCut) {}

  private Day day(Set<PointId> points, Instant from, Instant to) {
    Instant end = from.plus(DAY).isBefore(to) ? from.plus(DAY) : to;
    List<Observation> all = new ArrayList<>();
    boolean isCut = false;
    for (PointId point : points) {
      List<Observation> some = log.newest(point, from, end, MOST_A_DAY);
      isCut |= some.size() == MOST_A_DAY;
      all.addAll(some);
    }
    all.sort(Comparator.comparing(Observation::receivedTime));
    return new Day(all, isCut);
  }
}
