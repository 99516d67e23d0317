package org.fieldbeacon.agent.quality;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.fieldbeacon.observation.Quality;

/// What each test said of one value, and all of them together.
///
/// @param flags only the tests that are configured
public record Verdict(Map<QcTest, Quality> flags) {
  public Verdict {
    Map<QcTest, Quality> copy = new EnumMap<>(QcTest.class);
    copy.putAll(flags);
    flags = Collections.unmodifiableMap(copy);
  }

  /// The worst flag: FAIL before SUSPECT before PASS; NOT_EVALUATED when no test could judge;
  /// MISSING when there is no value.
  public Quality rolledUp() {
    Quality worst = Quality.NOT_EVALUATED;
    for (Map.Entry<QcTest, Quality> flag : flags.entrySet()) {
      if (flag.getKey() != QcTest.GAP) {
        worst = worse(worst, flag.getValue());
      }
    }
    return worst;
  }

  static Quality worse(Quality a, Quality b) {
    return rank(b) > rank(a) ? b : a;
  }

  private static int rank(Quality flag) {
    return switch (flag) {
      case NOT_EVALUATED -> 0;
      case PASS -> 1;
      case SUSPECT -> 2;
      case FAIL -> 3;
      case MISSING -> 4;
    };
  }
}
