package org.fieldbeacon.hydrology.sl651;

import java.nio.charset.StandardCharsets;
import org.fieldbeacon.hydrology.code.Crc16;
import org.fieldbeacon.hydrology.code.Hex;

/// Frames made for tests.
final class Fixtures {
  private Fixtures() {}

  /// Puts the right check value at the end.
  static void sign(byte[] frame) {
    int width = frame[0] == 1 ? 4 : 2;
    int crc = Crc16.of(Crc16.SL651_START, frame, 0, frame.length - width);
    if (width == 2) {
      frame[frame.length - 2] = (byte) (crc >> 8);
      frame[frame.length - 1] = (byte) crc;
    } else {
      byte[] digits = Hex.word(crc).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, frame, frame.length - 4, 4);
    }
  }
}
