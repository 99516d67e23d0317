package org.fieldbeacon.tflite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads FlatBuffers without trust: every offset, vtable, vector and string is checked against the
/// file before it is followed, and at most [#MOST_TABLES] tables are visited and [#MOST_ELEMENTS]
/// elements copied however offsets overlap.
///
/// ```
/// root offset ─► table: soffset to vtable │ fields …          vtable: own bytes u16 │ table bytes u16 │ offset u16 …
///                field of a vector: uoffset ─► count u32 │ elements …
/// ```
///
/// After "FlatBuffers internals", flatbuffers.dev. All numbers are little-endian.
final class FlatBuffer {
  static final int MOST_TABLES = 1_000_000;
  static final int MOST_ELEMENTS = 8_000_000;
  private static final int MOST_NAME_BYTES = 65_536;

  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfFloat FLOAT =
      ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final MemorySegment bytes;
  private final long size;
  private int tables;
  private long copied;

  FlatBuffer(MemorySegment bytes) {
    this.bytes = bytes;
    this.size = bytes.byteSize();
  }

  /// The root table of a buffer with this identifier.
  Table root(String identifier) {
    if (size < 8) {
      throw new ModelFault("file: got " + size + " octets, wanted 8 or more");
    }
    for (int i = 0; i < 4; i++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, 4 + i) != identifier.charAt(i)) {
        throw new ModelFault("offset 4: no file identifier " + identifier);
      }
    }
    return new Table(unsigned(0), "model");
  }

  private long unsigned(long at) {
    return Integer.toUnsignedLong(bytes.get(INT, at));
  }

  private void within(long at, long length, String what) {
    if (at < 0 || length > size || at > size - length) {
      throw new ModelFault(
          what + ": " + length + " octets at offset " + at + " leave the file of " + size);
    }
  }

  /// A table whose own extent and vtable lie within the file.
  final class Table {
    private final String path;
    private final long at;
    private final long vtable;
    private final int vtableBytes;
    private final int tableBytes;

    private Table(long at, String path) {
      if (++tables > MOST_TABLES) {
        throw new ModelFault(path + ": more than " + MOST_TABLES + " tables");
      }
      this.path = path;
      this.at = at;
      within(at, 4, path);
      vtable = at - bytes.get(INT, at);
      within(vtable, 4, path + " vtable");
      vtableBytes = Short.toUnsignedInt(bytes.get(SHORT, vtable));
      tableBytes = Short.toUnsignedInt(bytes.get(SHORT, vtable + 2));
      if (vtableBytes < 4 || vtableBytes % 2 != 0 || tableBytes < 4) {
        throw new ModelFault(
            path + " vtable at offset " + vtable + ": sizes " + vtableBytes + ", " + tableBytes);
      }
      within(vtable, vtableBytes, path + " vtable");
      within(at, tableBytes, path);
    }

    String path() {
      return path;
    }

    int int32(int field, int absent) {
      long where = field(field, 4);
      return where < 0 ? absent : bytes.get(INT, where);
    }

    long int64(int field, long absent) {
      long where = field(field, 8);
      return where < 0 ? absent : bytes.get(LONG, where);
    }

    int int8(int field, int absent) {
      long where = field(field, 1);
      return where < 0 ? absent : bytes.get(ValueLayout.JAVA_BYTE, where);
    }

    int uint8(int field, int absent) {
      return int8(field, absent) & 0xFF;
    }

    float float32(int field, float absent) {
      long where = field(field, 4);
      return where < 0 ? absent : bytes.get(FLOAT, where);
    }

    @Nullable Table table(int field, String name) {
      long where = field(field, 4);
      return where < 0 ? null : new Table(where + unsigned(where), path + "." + name);
    }

    /// A vector of elements of this many octets; empty where the field is absent.
    Vector vector(int field, int width, String name) {
      long where = field(field, 4);
      if (where < 0) {
        return new Vector(0, 0, width, path + "." + name);
      }
      long target = where + unsigned(where);
      String there = path + "." + name;
      within(target, 4, there);
      long count = unsigned(target);
      within(target + 4, count * width, there);
      return new Vector(target + 4, (int) count, width, there);
    }

    /// A string, shortened to 64 KiB; empty where the field is absent.
    String string(int field, String name) {
      Vector text = vector(field, 1, name);
      int length = Math.min(text.count(), MOST_NAME_BYTES);
      byte[] octets = new byte[length];
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, text.start(), octets, 0, length);
      return new String(octets, StandardCharsets.UTF_8);
    }

    /// Where the field's octets are, or -1 where it is absent.
    private long field(int field, int width) {
      int slot = 4 + 2 * field;
      if (slot + 2 > vtableBytes) {
        return -1;
      }
      int offset = Short.toUnsignedInt(bytes.get(SHORT, vtable + slot));
      if (offset == 0) {
        return -1;
      }
      if (offset < 4 || offset + width > tableBytes) {
        throw new ModelFault(
            path + " field " + field + ": at " + offset + " of a table of " + tableBytes);
      }
      return at + offset;
    }
  }

  /// A vector whose elements lie within the file.
  final class Vector {
    private final long start;
    private final int count;
    private final int width;
    private final String path;

    private Vector(long start, int count, int width, String path) {
      this.start = start;
      this.count = count;
      this.width = width;
      this.path = path;
    }

    long start() {
      return start;
    }

    int count() {
      return count;
    }

    int[] int32s() {
      spend();
      int[] out = new int[count];
      MemorySegment.copy(bytes, INT, start, out, 0, count);
      return out;
    }

    /// The octets of a vector of octets as numbers; what does not fill a number is left out.
    int[] asInt32s() {
      spend();
      int[] out = new int[count / 4];
      MemorySegment.copy(bytes, INT, start, out, 0, out.length);
      return out;
    }

    long[] int64s() {
      spend();
      long[] out = new long[count];
      MemorySegment.copy(bytes, LONG, start, out, 0, count);
      return out;
    }

    float[] floats() {
      spend();
      float[] out = new float[count];
      MemorySegment.copy(bytes, FLOAT, start, out, 0, count);
      return out;
    }

    private void spend() {
      copied += count;
      if (copied > MOST_ELEMENTS) {
        throw new ModelFault(path + ": more than " + MOST_ELEMENTS + " numbers");
      }
    }

    Table table(int index) {
      long where = start + (long) index * width;
      return new Table(where + unsigned(where), path + "[" + index + "]");
    }
  }
}
