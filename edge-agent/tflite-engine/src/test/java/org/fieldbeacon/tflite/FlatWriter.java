package org.fieldbeacon.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes FlatBuffers front to back, enough for the models of the tests: parents first, so that
/// offsets point forward.
final class FlatWriter {
  private ByteBuffer out = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);

  sealed interface Value {}

  record Scalar(int width, long bits) implements Value {}

  record Table(Map<Integer, Value> fields) implements Value {}

  record Tables(List<Table> tables) implements Value {}

  record Octets(byte[] octets, int alignment, int elementBytes) implements Value {}

  static Scalar int8(long value) {
    return new Scalar(1, value);
  }

  static Scalar int32(long value) {
    return new Scalar(4, value);
  }

  static Scalar float32(float value) {
    return new Scalar(4, Float.floatToRawIntBits(value));
  }

  static Octets text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return new Octets(Arrays.copyOf(octets, octets.length + 1), 4, -1);
  }

  static Octets data(byte[] octets) {
    return new Octets(octets, 16, 1);
  }

  static Octets int32s(int... values) {
    ByteBuffer octets = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    octets.asIntBuffer().put(values);
    return new Octets(octets.array(), 4, 4);
  }

  static Octets int64s(long... values) {
    ByteBuffer octets = ByteBuffer.allocate(values.length * 8).order(ByteOrder.LITTLE_ENDIAN);
    octets.asLongBuffer().put(values);
    return new Octets(octets.array(), 8, 8);
  }

  static Octets floats(float... values) {
    ByteBuffer octets = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    octets.asFloatBuffer().put(values);
    return new Octets(octets.array(), 4, 4);
  }

  /// A table of alternating field numbers and values.
  static Table table(Object... fields) {
    Map<Integer, Value> map = new TreeMap<>();
    for (int i = 0; i < fields.length; i += 2) {
      map.put((Integer) fields[i], (Value) fields[i + 1]);
    }
    return new Table(map);
  }

  static byte[] write(Table root, String identifier) {
    FlatWriter writer = new FlatWriter();
    writer.out.putInt(0).put(identifier.getBytes(StandardCharsets.US_ASCII));
    int at = writer.write(root);
    writer.out.putInt(0, at);
    return Arrays.copyOf(writer.out.array(), writer.out.position());
  }

  private int write(Value value) {
    return switch (value) {
      case Table table -> writeTable(table);
      case Tables list -> writeTables(list);
      case Octets octets -> writeOctets(octets);
      case Scalar scalar -> throw new IllegalArgumentException(scalar.toString());
    };
  }

  private int writeTable(Table table) {
    int slots = table.fields.keySet().stream().mapToInt(i -> i + 1).max().orElse(0);
    pad(0, 2);
    int vtable = out.position();
    room(4 + slots * 2);
    out.position(vtable + 4 + slots * 2);
    pad(0, 8);
    int at = out.position();
    room(4);
    out.putInt(at - vtable);
    Map<Integer, Integer> places = new TreeMap<>();
    table.fields.forEach(
        (field, value) -> {
          int width = value instanceof Scalar scalar ? scalar.width : 4;
          pad(0, width);
          room(8);
          places.put(field, out.position());
          out.putShort(vtable + 4 + field * 2, (short) (out.position() - at));
          long bits = value instanceof Scalar scalar ? scalar.bits : 0;
          switch (width) {
            case 1 -> out.put((byte) bits);
            case 4 -> out.putInt((int) bits);
            default -> out.putLong(bits);
          }
        });
    out.putShort(vtable, (short) (4 + slots * 2));
    out.putShort(vtable + 2, (short) (out.position() - at));
    table.fields.forEach(
        (field, value) -> {
          if (!(value instanceof Scalar)) {
            int target = write(value);
            int place = places.getOrDefault(field, 0);
            out.putInt(place, target - place);
          }
        });
    return at;
  }

  private int writeTables(Tables list) {
    pad(4, 4);
    int at = out.position();
    room(4 + 4 * list.tables.size());
    out.putInt(list.tables.size());
    int first = out.position();
    out.position(first + 4 * list.tables.size());
    for (int i = 0; i < list.tables.size(); i++) {
      int target = writeTable(list.tables.get(i));
      out.putInt(first + 4 * i, target - (first + 4 * i));
    }
    return at;
  }

  private int writeOctets(Octets octets) {
    pad(4, octets.alignment);
    int at = out.position();
    room(8 + octets.octets.length);
    boolean isText = octets.elementBytes < 0;
    out.putInt(isText ? octets.octets.length - 1 : octets.octets.length / octets.elementBytes);
    out.put(octets.octets);
    return at;
  }

  /// Pads until the position plus `ahead` is aligned.
  private void pad(int ahead, int alignment) {
    room(alignment);
    while ((out.position() + ahead) % alignment != 0) {
      out.put((byte) 0);
    }
  }

  private void room(int octets) {
    if (out.remaining() < octets + 64) {
      ByteBuffer more =
          ByteBuffer.allocate(out.capacity() * 2 + octets).order(ByteOrder.LITTLE_ENDIAN);
      out = more.put(out.flip());
    }
  }
}
