package org.fieldbeacon.simulator.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.scenario.Signal;
import org.fieldbeacon.simulator.scenario.StationSpec;
import org.fieldbeacon.simulator.scenario.StationSpec.ElementSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A station against a centre that answers as the test says.
@Timeout(60)
class TelemetryStationIT {
  private static final Instant NOW = Instant.parse("2026-07-14T00:30:00Z");
  private static final int EOT = 0x04;
  private static final int ESC = 0x1B;

  private final AtomicLong nanos = new AtomicLong();
  private ServerSocket centre = unbound();
  private TelemetryStation station = station(1, Duration.ofMillis(300), Duration.ofSeconds(40));

  @BeforeEach
  void listen() throws IOException {
    centre = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    centre.setSoTimeout(60_000);
  }

  @AfterEach
  void stop() throws IOException {
    station.close();
    centre.close();
  }

  /// Elements as published frames have them.
  @Test
  void numbersAreWrittenAsThePublishedFramesWriteThem() {
    assertEquals("392300010490", element(0x39, 4, 3, 10.49));
    assertEquals("762AFF00000172", element(0x76, 5, 2, -1.72));
    assertEquals("38121287", element(0x38, 2, 2, 12.87));
    assertEquals("3812FFFF", element(0x38, 2, 2, 123.4), "what does not fit is no value");
  }

  @Test
  void aReportIsWholeAndAfterEotTheStationLeaves() throws IOException {
    start(Duration.ofSeconds(60));
    try (Socket line = accept()) {
      String report = frame(line);
      assertEquals(
          "7E7E010012345678123432001D020001260714083000F1F1001234567848F0F02607140830"
              + "39230000250003",
          report.substring(0, report.length() - 4));
      answer(line, 1, EOT);
      assertEquals(-1, line.getInputStream().read());
    }
    assertEquals(1, station.confirmed());
  }

  @Test
  void whatNobodyConfirmsIsSentThreeTimesAndThenFirstNextTime() throws IOException {
    start(Duration.ofMillis(200));
    try (Socket line = accept()) {
      String first = frame(line);
      assertEquals(first, frame(line));
      assertEquals(first, frame(line));
      assertEquals(-1, line.getInputStream().read());
    }
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    try (Socket line = accept()) {
      assertEquals("0001", frame(line).substring(28, 32));
      answer(line, 1, ESC);
      assertEquals("0002", frame(line).substring(28, 32));
      answer(line, 2, EOT);
      assertEquals(-1, line.getInputStream().read());
    }
    assertEquals(2, station.confirmed());
  }

  @Test
  void afterEscItStaysAndKeepsTheLineAlive() throws IOException {
    station = station(centre.getLocalPort(), Duration.ofSeconds(60), Duration.ofMillis(1));
    station.start();
    try (Socket line = accept()) {
      frame(line);
      answer(line, 1, ESC);
      long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (line.getInputStream().available() == 0 && System.nanoTime() < until) {
        clock = clock.plusSeconds(1);
        LockSupport.parkNanos(1_000_000);
      }
      String alive = frame(line);
      assertEquals("2F", alive.substring(20, 22));
      assertEquals("0001", alive.substring(28, 32));
    }
  }

  @Test
  void faultsAreSeenInValuesAndOnTheWire() throws IOException {
    station = station(centre.getLocalPort(), Duration.ofSeconds(60), Duration.ofSeconds(40));
    station.faults().on(new Fault.Spike(Set.of("level"), 1.5));
    station.faults().on(new Fault.Garbage(5));
    station.start();
    try (Socket line = accept()) {
      assertEquals(5, line.getInputStream().readNBytes(5).length);
      String report = frame(line);
      assertTrue(report.contains("392300004000"), report);
    }
  }

  private volatile Instant clock = NOW;

  private void start(Duration answer) {
    station = station(centre.getLocalPort(), answer, Duration.ofSeconds(40));
    station.start();
  }

  private TelemetryStation station(int port, Duration answer, Duration keepAlive) {
    var level = new ElementSpec("level", 0x39, 4, 3, new Signal.Constant(2.5));
    var spec =
        new StationSpec(
            "gauge", "127.0.0.1", port, "0012345678", 'H', Duration.ofHours(1), List.of(level));
    return new TelemetryStation(
        spec,
        new SimulatedClock(nanos::get, 1),
        () -> clock,
        new TelemetryStation.Timing(answer, keepAlive));
  }

  private Socket accept() throws IOException {
    Socket line = centre.accept();
    line.setSoTimeout(60_000);
    return line;
  }

  private static String element(int guide, int bytes, int decimals, double value) {
    var spec = new ElementSpec("x", guide, bytes, decimals, new Signal.Constant(value));
    return ReportFrame.element(spec, value);
  }

  /// One frame with a right check value, as hex.
  private static String frame(Socket line) throws IOException {
    byte[] head = line.getInputStream().readNBytes(14);
    assertEquals(14, head.length, "bytes of a frame's head");
    int rest = ((head[11] & 0x0F) << 8 | head[12] & 0xFF) + 3;
    byte[] tail = line.getInputStream().readNBytes(rest);
    String hex = HexFormat.of().withUpperCase().formatHex(head);
    hex += HexFormat.of().withUpperCase().formatHex(tail);
    byte[] all = HexFormat.of().parseHex(hex);
    int crc = crc(all, all.length - 2);
    assertEquals("%04X".formatted(crc), hex.substring(hex.length() - 4));
    return hex;
  }

  private static void answer(Socket line, int serial, int end) throws IOException {
    byte[] frame =
        HexFormat.of()
            .parseHex(
                "7E7E001234567801123432800802%04X260714083001%02X0000".formatted(serial, end));
    int crc = crc(frame, frame.length - 2);
    frame[frame.length - 2] = (byte) (crc >> 8);
    frame[frame.length - 1] = (byte) crc;
    line.getOutputStream().write(frame);
  }

  /// By table, not bit by bit as in the station.
  private static int crc(byte[] bytes, int length) {
    int[] table = new int[256];
    for (int i = 0; i < 256; i++) {
      int entry = i;
      for (int bit = 0; bit < 8; bit++) {
        entry = entry % 2 == 1 ? entry / 2 ^ 0xA001 : entry / 2;
      }
      table[i] = entry;
    }
    int crc = 0xFFFF;
    for (int i = 0; i < length; i++) {
      crc = crc >> 8 ^ table[(crc ^ bytes[i]) & 0xFF];
    }
    return crc;
  }

  private static ServerSocket unbound() {
    try {
      return new ServerSocket();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
