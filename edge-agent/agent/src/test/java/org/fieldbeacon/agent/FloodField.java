package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;

/// A river gauge and a relay board on one simulated Modbus line, and the site that reads them.
final class FloodField implements AutoCloseable {
  private static final int LEVEL = 0x21;
  private static final int KEY = 2;
  private static final Path PROFILES =
      Path.of("../../firmware-configs/profiles").toAbsolutePath().normalize();

  private final ModbusSimulator simulator;
  private final ModbusUnit gauge;
  private final ModbusUnit board;
  private final ModbusUnit spare;
  private volatile boolean wasSirenOn;

  FloodField() throws IOException {
    simulator = new ModbusSimulator(Framing.TCP, 0);
    gauge = simulator.unit(1);
    gauge.define(Table.HOLDING_REGISTER, 0x20, 3);
    board = simulator.unit(2);
    board.define(Table.COIL, 0, 8);
    board.define(Table.DISCRETE_INPUT, 0, 8);
    spare = simulator.unit(3);
    spare.define(Table.HOLDING_REGISTER, 0x20, 3);
    spare.set(Table.HOLDING_REGISTER, 0x20, 900, 900, 8_000);
    simulator.onWrite(
        (_, table, first, _) -> {
          board.set(Table.DISCRETE_INPUT, first, board.get(table, first));
          if (isSirenOn()) {
            wasSirenOn = true;
          }
        });
    level(1.2);
    simulator.start();
  }

  void level(double metres) {
    int millimetres = (int) Math.round(metres * 1000);
    gauge.set(Table.HOLDING_REGISTER, 0x20, millimetres, millimetres, 8_000);
    if (gauge.get(Table.HOLDING_REGISTER, LEVEL) != millimetres) {
      throw new IllegalStateException("level was not taken");
    }
  }

  /// The gauge of unit 3, which the site does not have.
  void spareLevel(double metres) {
    int millimetres = (int) Math.round(metres * 1000);
    spare.set(Table.HOLDING_REGISTER, 0x20, millimetres, millimetres, 8_000);
  }

  boolean isSirenOn() {
    return board.get(Table.COIL, 0) == 1;
  }

  /// Whether it ever sounded.
  boolean wasSirenOn() {
    return wasSirenOn;
  }

  /// The third input of the relay board.
  void turnKey(boolean on) {
    board.set(Table.DISCRETE_INPUT, KEY, on ? 1 : 0);
  }

  int port() {
    return simulator.port();
  }

  /// Writes the site file into a folder; its comments are there to be kept.
  Path writeSite(Path folder, String more) throws IOException {
    Files.createDirectories(folder);
    Path profiles = folder.resolve("profiles");
    if (!Files.exists(profiles)) {
      Files.createSymbolicLink(profiles, PROFILES);
    }
    Path file = folder.resolve("site.yaml");
    Files.writeString(file, TEXT.replace("PORT", String.valueOf(port())) + more);
    return file;
  }

  private static final String TEXT =
      """
      # The bridge. Ask Mr. Zhang before touching anything.
      schema-version: 1
      gateway:
        id: gw-410105-09
        title: {zh: 沙河大桥网关, en: Sha River bridge gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - name: field     # the RS-485 server in the cabinet
          type: tcp
          host: 127.0.0.1
          port: PORT
      devices:
        - name: river-gauge-01
          title: {zh: 河道水位计, en: "River gauge <img src=x onerror=alert(1)>"}
          profile: radar-level-gauge
          link: field
          address: {unit: 1}
          poll-interval: PT0.5S
        - name: relay-01
          title: {zh: 警报继电器, en: Alarm relays}
          profile: relay-board-8
          link: field
          address: {unit: 2}
          poll-interval: PT0.5S
      quality:
        river-gauge-01/level:
          gross-range: {fail: [0, 30], suspect: [0.3, 12]}
      rules:
        - id: river-high
          type: river-level
          title: {zh: 河道水位超限, en: River level high}
          point: river-gauge-01/level
          unit: m
          near-warning: 0.2
          warning: 1.8        # set by the river authority in 2025
          guarantee: 2.1
          hysteresis: 0.05
          on-delay: PT1S
          off-delay: PT2S
          alarm: {latched: true, shelve-max: PT2H}
        - id: gauge-credible
          type: credibility
          title: {zh: 水位计不可信, en: Gauge not credible}
          point: river-gauge-01/level
          stale-after: PT15S
          fail-after: 5
      outputs:
        - id: siren
          title: {zh: 警笛, en: Siren}
          point: relay-01/siren
          fail-safe: off
          dead-man: PT10M
          read-back: relay-01/siren-feedback
          triggers:
            - {rule: river-high, at-least: orange}
      store:
        dir: store
        group-commit-interval: PT1S
      health: {port: 0}
      """;

  @Override
  public void close() {
    simulator.close();
  }
}
