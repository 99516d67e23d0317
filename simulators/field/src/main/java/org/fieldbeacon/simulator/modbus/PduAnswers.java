package org.fieldbeacon.simulator.modbus;

import java.nio.ByteBuffer;
import java.util.Optional;

/// Answers one request PDU from a unit's registers (V1.1b3 §6); pure but for what it writes.
final class PduAnswers {
  static final int ILLEGAL_FUNCTION = 1;
  static final int ILLEGAL_ADDRESS = 2;
  static final int ILLEGAL_VALUE = 3;
  static final int TARGET_SILENT = 0x0B;

  private static final int COIL_ON = 0xFF00;

  private PduAnswers() {}

  /// @param request function code and data, 1..253 bytes
  static byte[] answer(byte[] request, ModbusUnit unit, WriteListener listener) {
    int function = request[0] & 0xFF;
    return switch (function) {
      case 1 -> readBits(request, unit, Table.COIL);
      case 2 -> readBits(request, unit, Table.DISCRETE_INPUT);
      case 3 -> readWords(request, unit, Table.HOLDING_REGISTER);
      case 4 -> readWords(request, unit, Table.INPUT_REGISTER);
      case 5 -> writeCoil(request, unit, listener);
      case 6 -> writeRegister(request, unit, listener);
      case 15 -> writeCoils(request, unit, listener);
      case 16 -> writeRegisters(request, unit, listener);
      default -> refusal(function, ILLEGAL_FUNCTION);
    };
  }

  /// The answer that refuses.
  static byte[] refusal(int function, int code) {
    return new byte[] {(byte) (function | 0x80), (byte) code};
  }

  private static byte[] readBits(byte[] request, ModbusUnit unit, Table table) {
    int count = word(request, 3);
    if (request.length != 5 || count < 1 || count > 2000) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    Optional<int[]> bits = unit.read(table, word(request, 1), count);
    if (bits.isEmpty()) {
      return refusal(request[0], ILLEGAL_ADDRESS);
    }
    byte[] answer = new byte[2 + (count + 7) / 8];
    answer[0] = request[0];
    answer[1] = (byte) (answer.length - 2);
    for (int i = 0; i < count; i++) {
      answer[2 + i / 8] |= (byte) (bits.get()[i] << i % 8);
    }
    return answer;
  }

  private static byte[] readWords(byte[] request, ModbusUnit unit, Table table) {
    int count = word(request, 3);
    if (request.length != 5 || count < 1 || count > 125) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    Optional<int[]> words = unit.read(table, word(request, 1), count);
    if (words.isEmpty()) {
      return refusal(request[0], ILLEGAL_ADDRESS);
    }
    var answer = ByteBuffer.allocate(2 + 2 * count).put(request[0]).put((byte) (2 * count));
    for (int value : words.get()) {
      answer.putShort((short) value);
    }
    return answer.array();
  }

  private static byte[] writeCoil(byte[] request, ModbusUnit unit, WriteListener listener) {
    int value = word(request, 3);
    if (request.length != 5 || (value != 0 && value != COIL_ON)) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    int[] bit = {value == COIL_ON ? 1 : 0};
    return write(request, unit, Table.COIL, bit, listener);
  }

  private static byte[] writeRegister(byte[] request, ModbusUnit unit, WriteListener listener) {
    if (request.length != 5) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    int[] value = {word(request, 3)};
    return write(request, unit, Table.HOLDING_REGISTER, value, listener);
  }

  private static byte[] writeCoils(byte[] request, ModbusUnit unit, WriteListener listener) {
    int count = word(request, 3);
    int bytes = (count + 7) / 8;
    if (count < 1 || count > 1968 || !hasData(request, bytes)) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    int[] bits = new int[count];
    for (int i = 0; i < count; i++) {
      bits[i] = request[6 + i / 8] >> i % 8 & 1;
    }
    return write(request, unit, Table.COIL, bits, listener);
  }

  private static byte[] writeRegisters(byte[] request, ModbusUnit unit, WriteListener listener) {
    int count = word(request, 3);
    if (count < 1 || count > 123 || !hasData(request, 2 * count)) {
      return refusal(request[0], ILLEGAL_VALUE);
    }
    int[] words = new int[count];
    for (int i = 0; i < count; i++) {
      words[i] = word(request, 6 + 2 * i);
    }
    return write(request, unit, Table.HOLDING_REGISTER, words, listener);
  }

  /// The answer to every write is the first five bytes of its request.
  private static byte[] write(
      byte[] request, ModbusUnit unit, Table table, int[] values, WriteListener listener) {
    int first = word(request, 1);
    if (!unit.write(table, first, values)) {
      return refusal(request[0], ILLEGAL_ADDRESS);
    }
    listener.written(unit, table, first, values.length);
    return java.util.Arrays.copyOf(request, 5);
  }

  private static boolean hasData(byte[] request, int bytes) {
    return request.length == 6 + bytes && (request[5] & 0xFF) == bytes;
  }

  /// 0 beyond the end; the caller checks the length.
  private static int word(byte[] bytes, int at) {
    return at + 1 < bytes.length ? (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF : 0;
  }
}
