package org.fieldbeacon.hydrology.sl651;

import java.util.Optional;

/// The next frame in bytes that may hold anything: noise before it, a stray 7E, a damaged frame.
/// One damaged byte never swallows the frame after it: the search goes on one byte behind the place
/// that failed. Pure.
final class FrameScan {
  /// What was found.
  ///
  /// @param frame empty when there is none
  /// @param from where it begins
  /// @param next where to go on; what lies before is done with
  /// @param damaged the first place that looked like a frame and was none
  record Result(Optional<Frame> frame, int from, int next, Optional<Damage> damaged) {}

  /// A frame that is none.
  ///
  /// @param at where it began
  record Damage(int at, Attempt.Bad why) {}

  private FrameScan() {}

  /// @param end exclusive
  /// @param last no more bytes will come, so a beginning is a damaged frame
  static Result next(byte[] bytes, int from, int end, boolean last) {
    Optional<Damage> damaged = Optional.empty();
    for (int at = from; at < end; at++) {
      if (!FrameParser.canBegin(bytes, at, end)) {
        continue;
      }
      Attempt attempt = FrameParser.parse(bytes, at, end);
      if (attempt instanceof Attempt.Cut(int has, int needs)) {
        if (!last) {
          return new Result(Optional.empty(), at, at, damaged);
        }
        attempt =
            new Attempt.Bad("frame truncated", has, has + " bytes", "at least " + needs, has > 2);
      }
      switch (attempt) {
        case Attempt.Good(Frame frame) -> {
          return new Result(Optional.of(frame), at, at + frame.size(), damaged);
        }
        case Attempt.Bad bad -> {
          if (isWorse(bad, damaged)) {
            damaged = Optional.of(new Damage(at, bad));
          }
        }
        case Attempt.Cut _ -> throw new IllegalStateException("made bad above");
      }
    }
    return new Result(Optional.empty(), end, end, damaged);
  }

  private static boolean isWorse(Attempt.Bad bad, Optional<Damage> before) {
    return before.isEmpty() || bad.looksLikeFrame() && !before.get().why().looksLikeFrame();
  }
}
