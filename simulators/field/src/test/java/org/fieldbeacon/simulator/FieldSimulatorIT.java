package org.fieldbeacon.simulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.scenario.Scenario;
import org.fieldbeacon.simulator.scenario.ScenarioFile;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The shipped scenarios on a clock that the test moves.
@Timeout(60)
class FieldSimulatorIT {
  private static final int LEVEL = 0x21;

  private final AtomicLong nanos = new AtomicLong();
  private final List<SimulatorEvent> events = new CopyOnWriteArrayList<>();
  private Optional<FieldSimulator> running = Optional.empty();

  @AfterEach
  void stop() throws IOException {
    if (running.isPresent()) {
      running.get().close();
    }
  }

  /// What the demo rests on: warning after 15 to 25 seconds, guarantee after 30 to 40, rain
  /// between.
  @Test
  void theFloodPassesItsLevelsInTime() throws IOException {
    FieldSimulator flood = open("flood.yaml");
    ModbusUnit gauge = unit(flood, "river-gauge-01");
    double warning = secondsUntil(flood, () -> gauge.get(Table.HOLDING_REGISTER, LEVEL) >= 1800);
    assertTrue(warning >= 15 && warning <= 25, "1.80 m after " + warning + " s");
    assertTrue(unit(flood, "rain-gauge-01").get(Table.HOLDING_REGISTER, 0) > 1500);
    double guarantee = secondsUntil(flood, () -> gauge.get(Table.HOLDING_REGISTER, LEVEL) >= 2100);
    assertTrue(guarantee >= 30 && guarantee <= 40, "2.10 m after " + guarantee + " s");
    at(flood, 3600 * 24 * 30);
    assertEquals(
        5524, unit(flood, "rain-gauge-01").get(Table.HOLDING_REGISTER, 0), "552.5 mm in buckets");
  }

  @Test
  void startsWithEveryRegisterSet() throws IOException {
    FieldSimulator flood = open("flood.yaml");
    assertEquals(1219, unit(flood, "river-gauge-01").get(Table.HOLDING_REGISTER, LEVEL));
    assertEquals(0, unit(flood, "rain-gauge-01").get(Table.HOLDING_REGISTER, 0));
    assertEquals(220, unit(flood, "soil-01").get(Table.HOLDING_REGISTER, 0));
    // 27.5 degrees in two registers of 0.001
    assertEquals(27500, unit(flood, "weather-01").get(Table.INPUT_REGISTER, 1));
    var ready = assertInstanceOf(SimulatorEvent.Ready.class, events.getFirst());
    assertEquals(5, ready.devices().size());
  }

  @Test
  void tellsWhenTheSirenMovesAndNotWhenItIsToldAgain() throws IOException {
    FieldSimulator flood = open("flood.yaml");
    SimulatedDevice relay = flood.device("relay-01").orElseThrow();
    at(flood, 5);
    assertEquals("0500" + "00FF00", ask(relay, "01050000FF00"));
    ask(relay, "01050000FF00");
    ask(relay, "01050005FF00");
    assertEquals("010121", ask(relay, "010100000008"), "coils read back");
    assertEquals("020101", ask(relay, "010200000008"), "the siren's contact");
    assertEquals(Optional.of(true), relay.output("siren"));
    ask(relay, "010500000000");
    assertEquals("020100", ask(relay, "010200000008"));
    List<SimulatorEvent> switched =
        events.stream().filter(SimulatorEvent.OutputSwitched.class::isInstance).toList();
    assertEquals(
        List.of(siren(true, Duration.ofSeconds(5)), siren(false, Duration.ofSeconds(5))), switched);
  }

  @Test
  void aStuckRelayAnswersAndDoesNotMove() throws IOException {
    FieldSimulator flood = open("flood.yaml");
    SimulatedDevice relay = flood.device("relay-01").orElseThrow();
    relay.inject(new Fault.Stuck(Set.of()));
    assertEquals("05000" + "0FF00", ask(relay, "01050000FF00"));
    assertEquals(Optional.of(false), relay.output("siren"));
    assertEquals("020100", ask(relay, "010200000008"));
    assertFalse(events.stream().anyMatch(SimulatorEvent.OutputSwitched.class::isInstance));
  }

  @Test
  void valuesStickJumpAndDriftAndComeBack() throws IOException {
    FieldSimulator flood = open("flood.yaml");
    SimulatedDevice gauge = flood.device("river-gauge-01").orElseThrow();
    at(flood, 10);
    int healthy = gauge.unit().get(Table.HOLDING_REGISTER, LEVEL);

    var spike = new Fault.Spike(Set.of("level", "sensor-height"), 3);
    gauge.inject(spike);
    flood.tick();
    assertEquals(healthy + 3000, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL));
    assertEquals(healthy, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL - 1), "not named");
    assertEquals(11000, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL + 1), "a constant");
    gauge.heal(spike);
    flood.tick();
    assertEquals(healthy, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL));
    assertEquals(8000, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL + 1));

    gauge.inject(new Fault.Drift(Set.of("sensor-height"), 0.5));
    flood.tick();
    assertEquals(8000, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL + 1));
    at(flood, 14);
    assertEquals(10000, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL + 1), "4 h of 0.5 m");
    gauge.heal();

    gauge.inject(new Fault.Stuck(Set.of("level")));
    int stuck = gauge.unit().get(Table.HOLDING_REGISTER, LEVEL);
    at(flood, 40);
    assertEquals(stuck, gauge.unit().get(Table.HOLDING_REGISTER, LEVEL));
    assertTrue(gauge.unit().get(Table.HOLDING_REGISTER, LEVEL - 1) > stuck, "the other goes on");
    gauge.heal();
    flood.tick();
    assertTrue(gauge.unit().get(Table.HOLDING_REGISTER, LEVEL) > stuck);
  }

  @Test
  void playsTheFaultTimeline() throws IOException {
    FieldSimulator flood = open("flood-faults.yaml");
    SimulatedDevice soil = flood.device("soil-01").orElseThrow();
    at(flood, 3.9);
    assertEquals(List.of(), soil.unit().faults().active());
    at(flood, 4);
    assertEquals(List.of(new Fault.Silence()), soil.unit().faults().active());
    at(flood, 8);
    assertEquals(List.of(), soil.unit().faults().active());
    at(flood, 22);
    SimulatedDevice rain = flood.device("rain-gauge-01").orElseThrow();
    assertThrows(ConnectException.class, () -> ask(rain, "010300000001"));
    at(flood, 60);
    long begun =
        events.stream().filter(e -> e instanceof SimulatorEvent.FaultSwitched f && f.on()).count();
    long ended =
        events.stream().filter(e -> e instanceof SimulatorEvent.FaultSwitched f && !f.on()).count();
    assertEquals(ended, begun);
    assertTrue(begun >= 2, "begun " + begun);
    assertTrue(flood.devices().stream().allMatch(d -> d.unit().faults().active().isEmpty()));
  }

  @Test
  void movesByItselfOnceStarted() throws Exception {
    var clock = new SimulatedClock(System::nanoTime, 36_000);
    var flood = new FieldSimulator(scenario("flood.yaml").withAnyPorts(), clock, events::add);
    running = Optional.of(flood.start());
    ModbusUnit gauge = unit(flood, "river-gauge-01");
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (gauge.get(Table.HOLDING_REGISTER, LEVEL) < 1800 && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
    assertTrue(gauge.get(Table.HOLDING_REGISTER, LEVEL) >= 1800);
  }

  private FieldSimulator open(String name) throws IOException {
    Scenario scenario = scenario(name).withAnyPorts();
    var clock = new SimulatedClock(nanos::get, scenario.timeFactor());
    var simulator = new FieldSimulator(scenario, clock, events::add);
    running = Optional.of(simulator);
    return simulator.open();
  }

  private static Scenario scenario(String name) throws IOException {
    var loaded = ScenarioFile.load(Path.of("../scenarios").resolve(name));
    return assertInstanceOf(ScenarioFile.Loaded.Good.class, loaded, loaded.toString()).scenario();
  }

  private void at(FieldSimulator simulator, double seconds) {
    nanos.set(Math.round(seconds * 1e9));
    simulator.tick();
  }

  private double secondsUntil(
      FieldSimulator simulator, java.util.function.BooleanSupplier condition) {
    double seconds = nanos.get() / 1e9;
    while (!condition.getAsBoolean() && seconds < 200) {
      seconds += 0.1;
      at(simulator, seconds);
    }
    return seconds;
  }

  private static SimulatorEvent siren(boolean on, Duration real) {
    return new SimulatorEvent.OutputSwitched(
        "relay-01", "siren", 0, on, real, real.multipliedBy(3600));
  }

  private static ModbusUnit unit(FieldSimulator simulator, String device) {
    return simulator.device(device).orElseThrow().unit();
  }

  /// Sends unit and PDU in hex, gives the PDU of the answer.
  private static String ask(SimulatedDevice device, String hex) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), device.port())) {
      socket.setSoTimeout(60_000);
      String frame = "00010000%04X%s".formatted(hex.length() / 2, hex);
      socket.getOutputStream().write(HexFormat.of().parseHex(frame));
      var in = new DataInputStream(socket.getInputStream());
      in.readInt();
      byte[] answer = new byte[in.readUnsignedShort()];
      in.readFully(answer);
      return HexFormat.of().withUpperCase().formatHex(answer).substring(2);
    }
  }
}
