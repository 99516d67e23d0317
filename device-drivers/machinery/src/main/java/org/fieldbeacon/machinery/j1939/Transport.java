package org.fieldbeacon.machinery.j1939;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Messages longer than eight bytes (SAE J1939-21 §5.10, ISO 11783-3): announced by TP.CM, carried
/// seven bytes a frame by TP.DT. ETP, for more than 1785 bytes, is followed up to 64 KiB.
///
/// ```
///   BAM 32  ─► data 1..n                                   to everybody
///   RTS 16  ─► CTS 17 ─► data ─► CTS ─► data ─► end 19     to one; abort 255 ends it
/// ```
///
/// Only listens, so it needs no CTS and no timer: a new announcement replaces an open one.
final class Transport {
  static final int CONTROL = 60416;
  static final int DATA = 60160;
  static final int EXTENDED_CONTROL = 51200;
  static final int EXTENDED_DATA = 50944;

  private static final int RTS = 16;
  private static final int BAM = 32;
  private static final int ABORT = 255;
  private static final int EXTENDED_RTS = 20;
  private static final int EXTENDED_OFFSET = 22;

  private static final int IN_FRAME = 7;
  private static final int MOST_SESSIONS = 64;
  private static final int MOST_BYTES = 1 << 16;

  private final LinkedHashMap<List<Integer>, Session> sessions = new LinkedHashMap<>();

  /// A message that has all its frames.
  record Whole(int group, int source, int destination, String mode, int packets, byte[] data) {}

  /// Takes a frame of any group; the message that it completes.
  Optional<Whole> accept(CanId id, byte[] frame) {
    if (frame.length < 8) {
      return Optional.empty();
    }
    return switch (id.group()) {
      case CONTROL, EXTENDED_CONTROL -> {
        control(id, frame);
        yield Optional.empty();
      }
      case DATA, EXTENDED_DATA -> data(id, frame);
      default -> Optional.empty();
    };
  }

  private void control(CanId id, byte[] frame) {
    boolean isExtended = id.group() == EXTENDED_CONTROL;
    int what = frame[0] & 0xFF;
    List<Integer> key = key(id, isExtended);
    if (what == ABORT) {
      sessions.remove(key);
    } else if (isExtended && what == EXTENDED_RTS) {
      begin(key, new Session("ETP", u24(frame, 5), s32(frame, 1)));
    } else if (isExtended && what == EXTENDED_OFFSET) {
      Optional.ofNullable(sessions.get(key)).ifPresent(s -> s.offset = u24(frame, 2));
    } else if (!isExtended && (what == RTS || what == BAM)) {
      begin(key, new Session(what == BAM ? "BAM" : "RTS", u24(frame, 5), u16(frame, 1)));
    }
  }

  private void begin(List<Integer> key, Session session) {
    sessions.remove(key);
    if (session.length > 8 && session.length <= MOST_BYTES) {
      sessions.put(key, session);
      if (sessions.size() > MOST_SESSIONS) {
        sessions.pollFirstEntry();
      }
    }
  }

  private Optional<Whole> data(CanId id, byte[] frame) {
    List<Integer> key = key(id, id.group() == EXTENDED_DATA);
    Session session = sessions.get(key);
    if (session == null || !session.accept(frame)) {
      return Optional.empty();
    }
    sessions.remove(key);
    return Optional.of(
        new Whole(
            session.group,
            id.source(),
            id.destination(),
            session.mode,
            session.packets(),
            session.data));
  }

  private static List<Integer> key(CanId id, boolean isExtended) {
    return List.of(id.source(), id.destination(), isExtended ? 1 : 0);
  }

  /// One message under way.
  private static final class Session {
    final String mode;
    final int group;
    final int length;
    final byte[] data;
    final BitSet had = new BitSet();
    int offset;

    Session(String mode, int group, int length) {
      this.mode = mode;
      this.group = group & 0x3FFFF;
      this.length = length;
      this.data = length > 0 && length <= MOST_BYTES ? new byte[length] : new byte[0];
    }

    int packets() {
      return (length + IN_FRAME - 1) / IN_FRAME;
    }

    /// Whether all frames are there now.
    boolean accept(byte[] frame) {
      int packet = offset + (frame[0] & 0xFF) - 1;
      if (packet < 0 || packet >= packets()) {
        return false;
      }
      int at = packet * IN_FRAME;
      System.arraycopy(frame, 1, data, at, Math.min(IN_FRAME, length - at));
      had.set(packet);
      return had.cardinality() == packets();
    }
  }

  /// The words of a transport frame itself.
  static void describe(int group, byte[] data, Map<String, Object> fields) {
    if (data.length < 8) {
      return;
    }
    switch (group) {
      case CONTROL -> describeControl(data, fields);
      case EXTENDED_CONTROL -> describeExtended(data, fields);
      case DATA, EXTENDED_DATA -> {
        fields.put("sequence", data[0] & 0xFF);
        fields.put(
            "data", HexFormat.of().withUpperCase().formatHex(Arrays.copyOfRange(data, 1, 8)));
      }
      default -> {}
    }
  }

  private static void describeControl(byte[] data, Map<String, Object> fields) {
    int what = data[0] & 0xFF;
    switch (what) {
      case RTS, BAM -> {
        fields.put("control", what == BAM ? "BAM" : "RTS");
        fields.put("total_bytes", u16(data, 1));
        fields.put("packets", data[3] & 0xFF);
      }
      case 17 -> {
        fields.put("control", "CTS");
        fields.put("packets", data[1] & 0xFF);
        fields.put("next_packet", data[2] & 0xFF);
      }
      case 19 -> {
        fields.put("control", "EOM");
        fields.put("total_bytes", u16(data, 1));
        fields.put("packets", data[3] & 0xFF);
      }
      case ABORT -> {
        fields.put("control", "Abort");
        fields.put("reason", data[1] & 0xFF);
      }
      default -> fields.put("control", "unknown " + what);
    }
    fields.put("transported_pgn", u24(data, 5));
  }

  private static void describeExtended(byte[] data, Map<String, Object> fields) {
    int what = data[0] & 0xFF;
    switch (what) {
      case EXTENDED_RTS, 23 -> {
        fields.put("control", what == EXTENDED_RTS ? "RTS" : "EOM");
        fields.put("total_bytes", Integer.toUnsignedLong(s32(data, 1)));
      }
      case 21 -> {
        fields.put("control", "CTS");
        fields.put("packets", data[1] & 0xFF);
        fields.put("next_packet", u24(data, 2));
      }
      case EXTENDED_OFFSET -> {
        fields.put("control", "DPO");
        fields.put("packets", data[1] & 0xFF);
        fields.put("packet_offset", u24(data, 2));
      }
      case ABORT -> {
        fields.put("control", "Abort");
        fields.put("reason", data[1] & 0xFF);
      }
      default -> fields.put("control", "unknown " + what);
    }
    fields.put("transported_pgn", u24(data, 5));
  }

  static int u16(byte[] bytes, int at) {
    return bytes[at] & 0xFF | (bytes[at + 1] & 0xFF) << 8;
  }

  static int u24(byte[] bytes, int at) {
    return u16(bytes, at) | (bytes[at + 2] & 0xFF) << 16;
  }

  static int s32(byte[] bytes, int at) {
    return u24(bytes, at) | bytes[at + 3] << 24;
  }
}
