package org.fieldbeacon.modbus;

import java.util.Arrays;

/// Protocol data units of the functions this driver uses (Modbus Application Protocol V1.1b3 §6). A
/// request knows its bytes and the bytes of the answer it expects.
///
/// ```
///   read      function(1) address(2) quantity(2)             -> function(1) bytes(1) data(bytes)
///   write one function(1) address(2) value(2)                -> the same again
///   write many function(1) address(2) quantity(2) bytes(1) … -> function(1) address(2) quantity(2)
///   exception                                                 -> function|0x80 (1) code(1)
/// ```
final class Pdu {
  static final int READ_COILS = 1;
  static final int READ_DISCRETE_INPUTS = 2;
  static final int READ_HOLDING_REGISTERS = 3;
  static final int READ_INPUT_REGISTERS = 4;
  static final int WRITE_COIL = 5;
  static final int WRITE_REGISTER = 6;
  static final int WRITE_COILS = 15;
  static final int WRITE_REGISTERS = 16;

  /// §4.1: a PDU is 253 bytes at most.
  static final int MAX_LENGTH = 253;

  private Pdu() {}

  static byte[] read(int function, int address, int quantity) {
    return new byte[] {
      (byte) function,
      (byte) (address >> 8),
      (byte) address,
      (byte) (quantity >> 8),
      (byte) quantity
    };
  }

  /// §6.5: on is 0xFF00, off is 0x0000.
  static byte[] writeCoil(int address, boolean on) {
    return read(WRITE_COIL, address, on ? 0xFF00 : 0);
  }

  /// §6.11, for one coil: some relay boards know no other way.
  static byte[] writeCoils(int address, boolean on) {
    byte[] head = read(WRITE_COILS, address, 1);
    byte[] pdu = Arrays.copyOf(head, head.length + 2);
    pdu[head.length] = 1;
    pdu[head.length + 1] = (byte) (on ? 1 : 0);
    return pdu;
  }

  static byte[] writeRegister(int address, int value) {
    return read(WRITE_REGISTER, address, value & 0xFFFF);
  }

  static byte[] writeRegisters(int address, byte[] words) {
    byte[] head = read(WRITE_REGISTERS, address, words.length / 2);
    byte[] pdu = Arrays.copyOf(head, head.length + 1 + words.length);
    pdu[head.length] = (byte) words.length;
    System.arraycopy(words, 0, pdu, head.length + 1, words.length);
    return pdu;
  }

  /// Whether a good answer to this function is the request over again.
  static boolean isEchoedByAnswer(int function) {
    return function == WRITE_COIL || function == WRITE_REGISTER;
  }

  /// A read of what a write will set, that changes nothing.
  static byte[] readBefore(byte[] write) {
    int address = (write[1] & 0xFF) << 8 | write[2] & 0xFF;
    return read(write[0] == WRITE_COIL ? READ_COILS : READ_HOLDING_REGISTERS, address, 1);
  }

  /// How long the answer is that begins with these two bytes, 0 when no answer begins so.
  static int responseLength(int function, int second) {
    if ((function & 0x80) != 0) {
      return 2;
    }
    return switch (function) {
      case READ_COILS, READ_DISCRETE_INPUTS, READ_HOLDING_REGISTERS, READ_INPUT_REGISTERS ->
          2 + second;
      case WRITE_COIL, WRITE_REGISTER, WRITE_COILS, WRITE_REGISTERS -> 5;
      default -> 0;
    };
  }

  /// What is wrong with `response` as the answer to `request`; empty when it fits.
  static String mismatch(byte[] request, byte[] response) {
    int function = request[0] & 0xFF;
    if (response.length < 2) {
      return "answer of " + response.length + " bytes, wanted at least 2";
    }
    if ((response[0] & 0x7F) != function) {
      return "function " + (response[0] & 0xFF) + ", wanted " + function;
    }
    if ((response[0] & 0x80) != 0) {
      return response.length == 2 ? "" : "exception of " + response.length + " bytes, wanted 2";
    }
    if (function >= WRITE_COIL) {
      return Arrays.equals(response, Arrays.copyOf(request, 5))
          ? ""
          : "an echo that differs from what was written";
    }
    int quantity = (request[3] & 0xFF) << 8 | request[4] & 0xFF;
    int wanted = function <= READ_DISCRETE_INPUTS ? (quantity + 7) / 8 : quantity * 2;
    if ((response[1] & 0xFF) != wanted || response.length != 2 + wanted) {
      return (response.length - 2) + " data bytes, wanted " + wanted;
    }
    return "";
  }

  /// §7, for a person.
  static String exceptionName(int code) {
    return switch (code) {
      case 1 -> "illegal function";
      case 2 -> "illegal data address";
      case 3 -> "illegal data value";
      case 4 -> "server device failure";
      case 5 -> "acknowledge";
      case 6 -> "server device busy";
      case 8 -> "memory parity error";
      case 10 -> "gateway path unavailable";
      case 11 -> "gateway target device failed to respond";
      default -> "unknown";
    };
  }
}
