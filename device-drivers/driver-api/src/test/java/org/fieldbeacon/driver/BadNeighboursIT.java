package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One listener with a device that behaves among others that do not and never stop: its reports are
/// answered all the same, while they go on.
@Timeout(180)
class BadNeighboursIT {
  private static final int ROUNDS = 40;
  private static final int HALF_OPEN = 200;

  /// One who is starved waits for ever; how long a machine takes otherwise is its own affair.
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final AtomicLong noise = new AtomicLong();
  private final AtomicLong floods = new AtomicLong();
  private final AtomicLong reconnects = new AtomicLong();
  private final List<Thread> neighbours = new ArrayList<>();
  private ReportingDriver driver;
  private Thread running;
  private volatile boolean isOver;

  @BeforeEach
  void listen() {
    var link =
        new LinkConfig.TcpListener(
            "line",
            "127.0.0.1",
            0,
            1000,
            Duration.ofMinutes(15),
            Duration.ofMillis(100),
            Attributes.NONE);
    driver =
        new ReportingDriver(
            link,
            new Lines(),
            (_, _, _) -> new Actuator.WriteResult.Refused("no outputs"),
            List.of(device("good"), device("flood")),
            new DriverContext(InstantSource.system(), _ -> {}, _ -> {}));
    running = Thread.ofVirtual().start(driver::run);
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (driver.port() == 0 && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    isOver = true;
    driver.close();
    assertTrue(running.join(PATIENCE));
    for (Thread neighbour : neighbours) {
      assertTrue(neighbour.join(PATIENCE), neighbour.getName());
    }
  }

  @Test
  void aDeviceIsAnsweredWhileItsNeighboursGoOnMisbehaving() throws Exception {
    List<Socket> halfOpen = new ArrayList<>();
    for (int i = 0; i < HALF_OPEN; i++) {
      Socket socket = connect();
      socket.getOutputStream().write('x');
      halfOpen.add(socket);
    }
    int cores = Runtime.getRuntime().availableProcessors();
    for (int i = 0; i < cores; i++) {
      neighbour("noise-" + i, this::sendNoise);
      neighbour("flood-" + i, this::flood);
    }
    neighbour("storm", this::connectAndLeave);
    awaitAll();
    List<Long> millis = new ArrayList<>();
    Misdeeds before = misdeeds();
    try (Socket good = connect()) {
      good.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
      while (millis.size() < ROUNDS || !misdeeds().areAllBeyond(before)) {
        long began = System.nanoTime();
        good.getOutputStream().write("good 1\n".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
            "ok\n", new String(good.getInputStream().readNBytes(3), StandardCharsets.US_ASCII));
        millis.add(Duration.ofNanos(System.nanoTime() - began).toMillis());
      }
    }
    millis.sort(null);
    System.out.println(
        "answered in ms: median %d, greatest %d of %d; noise %d kB, flood %d lines, %d reconnects"
            .formatted(
                millis.get(millis.size() / 2),
                millis.getLast(),
                millis.size(),
                noise.get() / 1024,
                floods.get(),
                reconnects.get()));
    for (Socket socket : halfOpen) {
      socket.close();
    }
  }

  private record Misdeeds(long noise, long floods, long reconnects) {
    boolean areAllBeyond(Misdeeds before) {
      return noise > before.noise && floods > before.floods && reconnects > before.reconnects;
    }
  }

  private Misdeeds misdeeds() {
    return new Misdeeds(noise.get(), floods.get(), reconnects.get());
  }

  /// Nobody is tried against neighbours that have not begun.
  private void awaitAll() {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while ((noise.get() < 1 << 20 || floods.get() < 20_000 || reconnects.get() < 50)
        && System.nanoTime() < until) {
      LockSupport.parkNanos(1_000_000);
    }
    assertTrue(
        noise.get() >= 1 << 20 && floods.get() >= 20_000 && reconnects.get() >= 50,
        noise + " " + floods + " " + reconnects);
  }

  @FunctionalInterface
  private interface Misdeed {
    void once() throws IOException;
  }

  private void neighbour(String name, Misdeed misdeed) {
    neighbours.add(
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(
                () -> {
                  while (!isOver) {
                    try {
                      misdeed.once();
                    } catch (IOException _) {
                      // Thrown out: comes back at once.
                    }
                  }
                }));
  }

  private void sendNoise() throws IOException {
    byte[] bytes = new byte[8192];
    new Random(1).nextBytes(bytes);
    try (Socket socket = connect()) {
      while (!isOver) {
        socket.getOutputStream().write(bytes);
        noise.addAndGet(bytes.length);
      }
    }
  }

  /// Reports that hold, as fast as the line takes them, answers thrown away.
  private void flood() throws IOException {
    byte[] lines = "flood 1\n".repeat(500).getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = connect()) {
      Thread drain = Thread.ofPlatform().daemon().start(() -> drain(socket));
      OutputStream out = socket.getOutputStream();
      while (!isOver && drain.isAlive()) {
        out.write(lines);
        floods.addAndGet(500);
      }
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // Closed.
    }
  }

  private void connectAndLeave() throws IOException {
    connect().close();
    reconnects.incrementAndGet();
  }

  private Socket connect() throws IOException {
    return new Socket(InetAddress.getLoopbackAddress(), driver.port());
  }

  private static Device device(String name) {
    var text = new Text(name, name);
    var point =
        new PointProfile(
            "value", text, "value", Unit.ONE, 0, 9, PointProfile.Access.READ, Attributes.NONE);
    return new Device(
        name,
        text,
        new DeviceProfile("p", text, "lines", Attributes.NONE, List.of(point)),
        new Attributes(Map.of("name", name)),
        Duration.ZERO,
        Optional.empty());
  }

  /// `NAME 1` and a line feed, answered with `ok`.
  private static final class Lines implements ReportProtocol {
    @Override
    public String name() {
      return "lines";
    }

    @Override
    public String addressKey() {
      return "name";
    }

    @Override
    public Optional<String> wrongAddress(String address) {
      return Optional.empty();
    }

    @Override
    public Optional<Unit> unit(String reading) {
      return Optional.of(Unit.ONE);
    }

    @Override
    public Session session(InstantSource clock) {
      return (bytes, from, to, isLast, heard) -> {
        int end = from;
        while (end < to && bytes[end] != '\n') {
          end++;
        }
        if (end == to && !isLast) {
          return from;
        }
        byte[] line = Arrays.copyOfRange(bytes, from, end);
        String text = new String(line, StandardCharsets.US_ASCII);
        if (text.endsWith(" 1") && heard.isKnown(text.substring(0, text.length() - 2))) {
          heard.report(
              text.substring(0, text.length() - 2),
              List.of(new Reading("value", 1, Unit.ONE, Optional.empty(), Quality.NOT_EVALUATED)));
          heard.answer("ok\n".getBytes(StandardCharsets.US_ASCII));
        } else {
          heard.bad(new Bad("line", 0, "noise", "NAME 1"));
        }
        return Math.min(end + 1, to);
      };
    }
  }
}
