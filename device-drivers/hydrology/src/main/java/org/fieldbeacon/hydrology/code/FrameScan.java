package org.fieldbeacon.hydrology.code;

import java.util.Optional;

/// The next frame in bytes that may hold anything: noise before it, a stray byte, a damaged frame.
/// One damaged byte never swallows the frame after it: the search goes on one byte behind the place
/// that failed. Pure.
public final class FrameScan {
  /// What was found.
  ///
  /// @param frame empty when there is none
  /// @param from where it begins
  /// @param next where to go on; what lies before is done with
  /// @param damaged the first place that looked like a frame and was none, else the first that was
  ///   none
  public record Result<F>(Optional<F> frame, int from, int next, Optional<Damage> damaged) {}

  /// A frame that is none.
  ///
  /// @param offset where in the bytes it is wrong
  /// @param looksLikeFrame see [Attempt.Bad]
  public record Damage(
      String what, int offset, String got, String wanted, boolean looksLikeFrame) {}

  private FrameScan() {}

  /// @param end exclusive
  /// @param last no more bytes will come, so a beginning is a damaged frame
  public static <F> Result<F> next(
      FrameFormat<F> format, byte[] bytes, int from, int end, boolean last) {
    Optional<Damage> damaged = Optional.empty();
    for (int at = from; at < end; at++) {
      if (!format.canBegin(bytes, at, end)) {
        continue;
      }
      Optional<Damage> damage = Optional.empty();
      switch (format.parse(bytes, at, end)) {
        case Attempt.Good<F>(F frame, int size) -> {
          int next = at + size;
          return new Result<>(
              Optional.of(frame),
              at,
              next + (last ? format.trailer(bytes, next, end) : 0),
              damaged);
        }
        case Attempt.Cut<F>(int has, int needs) -> {
          if (!last) {
            return new Result<>(Optional.empty(), at, at, damaged);
          }
          damage =
              Optional.of(
                  new Damage(
                      "frame truncated", at + has, has + " bytes", "at least " + needs, has > 2));
        }
        case Attempt.Bad<F>(
                String what,
                int offset,
                String got,
                String wanted,
                boolean looksLikeFrame) ->
            damage = Optional.of(new Damage(what, at + offset, got, wanted, looksLikeFrame));
      }
      if (damaged.isEmpty() || damage.get().looksLikeFrame() && !damaged.get().looksLikeFrame()) {
        damaged = damage;
      }
    }
    return new Result<>(Optional.empty(), end, end, damaged);
  }
}
