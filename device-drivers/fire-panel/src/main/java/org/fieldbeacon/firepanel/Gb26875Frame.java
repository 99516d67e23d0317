package org.fieldbeacon.firepanel;

import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// One frame (GB/T 26875.3-2011 §6). Numbers low byte first.
///
/// ```
///   0 40 40 │ 2 serial │ 4 version │ 6 time(6) │ 12 source(6) │ 18 destination(6) │ 24 length
///   26 command │ 27 application unit, 0..1024 │ sum of 2..26+n mod 256 │ 23 23
/// ```
///
/// @param serial 0..65535, repeated by the answer
/// @param mainVersion of the protocol, 1; some devices write 16
/// @param userVersion the maker's
/// @param time six bytes as they stand, see [Gb26875Time]
/// @param source address, 48 bits
/// @param destination address, 48 bits
/// @param command see [#commandName]
/// @param unit application unit, may be empty
record Gb26875Frame(
    int serial,
    int mainVersion,
    int userVersion,
    byte[] time,
    long source,
    long destination,
    int command,
    byte[] unit) {
  static final int MOST_UNIT = 1024;
  static final int HEADER = 27;
  static final int OVERHEAD = HEADER + 3;

  static final int CONTROL = 1;
  static final int SEND = 2;
  static final int ACK = 3;
  static final int REQUEST = 4;
  static final int REPLY = 5;
  static final int DENY = 6;

  Gb26875Frame {
    time = time.clone();
    unit = unit.clone();
  }

  /// The frame in `bytes` at `start`, whose end, length and checksum hold.
  static Gb26875Frame read(byte[] bytes, int start) {
    int length = u16(bytes, start + 24);
    return new Gb26875Frame(
        u16(bytes, start + 2),
        bytes[start + 4] & 0xFF,
        bytes[start + 5] & 0xFF,
        Arrays.copyOfRange(bytes, start + 6, start + 12),
        u48(bytes, start + 12),
        u48(bytes, start + 18),
        bytes[start + 26] & 0xFF,
        Arrays.copyOfRange(bytes, start + HEADER, start + HEADER + length));
  }

  /// The bytes of this frame.
  byte[] bytes() {
    byte[] bytes = new byte[OVERHEAD + unit.length];
    bytes[0] = 0x40;
    bytes[1] = 0x40;
    put(bytes, 2, serial, 2);
    bytes[4] = (byte) mainVersion;
    bytes[5] = (byte) userVersion;
    System.arraycopy(time, 0, bytes, 6, time.length);
    put(bytes, 12, source, 6);
    put(bytes, 18, destination, 6);
    put(bytes, 24, unit.length, 2);
    bytes[26] = (byte) command;
    System.arraycopy(unit, 0, bytes, HEADER, unit.length);
    bytes[HEADER + unit.length] = (byte) checksum(bytes, 0, unit.length);
    bytes[HEADER + unit.length + 1] = 0x23;
    bytes[HEADER + unit.length + 2] = 0x23;
    return bytes;
  }

  /// An answer to this frame: same serial, addresses changed over.
  Gb26875Frame answer(int answerCommand, byte[] answerUnit, Instant now) {
    return new Gb26875Frame(
        serial,
        mainVersion,
        userVersion,
        Gb26875Time.bytes(now),
        /* source= */ destination,
        /* destination= */ source,
        answerCommand,
        answerUnit);
  }

  Optional<Instant> sentAt() {
    return Gb26875Time.instant(time, 0);
  }

  /// Type flag of the application unit; -1 when the unit is too short to have one.
  int type() {
    return unit.length < 2 ? -1 : unit[0] & 0xFF;
  }

  static int checksum(byte[] bytes, int start, int unitLength) {
    int sum = 0;
    for (int i = start + 2; i < start + HEADER + unitLength; i++) {
      sum += bytes[i];
    }
    return sum & 0xFF;
  }

  /// GB/T 26875.3-2011 table 2.
  static String commandName(int command) {
    return switch (command) {
      case CONTROL -> "control";
      case SEND -> "send data";
      case ACK -> "ack";
      case REQUEST -> "request";
      case REPLY -> "reply";
      case DENY -> "deny";
      default -> command >= 128 ? "user defined" : "reserved";
    };
  }

  static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  private static long u48(byte[] bytes, int at) {
    long value = 0;
    for (int i = 5; i >= 0; i--) {
      value = value << 8 | bytes[at + i] & 0xFF;
    }
    return value;
  }

  private static void put(byte[] bytes, int at, long value, int length) {
    for (int i = 0; i < length; i++) {
      bytes[at + i] = (byte) (value >> 8 * i);
    }
  }
}
