package org.fieldbeacon.drone;

import java.util.Arrays;

/// One frame (MAVLink guide, Packet Serialization).
///
/// ```
///   v1: FE len seq sys comp id           payload crc(2)
///   v2: FD len incompat compat seq sys comp id(3) payload crc(2) [link(1) time(6) signature(6)]
/// ```
///
/// Numbers low byte first.
///
/// @param crc as it stands in the frame
/// @param isKnown whether the id is in the table and the check value was computed and holds
/// @param signature 13 bytes, or none
/// @param length of the whole frame in bytes
record MavFrame(
    int version,
    int incompatFlags,
    int compatFlags,
    int sequence,
    int system,
    int component,
    int messageId,
    byte[] payload,
    int crc,
    boolean isKnown,
    byte[] signature,
    int length) {
  static final int V1 = 0xFE;
  static final int V2 = 0xFD;
  static final int SIGNED = 1;

  /// The longest frame.
  static final int MOST_BYTES = 280;

  MavFrame {
    payload = payload.clone();
    signature = signature.clone();
  }

  boolean isSigned() {
    return signature.length > 0;
  }

  /// Length of the head, that is the payload's offset.
  static int header(int magic) {
    return magic == V1 ? 6 : 10;
  }

  /// Length of the frame at `from`, from its first three bytes.
  static int length(byte[] bytes, int from) {
    boolean isV1 = (bytes[from] & 0xFF) == V1;
    boolean isSigned = !isV1 && (bytes[from + 2] & SIGNED) != 0;
    return header(bytes[from] & 0xFF) + (bytes[from + 1] & 0xFF) + 2 + (isSigned ? 13 : 0);
  }

  /// The message id of the frame at `from`, whose head is all there.
  static int messageId(byte[] bytes, int from) {
    return (bytes[from] & 0xFF) == V1
        ? bytes[from + 5] & 0xFF
        : bytes[from + 7] & 0xFF | (bytes[from + 8] & 0xFF) << 8 | (bytes[from + 9] & 0xFF) << 16;
  }

  /// The frame at `from`, which is all there.
  static MavFrame read(byte[] bytes, int from, boolean isKnown) {
    boolean isV1 = (bytes[from] & 0xFF) == V1;
    int payload = from + header(bytes[from] & 0xFF);
    int end = payload + (bytes[from + 1] & 0xFF);
    int length = length(bytes, from);
    int sequence = from + (isV1 ? 2 : 4);
    return new MavFrame(
        isV1 ? 1 : 2,
        isV1 ? 0 : bytes[from + 2] & 0xFF,
        isV1 ? 0 : bytes[from + 3] & 0xFF,
        bytes[sequence] & 0xFF,
        bytes[sequence + 1] & 0xFF,
        bytes[sequence + 2] & 0xFF,
        messageId(bytes, from),
        Arrays.copyOfRange(bytes, payload, end),
        bytes[end] & 0xFF | (bytes[end + 1] & 0xFF) << 8,
        isKnown,
        Arrays.copyOfRange(bytes, end + 2, from + length),
        length);
  }
}
