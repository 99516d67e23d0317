package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.fieldbeacon.agent.clock.TimeServer.Comparison;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// SNTP (RFC 4330) against a server of our own; on a clock that stands still, so that the offset is
/// exact however slow the machine.
class TimeServerIT {
  private static final int SERVER = 0x24;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static Comparison ask(Instant own, FakeTimeServer server) throws IOException {
    return new TimeServer(() -> own, () -> 7).ask("127.0.0.1", server.port(), PATIENCE);
  }

  @Test
  void theOffsetIsWhatTheServerIsAhead() throws IOException {
    var own = Instant.parse("2026-07-14T03:55:00Z");
    try (var server = new FakeTimeServer(own.plusMillis(2_500), SERVER, 2)) {
      Comparison seen = ask(own, server);
      assertEquals(Duration.ofMillis(2_500), seen.offset());
      assertEquals(
          Duration.ofMillis(750), seen.uncertainty(), "half its delay, and its dispersion");
      assertEquals(2, seen.stratum());
    }
  }

  /// The 32 bits of seconds begin anew on 2036-02-07 (§3).
  @Test
  void timeGoesOnAfterTheSecondsHaveBegunAnew() throws IOException {
    var own = Instant.parse("2036-02-07T06:28:10Z");
    try (var server = new FakeTimeServer(own.plusSeconds(20), SERVER, 1)) {
      assertEquals(Duration.ofSeconds(20), ask(own, server).offset());
    }
  }

  @Test
  void aClockThatHasNeverBeenSetIsFarBehind() throws IOException {
    var says = Instant.parse("2026-07-14T03:55:00Z");
    try (var server = new FakeTimeServer(says, SERVER, 1)) {
      assertEquals(Duration.between(Instant.EPOCH, says), ask(Instant.EPOCH, server).offset());
    }
  }

  @Test
  void aServerThatIsItselfNotSynchronizedIsNotBelieved() throws IOException {
    for (int[] bad : new int[][] {{0xE4, 2}, {SERVER, 0}, {SERVER, 16}, {0x23, 2}}) {
      try (var server = new FakeTimeServer(Instant.EPOCH, bad[0], bad[1])) {
        assertThrows(IOException.class, () -> ask(Instant.EPOCH, server));
      }
    }
  }

  @Test
  void aMachineWhereNobodyListensIsNamedAtOnce() throws IOException {
    int port;
    try (var gone = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = gone.getLocalPort();
    }
    var server = new TimeServer(Instant::now, System::nanoTime);
    IOException e = assertThrows(IOException.class, () -> server.ask("127.0.0.1", port, PATIENCE));
    assertEquals("127.0.0.1: got no listener on UDP port " + port, e.getMessage());
  }

  /// A server of another hand (chrony), an hour ahead of the machine (libfaketime); where there is
  /// one.
  @Test
  void aRealServersTimeIsRead() throws Exception {
    try (var server = RealTimeServer.aheadBy(Duration.ofHours(1), folder)) {
      Comparison seen =
          new TimeServer(Instant::now, System::nanoTime)
              .ask("127.0.0.1", server.port(), Duration.ofSeconds(10));
      Duration off = seen.offset().minusHours(1).abs();
      assertTrue(
          off.compareTo(seen.uncertainty().plusMillis(50)) <= 0,
          "off by " + off + ", which is more than " + seen.uncertainty());
      assertEquals(4, seen.stratum());
    }
  }

  @Test
  void silenceEndsInTimeAndSaysSo() throws IOException {
    try (var silent = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      var server = new TimeServer(Instant::now, System::nanoTime);
      IOException e =
          assertThrows(
              IOException.class,
              () -> server.ask("127.0.0.1", silent.getLocalPort(), Duration.ofMillis(200)));
      assertTrue(String.valueOf(e.getMessage()).contains("no answer"), e.getMessage());
    }
  }
}
