package org.fieldbeacon.agent.hazard;

/// How bad: the four colours of Chinese public warnings, a technical notice below them, and none.
/// Ordered, so that `compareTo` says worse.
public enum Level {
  NONE,
  NOTICE,
  BLUE,
  YELLOW,
  ORANGE,
  RED;

  public boolean isWorseThan(Level other) {
    return compareTo(other) > 0;
  }
}
