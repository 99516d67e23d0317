package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Somebody signed in opens a thousand event streams, from many addresses, and holds on to every
/// connection: the alarm is raised, the siren sounds, and another page opens and hears of it.
@Timeout(600)
class StreamsIT {
  private static final int STREAMS = 1_000;
  private static final int OF_ONE_ADDRESS = 50;

  @TempDir Path folder;
  private final List<SSLSocket> sockets = new ArrayList<>();
  private final AtomicInteger served = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();

  @Test
  void aThousandEventStreamsStopNeitherTheAlarmNorThePage() throws Exception {
    try (var field = new FloodField();
        var console = new RunningConsole(field.writeSite(folder, ""));
        var crowd = new ConsoleUser(console)) {
      try {
        String cookie = crowd.cookieHeader();
        SSLSocketFactory tls = ConsoleUser.trusting().getSocketFactory();
        URI base = URI.create(console.address);
        for (int i = 0; i < STREAMS; i++) {
          listen(tls, base, cookie, "127.0.3." + (1 + i / OF_ONE_ADDRESS));
        }
        assertTrue(served.get() >= 20 && served.get() <= 32, "streams of one session: " + served);
        assertTrue(refused.get() > 0, "refused with a reason: " + refused);
        assertEquals(STREAMS, served.get() + refused.get() + closed.get());

        field.level(2.15);
        await(field::isSirenOn, "the siren");
        try (ConsoleUser other = crowd.another()) {
          await(
              () -> other.get("/alarms/river-high").getBoolean("active"), "the alarm on the page");
          try (SSLSocket stream = connect(tls, base, "127.0.0.1")) {
            ask(stream, other.cookieHeader());
            stream.setSoTimeout(120_000);
            var lines =
                new BufferedReader(
                    new InputStreamReader(stream.getInputStream(), StandardCharsets.UTF_8));
            String said = next(lines);
            assertTrue(said.startsWith("HTTP/1.1 200"), said);
            while (!said.startsWith("data: ") || !said.contains("\"active\":true")) {
              said = next(lines);
            }
          }
        }
      } finally {
        for (SSLSocket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  private static String next(BufferedReader lines) throws IOException {
    return Optional.ofNullable(lines.readLine())
        .orElseThrow(() -> new IOException("another page's live stream has ended"));
  }

  /// Holds on to what it gets.
  private void listen(SSLSocketFactory tls, URI base, String cookie, String from) {
    try {
      SSLSocket socket = connect(tls, base, from);
      sockets.add(socket);
      ask(socket, cookie);
      byte[] some = new byte[4096];
      int count = socket.getInputStream().read(some);
      if (count < 0) {
        throw new IOException("closed");
      }
      String answer = new String(some, 0, count, StandardCharsets.UTF_8);
      if (answer.startsWith("HTTP/1.1 200")) {
        served.incrementAndGet();
      } else {
        assertTrue(answer.startsWith("HTTP/1.1 503"), answer);
        assertTrue(answer.contains("retry-after: 3"), answer);
        refused.incrementAndGet();
      }
    } catch (IOException _) {
      closed.incrementAndGet();
    }
  }

  private static SSLSocket connect(SSLSocketFactory tls, URI base, String from) throws IOException {
    var plain = new Socket();
    plain.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    plain.setTcpNoDelay(true);
    plain.setSoTimeout(30_000);
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral(base.getHost()), base.getPort()));
    return (SSLSocket) tls.createSocket(plain, base.getHost(), base.getPort(), true);
  }

  private static void ask(SSLSocket socket, String cookie) throws IOException {
    String request = "GET /api/v1/events HTTP/1.1\r\nhost: x\r\ncookie: " + cookie + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
  }

  private static void await(Callable<Boolean> holds, String what) throws Exception {
    long end = System.nanoTime() + 120_000_000_000L;
    while (!holds.call()) {
      assertTrue(System.nanoTime() < end, "not within two minutes: " + what);
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
