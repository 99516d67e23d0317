package org.fieldbeacon.agent;

import io.nayuki.qrcodegen.DataTooLongException;
import io.nayuki.qrcodegen.QrCode;
import java.util.ArrayList;
import java.util.List;

/// A QR code in half blocks, two modules to a character, dark on light as on paper. Its four light
/// modules around (ISO/IEC 18004 §6.3.8) are blanks.
final class QrLines {
  private static final int QUIET = 4;

  private QrLines() {}

  /// @param widest characters in a line
  /// @return empty when it does not fit
  static List<String> of(String text, int widest) {
    QrCode code;
    try {
      code = QrCode.encodeText(text, QrCode.Ecc.LOW);
    } catch (DataTooLongException _) {
      return List.of();
    }
    int width = code.size + 2 * QUIET;
    if (width > widest) {
      return List.of();
    }
    List<String> lines = new ArrayList<>();
    for (int y = -QUIET; y < code.size + QUIET; y += 2) {
      var line = new StringBuilder();
      for (int x = -QUIET; x < code.size + QUIET; x++) {
        line.append(block(code.getModule(x, y), code.getModule(x, y + 1)));
      }
      lines.add(line.toString());
    }
    return lines;
  }

  private static char block(boolean upper, boolean lower) {
    if (upper) {
      return lower ? '█' : '▀';
    }
    return lower ? '▄' : ' ';
  }
}
