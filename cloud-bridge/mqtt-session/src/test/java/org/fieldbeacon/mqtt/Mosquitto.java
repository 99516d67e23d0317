package org.fieldbeacon.mqtt;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/// Debian's mosquitto as a child process on a free loopback port. Keeps nothing on disk: a restart
/// forgets sessions and retained messages.
public final class Mosquitto implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mosquitto");

  private final int port;
  private final Path settings;
  private @Nullable Process process;

  private Mosquitto(int port, Path settings) {
    this.port = port;
    this.settings = settings;
  }

  /// Skips the test where mosquitto is not installed, but fails it where `CI` is `true`.
  ///
  /// @param dir for its settings and log
  /// @param more further lines of mosquitto.conf
  public static Mosquitto start(Path dir, String... more) {
    if (!Files.isExecutable(PROGRAM)) {
      String sentence = "mosquitto is not installed at " + PROGRAM + "; apt-get install mosquitto";
      Assertions.assertNotEquals("true", System.getenv("CI"), sentence);
      Assumptions.abort(sentence);
    }
    try {
      int port = freePort();
      Path settings = dir.resolve("mosquitto-" + port + ".conf");
      Files.writeString(
          settings,
          "listener "
              + port
              + " 127.0.0.1\nallow_anonymous true\npersistence false\nlog_dest file "
              + dir.resolve("mosquitto-" + port + ".log")
              + "\nuser root\nmax_queued_messages 0\n"
              + String.join("\n", more)
              + "\n");
      Mosquitto broker = new Mosquitto(port, settings);
      broker.start();
      return broker;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Takes TLS only.
  ///
  /// @param server the name of the broker's certificate
  /// @param asksBack whether a client must show a certificate of the same authority
  public static Mosquitto withTls(
      Path dir, TestAuthority authority, String server, boolean asksBack) {
    return start(
        dir,
        "cafile " + authority.certificate(),
        "certfile " + authority.certificateOf(server),
        "keyfile " + authority.keyOf(server),
        "require_certificate " + asksBack);
  }

  /// Outside the range from which the system lends ports to whoever connects or does not mind: it
  /// must still be free when a killed broker comes back.
  private static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
      try (var probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (BindException _) {
        // Taken; another one.
      }
    }
  }

  /// After [#kill()], on the same port.
  public void start() {
    try {
      process =
          new ProcessBuilder(PROGRAM.toString(), "-c", settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Await.until("mosquitto listens on " + port, this::accepts);
  }

  private boolean accepts() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /// SIGKILL: connections end without a goodbye.
  public void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    process = null;
    running.destroyForcibly();
    try {
      Assertions.assertTrue(running.waitFor(60, TimeUnit.SECONDS), "mosquitto did not die");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  public URI uri() {
    return URI.create("tcp://127.0.0.1:" + port);
  }

  /// Where it was started [#withTls].
  public URI tlsUri() {
    return URI.create("ssl://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    kill();
  }
}
