package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.scenario.ReporterSpec;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Logger;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Message;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Protocol;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Side;
import org.fieldbeacon.simulator.scenario.Signal;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReportersIT {
  @Test
  void aReportThatNobodyConfirmsIsSaidThreeTimesAndOneThatIsConfirmedOnce() throws Exception {
    try (var centre = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var reporters = reporters(hj212(centre.getLocalPort()))) {
      reporters.start();
      try (Socket line = centre.accept();
          var in = new BufferedReader(new InputStreamReader(line.getInputStream(), US_ASCII))) {
        String first = in.readLine();
        assertTrue(first.contains("CN=2011;PW=123456;MN=M1;Flag=5;"), first);
        assertTrue(first.contains("w01018-Rtd=12.500,w01018-Flag=N"), first);
        assertEquals(first, in.readLine());
        assertEquals(first, in.readLine());
        String next = in.readLine();
        assertFalse(next.equals(first));
        String qn = next.substring(next.indexOf("QN="), next.indexOf(";ST="));
        line.getOutputStream()
            .write((qn + ";ST=91;CN=9014;PW=1;MN=M1;Flag=4;CP=&&&&0000\r\n").getBytes(US_ASCII));
        assertFalse(in.readLine().contains(qn + ";"));
      }
      assertTrue(reporters.find("one").orElseThrow().confirmed() >= 1);
    }
  }

  /// A centre that asks gets what it asks for, and what is wrong with the station is seen there.
  @Test
  void anHj212StationDoesWhatItIsToldUnlessItsFaultsForbidIt() throws Exception {
    try (var centre = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var reporters = reporters(hj212(centre.getLocalPort()))) {
      Reporter station = reporters.find("one").orElseThrow();
      station.faults().on(new Fault.WrongClock(Duration.ofDays(400)));
      reporters.start();
      try (Socket line = centre.accept();
          var in = new BufferedReader(new InputStreamReader(line.getInputStream(), US_ASCII))) {
        line.setSoTimeout(50_000);
        ask(line, 1, 1012, "SystemTime=20300102030405");
        assertEquals(List.of("9011 QnRtn=1", "9012 ExeRtn=1"), answers(in, 1));
        ask(line, 2, 1011, "");
        assertTrue(answers(in, 2).get(1).startsWith("1011 SystemTime=203001020"));
        ask(line, 3, 1062, "RtdInterval=30");
        ask(line, 4, 1061, "");
        assertEquals("1061 RtdInterval=30", answers(in, 4).get(1));
        ask(line, 5, 2061, "BeginTime=20260714093000,EndTime=20260714110000");
        assertEquals(
            List.of(
                "9011 QnRtn=1",
                "2061 DataTime=20260714100000;w01018-Avg=12.500,w01018-Flag=N",
                "2061 DataTime=20260714110000;w01018-Avg=12.500,w01018-Flag=N",
                "9012 ExeRtn=1"),
            answers(in, 5));
        station.faults().on(new Fault.Failure(5));
        ask(line, 6, 3011, "PolId=w01018");
        assertEquals(List.of("9011 QnRtn=1", "9012 ExeRtn=5"), answers(in, 6));
        station.faults().on(new Fault.Refusal(3));
        ask(line, 7, 1062, "RtdInterval=90");
        assertEquals("9011 QnRtn=3", answer(in, 7));
      }
    }
  }

  private static void ask(Socket line, int qn, int command, String content) throws IOException {
    line.getOutputStream()
        .write(
            Wires.hj212(
                "QN=%d;ST=21;CN=%d;PW=1;MN=M1;Flag=5;CP=&&%s&&".formatted(qn, command, content)));
  }

  /// Up to the last; reports in between are passed over.
  private static List<String> answers(BufferedReader in, int qn) throws IOException {
    List<String> answers = new ArrayList<>();
    while (answers.isEmpty() || !answers.getLast().startsWith("9012")) {
      answers.add(answer(in, qn));
    }
    return answers;
  }

  private static String answer(BufferedReader in, int qn) throws IOException {
    String line = in.readLine();
    while (line != null && !line.contains("QN=" + qn + ";")) {
      line = in.readLine();
    }
    assertTrue(line != null, "hung up");
    int command = line.indexOf("CN=") + 3;
    return line.substring(command, command + 4)
        + " "
        + line.substring(line.indexOf("&&") + 2, line.lastIndexOf("&&"));
  }

  /// A logger loses nothing while nobody listens, and says when each record was taken.
  @Test
  void whatALoggerHasStoredComesFirstOldestFirstEachWithItsOwnTime() throws Exception {
    try (var centre = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var spec =
          spec(
              Protocol.HJ212,
              Side.CONNECTS,
              centre.getLocalPort(),
              "M1",
              Map.of("w01018", 12.5),
              Optional.empty(),
              Optional.of(new Logger(Duration.ofMillis(300), 0.0001)));
      try (var reporters = reporters(spec)) {
        reporters.start();
        List<Instant> taken = new ArrayList<>();
        try (Socket line = centre.accept()) {
          var in = new BufferedReader(new InputStreamReader(line.getInputStream(), US_ASCII));
          while (taken.size() < 2) {
            taken.add(confirmed(in.readLine(), line));
          }
          in.readLine();
        }
        // The third was not confirmed before the line fell: it comes again on the next.
        try (Socket line = centre.accept()) {
          var in = new BufferedReader(new InputStreamReader(line.getInputStream(), US_ASCII));
          while (taken.size() < 4) {
            taken.add(confirmed(in.readLine(), line));
          }
        }
        // A step of 100 ms at a ten-thousandth of the pace.
        for (int i = 1; i < 4; i++) {
          assertEquals(Duration.ofSeconds(1000), Duration.between(taken.get(i - 1), taken.get(i)));
        }
      }
    }
  }

  private static Instant confirmed(String report, Socket line) throws IOException {
    String qn = report.substring(report.indexOf("QN="), report.indexOf(";ST="));
    line.getOutputStream()
        .write((qn + ";ST=91;CN=9014;PW=1;MN=M1;Flag=4;CP=&&&&0000\r\n").getBytes(US_ASCII));
    return LocalDateTime.parse(qn.substring(3), DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS"))
        .toInstant(ZoneOffset.ofHours(8));
  }

  @Test
  void faultsAreSeenOnTheLine() throws Exception {
    var spec =
        spec(Protocol.NMEA0183, Side.LISTENS, 0, "GN", Map.of("latitude", 34.5), Optional.empty());
    try (var reporters = reporters(spec)) {
      Reporter gnss = reporters.find("one").orElseThrow();
      reporters.open();
      gnss.faults().on(new Fault.Garbage(8));
      reporters.start();
      try (Socket client = connect(reporters)) {
        // Somebody who comes between the noise and its report misses that noise, not the next.
        var heard = new StringBuilder();
        while (reports(heard) < 2) {
          int next = client.getInputStream().read();
          assertTrue(next >= 0, "the line was closed");
          heard.append((char) next);
        }
        int second = heard.lastIndexOf("$GNGGA");
        assertEquals("\r\n", heard.substring(second - 10, second - 8));
      }
      gnss.faults().clear();
      try (Socket client = connect(reporters);
          var in = new BufferedReader(new InputStreamReader(client.getInputStream(), US_ASCII))) {
        awaitLine(in, "3430.000000,N");
        gnss.faults().on(new Fault.Spike(java.util.Set.of("latitude"), 1));
        awaitLine(in, "3530.000000,N");
        gnss.faults().on(new Fault.LinkCut());
        String line = "";
        while (line != null) {
          line = in.readLine();
        }
      } catch (IOException e) {
        assertFalse(String.valueOf(e.getMessage()).isEmpty()); // reset instead of closed
      }
    }
  }

  /// A sensor's bytes and a client of MQTT 5: each field where the standard has it.
  @Test
  void theSmallBrokerGrantsASubscriptionAndHandsOnWhatASensorPublishes() throws Exception {
    var message = new Message("a/b", "{\"x\":$level}", "", "", 2);
    var spec = spec(Protocol.MQTT, Side.LISTENS, 0, "", Map.of("level", 1.5), Optional.of(message));
    try (var reporters = reporters(spec)) {
      reporters.open();
      try (Socket client = connect(reporters)) {
        client.setSoTimeout(60_000);
        say(client, "1010" + "00044D515454" + "0502003C00" + "0003616263");
        assertEquals("2003000000", hear(client, 5));
        say(client, "8209000100" + "0003612F62" + "01");
        assertEquals("900400010000", hear(client, 6));
        reporters.start();
        assertEquals("3017" + "0003612F62" + "00", hear(client, 8));
        assertEquals(
            "{\"x\":1.500000000}", new String(client.getInputStream().readNBytes(17), US_ASCII));
        say(client, "C000");
        client.getInputStream().readNBytes(2);
      }
    }
  }

  @Test
  void aLorawanPayloadIsPackedIntoAChirpStackEvent() {
    var message =
        new Message("", "", "01 0110 {t:s32le:0.001} 01 0210 {h:s32le:0.001} {crc-kermit}", "S", 2);
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("t", 26.8);
    values.put("h", 62.6);
    var spec = spec(Protocol.MQTT, Side.LISTENS, 0, "0102", values, Optional.of(message));
    var report = new Report(spec, 7, java.time.Instant.parse("2026-07-14T09:00:00Z"), values);
    String text = new String(new MqttWire().frames(report).getFirst(), US_ASCII);
    assertTrue(text.contains("application/1/device/0102/event/up"), text);
    // 010110B068000001021088F400008CFF, the maker's own example.
    assertTrue(text.contains("\"data\":\"AQEQsGgAAAECEIj0AACM/w==\""), text);
    assertTrue(text.contains("\"fCnt\":7"), text);
  }

  private static int reports(CharSequence heard) {
    return heard.toString().split("\\$GNGGA", -1).length - 1;
  }

  private static void awaitLine(BufferedReader in, String part) throws IOException {
    String line = in.readLine();
    while (line != null && !line.contains(part)) {
      line = in.readLine();
    }
    assertTrue(line != null, "never " + part);
  }

  private static Socket connect(Reporters reporters) throws IOException {
    return new Socket(
        InetAddress.getLoopbackAddress(), reporters.ports().values().iterator().next());
  }

  private static void say(Socket client, String hex) throws IOException {
    client.getOutputStream().write(HexFormat.of().parseHex(hex));
  }

  private static String hear(Socket client, int bytes) throws IOException {
    return HexFormat.of().withUpperCase().formatHex(client.getInputStream().readNBytes(bytes));
  }

  private static ReporterSpec hj212(int port) {
    return spec(
        Protocol.HJ212, Side.CONNECTS, port, "M1", Map.of("w01018", 12.5), Optional.empty());
  }

  private static ReporterSpec spec(
      Protocol protocol,
      Side side,
      int port,
      String address,
      Map<String, Double> values,
      Optional<Message> message) {
    return spec(protocol, side, port, address, values, message, Optional.empty());
  }

  private static ReporterSpec spec(
      Protocol protocol,
      Side side,
      int port,
      String address,
      Map<String, Double> values,
      Optional<Message> message,
      Optional<Logger> logger) {
    Map<String, Signal> signals = new LinkedHashMap<>();
    values.forEach((name, value) -> signals.put(name, new Signal.Constant(value)));
    return new ReporterSpec(
        "one",
        protocol,
        side,
        "127.0.0.1",
        port,
        "one",
        address,
        Duration.ofMillis(100),
        signals,
        message,
        List.of(),
        logger);
  }

  private static Reporters reporters(ReporterSpec spec) throws IOException {
    return new Reporters(List.of(spec), new SimulatedClock(System::nanoTime, 1));
  }
}
