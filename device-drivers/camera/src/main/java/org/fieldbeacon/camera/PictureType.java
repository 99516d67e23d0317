package org.fieldbeacon.camera;

import java.util.HexFormat;
import java.util.Optional;

/// What a picture is by its first bytes; what the sender calls it does not count.
enum PictureType {
  /// SOI and the first byte of the next marker (ITU-T T.81 §B.1.1).
  JPEG("image/jpeg", "FFD8FF"),
  /// Signature (ISO/IEC 15948 §5.2).
  PNG("image/png", "89504E470D0A1A0A");

  private static final int SHOWN = 8;

  private final String mediaType;
  private final String signature;

  PictureType(String mediaType, String signature) {
    this.mediaType = mediaType;
    this.signature = signature;
  }

  String mediaType() {
    return mediaType;
  }

  /// Empty when the bytes are no picture that this room takes.
  static Optional<PictureType> of(byte[] bytes) {
    for (PictureType type : values()) {
      if (type.begins(bytes)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /// What stands there instead, for a message.
  static String shown(byte[] bytes) {
    int length = Math.min(SHOWN, bytes.length);
    return length == 0
        ? "nothing"
        : HexFormat.of().withUpperCase().formatHex(bytes, 0, length)
            + (bytes.length > length ? "... (" + bytes.length + " bytes)" : "");
  }

  /// Whether the picture ends as a whole one does: EOI or IEND, perhaps with padding after it.
  boolean isComplete(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && bytes[end - 1] == 0) {
      end--;
    }
    return switch (this) {
      case JPEG -> end > 1 && bytes[end - 2] == (byte) 0xFF && bytes[end - 1] == (byte) 0xD9;
      case PNG ->
          end > 7
              && bytes[end - 8] == 'I'
              && bytes[end - 7] == 'E'
              && bytes[end - 6] == 'N'
              && bytes[end - 5] == 'D';
    };
  }

  private boolean begins(byte[] bytes) {
    int length = signature.length() / 2;
    return bytes.length >= length
        && HexFormat.of().withUpperCase().formatHex(bytes, 0, length).equals(signature);
  }
}
