package org.fieldbeacon.agent.inference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.agent.config.ModelCard.Feature;

/// How far what a model is given has departed from what it was trained on: for each feature the
/// distance of a running mean from the card's, in the card's standard deviations. The mean forgets
/// over the last few hundred inputs. Written by the worker, read by any thread.
public final class DriftWatch {
  /// Beyond this the inputs are called drifted.
  public static final double LIMIT = 3;

  private static final double FORGET = 1.0 / 200;
  private static final int LEAST = 50;

  private final List<Feature> features;
  private final Map<String, Double> means = new LinkedHashMap<>();
  private long taken;

  DriftWatch(List<Feature> features) {
    this.features = features;
  }

  /// @param values of one input by feature; NaN where there is none
  synchronized void take(Map<String, Double> values) {
    taken++;
    double weight = Math.max(FORGET, 1.0 / taken);
    for (Feature feature : features) {
      double value = values.getOrDefault(feature.id(), Double.NaN);
      if (!Double.isNaN(value)) {
        means.merge(feature.id(), value, (mean, v) -> mean + weight * (v - mean));
      }
    }
  }

  /// Standard deviations by feature; empty before enough inputs were seen.
  public synchronized Map<String, Double> departures() {
    Map<String, Double> departures = new LinkedHashMap<>();
    if (taken >= LEAST) {
      for (Feature feature : features) {
        Double mean = means.get(feature.id());
        if (mean != null) {
          departures.put(feature.id(), Math.abs(mean - feature.mean()) / feature.std());
        }
      }
    }
    return departures;
  }

  /// Whether any feature is beyond [#LIMIT].
  public boolean isDrifted() {
    return departures().values().stream().anyMatch(d -> d > LIMIT);
  }
}
