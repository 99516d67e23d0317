package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class SlcanServerIT {
  private static final byte[] CANDUMP =
      "(1518110000.000000) can0 0CF00400#F0FFA1161CFFFFFF\n".getBytes(US_ASCII);

  private SlcanServer server;

  @BeforeEach
  void start() throws IOException {
    server = new SlcanServer(0);
    server.start();
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void framesGoToWhoHasOpenedTheChannelAndToNobodyElse() throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(60_000);
      assertEquals("\u0007", said(socket, "O\r", 1));
      assertEquals("\r", said(socket, "S5\r", 1));
      assertEquals(false, server.send(CANDUMP));
      assertEquals("\r", said(socket, "L\r", 1));
      assertEquals("\u0007", said(socket, "S6\r", 1));
      assertEquals(true, server.send(CANDUMP));
      assertEquals("T0CF004008F0FFA1161CFFFFFF\r", said(socket, "", 27));
      assertEquals("F00\r", said(socket, "F\r", 4));
      assertEquals("\r", said(socket, "C\r", 1));
      assertEquals(false, server.send(CANDUMP));
    }
  }

  /// A host that we did not write: Python's python-can with pyserial, named by FIELDBEACON_PYTHON.
  @Test
  void pythonCanHearsTheFrames() throws Exception {
    String python = System.getenv().getOrDefault("FIELDBEACON_PYTHON", "python3");
    boolean isThere;
    try {
      isThere = run(python, "import can, serial").waitFor() == 0;
    } catch (IOException _) {
      isThere = false;
    }
    if (!isThere) {
      String why = "skipped: " + python + " has no python-can and pyserial (pip install them)";
      assertTrue(!"true".equals(System.getenv("CI")), why + ", and CI may not skip it");
      abort(why);
    }
    Process host =
        run(
            python,
            """
            import can
            url = "socket://127.0.0.1:%d"
            with can.Bus(interface="slcan", channel=url, bitrate=250000, sleep_after_open=0) as bus:
                frame = bus.recv(60)
                assert frame is not None, "nothing heard"
                assert frame.is_extended_id and frame.arbitration_id == 0x0CF00400, frame
                assert frame.data.hex() == "f0ffa1161cffffff", frame
            """
                .formatted(server.port()));
    try {
      while (host.isAlive()) {
        server.send(CANDUMP);
        host.waitFor(50, TimeUnit.MILLISECONDS);
      }
      assertEquals(0, host.exitValue());
    } finally {
      host.destroyForcibly();
    }
  }

  private static Process run(String python, String program) throws IOException {
    return new ProcessBuilder(python, "-c", program).inheritIO().start();
  }

  private static String said(Socket socket, String command, int answer) throws IOException {
    socket.getOutputStream().write(command.getBytes(US_ASCII));
    return new String(socket.getInputStream().readNBytes(answer), US_ASCII);
  }
}
