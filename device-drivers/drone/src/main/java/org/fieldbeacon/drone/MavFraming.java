package org.fieldbeacon.drone;

import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.FrameFile;

/// Finds frames in a stream of bytes, each with or without the eight bytes of microseconds, high
/// byte first, that a `.tlog` puts ahead of it. Pure: bytes in, verdict out.
///
/// A frame's first byte may stand anywhere inside another frame, so one that does not hold gives
/// back all its bytes but the first: the next frame that holds may begin inside it.
final class MavFraming {
  private static final int STAMP = 8;
  private static final long YEAR_2000_US = 946_684_800_000_000L;
  private static final long YEAR_2100_US = 4_102_444_800_000_000L;

  private final Optional<Signing> signing;

  MavFraming(Optional<Signing> signing) {
    this.signing = signing;
  }

  /// What the bytes say.
  sealed interface Found {
    /// Not all there, and more may come.
    record Incomplete() implements Found {}

    /// A frame; the next may begin at `end`.
    record Whole(MavFrame frame, Optional<Instant> stamp, int end) implements Found {}

    /// No frame; the next may begin at `end`.
    record Spoilt(Bad bad, int end) implements Found {}
  }

  /// What begins at `from`.
  Found find(byte[] bytes, int from, int to, boolean isLast) {
    int start = start(bytes, from, to, isLast);
    if (start > from) {
      return new Found.Spoilt(
          new Bad("start", 0, FrameFile.shown(bytes, from, start), "FD or FE"), start);
    }
    int at = isMagic(bytes[from]) ? from : from + STAMP;
    if (at + 3 > to || at + MavFrame.length(bytes, at) > to) {
      String wanted =
          at + 3 > to ? "a head" : "a frame of " + (at - from + MavFrame.length(bytes, at));
      var bad = new Bad("length", at - from, to - from + " bytes", wanted);
      return isLast ? new Found.Spoilt(bad, next(bytes, from + 1, to, to)) : new Found.Incomplete();
    }
    int end = at + MavFrame.length(bytes, at);
    Optional<Bad> wrong = wrong(bytes, at, end, to);
    if (wrong.isPresent()) {
      return new Found.Spoilt(wrong.get(), next(bytes, from + 1, end, to));
    }
    boolean isKnown = Message.of(MavFrame.messageId(bytes, at)).isPresent();
    Optional<Instant> stamp =
        at == from ? Optional.empty() : Optional.of(instant(stamp(bytes, from)));
    return new Found.Whole(MavFrame.read(bytes, at, isKnown), stamp, end);
  }

  /// The first frame that holds and begins inside one that does not; else that one's end.
  private int next(byte[] bytes, int from, int end, int to) {
    for (int at = from; at < end; at++) {
      boolean holds =
          isMagic(bytes[at])
              && at + 3 <= to
              && at + MavFrame.length(bytes, at) <= to
              && isPossible(bytes, at)
              && wrong(bytes, at, at + MavFrame.length(bytes, at), to).isEmpty();
      if (holds) {
        return at - STAMP >= from && isStamp(bytes, at - STAMP) ? at - STAMP : at;
      }
    }
    return end;
  }

  /// Whether a message is known and has no more payload than it may.
  private static boolean isPossible(byte[] bytes, int at) {
    int payload = bytes[at + 1] & 0xFF;
    return Message.of(MavFrame.messageId(bytes, at)).filter(m -> payload <= m.length()).isPresent();
  }

  private Optional<Bad> wrong(byte[] bytes, int at, int end, int to) {
    boolean isV2 = (bytes[at] & 0xFF) == MavFrame.V2;
    if (isV2 && (bytes[at + 2] & ~MavFrame.SIGNED) != 0) {
      return Optional.of(
          new Bad("incompatibility flags", 2, hex(bytes[at + 2] & 0xFF, 2), "00 or 01"));
    }
    int id = MavFrame.messageId(bytes, at);
    Optional<Message> message = Message.of(id);
    if (message.isEmpty()) {
      // Nothing but what follows can tell an unknown message from chance.
      boolean isPlausible =
          end == to || isMagic(bytes[end]) || end + STAMP < to && isStamp(bytes, end);
      return isPlausible
          ? Optional.empty()
          : Optional.of(
              new Bad(
                  "message id",
                  isV2 ? 7 : 5,
                  String.valueOf(id),
                  "a known one, or a frame right after it"));
    }
    int payload = at + MavFrame.header(bytes[at] & 0xFF);
    int crcAt = payload + (bytes[at + 1] & 0xFF);
    int stated = bytes[crcAt] & 0xFF | (bytes[crcAt + 1] & 0xFF) << 8;
    int computed = new MavCrc().add(bytes, at + 1, crcAt).add(message.get().crcExtra()).value();
    if (stated != computed) {
      return Optional.of(new Bad("check value", crcAt - at, hex(stated, 4), hex(computed, 4)));
    }
    boolean isSigned = end > crcAt + 2;
    if (isSigned && signing.isPresent() && !signing.get().holds(bytes, at, end - at)) {
      return Optional.of(
          new Bad(
              "signature",
              end - 6 - at,
              FrameFile.shown(bytes, end - 6, end),
              HexFormat.of()
                  .withUpperCase()
                  .formatHex(signing.get().signature(bytes, at, end - at))));
    }
    return Optional.empty();
  }

  private static int start(byte[] bytes, int from, int to, boolean isLast) {
    for (int at = from; at < to; at++) {
      boolean mayBeStamp = !isLast && to - at <= STAMP && bytes[at] == 0;
      if (isMagic(bytes[at]) || mayBeStamp || isStamp(bytes, at, to)) {
        return at;
      }
    }
    return to;
  }

  private static boolean isMagic(byte b) {
    return (b & 0xFF) == MavFrame.V1 || (b & 0xFF) == MavFrame.V2;
  }

  private static boolean isStamp(byte[] bytes, int at, int to) {
    return at + STAMP < to && isStamp(bytes, at) && isMagic(bytes[at + STAMP]);
  }

  private static boolean isStamp(byte[] bytes, int at) {
    long micros = stamp(bytes, at);
    return micros >= YEAR_2000_US && micros < YEAR_2100_US;
  }

  private static long stamp(byte[] bytes, int at) {
    long micros = 0;
    for (int i = at; i < at + STAMP; i++) {
      micros = micros << 8 | bytes[i] & 0xFF;
    }
    return micros;
  }

  /// @param micros since 1970, UTC
  static Instant instant(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000);
  }

  /// Whether microseconds are counted from 1970 and not from the start of the drone.
  static boolean isSince1970(long micros) {
    return micros >= YEAR_2000_US && micros < YEAR_2100_US;
  }

  static String hex(int value, int digits) {
    return HexFormat.of().withUpperCase().toHexDigits(value, digits);
  }
}
