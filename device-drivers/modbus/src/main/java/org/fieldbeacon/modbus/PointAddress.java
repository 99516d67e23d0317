package org.fieldbeacon.modbus;

import java.util.OptionalDouble;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;

/// Where a point is in a unit's tables and what its bytes mean. `value = raw * scale + offset`.
///
/// @param table which of the four tables (V1.1b3 §4.3)
/// @param register zero-based, 0..65535
/// @param type what it looks like
/// @param bit least bit of a bit field, 0..15
/// @param bits width of a bit field, 1..16
/// @param order byte order of the value
/// @param missing the raw value by which the device says that it has none; NaN when there is no
///   such
record PointAddress(
    Table table,
    int register,
    RegisterType type,
    int bit,
    int bits,
    WordOrder order,
    double scale,
    double offset,
    double missing) {

  static final Set<String> KEYS =
      Set.of(
          "table", "register", "type", "bit", "bits", "order", "scale", "offset", "missing-value");

  /// The four tables and the functions that read them.
  enum Table {
    COIL(Pdu.READ_COILS),
    DISCRETE_INPUT(Pdu.READ_DISCRETE_INPUTS),
    HOLDING_REGISTER(Pdu.READ_HOLDING_REGISTERS),
    INPUT_REGISTER(Pdu.READ_INPUT_REGISTERS);

    private final int readFunction;

    Table(int readFunction) {
      this.readFunction = readFunction;
    }

    int readFunction() {
      return readFunction;
    }

    boolean isBits() {
      return this == COIL || this == DISCRETE_INPUT;
    }

    boolean isWritable() {
      return this == COIL || this == HOLDING_REGISTER;
    }
  }

  /// Reads the words of a profile; throws [Attributes.InvalidAttribute] at the first wrong one.
  static PointAddress read(Attributes address, WordOrder unitOrder) {
    return new PointAddress(
        address.oneOf("table", Table.class, Table.HOLDING_REGISTER),
        address.integer("register", 0, 65535, 0),
        address.oneOf("type", RegisterType.class, RegisterType.U16),
        address.integer("bit", 0, 15, 0),
        address.integer("bits", 1, 16, 1),
        address.oneOf("order", WordOrder.class, unitOrder),
        address.number("scale", 1),
        address.number("offset", 0),
        address.number("missing-value", Double.NaN));
  }

  /// Registers, or bits in a bit table, that the point takes.
  int size() {
    return table.isBits() ? 1 : type.words();
  }

  /// The value in the data of a block that begins at `blockStart`, empty when the device says it
  /// has none or the bytes are no number.
  OptionalDouble value(byte[] data, int blockStart) {
    int at = register - blockStart;
    if (table.isBits()) {
      return OptionalDouble.of(data[at / 8] >> at % 8 & 1);
    }
    byte[] own = new byte[2 * type.words()];
    System.arraycopy(data, 2 * at, own, 0, own.length);
    OptionalDouble raw = type.decode(order.apply(own), bit, bits);
    if (raw.isEmpty() || raw.getAsDouble() == missing) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of(clean(raw.getAsDouble() * scale + offset));
  }

  /// The register bytes that say `value`.
  byte[] bytes(double value) {
    return order.apply(type.encode((value - offset) / scale));
  }

  /// 658 * 0.1 is 65.8 to the field, not 65.80000000000001.
  private double clean(double scaled) {
    boolean unscaled = scale == 1 && offset == 0;
    if (unscaled || type == RegisterType.F32 || type == RegisterType.F64) {
      return scaled;
    }
    double rounded = Math.round(scaled * 1e9) / 1e9;
    return Math.abs(scaled) < 1e6 ? rounded : scaled;
  }
}
