package org.fieldbeacon.contract;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// One octet of version, then raw deflate (RFC 1951), with a hard limit on what comes out: a few
/// kilobytes must not become a gigabyte.
final class Squeeze {
  /// Level 1 costs a tenth of level 6 on a small ARM core and gives up about a tenth in size.
  private static final int LEVEL = 1;

  /// Holds the largest batch at its least compact.
  static final int MAX_PLAIN_BYTES = 16 << 20;

  private Squeeze() {}

  static byte[] deflate(byte version, byte[] plain) {
    try (Deflater deflater = new Deflater(LEVEL, true)) {
      deflater.setInput(plain);
      deflater.finish();
      byte[] out = new byte[64 + plain.length / 2];
      out[0] = version;
      int at = 1;
      while (!deflater.finished()) {
        if (at == out.length) {
          out = Arrays.copyOf(out, 2 * out.length);
        }
        at += deflater.deflate(out, at, out.length - at);
      }
      return Arrays.copyOf(out, at);
    }
  }

  static byte[] inflate(String what, byte version, byte[] bytes) {
    if (bytes.length < 2 || bytes.length > Wire.MAX_MESSAGE_BYTES) {
      throw ContractException.of(
          what, "its length", bytes.length + " B", "2.." + Wire.MAX_MESSAGE_BYTES + " B");
    }
    if (bytes[0] != version) {
      throw ContractException.of(what, "octet 0", bytes[0] & 0xFF, "layout version " + version);
    }
    try (Inflater inflater = new Inflater(true)) {
      inflater.setInput(bytes, 1, bytes.length - 1);
      return inflate(what, inflater, 4 * bytes.length);
    } catch (DataFormatException e) {
      throw ContractException.of(what, "its deflate stream", e.getMessage(), "RFC 1951");
    }
  }

  private static byte[] inflate(String what, Inflater from, int sizeHint)
      throws DataFormatException {
    byte[] out = new byte[Math.min(MAX_PLAIN_BYTES, Math.max(256, sizeHint))];
    int at = 0;
    while (!from.finished()) {
      if (at == out.length) {
        if (at == MAX_PLAIN_BYTES) {
          throw ContractException.of(
              what, "its inflated size", "more", "at most " + MAX_PLAIN_BYTES + " B");
        }
        out = Arrays.copyOf(out, Math.min(MAX_PLAIN_BYTES, 2 * out.length));
      }
      int got = from.inflate(out, at, out.length - at);
      at += got;
      if (got == 0 && !from.finished() && (from.needsInput() || from.needsDictionary())) {
        throw ContractException.of(what, "its deflate stream", "an early end", "a whole stream");
      }
    }
    if (from.getRemaining() > 0) {
      throw ContractException.of(
          what, "its end", from.getRemaining() + " B more", "nothing after the deflate stream");
    }
    return Arrays.copyOf(out, at);
  }
}
