package org.fieldbeacon.agent.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.simulator.modbus.Framing;
import org.fieldbeacon.simulator.modbus.ModbusSimulator;
import org.fieldbeacon.simulator.modbus.ModbusUnit;
import org.fieldbeacon.simulator.modbus.Table;
import org.fieldbeacon.simulator.opcua.OpcUaSimulator;
import org.fieldbeacon.simulator.scenario.ServerSpec;
import org.fieldbeacon.simulator.scenario.ServerSpec.VariableSpec;
import org.fieldbeacon.simulator.scenario.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Against simulated devices on the loopback address.
@Timeout(120)
class ScanCommandIT {
  @TempDir Path folder;

  private record Run(int status, List<JsonObject> found, JsonObject summary, String err) {}

  private static Run scan(String... args) {
    var out = new StringWriter();
    var err = new StringWriter();
    String[] all = new String[args.length + 1];
    System.arraycopy(args, 0, all, 0, args.length);
    all[args.length] = "--json";
    int status =
        new CommandLine(new ScanCommand())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all);
    List<JsonObject> lines = out.toString().lines().map(JsonObject::new).toList();
    return lines.isEmpty()
        ? new Run(status, List.of(), new JsonObject(), err.toString())
        : new Run(status, lines.subList(0, lines.size() - 1), lines.getLast(), err.toString());
  }

  @Test
  void unitsOnABusAreFoundAndTheProfileThatFitsIsNamed() throws IOException {
    try (var bus = new ModbusSimulator(Framing.TCP, 0)) {
      ModbusUnit gauge = bus.unit(3);
      gauge.define(Table.HOLDING_REGISTER, 0x20, 3);
      gauge.set(Table.HOLDING_REGISTER, 0x20, 1520);
      gauge.set(Table.HOLDING_REGISTER, 0x21, 1517);
      gauge.set(Table.HOLDING_REGISTER, 0x22, 8000);
      ModbusUnit other = bus.unit(7);
      other.define(Table.HOLDING_REGISTER, 0, 1);
      other.set(Table.HOLDING_REGISTER, 0, 41);
      bus.start();
      Run run =
          scan(
              "modbus", "tcp://127.0.0.1:" + bus.port(), "--addresses", "1-8", "--within", "PT60S");
      assertEquals(0, run.status(), run.err());
      assertEquals(
          List.of(3, 7),
          run.found().stream().map(f -> f.getJsonObject("address").getInteger("unit")).toList());
      // The gauge has no register 0: a refusal is an answer too.
      assertTrue(
          run.found()
              .getFirst()
              .getJsonObject("fields")
              .getString("refusal")
              .contains("exception"));
      assertEquals(41, run.found().getLast().getJsonObject("fields").getInteger("register-0"));
      assertTrue(
          run.found().getFirst().getJsonArray("profiles").contains("radar-level-gauge"),
          run.found().toString());
    }
  }

  @Test
  void aBusWithNobodyEndsInTimeAndSaysSo() throws IOException {
    try (var silent = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      long began = System.nanoTime();
      Run run = scan("modbus", "tcp://127.0.0.1:" + silent.getLocalPort(), "--within", "PT2S");
      assertEquals(1, run.status());
      assertEquals(0, run.summary().getInteger("found"));
      assertEquals(false, run.summary().getBoolean("complete"));
      assertTrue(System.nanoTime() - began < 10_000_000_000L);
    }
  }

  @Test
  void anOpcUaServerIsToldWithItsEndpointsAndOnceBelievedWithItsVariables() throws Exception {
    var spec =
        new ServerSpec(
            "plc",
            0,
            "urn:plc",
            Map.of(),
            false,
            List.of(
                new VariableSpec(
                    "level",
                    "Gate1.Level",
                    ServerSpec.Type.DOUBLE,
                    true,
                    new Signal.Constant(1.5))));
    try (var server = new OpcUaSimulator(spec, (_, _) -> {}).start()) {
      String state = folder.toString();
      Run endpoints = scan("opcua", server.url(), "--state-dir", state);
      assertEquals(0, endpoints.status(), endpoints.err());
      assertTrue(
          endpoints.summary().getJsonArray("remarks").getString(0).contains("trusted/certs"),
          endpoints.summary().encode());
      JsonObject secured =
          endpoints.found().stream()
              .map(f -> f.getJsonObject("fields"))
              .filter(f -> f.getString("security").equals("Basic256Sha256 SignAndEncrypt"))
              .findFirst()
              .orElseThrow();
      assertEquals(40, secured.getString("thumbprint").length());
      Run stranger = scan("opcua", server.url(), "--thorough", "--state-dir", state);
      assertEquals(1, stranger.status());
      assertTrue(stranger.summary().getString("trouble").contains("trusted/certs"));
      Path rejected = folder.resolve("rejected/certs");
      try (var files = Files.list(rejected)) {
        for (Path file : files.toList()) {
          Files.move(file, folder.resolve("trusted/certs").resolve(file.getFileName()));
        }
      }
      Run browsed = scan("opcua", server.url(), "--thorough", "--state-dir", state);
      JsonObject level = browsed.found().getLast().getJsonObject("fields");
      assertEquals("nsu=urn:plc;s=Gate1.Level", level.getString("node"));
      assertEquals("/plc/level", level.getString("path"));
      assertEquals(1.5, level.getDouble("value"));
      assertEquals(true, level.getBoolean("writable"));
    }
  }

  /// The pump station's profile as it is shipped; nobody has to be believed where anybody may look.
  @Test
  void aServersVariablesSuggestAProfileWithHowManyOfItsPointsAreThere() throws Exception {
    try (var server = new OpcUaSimulator(openServer("Running", "Fault"), (_, _) -> {}).start()) {
      Run run = scan("opcua", server.url(), "--state-dir", folder.toString());
      assertEquals(0, run.status(), run.err());
      JsonObject pump = run.found().getLast();
      assertEquals("Pump7", pump.getJsonObject("address").getString("instance"), pump.encode());
      assertEquals("urn:works", pump.getJsonObject("address").getString("namespace"));
      assertEquals("pump-station-opcua", pump.getJsonArray("profiles").getString(0));
      JsonObject fit = pump.getJsonObject("fields").getJsonArray("fits").getJsonObject(0);
      assertEquals(7, fit.getInteger("found"), fit.encode());
      assertEquals(8, fit.getInteger("points"));
      assertEquals(List.of("start"), fit.getJsonArray("missing").getList());
      assertTrue(run.summary().encode().contains("without security"), run.summary().encode());
      Run bare = scan("opcua", server.url(), "--no-profiles", "--state-dir", folder.toString());
      assertEquals(2, bare.found().size(), "endpoints only");
    }
  }

  @Test
  void whereNoProfileFitsTheVariablesAreListed() throws Exception {
    var spec =
        new ServerSpec("boiler", 0, "urn:works", Map.of(), true, List.of(variable("Boiler.Steam")));
    try (var server = new OpcUaSimulator(spec, (_, _) -> {}).start()) {
      Run run = scan("opcua", server.url(), "--state-dir", folder.toString());
      JsonObject steam = run.found().getLast().getJsonObject("fields");
      assertEquals("nsu=urn:works;s=Boiler.Steam", steam.getString("node"));
      assertEquals("Double", steam.getString("type"));
      assertTrue(run.summary().encode().contains("profiles fits"), run.summary().encode());
    }
  }

  private static ServerSpec openServer(String... more) {
    List<VariableSpec> variables = new ArrayList<>();
    for (String tag : List.of("SumpLevel", "Flow", "DischargePressure", "MotorCurrent")) {
      variables.add(variable("Pump7." + tag));
    }
    variables.add(variable("Pump7.RunningHours"));
    for (String tag : more) {
      variables.add(variable("Pump7." + tag));
    }
    return new ServerSpec("plc", 0, "urn:works", Map.of(), true, variables);
  }

  private static VariableSpec variable(String node) {
    return new VariableSpec(node, node, ServerSpec.Type.DOUBLE, false, new Signal.Constant(1.5));
  }

  /// SDI-12 v1.4 table 5 and §4.4.6: `13METER TER12 112T12-00012345` and the like.
  @Test
  void sdi12AddressesAreFoundWithWhatTheySayOfThemselves() throws Exception {
    try (var adapter = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> serveSdi12(adapter));
      Run run = scan("sdi12", "tcp://127.0.0.1:" + adapter.getLocalPort(), "--within", "PT30S");
      assertEquals(0, run.status(), run.err() + run.summary());
      assertEquals(1, run.found().size());
      JsonObject fields = run.found().getFirst().getJsonObject("fields");
      assertEquals("4", fields.getString("address"));
      assertEquals("1.3", fields.getString("sdi12-version"));
      assertEquals("METER", fields.getString("company"));
      assertEquals("TER12", fields.getString("model"));
      assertEquals(
          List.of("soil-probe-teros12"), run.found().getFirst().getJsonArray("profiles").getList());
    }
  }

  /// Echoes the command, as many adapters do, and answers for address 4.
  private static void serveSdi12(ServerSocket adapter) {
    while (!adapter.isClosed()) {
      serveOne(adapter);
    }
  }

  private static void serveOne(ServerSocket adapter) {
    try (Socket line = adapter.accept()) {
      var command = new StringBuilder();
      int b;
      while ((b = line.getInputStream().read()) >= 0) {
        command.append((char) b);
        if (b == '!') {
          String answer =
              switch (command.toString()) {
                case "4!" -> "4\r\n";
                case "4I!" -> "413METER   TER12 112T12-00012345\r\n";
                case "4CC!" -> "400003\r\n";
                case "4D0!" -> "4+2560+15.5+312Gm^\r\n";
                default -> "";
              };
          line.getOutputStream().write((command + answer).getBytes(StandardCharsets.US_ASCII));
          command.setLength(0);
        }
      }
    } catch (IOException _) {
      // The scanner has left, or the test.
    }
  }

  @Test
  void whatCannotBeIsUsageAndAMachineWithoutABusIsTold() {
    assertEquals(2, scan("profibus", "tcp://h:1").status());
    assertEquals(2, scan("modbus", "h:1").status());
    assertEquals(2, scan("modbus", "tcp://h:1", "--addresses", "9-3").status());
    assertEquals(2, scan("modbus", "tcp://h:1", "--within", "PT0S").status());
    assertEquals(2, scan("modbus", "tcp://h:1", "--parity", "mark").status());
    assertEquals(2, scan("opcua", "opc.tcp://h:1", "--user", "x").status());
    Run spi = scan("spi", "spi:0");
    assertEquals(2, spi.status());
    assertTrue(spi.err().contains("SPI cannot be scanned"), spi.err());
    Run open = scan("opcua", "opc.tcp://127.0.0.1:1", "--security", "weak");
    assertTrue(open.summary().getString("trouble").contains("weak"), open.toString());
    Run none = scan("i2c", "i2c:251");
    assertEquals(1, none.status());
    assertTrue(none.summary().getString("trouble").contains("/dev/i2c-251"), none.toString());
  }
}
