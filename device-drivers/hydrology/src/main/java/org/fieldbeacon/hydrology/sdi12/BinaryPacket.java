package org.fieldbeacon.hydrology.sdi12;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.hydrology.code.Crc16;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// A packet of many values (5.2, tables 14..16): address, size, type, data, check; low byte first.
final class BinaryPacket {
  private static final int HEAD = 4;
  private static final int CHECK = 2;
  private static final int MOST_DATA = 1000;

  /// Bytes of one value, by type 0..10.
  private static final int[] WIDTHS = {0, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8};

  private BinaryPacket() {}

  /// Whether the size field fits the bytes there are.
  static boolean isOne(byte[] bytes) {
    return bytes.length >= HEAD + CHECK
        && ResponseText.isAddress(bytes[0])
        && size(bytes) == bytes.length - HEAD - CHECK;
  }

  static DecodedFrame read(byte[] bytes) {
    if (bytes.length < HEAD + CHECK) {
      return new Bad("packet truncated", bytes.length, bytes.length + " bytes", "at least 6");
    }
    int size = size(bytes);
    if (size > MOST_DATA || bytes.length != HEAD + size + CHECK) {
      return new Bad(
          "packet size",
          1,
          size + " in a packet of " + bytes.length,
          String.valueOf(bytes.length - HEAD - CHECK));
    }
    int computed = Crc16.of(Crc16.SDI12_START, bytes, 0, HEAD + size);
    int received = (bytes[HEAD + size] & 0xFF) | (bytes[HEAD + size + 1] & 0xFF) << 8;
    if (computed != received) {
      return new Bad("CRC check value", HEAD + size, Hex.word(received), Hex.word(computed));
    }
    int type = bytes[3] & 0xFF;
    if (type >= WIDTHS.length || type == 0 && size > 0 || type > 0 && size % WIDTHS[type] != 0) {
      return new Bad("data type", 3, type + " with " + size + " bytes", "0..10 and whole values");
    }
    return good(bytes, size, type, computed);
  }

  private static DecodedFrame good(byte[] bytes, int size, int type, int crc) {
    List<Object> values = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    var data = ByteBuffer.wrap(bytes, HEAD, size).order(ByteOrder.LITTLE_ENDIAN);
    while (data.hasRemaining()) {
      Number number = next(data, type);
      boolean finite = Double.isFinite(number.doubleValue());
      values.add(finite ? number : String.valueOf(number));
      readings.add(
          new Reading(
              "value-" + values.size(),
              finite ? number.doubleValue() : Double.NaN,
              Unit.UNSTATED,
              Optional.empty(),
              finite ? Quality.NOT_EVALUATED : Quality.MISSING));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("address", String.valueOf((char) bytes[0]));
    fields.put("size", size);
    fields.put("data_type", type);
    fields.put("values", values);
    fields.put("crc_order", "little-endian");
    fields.put("crc", Hex.word(crc));
    return new Good(fields, readings);
  }

  private static Number next(ByteBuffer data, int type) {
    return switch (type) {
      case 1 -> (int) data.get();
      case 2 -> data.get() & 0xFF;
      case 3 -> (int) data.getShort();
      case 4 -> data.getShort() & 0xFFFF;
      case 5 -> data.getInt();
      case 6 -> Integer.toUnsignedLong(data.getInt());
      case 7 -> data.getLong();
      case 8 -> new BigInteger(Long.toUnsignedString(data.getLong()));
      case 9 -> shortest(data.getFloat());
      default -> data.getDouble();
    };
  }

  /// The decimal number that a single-precision value was written from: 3.14, not 3.1400001049.
  private static double shortest(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  private static int size(byte[] bytes) {
    return (bytes[1] & 0xFF) | (bytes[2] & 0xFF) << 8;
  }
}
