package org.fieldbeacon.agent.feature;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/// What a JPEG (ITU-T T.81) or PNG (ISO/IEC 15948) file says of itself, read without decoding it,
/// so that a hostile one costs nothing.
///
/// @param bits of one sample
/// @param components 1 grey, 3 colour, 4 CMYK or alpha
/// @param orientation EXIF 1..8; 1 is upright
/// @param scans passes over a JPEG, 1 unless it is progressive
/// @param isComplete whether the file's end was seen
record ImageHeader(
    Format format,
    int width,
    int height,
    int bits,
    int components,
    int orientation,
    int scans,
    boolean isComplete) {

  enum Format {
    JPEG,
    PNG
  }

  private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int IHDR = 0x49484452;
  private static final int IEND = 0x49454E44;
  private static final int EXIF = 0x45786966;
  private static final int ORIENTATION = 0x0112;
  private static final int SOI = 0xD8;
  private static final int EOI = 0xD9;
  private static final int SOS = 0xDA;
  private static final int APP1 = 0xE1;

  /// Empty when the bytes are neither.
  static Optional<ImageHeader> read(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length > 3 && (in.getShort(0) & 0xFFFF) == 0xFFD8) {
      return jpeg(in);
    }
    return bytes.length > 33 && in.getLong(0) == PNG_SIGNATURE ? png(in) : Optional.empty();
  }

  private static Optional<ImageHeader> png(ByteBuffer in) {
    if (in.getInt(12) != IHDR) {
      return Optional.empty();
    }
    int components =
        switch (in.get(25)) {
          case 0, 4 -> 1;
          default -> 3;
        };
    int tail = in.limit() - 8;
    boolean ends = in.getInt(tail) == IEND;
    return Optional.of(
        new ImageHeader(
            Format.PNG, in.getInt(16), in.getInt(20), in.get(24), components, 1, 1, ends));
  }

  private static Optional<ImageHeader> jpeg(ByteBuffer in) {
    int width = 0;
    int height = 0;
    int bits = 0;
    int components = 0;
    int orientation = 1;
    int scans = 0;
    int at = 2;
    while (at + 2 <= in.limit()) {
      int marker = in.get(at + 1) & 0xFF;
      if ((in.get(at) & 0xFF) != 0xFF || marker == 0xFF || isAlone(marker)) {
        // Padding, or rubbish between segments, which decoders pass over.
        at++;
        continue;
      }
      int length = at + 4 <= in.limit() ? in.getShort(at + 2) & 0xFFFF : 0;
      if (marker == EOI || length < 2) {
        break;
      }
      if (isFrame(marker) && at + 10 <= in.limit()) {
        bits = in.get(at + 4);
        height = in.getShort(at + 5) & 0xFFFF;
        width = in.getShort(at + 7) & 0xFFFF;
        components = in.get(at + 9);
      } else if (marker == APP1) {
        orientation = orientation(in, at + 4, Math.min(in.limit(), at + 2 + length), orientation);
      }
      at += 2 + length;
      if (marker == SOS) {
        scans++;
        at = endOfScan(in, at);
      }
    }
    boolean ends = at + 2 <= in.limit() && (in.getShort(at) & 0xFFFF) == (0xFF00 | EOI);
    return components == 0
        ? Optional.empty()
        : Optional.of(
            new ImageHeader(
                Format.JPEG, width, height, bits, components, orientation, scans, ends));
  }

  private static boolean isFrame(int marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
  }

  private static boolean isAlone(int marker) {
    return marker == 0 || marker == 1 || marker == SOI || marker >= 0xD0 && marker <= 0xD7;
  }

  /// The next marker that is no part of the coded data.
  private static int endOfScan(ByteBuffer in, int from) {
    int at = from;
    while (at + 1 < in.limit()) {
      int next = in.get(at + 1) & 0xFF;
      if ((in.get(at) & 0xFF) == 0xFF && next != 0xFF && !isAlone(next)) {
        return at;
      }
      at++;
    }
    return at + 1;
  }

  /// Exif 2.32 §4.6.4, tag 274 of the first directory.
  private static int orientation(ByteBuffer in, int from, int to, int fallback) {
    int tiff = from + 6;
    if (tiff + 8 > to || in.getInt(from) != EXIF) {
      return fallback;
    }
    ByteBuffer exif = in.slice(tiff, to - tiff);
    exif.order(exif.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(exif.getInt(4));
    if (directory + 2 > exif.limit()) {
      return fallback;
    }
    int at = (int) directory;
    int entries = exif.getShort(at) & 0xFFFF;
    at += 2;
    for (int i = 0; i < entries && at + 12 <= exif.limit(); i++, at += 12) {
      if ((exif.getShort(at) & 0xFFFF) == ORIENTATION) {
        int value = exif.getShort(at + 8) & 0xFFFF;
        return value >= 1 && value <= 8 ? value : fallback;
      }
    }
    return fallback;
  }
}
