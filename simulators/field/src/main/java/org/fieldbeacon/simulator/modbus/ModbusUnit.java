package org.fieldbeacon.simulator.modbus;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.fieldbeacon.simulator.fault.FaultSwitches;

/// The registers and faults of one unit. Reads and writes of several registers are whole: nobody
/// sees half of a 32-bit value. An address that was never defined or set does not exist.
public final class ModbusUnit {
  private final int id;
  private final Map<Table, Cells> tables = new EnumMap<>(Table.class);
  private final FaultSwitches faults = new FaultSwitches();

  ModbusUnit(int id) {
    this.id = id;
    for (Table table : Table.values()) {
      tables.put(table, new Cells());
    }
  }

  /// 0..255.
  public int id() {
    return id;
  }

  public FaultSwitches faults() {
    return faults;
  }

  /// Makes these addresses exist; those that already do keep their value.
  ///
  /// @param first zero-based, 0..65535
  public synchronized void define(Table table, int first, int count) {
    cells(table).define(first, count);
  }

  /// Sets and, where needed, defines neighbouring cells at once.
  ///
  /// @param first zero-based, 0..65535
  /// @param values 0..65535 each, or 0 and 1 in a bit table
  public synchronized void set(Table table, int first, int... values) {
    int max = table.isBits() ? 1 : 0xFFFF;
    for (int value : values) {
      if (value < 0 || value > max) {
        throw new IllegalArgumentException(table + ": got " + value + ", wanted 0.." + max);
      }
    }
    cells(table).define(first, values.length);
    cells(table).put(first, values);
  }

  /// The cell's value, 0 where there is none.
  public synchronized int get(Table table, int address) {
    return cells(table).get(address, 1)[0];
  }

  /// Empty when one of them does not exist.
  synchronized Optional<int[]> read(Table table, int first, int count) {
    return cells(table).exist(first, count)
        ? Optional.of(cells(table).get(first, count))
        : Optional.empty();
  }

  /// A client's write: false when one of them does not exist. A stuck unit takes it without effect.
  synchronized boolean write(Table table, int first, int[] values) {
    if (!cells(table).exist(first, values.length)) {
      return false;
    }
    if (!faults.isFrozen()) {
      cells(table).put(first, values);
    }
    return true;
  }

  private Cells cells(Table table) {
    return Objects.requireNonNull(tables.get(table));
  }

  private static final class Cells {
    private char[] values = new char[0];
    private final BitSet defined = new BitSet();

    void define(int first, int count) {
      if (first < 0 || count < 1 || first + count > 0x10000) {
        throw new IllegalArgumentException(
            "addresses: got " + count + " from " + first + ", wanted some of 0..65535");
      }
      if (first + count > values.length) {
        values = Arrays.copyOf(values, first + count);
      }
      defined.set(first, first + count);
    }

    boolean exist(int first, int count) {
      return defined.nextClearBit(first) >= first + count;
    }

    void put(int first, int[] from) {
      for (int i = 0; i < from.length; i++) {
        values[first + i] = (char) from[i];
      }
    }

    int[] get(int first, int count) {
      int[] out = new int[count];
      for (int i = 0; i < count && first + i < values.length; i++) {
        out[i] = values[first + i];
      }
      return out;
    }
  }
}
