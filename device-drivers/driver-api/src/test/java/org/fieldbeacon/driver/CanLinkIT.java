package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A bus of the kernel. Where it has none, what is missing is named; where there is a `vcan0` (`ip
/// link add vcan0 type vcan; ip link set vcan0 up`), `.ci/kernel` starts such a kernel), frames
/// that Python's own socket sends are heard.
@Timeout(120)
class CanLinkIT {
  private static final String INTERFACE = "vcan0";

  @Test
  void anInterfaceThatIsNotThereIsNamedWithWhatToDo() {
    try (Link link = link("no-such-can")) {
      String why = String.valueOf(assertThrows(IOException.class, link::open).getMessage());
      assertTrue(why.startsWith("can no-such-can: "), why);
      boolean hasCan = why.contains("no interface of this name; `ip link` lists them");
      boolean hasNone = why.contains("this kernel has no CAN");
      boolean isElsewhere = why.contains("wanted Linux");
      assertTrue(hasCan || hasNone || isElsewhere, why);
    }
  }

  @Test
  void framesOf29BitsAreHeardAndOthersAreNot() throws Exception {
    try (Link link = bus()) {
      send(
          """
          s.send(f(0x8CF00400, bytes.fromhex("207D87481400F087")))
          s.send(f(0x123, bytes(8)))
          s.send(f(0xC0000000 | 0x18EA00F9, b""))
          s.send(f(0x98FEF100, bytes.fromhex("FFAB")))
          s.send(f(0x98FEF200, b""))
          """);
      assertEquals(
          """
          vcan0 0CF00400#207D87481400F087
          vcan0 18FEF100#FFAB
          vcan0 18FEF200#
          """,
          lines(link, 3));
    }
  }

  @Test
  void aReadReturnsSoonAfterClose() throws Exception {
    Link link = bus();
    var reading =
        Thread.ofVirtual()
            .start(
                () ->
                    assertThrows(
                        IOException.class,
                        () -> {
                          while (true) {
                            link.read(new byte[100], 0, 100, Duration.ofSeconds(100));
                          }
                        }));
    link.close();
    assertTrue(reading.join(Duration.ofSeconds(60)), "still reads");
  }

  private static Link link(String networkInterface) {
    return new LinkConfig.Can("bus", networkInterface, Duration.ofSeconds(1), Attributes.NONE)
        .newLink();
  }

  private static Link bus() throws IOException {
    if (NetworkInterface.getByName(INTERFACE) == null
        && !Files.exists(Path.of("/sys/class/net/" + INTERFACE))) {
      abort("skipped: no " + INTERFACE + " here (.ci/kernel starts a kernel that has one)");
    }
    Link link = link(INTERFACE);
    link.open();
    return link;
  }

  /// By Python, whose standard library has CAN sockets.
  private static void send(String frames) throws Exception {
    String program =
        """
        import socket, struct
        s = socket.socket(socket.AF_CAN, socket.SOCK_RAW, socket.CAN_RAW)
        s.bind(("vcan0",))
        f = lambda i, d: struct.pack("=IB3x8s", i, len(d), d)
        """
            + frames;
    Process process = new ProcessBuilder(Python.command(), "-c", program).inheritIO().start();
    assertEquals(0, process.waitFor());
  }

  private static String lines(Link link, int count) throws IOException {
    var text = new StringBuilder();
    byte[] piece = new byte[7];
    while (text.chars().filter(c -> c == '\n').count() < count) {
      int got = link.read(piece, 0, piece.length, Duration.ofSeconds(60));
      assertTrue(got > 0, "heard only " + text);
      text.append(new String(piece, 0, got, StandardCharsets.US_ASCII));
    }
    return text.toString();
  }
}
