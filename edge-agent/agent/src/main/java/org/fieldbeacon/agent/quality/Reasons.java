package org.fieldbeacon.agent.quality;

import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.config.QualityRules;
import org.fieldbeacon.observation.Quality;

/// Why a value is suspect or failed, for a person: `gross-range: got 25.0, wanted 0.0..20.0`.
final class Reasons {
  private static final QcTest[] TESTS = QcTest.values();

  private Reasons() {}

  static String of(QualityRules rules, int flags, double value) {
    List<String> reasons = new ArrayList<>();
    for (QcTest test : TESTS) {
      boolean failed = Flags.is(flags, test, Quality.FAIL);
      if (test != QcTest.GAP && (failed || Flags.is(flags, test, Quality.SUSPECT))) {
        reasons.add(test.word() + ": got " + value + ", " + wanted(rules, test, failed));
      }
    }
    return String.join("; ", reasons);
  }

  private static String wanted(QualityRules rules, QcTest test, boolean failed) {
    return switch (test) {
      case GAP -> "";
      case GROSS_RANGE ->
          rules
              .grossRange()
              .map(g -> failed ? g.fail() : g.suspect().orElse(g.fail()))
              .map(r -> "wanted " + r.min() + ".." + r.max())
              .orElse("");
      case CLIMATOLOGY -> "wanted the season's range";
      case SPIKE ->
          rules
              .spike()
              .map(s -> "wanted within " + (failed ? s.fail() : s.suspect()) + " of its neighbours")
              .orElse("");
      case RATE_OF_CHANGE ->
          rules
              .rateOfChange()
              .map(r -> "wanted a change of " + r.perSecond() + " a second at most")
              .orElse("");
      case FLAT_LINE ->
          rules
              .flatLine()
              .map(
                  f ->
                      "wanted a change of "
                          + f.tolerance()
                          + " within "
                          + (failed ? f.fail() : f.suspect()))
              .orElse("");
      case ATTENUATED_SIGNAL ->
          rules
              .attenuatedSignal()
              .map(
                  a ->
                      "wanted a spread of "
                          + (failed ? a.fail() : a.suspect())
                          + " within "
                          + a.window())
              .orElse("");
      case NEIGHBOUR ->
          rules
              .neighbour()
              .map(n -> "wanted within " + n.maxDifference() + " of " + n.points())
              .orElse("");
    };
  }
}
