package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.Attributes;

/// A contact that is read, or a relay that is set.
final class Contact implements Sensor {
  private final Read read;
  private final Switch set;

  /// Whether it is on.
  @FunctionalInterface
  interface Read {
    boolean isOn() throws IOException;
  }

  /// Switches.
  @FunctionalInterface
  interface Switch {
    OptionalDouble to(boolean on) throws IOException;
  }

  private Contact(Read read, Switch set) {
    this.read = read;
    this.set = set;
  }

  static Contact of(Board.Input input, boolean activeLow) {
    return new Contact(() -> input.isHigh() != activeLow, _ -> OptionalDouble.empty());
  }

  static Contact of(Board.Output output) {
    return new Contact(
        output::isOn,
        on -> {
          output.set(on);
          return OptionalDouble.of(output.isOn() ? 1 : 0);
        });
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points) throws IOException {
    Measured now = Measured.of(read.isOn() ? 1 : 0);
    Map<String, Measured> all = new HashMap<>();
    points.keySet().forEach(p -> all.put(p, now));
    return all;
  }

  @Override
  public OptionalDouble set(double value) throws IOException {
    return set.to(value >= 0.5);
  }
}
