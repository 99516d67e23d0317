package org.fieldbeacon.hydrology.sdi12;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;

/// SDI-12 commands and answers without a line: as text, or as hex of text or of a binary packet,
/// with or without the parity bit that a serial monitor set to 8 bits shows.
public final class Sdi12Decoder implements FrameDecoder {
  private static final Pattern ENDS =
      Pattern.compile("(\\\\r|\\\\n|<CR>|<LF>|\\s|\\x03)+$", Pattern.CASE_INSENSITIVE);

  @Override
  public String protocol() {
    return "sdi12";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    FrameLines.forEach(in, line -> told.accept(one(line)));
  }

  private static DecodedFrame one(String line) {
    String text = ENDS.matcher(line).replaceFirst("");
    Optional<byte[]> hex = FrameLines.hex(text);
    if (hex.isEmpty()) {
      return new ResponseText(text).read();
    }
    byte[] bytes = hex.get();
    if (BinaryPacket.isOne(bytes)) {
      return BinaryPacket.read(bytes);
    }
    Optional<String> inside = text(bytes);
    if (inside.isPresent() && inside.get().endsWith("\r\n")) {
      return new ResponseText(inside.get().strip()).read();
    }
    DecodedFrame asText = new ResponseText(text).read();
    if (asText instanceof DecodedFrame.Good) {
      return asText;
    }
    if (inside.isPresent()) {
      return new ResponseText(inside.get().strip()).read();
    }
    return bytes.length >= 4 ? BinaryPacket.read(bytes) : asText;
  }

  /// Bytes that are all text, after even parity is taken off.
  static Optional<String> text(byte[] bytes) {
    var text = new byte[bytes.length];
    boolean parity = false;
    boolean even = true;
    for (int i = 0; i < bytes.length; i++) {
      parity |= bytes[i] < 0;
      even &= Integer.bitCount(bytes[i] & 0xFF) % 2 == 0;
      text[i] = (byte) (bytes[i] & 0x7F);
      if (text[i] < 0x20 && text[i] != '\r' && text[i] != '\n') {
        return Optional.empty();
      }
    }
    return parity && !even
        ? Optional.empty()
        : Optional.of(new String(text, StandardCharsets.ISO_8859_1));
  }
}
