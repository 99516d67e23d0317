package org.fieldbeacon.hydrology.code;

/// What stands at one place of a byte stream.
///
/// @param <F> the protocol's frame
public sealed interface Attempt<F> {
  /// A whole frame.
  ///
  /// @param size in bytes
  record Good<F>(F frame, int size) implements Attempt<F> {}

  /// The beginning of one.
  ///
  /// @param has bytes there are
  /// @param needs bytes wanted before more can be said
  record Cut<F>(int has, int needs) implements Attempt<F> {}

  /// No frame.
  ///
  /// @param offset from this place, bytes
  /// @param looksLikeFrame the header was one, so bytes were damaged; otherwise this is just no
  ///   frame
  record Bad<F>(String what, int offset, String got, String wanted, boolean looksLikeFrame)
      implements Attempt<F> {}
}
