package org.fieldbeacon.environment;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// Texts of stations: UTF-8 (HJ 212-2017 §6.1), and GB 18030 where a text is not that, as devices
/// of 2005 send it.
final class Text {
  private static final Charset GB_18030 = Charset.forName("GB18030");

  private Text() {}

  static String of(byte[] bytes, int offset, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, offset, length))
          .toString();
    } catch (CharacterCodingException _) {
      return new String(bytes, offset, length, GB_18030);
    }
  }
}
