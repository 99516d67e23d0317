package org.fieldbeacon.simulator.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Against a client that we did not write (Debian's mbpoll, on libmodbus). Without it the test says
/// so and is skipped, except in CI.
@Timeout(60)
class MbpollIT {
  private static final Path MBPOLL = Path.of("/usr/bin/mbpoll");

  @BeforeEach
  void needsMbpoll() {
    if (!Files.isExecutable(MBPOLL)) {
      String why = "skipped: no " + MBPOLL + " (Debian package mbpoll)";
      assertTrue(!"true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
  }

  @Test
  void readsAllFourTables() throws Exception {
    try (var server = new ModbusSimulator(Framing.TCP, 0).start()) {
      ModbusUnit unit = server.unit(17);
      unit.set(Table.HOLDING_REGISTER, 100, 1234, 65535, 7);
      unit.set(Table.INPUT_REGISTER, 5, 4321);
      unit.set(Table.COIL, 0, 1, 0, 1);
      unit.set(Table.DISCRETE_INPUT, 9, 1);
      assertEquals(
          List.of("[100]: 1234", "[101]: 65535", "[102]: 7"),
          poll(server, 0, "-a", "17", "-t", "4", "-r", "100", "-c", "3"));
      assertEquals(
          List.of("[5]: 4321"), poll(server, 0, "-a", "17", "-t", "3", "-r", "5", "-c", "1"));
      assertEquals(
          List.of("[0]: 1", "[1]: 0", "[2]: 1"),
          poll(server, 0, "-a", "17", "-t", "0", "-r", "0", "-c", "3"));
      assertEquals(List.of("[9]: 1"), poll(server, 0, "-a", "17", "-t", "1", "-r", "9", "-c", "1"));
    }
  }

  /// One value: functions 5 and 6; several: 15 and 16.
  @Test
  void writesCoilsAndRegisters() throws Exception {
    try (var server = new ModbusSimulator(Framing.TCP, 0).start()) {
      ModbusUnit unit = server.unit(1);
      unit.define(Table.HOLDING_REGISTER, 0, 10);
      unit.define(Table.COIL, 0, 16);
      write(server, List.of("-t", "4", "-r", "2"), "54321");
      write(server, List.of("-t", "4", "-r", "3"), "11", "22", "33");
      write(server, List.of("-t", "0", "-r", "0"), "1");
      write(server, List.of("-t", "0", "-r", "4"), "1", "0", "1", "1");
      assertEquals(54321, unit.get(Table.HOLDING_REGISTER, 2));
      assertEquals(11, unit.get(Table.HOLDING_REGISTER, 3));
      assertEquals(33, unit.get(Table.HOLDING_REGISTER, 5));
      assertEquals(1, unit.get(Table.COIL, 0));
      assertEquals(
          List.of(1, 0, 1, 1),
          Stream.of(4, 5, 6, 7).map(coil -> unit.get(Table.COIL, coil)).toList());
      assertEquals(4, server.requests());
    }
  }

  @Test
  void seesARefusal() throws Exception {
    try (var server = new ModbusSimulator(Framing.TCP, 0).start()) {
      server.unit(1).define(Table.HOLDING_REGISTER, 0, 10);
      Result result = run(server, List.of("-t", "4", "-r", "10", "-c", "1"), List.of());
      assertTrue(result.output().contains("Illegal data address"), result.output());
    }
  }

  private static List<String> poll(ModbusSimulator server, int exit, String... options)
      throws Exception {
    Result result = run(server, List.of(options), List.of());
    assertEquals(exit, result.exit(), result.output());
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith("["))
        .map(line -> line.replaceAll("\\s*\\(.*\\)$", "").replaceAll("\\s+", " ").strip())
        .toList();
  }

  private static void write(ModbusSimulator server, List<String> options, String... values)
      throws Exception {
    Result result = run(server, options, List.of(values));
    assertEquals(0, result.exit(), result.output());
  }

  private static Result run(ModbusSimulator server, List<String> options, List<String> values)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(MBPOLL.toString(), "-0", "-1", "-m", "tcp", "-p", "" + server.port()));
    command.addAll(options);
    command.add("127.0.0.1");
    command.addAll(values);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "mbpoll did not end");
    return new Result(process.exitValue(), output);
  }

  private record Result(int exit, String output) {}
}
