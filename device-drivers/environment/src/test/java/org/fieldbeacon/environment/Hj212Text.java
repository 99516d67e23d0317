package org.fieldbeacon.environment;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Packets as text, for tests.
final class Hj212Text {
  static final Charset ASCII = StandardCharsets.US_ASCII;

  private Hj212Text() {}

  static String of(byte[] packet) {
    return new String(packet, ASCII);
  }

  /// The data segment of a packet.
  static String segment(byte[] packet) {
    String text = of(packet);
    return text.substring(6, text.length() - 6);
  }
}
