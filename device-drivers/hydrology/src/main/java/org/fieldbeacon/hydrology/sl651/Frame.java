package org.fieldbeacon.hydrology.sl651;

import java.util.Optional;

/// One frame whose check value held (tables 16..23).
///
/// @param encoding how it is written
/// @param up from station to centre
/// @param centre 0..255; 0 is reserved but used
/// @param station ten hex digits, 6.2.3.2
/// @param password four hex digits
/// @param function table B.1, 0..255
/// @param length bytes between start and end character, packet numbers included
/// @param packet present exactly when `start` is SYN
/// @param body without packet numbers
/// @param bodyOffset of `body` within the frame
/// @param crc the check value, 0..FFFFH
/// @param size of the whole frame, bytes
record Frame(
    Encoding encoding,
    boolean up,
    int centre,
    String station,
    String password,
    int function,
    int length,
    Control start,
    Optional<Packet> packet,
    byte[] body,
    int bodyOffset,
    Control end,
    int crc,
    int size) {

  /// How numbers and separators are written.
  enum Encoding {
    HEX("HEX/BCD"),
    ASCII("ASCII");

    private final String title;

    Encoding(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  /// Whether the body begins here: a single frame, or the first packet.
  boolean beginsBody() {
    return packet.isEmpty() || packet.get().number() <= 1;
  }
}
