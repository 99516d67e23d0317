package org.fieldbeacon.hydrology.code;

/// How one protocol's frames are cut out of bytes. Pure; any thread.
///
/// @param <F> the protocol's frame
public interface FrameFormat<F> {
  /// How frames begin, for messages: `7E7E or 01`.
  String beginning();

  /// Whether a frame can begin at `at`, as far as the bytes there go.
  boolean canBegin(byte[] bytes, int at, int end);

  /// The frame that begins at `at`.
  ///
  /// @param end exclusive
  Attempt<F> parse(byte[] bytes, int at, int end);

  /// Bytes after a frame that senders are known to add and that mean nothing; 0 mostly. Asked only
  /// when all bytes are there: before that, they may begin the next frame.
  default int trailer(byte[] bytes, int at, int end) {
    return 0;
  }
}
