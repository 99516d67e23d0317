package org.fieldbeacon.simulator.camera;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.simulator.fault.Fault;
import org.fieldbeacon.simulator.fault.FaultSwitches;
import org.fieldbeacon.simulator.scenario.CameraSpec;
import org.fieldbeacon.simulator.series.SimulatedClock;

/// One camera at work: `GET /snapshot.jpg` gives the picture of the moment.
public final class CameraServer implements AutoCloseable {
  private static final String PATH = "/snapshot.jpg";
  private static final int MAX_HEAD = 16 << 10;
  private static final int PATIENCE_MS = 10_000;

  private final CameraSpec spec;
  private final SimulatedClock clock;
  private final FaultSwitches faults = new FaultSwitches();
  private final Optional<Gatekeeper> gatekeeper;
  private final Random random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<ServerSocket> server = Optional.empty();
  private volatile Optional<Path> held = Optional.empty();

  /// @param clock says which picture it is time for
  public CameraServer(CameraSpec spec, SimulatedClock clock) {
    this.spec = spec;
    this.clock = clock;
    this.gatekeeper = spec.login().map(Gatekeeper::new);
    this.random = new Random(spec.id().hashCode());
    faults.watch(this::hold);
  }

  public String id() {
    return spec.id();
  }

  /// On the loopback address; 0 before it is open.
  public int port() {
    return server.map(ServerSocket::getLocalPort).orElse(0);
  }

  public FaultSwitches faults() {
    return faults;
  }

  /// Requests taken so far.
  public long requests() {
    return requests.get();
  }

  public void start() throws IOException {
    var socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), spec.port()), 50);
    } catch (IOException e) {
      socket.close();
      throw new IOException("port " + spec.port() + ": " + e.getMessage(), e);
    }
    server = Optional.of(socket);
    Thread.ofVirtual().name("camera-" + spec.id()).start(() -> accept(socket));
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    if (server.isPresent()) {
      server.get().close();
    }
    for (Socket socket : open) {
      socket.close();
    }
  }

  private void accept(ServerSocket from) {
    try {
      while (true) {
        Socket socket = from.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      if (faults.find(Fault.LinkCut.class).isEmpty()) {
        socket.setSoTimeout(PATIENCE_MS);
        answer(head(socket.getInputStream()), socket);
      }
    } catch (IOException _) {
      // The other end hung up, or had it cut.
    } finally {
      open.remove(socket);
    }
  }

  private void answer(String head, Socket socket) throws IOException {
    OutputStream out = socket.getOutputStream();
    requests.incrementAndGet();
    Optional<Fault.Garbage> garbage = faults.find(Fault.Garbage.class);
    Optional<Fault.Refusal> refusal = faults.find(Fault.Refusal.class);
    String[] request = head.split(" ", 3);
    if (faults.find(Fault.Silence.class).isPresent()) {
      // Until the other end has enough of it.
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } else if (garbage.isPresent()) {
      out.write(garbage.get().noise(random));
    } else if (refusal.isPresent()) {
      status(out, "503 Service Unavailable", "");
    } else if (request.length < 3 || !request[0].equals("GET")) {
      status(out, "405 Method Not Allowed", "Allow: GET\r\n");
    } else if (!isLetIn(request[0], head)) {
      String challenge = gatekeeper.map(Gatekeeper::challenge).orElse("Basic realm=\"locked\"");
      status(out, "401 Unauthorized", "WWW-Authenticate: " + challenge + "\r\n");
    } else if (!request[1].equals(PATH)) {
      status(out, "404 Not Found", "");
    } else {
      picture(out);
    }
  }

  private boolean isLetIn(String method, String head) {
    if (picture().filter(p -> p == Fault.Picture.What.UNAUTHORIZED).isPresent()) {
      return false;
    }
    Optional<String> authorization =
        head.lines()
            .filter(l -> l.regionMatches(true, 0, "Authorization:", 0, 14))
            .map(l -> l.substring(14).strip())
            .findFirst();
    return gatekeeper.isEmpty() || gatekeeper.get().letsIn(method, authorization);
  }

  private void picture(OutputStream out) throws IOException {
    byte[] jpeg = Files.readAllBytes(current());
    Optional<Fault.Picture.What> what = picture();
    byte[] body = what.isPresent() ? Pictures.spoilt(jpeg, what.get()) : jpeg;
    String head =
        "HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: "
            + body.length
            + "\r\nConnection: close\r\n\r\n";
    out.write(head.getBytes(StandardCharsets.US_ASCII));
    int half = body.length / 2;
    out.write(body, 0, half);
    out.flush();
    faults.find(Fault.Slow.class).ifPresent(slow -> pause(slow.delay()));
    out.write(body, half, body.length - half);
  }

  private Optional<Fault.Picture.What> picture() {
    return faults.find(Fault.Picture.class).map(Fault.Picture::what);
  }

  private Path current() {
    return held.orElseGet(this::due);
  }

  private Path due() {
    return spec.image(clock.elapsed().toNanos() / spec.interval().toNanos());
  }

  /// A camera that is stuck shows the picture of when that began.
  private void hold() {
    if (!faults.isFrozen()) {
      held = Optional.empty();
    } else if (held.isEmpty()) {
      held = Optional.of(due());
    }
  }

  private static void status(OutputStream out, String status, String headers) throws IOException {
    String answer =
        "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: 0\r\nConnection: close\r\n\r\n";
    out.write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  /// Request line and headers.
  private static String head(InputStream in) throws IOException {
    var head = new StringBuilder();
    while (head.length() < MAX_HEAD && head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("hung up");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        open.forEach(CameraServer::closeQuietly);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // Gone all the same.
    }
  }
}
