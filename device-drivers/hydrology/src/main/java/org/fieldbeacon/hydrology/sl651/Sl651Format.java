package org.fieldbeacon.hydrology.sl651;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Attempt;
import org.fieldbeacon.hydrology.code.Crc16;
import org.fieldbeacon.hydrology.code.FrameFormat;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.hydrology.sl651.Frame.Encoding;

/// Cuts frames out of bytes.
///
/// ```
/// HEX    7E 7E | centre 1 | station 5 | password 2 | function 1 | way+length 2 | STX | body | end | crc 2
/// ASCII  01    | centre 2 | station 10| password 4 | function 2 | way+length 4 | STX | body | end | crc 4
/// ```
///
/// A downlink has the station before the centre, so the way (highest digit of the length: 0 up, 8
/// down) is read first. After SYN the packet numbers stand, 3 bytes or 6 characters, counted in the
/// length. Nothing is escaped: a body may hold 7E 7E.
final class Sl651Format implements FrameFormat<Frame> {
  private static final int SOH = 0x01;
  private static final int HEX_MARK = 0x7E;

  @Override
  public String beginning() {
    return "7E7E or 01";
  }

  @Override
  public boolean canBegin(byte[] bytes, int at, int end) {
    int first = bytes[at] & 0xFF;
    return first == SOH
        || first == HEX_MARK && (at + 1 >= end || (bytes[at + 1] & 0xFF) == HEX_MARK);
  }

  /// Some stations add a 7E of their own after the check value.
  @Override
  public int trailer(byte[] bytes, int at, int end) {
    boolean alone = at + 1 == end;
    boolean stray =
        at < end
            && bytes[at] == HEX_MARK
            && (alone || at + 2 < end && bytes[at + 1] == HEX_MARK && bytes[at + 2] == HEX_MARK);
    return stray ? 1 : 0;
  }

  @Override
  public Attempt<Frame> parse(byte[] bytes, int at, int end) {
    if (at >= end) {
      return new Attempt.Cut<>(0, Layout.HEX.header);
    }
    if (!canBegin(bytes, at, end)) {
      return new Attempt.Bad<>(
          "frame start", 0, Hex.of(bytes, at, Math.min(2, end - at)), beginning(), false);
    }
    return parse(bytes, at, end, (bytes[at] & 0xFF) == SOH ? Layout.ASCII : Layout.HEX);
  }

  private static Attempt<Frame> parse(byte[] bytes, int at, int end, Layout layout) {
    int has = end - at;
    if (has < layout.header) {
      return new Attempt.Cut<>(has, layout.header);
    }
    Optional<Control> start = Control.start(bytes[at + layout.header - 1]);
    if (start.isEmpty()) {
      return new Attempt.Bad<>(
          "body start",
          layout.header - 1,
          Hex.of(bytes[at + layout.header - 1]),
          "02 (STX) or 16 (SYN)",
          false);
    }
    Optional<String> header = layout.headerDigits(bytes, at);
    if (header.isEmpty()) {
      return new Attempt.Bad<>(
          "header",
          layout.mark,
          Hex.of(bytes, at + layout.mark, layout.header - 1 - layout.mark),
          "hex digits",
          false);
    }
    String digits = header.get();
    char way = digits.charAt(18);
    if (way != '0' && way != '8') {
      return new Attempt.Bad<>(
          "direction", layout.wayOffset(), String.valueOf(way), "0 (up) or 8 (down)", false);
    }
    int length = Integer.parseInt(digits, 19, 22, 16);
    int numbers = start.get() == Control.SYN ? layout.numbers : 0;
    if (length < numbers) {
      return new Attempt.Bad<>(
          "length", layout.wayOffset(), String.valueOf(length), "at least " + numbers, false);
    }
    int size = layout.header + length + 1 + layout.check;
    if (has < size) {
      return new Attempt.Cut<>(has, size);
    }
    return whole(bytes, at, layout, digits, start.get(), length, size);
  }

  private static Attempt<Frame> whole(
      byte[] bytes, int at, Layout layout, String digits, Control start, int length, int size) {
    int endOffset = layout.header + length;
    int computed = Crc16.of(Crc16.SL651_START, bytes, at, endOffset + 1);
    Optional<Integer> received = layout.checkValue(bytes, at, at + endOffset + 1);
    if (received.isEmpty() || received.get() != computed) {
      String got =
          received.map(Hex::word).orElseGet(() -> Hex.of(bytes, at + endOffset + 1, layout.check));
      return new Attempt.Bad<>("CRC check value", endOffset + 1, got, Hex.word(computed), true);
    }
    Optional<Control> end = Control.end(bytes[at + endOffset]);
    if (end.isEmpty()) {
      return new Attempt.Bad<>(
          "end character",
          endOffset,
          Hex.of(bytes[at + endOffset]),
          "one of 03 17 04 05 06 15 1B",
          true);
    }
    Optional<Packet> packet = Optional.empty();
    int bodyOffset = layout.header;
    if (start == Control.SYN) {
      packet = layout.packet(bytes, at + bodyOffset);
      bodyOffset += layout.numbers;
      if (packet.isEmpty()) {
        return new Attempt.Bad<>(
            "packet numbers",
            layout.header,
            Hex.of(bytes, at + layout.header, layout.numbers),
            "two numbers of three hex digits",
            true);
      }
    }
    byte[] body = Arrays.copyOfRange(bytes, at + bodyOffset, at + endOffset);
    boolean up = digits.charAt(18) == '0';
    boolean stationFirst = !up || hasDownlinkOrder(layout, digits, body, end.get());
    return new Attempt.Good<>(
        new Frame(
            layout.encoding,
            up,
            Integer.parseInt(stationFirst ? digits.substring(10, 12) : digits.substring(0, 2), 16),
            stationFirst ? digits.substring(0, 10) : digits.substring(2, 12),
            digits.substring(12, 16),
            Integer.parseInt(digits, 16, 18, 16),
            length,
            start,
            packet,
            body,
            bodyOffset,
            end.get(),
            computed,
            size),
        size);
  }

  /// Some stations send an uplink with the downlink's order of addresses. The body's own station
  /// address tells; without one, an end character that only centres use.
  private static boolean hasDownlinkOrder(Layout layout, String digits, byte[] body, Control end) {
    if (layout == Layout.HEX
        && body.length >= 15
        && (body[8] & 0xFF) == 0xF1
        && (body[9] & 0xFF) == 0xF1) {
      String own = Hex.of(body, 10, 5);
      return own.equals(digits.substring(0, 10)) && !own.equals(digits.substring(2, 12));
    }
    return !end.endsUplink();
  }

  /// Widths of the two encodings, bytes.
  private enum Layout {
    HEX(Encoding.HEX, 2, 14, 3, 2),
    ASCII(Encoding.ASCII, 1, 24, 6, 4);

    private final Encoding encoding;
    private final int mark;
    private final int header;
    private final int numbers;
    private final int check;

    Layout(Encoding encoding, int mark, int header, int numbers, int check) {
      this.encoding = encoding;
      this.mark = mark;
      this.header = header;
      this.numbers = numbers;
      this.check = check;
    }

    int wayOffset() {
      return this == HEX ? 11 : 19;
    }

    /// The 22 digits between mark and start character.
    Optional<String> headerDigits(byte[] bytes, int at) {
      return digits(bytes, at + mark, header - 1 - mark);
    }

    /// Letters are upper case, unless the header's are not: a flipped bit can change the case.
    Optional<Integer> checkValue(byte[] bytes, int frame, int at) {
      Optional<Integer> value = digits(bytes, at, check).map(d -> Integer.parseInt(d, 16));
      if (this == HEX || !hasLowerCase(bytes, at, check)) {
        return value;
      }
      return hasLowerCase(bytes, frame + mark, header - 1 - mark) ? value : Optional.empty();
    }

    private static boolean hasLowerCase(byte[] bytes, int at, int length) {
      for (int i = at; i < at + length; i++) {
        if (bytes[i] >= 'a') {
          return true;
        }
      }
      return false;
    }

    Optional<Packet> packet(byte[] bytes, int at) {
      return digits(bytes, at, numbers)
          .map(d -> new Packet(Integer.parseInt(d, 0, 3, 16), Integer.parseInt(d, 3, 6, 16)));
    }

    private Optional<String> digits(byte[] bytes, int at, int length) {
      if (this == HEX) {
        return Optional.of(Hex.of(bytes, at, length));
      }
      String text = new String(bytes, at, length, StandardCharsets.ISO_8859_1);
      return text.chars().allMatch(HexFormat::isHexDigit)
          ? Optional.of(text.toUpperCase(Locale.ROOT))
          : Optional.empty();
    }
  }
}
