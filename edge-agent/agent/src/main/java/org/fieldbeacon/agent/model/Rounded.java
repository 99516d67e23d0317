package org.fieldbeacon.agent.model;

/// Figures as reports show them.
final class Rounded {
  private Rounded() {}

  /// To four places; null when there is none, for JSON.
  static @org.jspecify.annotations.Nullable Double of(double value) {
    return Double.isFinite(value) ? Math.round(value * 10_000) / 10_000.0 : null;
  }
}
