package org.fieldbeacon.gpio;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.fieldbeacon.driver.Attributes;

/// A fan or a valve that follows how long in each period a line is on, in whole percent. What it
/// tells is what was commanded.
final class PwmOutput implements Sensor {
  private final Board.PwmPort port;

  PwmOutput(Board.PwmPort port) {
    this.port = port;
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points) {
    Measured now = Measured.of(port.percent());
    Map<String, Measured> all = new HashMap<>();
    points.keySet().forEach(p -> all.put(p, now));
    return all;
  }

  @Override
  public OptionalDouble set(double value) throws IOException {
    port.set((int) Math.round(value));
    return OptionalDouble.of(port.percent());
  }
}
