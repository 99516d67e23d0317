package org.fieldbeacon.agent.quality;

import org.fieldbeacon.agent.config.QualityRules.FlatLine;
import org.fieldbeacon.observation.Quality;

/// The flat line test of one point: exists only where it is configured, since its windows are most
/// of what a point takes of memory.
final class Flatness {
  private final FlatLine limits;
  private final SampleWindow suspect;
  private final SampleWindow fail;

  Flatness(FlatLine limits) {
    this.limits = limits;
    suspect = new SampleWindow(PointQuality.micros(limits.suspect()));
    fail = new SampleWindow(PointQuality.micros(limits.fail()));
  }

  Quality judge(long micros, double value) {
    fail.add(micros, value);
    suspect.add(micros, value);
    if (fail.isFull() && fail.range() < limits.tolerance()) {
      return Quality.FAIL;
    }
    return suspect.isFull() && suspect.range() < limits.tolerance()
        ? Quality.SUSPECT
        : Quality.PASS;
  }

  void clear() {
    suspect.clear();
    fail.clear();
  }
}
