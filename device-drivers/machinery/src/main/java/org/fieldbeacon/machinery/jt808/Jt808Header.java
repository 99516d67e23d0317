package org.fieldbeacon.machinery.jt808;

import java.util.Arrays;
import java.util.HexFormat;

/// The head of a message (JT/T 808-2019 §4.4.3). Numbers high byte first.
///
/// ```
///   2011, 2013:  id(2) attributes(2) phone BCD(6) serial(2) [total(2) number(2)]
///   2019:        id(2) attributes(2) version(1) phone BCD(10) serial(2) [total(2) number(2)]
///   attributes:  0-9 body length │ 10-12 encryption │ 13 sub-packet │ 14 version flag
/// ```
///
/// @param id message id
/// @param bodyLength bytes of the body as stated, 0..1023
/// @param encryption 0 none, 1 RSA
/// @param version 0 before 2019, else the version byte
/// @param is2019 whether the version flag is set
/// @param phone digits of the terminal's phone number, as they stand
/// @param total packets of a split message; 1 when it is whole
/// @param number of this packet, from 1
/// @param length of the head itself, in bytes
record Jt808Header(
    int id,
    int bodyLength,
    int encryption,
    int version,
    boolean is2019,
    String phone,
    int serial,
    boolean isSplit,
    int total,
    int number,
    int length) {

  private static final int SPLIT = 1 << 13;
  private static final int VERSION_2019 = 1 << 14;

  /// Length of the head that a message begins with, from its attributes; 4 bytes are needed.
  static int length(byte[] message) {
    int attributes = u16(message, 2);
    boolean is2019 = (attributes & VERSION_2019) != 0;
    return (is2019 ? 17 : 12) + ((attributes & SPLIT) != 0 ? 4 : 0);
  }

  /// @param message unescaped, at least as long as its head
  static Jt808Header read(byte[] message) {
    int attributes = u16(message, 2);
    boolean is2019 = (attributes & VERSION_2019) != 0;
    boolean isSplit = (attributes & SPLIT) != 0;
    int phone = is2019 ? 5 : 4;
    int serial = is2019 ? 15 : 10;
    return new Jt808Header(
        u16(message, 0),
        attributes & 0x3FF,
        attributes >> 10 & 7,
        is2019 ? message[4] & 0xFF : 0,
        is2019,
        HexFormat.of().formatHex(Arrays.copyOfRange(message, phone, serial)),
        u16(message, serial),
        isSplit,
        isSplit ? u16(message, serial + 2) : 1,
        isSplit ? u16(message, serial + 4) : 1,
        length(message));
  }

  static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }
}
