package org.fieldbeacon.agent.clock;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A chrony on a loopback port that serves the machine's time, shifted, and sets no clock (`-x`).
/// Without one the test is skipped, but never on CI, which lays chrony and libfaketime out in a
/// folder of their own.
final class RealTimeServer implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);
  private static final String LIBRARY = "faketime/libfaketime.so.1";

  private final Process process;
  private final Path folder;
  private final int port;

  private RealTimeServer(Process process, Path folder, int port) {
    this.process = process;
    this.folder = folder;
    this.port = port;
  }

  /// @param folder for its files
  static RealTimeServer aheadBy(Duration shift, Path folder)
      throws IOException, InterruptedException {
    Path chronyd = found(root -> root.resolve("usr/sbin/chronyd"), "chronyd");
    Path library = found(RealTimeServer::library, "libfaketime");
    int port;
    try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = folder.resolve("chrony.conf");
    Files.write(
        config,
        List.of(
            "local stratum 4",
            "port " + port,
            "bindaddress 127.0.0.1",
            "allow 127.0.0.1",
            "cmdport 0",
            "bindcmdaddress /",
            "pidfile " + folder.resolve("pid"),
            "user " + System.getProperty("user.name")));
    var builder =
        new ProcessBuilder(chronyd.toString(), "-x", "-d", "-f", config.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME",
                "+" + shift.toSeconds() + "s",
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1"));
    var server = new RealTimeServer(builder.start(), folder, port);
    server.awaitAnswer();
    return server;
  }

  private static Path library(Path root) {
    try (Stream<Path> triplets = Files.list(root.resolve("usr/lib"))) {
      return triplets
          .map(t -> t.resolve(LIBRARY))
          .filter(Files::exists)
          .findFirst()
          .orElse(root.resolve("usr/lib").resolve(LIBRARY));
    } catch (IOException _) {
      return root.resolve("usr/lib").resolve(LIBRARY);
    }
  }

  private interface Place {
    Path in(Path root);
  }

  private static Path found(Place place, String what) {
    Optional<Path> peers = Optional.ofNullable(System.getenv("FIELDBEACON_PEERS")).map(Path::of);
    Optional<Path> found =
        Stream.concat(peers.stream(), Stream.of(Path.of("/")))
            .map(place::in)
            .filter(Files::exists)
            .findFirst();
    if (found.isEmpty()) {
      String why = "no " + what + " here, in / or FIELDBEACON_PEERS";
      if (System.getenv("CI") == null) {
        abort("skipped: " + why);
      }
      fail(why);
    }
    return found.orElseThrow();
  }

  private void awaitAnswer() throws IOException {
    var asking = new TimeServer(Instant::now, System::nanoTime);
    long end = System.nanoTime() + START.toNanos();
    IOException last = new IOException("not asked");
    while (System.nanoTime() < end && process.isAlive()) {
      try {
        asking.ask("127.0.0.1", port, Duration.ofMillis(200));
        return;
      } catch (IOException e) {
        last = e;
      }
    }
    String said = Files.readString(folder.resolve("log"));
    close();
    throw new IOException("chronyd does not answer: " + said, last);
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
