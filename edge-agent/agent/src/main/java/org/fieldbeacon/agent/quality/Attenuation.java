package org.fieldbeacon.agent.quality;

import org.fieldbeacon.agent.config.QualityRules.AttenuatedSignal;
import org.fieldbeacon.agent.config.QualityRules.Statistic;
import org.fieldbeacon.observation.Quality;

/// The attenuated signal test of one point: exists only where it is configured, like [Flatness].
final class Attenuation {
  private final AttenuatedSignal limits;
  private final SampleWindow range;
  private final DeviationWindow deviation;

  Attenuation(AttenuatedSignal limits) {
    this.limits = limits;
    long window = PointQuality.micros(limits.window());
    range = new SampleWindow(window);
    deviation = new DeviationWindow(window);
  }

  Quality judge(long micros, double value) {
    range.add(micros, value);
    boolean byDeviation = limits.statistic() == Statistic.DEVIATION;
    if (byDeviation) {
      deviation.add(micros, value);
    }
    if (!range.isFull()) {
      return Quality.NOT_EVALUATED;
    }
    double spread = byDeviation ? deviation.deviation() : range.range();
    if (spread < limits.fail()) {
      return Quality.FAIL;
    }
    return spread < limits.suspect() ? Quality.SUSPECT : Quality.PASS;
  }

  void clear() {
    range.clear();
    deviation.clear();
  }
}
