package org.fieldbeacon.modbus;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame.Bad;

/// A captured PDU read as a request and as a response (Modbus Application Protocol V1.1b3 §6): it
/// does not say itself which it is. Functions that the standard leaves open keep their data in hex.
/// Pure.
final class PduForm {
  private static final int MAX_REGISTERS_WRITTEN = 123;
  private static final int MAX_COILS_WRITTEN = 1968;

  private final byte[] pdu;
  private final int offset;
  private final int function;

  /// @param offset of the PDU in its frame, for what is said of errors
  PduForm(byte[] pdu, int offset) {
    this.pdu = pdu;
    this.offset = offset;
    this.function = pdu[0] & 0xFF;
  }

  /// What one way of reading gives.
  sealed interface Attempt {
    /// @param fields in the order of the frame
    record Fits(Map<String, Object> fields) implements Attempt {}

    /// Long enough, but not allowed.
    record Wrong(Bad bad) implements Attempt {}

    /// @param wanted length of the PDU in bytes
    record OtherLength(int wanted) implements Attempt {}

    /// No such thing.
    record Never() implements Attempt {}
  }

  Attempt asRequest() {
    if ((function & 0x80) != 0) {
      return new Attempt.Never();
    }
    return switch (function) {
      case 1, 2 -> addressed(Block.MAX_BITS);
      case 3, 4 -> addressed(Block.MAX_WORDS);
      case 5 -> writtenCoil();
      case 6 -> length(5) ? fits("values", List.of(u16(3)), true) : other(5);
      case 7, 11, 12, 17 -> length(1) ? new Attempt.Fits(head(false)) : other(1);
      case 8 -> diagnostics();
      case 15 -> writeRequest(MAX_COILS_WRITTEN, true);
      case 16 -> writeRequest(MAX_REGISTERS_WRITTEN, false);
      case 22 -> maskWrite();
      case 23 -> readWriteRequest();
      case 24 -> length(3) ? new Attempt.Fits(head(true)) : other(3);
      default -> raw();
    };
  }

  Attempt asResponse() {
    if ((function & 0x80) != 0) {
      return exception();
    }
    return switch (function) {
      case 1, 2 -> counted(1, 250, "bits");
      case 3, 4, 23 -> counted(2, 250, "registers");
      case 5 -> writtenCoil();
      case 6 -> length(5) ? fits("values", List.of(u16(3)), true) : other(5);
      case 7 -> length(2) ? fits("status", u8(1), false) : other(2);
      case 8 -> diagnostics();
      case 11 -> length(5) ? fits("data", hex(1), false) : other(5);
      case 12, 17 -> counted(1, 251, "data");
      case 15 -> addressed(MAX_COILS_WRITTEN);
      case 16 -> addressed(MAX_REGISTERS_WRITTEN);
      case 22 -> maskWrite();
      case 24 -> fifo();
      default -> raw();
    };
  }

  static String functionName(int function) {
    return switch (function & 0x7F) {
      case 1 -> "read coils";
      case 2 -> "read discrete inputs";
      case 3 -> "read holding registers";
      case 4 -> "read input registers";
      case 5 -> "write single coil";
      case 6 -> "write single register";
      case 7 -> "read exception status";
      case 8 -> "diagnostics";
      case 11 -> "get comm event counter";
      case 12 -> "get comm event log";
      case 15 -> "write multiple coils";
      case 16 -> "write multiple registers";
      case 17 -> "report server id";
      case 20 -> "read file record";
      case 21 -> "write file record";
      case 22 -> "mask write register";
      case 23 -> "read/write multiple registers";
      case 24 -> "read fifo queue";
      case 43 -> "encapsulated interface transport";
      default -> "not in the standard";
    };
  }

  private Attempt addressed(int most) {
    return length(5) ? withQuantity(most) : other(5);
  }

  private Attempt writeRequest(int most, boolean isBits) {
    if (pdu.length < 6) {
      return other(7);
    }
    int quantity = u16(3);
    Attempt head = withQuantity(most);
    if (!(head instanceof Attempt.Fits(Map<String, Object> fields))) {
      return head;
    }
    int wanted = isBits ? (quantity + 7) / 8 : 2 * quantity;
    if (u8(5) != wanted) {
      return wrong("byte count", 5, u8(5), wanted + " for a quantity of " + quantity);
    }
    if (!length(6 + wanted)) {
      return other(6 + wanted);
    }
    fields.put("byte_count", wanted);
    fields.put("values", isBits ? bits(6, quantity) : registers(6));
    return head;
  }

  private Attempt readWriteRequest() {
    if (pdu.length < 10) {
      return other(12);
    }
    Attempt head = withQuantity(Block.MAX_WORDS);
    if (!(head instanceof Attempt.Fits(Map<String, Object> fields))) {
      return head;
    }
    int quantity = u16(7);
    if (quantity < 1 || quantity > 121 || u8(9) != 2 * quantity) {
      return wrong("write quantity", 7, quantity, "1..121, and twice as much as byte count");
    }
    if (!length(10 + 2 * quantity)) {
      return other(10 + 2 * quantity);
    }
    fields.put("write_start", word(5));
    fields.put("write_quantity", quantity);
    fields.put("byte_count", u8(9));
    fields.put("values", registers(10));
    return head;
  }

  /// §6.5: 0xFF00 is on, 0x0000 is off, nothing else is anything.
  private Attempt writtenCoil() {
    if (!length(5)) {
      return other(5);
    }
    int value = u16(3);
    return value == 0 || value == 0xFF00
        ? fits("values", List.of(value == 0 ? 0 : 1), true)
        : wrong("coil value", 3, word(3), "FF00 or 0000");
  }

  private Attempt maskWrite() {
    if (!length(7)) {
      return other(7);
    }
    Map<String, Object> fields = head(true);
    fields.put("and_mask", word(3));
    fields.put("or_mask", word(5));
    return new Attempt.Fits(fields);
  }

  private Attempt diagnostics() {
    if (pdu.length < 5) {
      return other(5);
    }
    Map<String, Object> fields = head(false);
    fields.put("sub_function", u16(1));
    fields.put("data", hex(3));
    return new Attempt.Fits(fields);
  }

  private Attempt exception() {
    if (!length(2)) {
      return other(2);
    }
    Map<String, Object> fields = head(false);
    fields.put("exception", u8(1));
    fields.put("exception_name", Pdu.exceptionName(u8(1)));
    return new Attempt.Fits(fields);
  }

  private Attempt counted(int multiple, int most, String name) {
    if (pdu.length < 2) {
      return other(2 + multiple);
    }
    int count = u8(1);
    if (count < 1 || count > most || count % multiple != 0) {
      return wrong("byte count", 1, count, "1.." + most + (multiple == 2 ? ", even" : ""));
    }
    if (!length(2 + count)) {
      return other(2 + count);
    }
    Map<String, Object> fields = head(false);
    fields.put("byte_count", count);
    fields.put(
        name,
        switch (name) {
          case "registers" -> registers(2);
          case "bits" -> bits(2, 8 * count);
          default -> hex(2);
        });
    return new Attempt.Fits(fields);
  }

  /// §6.18: byte count of two bytes, number of registers, registers.
  private Attempt fifo() {
    if (pdu.length < 5) {
      return other(5);
    }
    int count = u16(3);
    if (count > 31 || u16(1) != 2 + 2 * count) {
      return wrong("byte count", 1, u16(1), "2 and twice the number of registers, 31 at most");
    }
    if (!length(5 + 2 * count)) {
      return other(5 + 2 * count);
    }
    Map<String, Object> fields = head(false);
    fields.put("byte_count", u16(1));
    fields.put("registers", registers(5));
    return new Attempt.Fits(fields);
  }

  private Attempt raw() {
    return fits("data", hex(1), false);
  }

  private Attempt withQuantity(int most) {
    int address = u16(1);
    int quantity = u16(3);
    if (quantity < 1 || quantity > most) {
      return wrong("quantity", 3, quantity, "1.." + most);
    }
    if (address + quantity > 65_536) {
      return wrong("quantity", 3, quantity, (65_536 - address) + " at most from there");
    }
    return fits("quantity", quantity, true);
  }

  private Attempt fits(String name, Object value, boolean hasAddress) {
    Map<String, Object> fields = head(hasAddress);
    fields.put(name, value);
    return new Attempt.Fits(fields);
  }

  private Map<String, Object> head(boolean hasAddress) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", function);
    fields.put("function_name", functionName(function));
    if (hasAddress) {
      fields.put("start", word(1));
      fields.put("address", u16(1));
    }
    return fields;
  }

  private Attempt wrong(String what, int at, Object got, String wanted) {
    return new Attempt.Wrong(new Bad(what, offset + at, String.valueOf(got), wanted));
  }

  private static Attempt other(int wanted) {
    return new Attempt.OtherLength(wanted);
  }

  private boolean length(int wanted) {
    return pdu.length == wanted;
  }

  private List<Integer> registers(int from) {
    List<Integer> values = new ArrayList<>();
    for (int at = from; at + 1 < pdu.length; at += 2) {
      values.add(u16(at));
    }
    return values;
  }

  private List<Integer> bits(int from, int quantity) {
    List<Integer> values = new ArrayList<>();
    for (int i = 0; i < quantity; i++) {
      values.add(pdu[from + i / 8] >> i % 8 & 1);
    }
    return values;
  }

  private int u8(int at) {
    return pdu[at] & 0xFF;
  }

  private int u16(int at) {
    return u8(at) << 8 | u8(at + 1);
  }

  private String word(int at) {
    return String.format(Locale.ROOT, "%04X", u16(at));
  }

  private String hex(int from) {
    return HexFormat.of().withUpperCase().formatHex(pdu, from, pdu.length);
  }
}
