package org.fieldbeacon.hydrology.sdi12;

import java.nio.charset.StandardCharsets;
import org.fieldbeacon.hydrology.code.Crc16;

/// The check of answers, as number and as three characters (4.4.12).
final class Sdi12Crc {
  private Sdi12Crc() {}

  static int of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    return Crc16.of(Crc16.SDI12_START, bytes, 0, bytes.length);
  }

  /// 4.4.12.2: six bits a character, 40H added.
  static String text(int crc) {
    return ""
        + (char) (0x40 | crc >> 12)
        + (char) (0x40 | crc >> 6 & 0x3F)
        + (char) (0x40 | crc & 0x3F);
  }
}
