package org.fieldbeacon.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.IntStream;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;

/// A simulated board of eight relays that notes when each of its coils is written.
final class RelayBoard implements AutoCloseable {
  static final int COILS = 8;

  /// The coils' points in the shipped profile `relay-board-8`, from coil 0 up.
  static final List<String> POINTS =
      List.of("siren", "light", "relay-3", "relay-4", "relay-5", "relay-6", "relay-7", "relay-8");

  private static final int KEPT = 64;

  private final ModbusSimulator simulator;
  private final List<BlockingQueue<Write>> writes =
      IntStream.range(0, COILS)
          .<BlockingQueue<Write>>mapToObj(_ -> new ArrayBlockingQueue<>(KEPT))
          .toList();

  /// @param atNanos monotonic, when the coil had its value
  record Write(boolean on, long atNanos) {}

  RelayBoard() throws IOException {
    simulator = new ModbusSimulator(Framing.TCP, 0);
    simulator.unit(1).define(Table.COIL, 0, COILS);
    simulator.unit(1).define(Table.DISCRETE_INPUT, 0, COILS);
    simulator.onWrite(this::written);
    simulator.start();
  }

  int port() {
    return simulator.port();
  }

  /// Writes of this coil, oldest first; the newest are let go while nobody takes them.
  BlockingQueue<Write> writes(int coil) {
    return writes.get(coil);
  }

  private void written(ModbusUnit unit, Table table, int first, int count) {
    long now = System.nanoTime();
    for (int coil = first; coil < Math.min(first + count, COILS); coil++) {
      var write = new Write(unit.get(table, coil) != 0, now);
      if (!writes.get(coil).offer(write)) {
        writes.get(coil).poll();
      }
    }
  }

  @Override
  public void close() {
    simulator.close();
  }
}
