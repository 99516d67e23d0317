package org.fieldbeacon.hydrology.sl651;

/// What stands at one place of a byte stream.
sealed interface Attempt {
  /// A whole frame.
  record Good(Frame frame) implements Attempt {}

  /// The beginning of one.
  ///
  /// @param has bytes there are
  /// @param needs bytes wanted before more can be said
  record Cut(int has, int needs) implements Attempt {}

  /// No frame.
  ///
  /// @param offset from this place, bytes
  /// @param looksLikeFrame the header was one, so bytes were damaged; otherwise this is just no
  ///   frame
  record Bad(String what, int offset, String got, String wanted, boolean looksLikeFrame)
      implements Attempt {}
}
