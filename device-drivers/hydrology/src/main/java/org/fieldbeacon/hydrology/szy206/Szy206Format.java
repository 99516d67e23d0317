package org.fieldbeacon.hydrology.szy206;

import java.util.Arrays;
import java.util.OptionalInt;
import org.fieldbeacon.hydrology.code.Attempt;
import org.fieldbeacon.hydrology.code.Crc8;
import org.fieldbeacon.hydrology.code.FrameFormat;
import org.fieldbeacon.hydrology.code.Hex;

/// Cuts frames out of bytes.
///
/// ```
/// 68 L 68 | C [DIVS] | address 5 | AFN | data … | CS | 16        L counts C to the last data byte
/// ```
///
/// A picture's L counts kibibytes (6.3.3.2 b); a published one has the byte count, low byte first,
/// before the picture, and CS over C to its last byte.
final class Szy206Format implements FrameFormat<Szy206Frame> {
  private static final int MARK = 0x68;
  private static final int END = 0x16;
  private static final int LEAST_USER_DATA = 7;
  private static final int PASSWORD_LENGTH = 2;
  private static final int PASSWORD_CHANGE = 0x96;
  private static final int PICTURE_QUERY = 0x61;
  private static final int PICTURE_REPORT = 0x83;

  @Override
  public String beginning() {
    return "68 L 68";
  }

  @Override
  public boolean canBegin(byte[] bytes, int at, int end) {
    return bytes[at] == MARK && (at + 2 >= end || bytes[at + 2] == MARK);
  }

  @Override
  public Attempt<Szy206Frame> parse(byte[] bytes, int at, int end) {
    int has = end - at;
    if (has < 3) {
      return new Attempt.Cut<>(has, 3 + LEAST_USER_DATA + 2);
    }
    if (!canBegin(bytes, at, end)) {
      return new Attempt.Bad<>("frame start", 0, Hex.of(bytes, at, 3), beginning(), false);
    }
    int length = bytes[at + 1] & 0xFF;
    Attempt<Szy206Frame> plain = plain(bytes, at, has, length);
    if (plain instanceof Attempt.Good<Szy206Frame>) {
      return plain;
    }
    Attempt<Szy206Frame> picture = picture(bytes, at, has, length);
    return picture instanceof Attempt.Bad<Szy206Frame> ? plain : picture;
  }

  /// Blanks passwords, two bytes ahead of a label of seven or five, and all of the data where a
  /// password is changed (96H), where no label reads as a time, and where the frame is cut.
  void conceal(byte[] captured) {
    int end = captured.length;
    for (int at = 0; at + 4 < end; at++) {
      boolean isFrame = captured[at] == MARK && captured[at + 2] == MARK;
      if (!isFrame || (captured[at + 3] & 0x80) != 0) {
        continue;
      }
      int data = at + 3 + head(captured[at + 3]);
      int dataEnd = at + 3 + (captured[at + 1] & 0xFF);
      if (data < end && data <= dataEnd && hasPassword(captured[data - 1] & 0xFF)) {
        concealData(captured, data, dataEnd, captured[data - 1] & 0xFF);
      }
    }
  }

  private static boolean hasPassword(int function) {
    return function >= 0x10 && function < 0x50 || function >= 0x90 && function < 0xA0;
  }

  private static void concealData(byte[] captured, int from, int to, int function) {
    if (to > captured.length || function == PASSWORD_CHANGE) {
      Arrays.fill(captured, from, Math.min(to, captured.length), (byte) 0);
      return;
    }
    byte[] data = Arrays.copyOfRange(captured, from, to);
    for (int label : new int[] {TimeLabel.LONG, TimeLabel.SHORT}) {
      int password = to - label - PASSWORD_LENGTH;
      if (password >= from && TimeLabel.read(data, label).isPresent()) {
        Arrays.fill(captured, password, password + PASSWORD_LENGTH, (byte) 0);
        return;
      }
    }
    Arrays.fill(captured, from, to, (byte) 0);
  }

  private static Attempt<Szy206Frame> plain(byte[] bytes, int at, int has, int length) {
    int head = has > 3 ? head(bytes[at + 3]) : LEAST_USER_DATA;
    if (length < head) {
      return new Attempt.Bad<>("length", 1, String.valueOf(length), "at least " + head, false);
    }
    return checked(bytes, at, has, length, 3 + length + 2, head);
  }

  /// Only for the two functions that carry pictures.
  private static Attempt<Szy206Frame> picture(byte[] bytes, int at, int has, int length) {
    var no = new Attempt.Bad<Szy206Frame>("picture", 0, "", "", false);
    if (has < 4) {
      return no;
    }
    int head = head(bytes[at + 3]);
    if (has < 3 + head + 2 || length == 0) {
      return no;
    }
    int function = bytes[at + 3 + head - 1] & 0xFF;
    if (function != PICTURE_QUERY && function != PICTURE_REPORT) {
      return no;
    }
    int stated = (bytes[at + 3 + head] & 0xFF) | (bytes[at + 3 + head + 1] & 0xFF) << 8;
    if (stated == 0 || stated > length * 1024) {
      return no;
    }
    return checked(bytes, at, has, length, 3 + head + 2 + stated + 2, head);
  }

  private static Attempt<Szy206Frame> checked(
      byte[] bytes, int at, int has, int length, int size, int head) {
    if (has < size) {
      return new Attempt.Cut<>(has, size);
    }
    int computed = Crc8.of(bytes, at + 3, size - 5);
    int received = bytes[at + size - 2] & 0xFF;
    if ((bytes[at + size - 1] & 0xFF) != END) {
      return new Attempt.Bad<>("end character", size - 1, Hex.of(bytes[at + size - 1]), "16", true);
    }
    if (computed != received) {
      return new Attempt.Bad<>(
          "CRC check value", size - 2, Hex.of(received), Hex.of(computed), true);
    }
    return new Attempt.Good<>(frame(bytes, at, length, size, head, received), size);
  }

  private static Szy206Frame frame(
      byte[] bytes, int at, int length, int size, int head, int check) {
    int control = bytes[at + 3] & 0xFF;
    boolean split = head > LEAST_USER_DATA;
    int address = at + 3 + head - 6;
    int function = bytes[address + 5] & 0xFF;
    int data = address + 6;
    int dataEnd = at + size - 2;
    OptionalInt userFunction = OptionalInt.empty();
    if (function == 0xFF && data < dataEnd) {
      userFunction = OptionalInt.of(bytes[data] & 0xFF);
      data++;
    }
    return new Szy206Frame(
        (control & 0x80) != 0,
        split ? OptionalInt.of(bytes[at + 4] & 0xFF) : OptionalInt.empty(),
        control >> 4 & 3,
        control & 0x0F,
        Hex.of(bytes, address, 5),
        function,
        userFunction,
        Arrays.copyOfRange(bytes, data, dataEnd),
        length,
        check);
  }

  /// Control, part count, address and function; the count only when the message is split.
  private static int head(byte control) {
    return (control & 0x40) != 0 ? LEAST_USER_DATA + 1 : LEAST_USER_DATA;
  }
}
