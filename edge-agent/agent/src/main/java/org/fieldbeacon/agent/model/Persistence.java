package org.fieldbeacon.agent.model;

import java.util.ArrayDeque;
import org.fieldbeacon.agent.config.ModelCard.Output;

/// Whether something is going on, of scores that come one after the other: begins when enough of
/// the last are high, ends when enough of the last are low. One thread.
public final class Persistence {
  private final int of;
  private final int atLeast;
  private final double raiseAbove;
  private final double clearBelow;
  private final ArrayDeque<Double> last = new ArrayDeque<>();
  private boolean isOn;

  /// @param clearBelow no more than `raiseAbove`
  public Persistence(int of, int atLeast, double raiseAbove, double clearBelow) {
    if (atLeast < 1 || atLeast > of || clearBelow > raiseAbove) {
      throw new IllegalArgumentException(
          "persistence: got %d of %d, raise %s, clear %s"
              .formatted(atLeast, of, raiseAbove, clearBelow));
    }
    this.of = of;
    this.atLeast = atLeast;
    this.raiseAbove = raiseAbove;
    this.clearBelow = clearBelow;
  }

  static Persistence of(Output.Anomaly output) {
    return new Persistence(
        output.persist().of(),
        output.persist().atLeast(),
        output.raiseAbove(),
        output.clearBelow());
  }

  /// Takes the next score; whether it is on now.
  public boolean add(double score) {
    last.addLast(score);
    if (last.size() > of) {
      last.removeFirst();
    }
    long high = last.stream().filter(s -> s >= raiseAbove).count();
    long low = last.stream().filter(s -> s < clearBelow).count();
    if (high >= atLeast) {
      isOn = true;
    } else if (low >= atLeast) {
      isOn = false;
    }
    return isOn;
  }

  public boolean isOn() {
    return isOn;
  }

  /// How many of the last were high.
  public int high() {
    return (int) last.stream().filter(s -> s >= raiseAbove).count();
  }

  /// Forgets what came; what is on stays on.
  public void forget() {
    last.clear();
  }
}
