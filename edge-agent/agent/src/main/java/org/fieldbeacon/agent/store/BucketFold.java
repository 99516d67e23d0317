package org.fieldbeacon.agent.store;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.jspecify.annotations.Nullable;

/// Folds the observations of one bucket. Values in another unit of the same kind are converted to
/// the first one's; a unit of another kind means the point was rewired, and the bucket begins anew.
final class BucketFold {
  private @Nullable Unit unit;
  private long count;
  private double min = Double.NaN;
  private double max = Double.NaN;
  private double sum;
  private int worstCode;

  void add(Observation observation) {
    worstCode = Math.max(worstCode, observation.quality().code());
    if (observation.isMissing()) {
      return;
    }
    Unit kept = unit;
    if (kept == null || !observation.unit().convertsTo(kept)) {
      kept = observation.unit();
      unit = kept;
      count = 0;
      sum = 0;
    }
    double value = observation.unit().convert(observation.value(), kept);
    min = count == 0 ? value : Math.min(min, value);
    max = count == 0 ? value : Math.max(max, value);
    sum += value;
    count++;
  }

  Bucket bucket(Instant from, Instant to) {
    return new Bucket(
        from,
        to,
        count,
        min,
        max,
        count == 0 ? Double.NaN : sum / count,
        Optional.ofNullable(unit),
        worstCode == 0 ? Quality.MISSING : Quality.ofCode(worstCode));
  }
}
