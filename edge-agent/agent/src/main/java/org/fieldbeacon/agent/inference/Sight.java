package org.fieldbeacon.agent.inference;

/// Whether a camera sees.
public enum Sight {
  GOOD,
  /// No picture that could be decoded.
  BROKEN,
  DARK,
  /// One brightness all over: a hand, a bag, paint, fog on the glass.
  COVERED,
  /// The same bytes again and again.
  FROZEN,
  BLURRED
}
