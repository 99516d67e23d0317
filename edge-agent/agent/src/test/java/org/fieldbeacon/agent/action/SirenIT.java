package org.fieldbeacon.agent.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.fieldbeacon.agent.acquire.LinkRunner;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.action.OutputState.Confirmation;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The siren of the exercise site on a simulated relay board, over Modbus: from the alarm to the
/// coil and back through the feedback contact. The test's thread is the pipeline's. Promise 2.
@Timeout(60)
class SirenIT {
  private static final Path SITE = Path.of("../../firmware-configs/sites/demo-flood/site.yaml");

  private final BlockingQueue<Supplier<List<OutputEvent>>> inbox = new LinkedBlockingQueue<>();
  private final List<String> words = new ArrayList<>();

  @Test
  void soundsForATrustedAlarmIsSetAgainWhenSwitchedByHandAndEndsSilent() throws Exception {
    SiteConfig site = assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(SITE)).config();
    OutputConfig siren = withoutShortestTimes(site.outputs().getFirst());
    try (var simulator = new ModbusSimulator(Framing.TCP, 0)) {
      ModbusUnit board = board(simulator);
      var engine = new OutputEngine(List.of(siren), _ -> Duration.ofMillis(50));
      try (LinkRunner link = link(site, simulator.start().port(), engine);
          var writer =
              new OutputWriter(
                  List.of(siren),
                  _ -> Optional.of(link::write),
                  (id, attempt, result) ->
                      inbox.add(() -> engine.onWritten(id, attempt, result, Instant.now())))) {
        link.start();
        take(engine.start(Instant.now()), writer);
        pump(writer, () -> confirmed(engine));
        assertEquals(0, board.get(Table.COIL, 0));

        take(engine.onAlarm(alarm(false), Instant.now()), writer);
        take(engine.onAlarm(alarm(true), Instant.now()), writer);
        pump(writer, () -> confirmed(engine));
        assertEquals(1, board.get(Table.COIL, 0));
        assertEquals(List.of("fail-safe", "confirmed", "withheld", "on", "confirmed"), words);

        words.clear();
        switchByHand(board);
        pump(writer, () -> words.contains("confirmed"));
        assertEquals(1, board.get(Table.COIL, 0));
        assertEquals(List.of("read-back-mismatch", "confirmed"), words);
      }
      assertEquals(0, board.get(Table.COIL, 0), "close leaves the fail-safe state");
    }
  }

  /// The contact follows the coil that is written.
  private static ModbusUnit board(ModbusSimulator simulator) {
    ModbusUnit board = simulator.unit(1);
    board.define(Table.COIL, 0, 8);
    board.define(Table.DISCRETE_INPUT, 0, 8);
    simulator.onWrite(
        (_, table, first, _) -> board.set(Table.DISCRETE_INPUT, first, board.get(table, first)));
    return board;
  }

  private static void switchByHand(ModbusUnit board) {
    board.set(Table.COIL, 0, 0);
    board.set(Table.DISCRETE_INPUT, 0, 0);
  }

  private LinkRunner link(SiteConfig site, int port, OutputEngine engine) {
    Device board = site.devicesOn("relay").getFirst().device();
    var fast =
        new Device(
            board.name(),
            board.title(),
            board.profile(),
            board.address(),
            Duration.ofMillis(50),
            board.position());
    LinkConfig declared =
        site.links().stream().filter(l -> l.name().equals("relay")).findFirst().orElseThrow();
    Duration second = Duration.ofSeconds(1);
    var here = new LinkConfig.Tcp("relay", "127.0.0.1", port, second, second, declared.settings());
    var context =
        new DriverContext(
            InstantSource.system(),
            o -> inbox.add(() -> engine.onObservation(o, Instant.now())),
            _ -> {});
    DriverFactory modbus = DriverFactory.forProtocol("modbus").orElseThrow();
    return new LinkRunner("relay", modbus.create(here, List.of(fast), context), List.of(fast));
  }

  private void pump(OutputWriter writer, BooleanSupplier until) throws InterruptedException {
    while (!until.getAsBoolean()) {
      Supplier<List<OutputEvent>> input = inbox.poll(60, TimeUnit.SECONDS);
      assertTrue(input != null, "nothing came for 20 s; words so far: " + words);
      take(input.get(), writer);
    }
  }

  private void take(List<OutputEvent> events, OutputWriter writer) {
    for (OutputEvent event : events) {
      switch (event) {
        case Write write -> writer.submit(write);
        case Told told -> words.add(told.word().word());
      }
    }
  }

  private static boolean confirmed(OutputEngine engine) {
    return engine.states().getFirst().confirmation() == Confirmation.CONFIRMED;
  }

  private static AlarmWord alarm(boolean trusted) {
    return new AlarmWord("river-high", true, true, true, Level.ORANGE, trusted);
  }

  private static OutputConfig withoutShortestTimes(OutputConfig o) {
    return new OutputConfig(
        o.id(),
        o.title(),
        o.point(),
        o.onValue(),
        o.offValue(),
        o.failSafe(),
        Duration.ZERO,
        Duration.ZERO,
        o.deadMan(),
        o.readBack(),
        o.interlocks(),
        o.triggers());
  }
}
