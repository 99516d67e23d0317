package org.fieldbeacon.hydrology.sdi12;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Unit;

/// The sensors' end of a line behind a transparent TCP adapter: each command is noted and answered
/// by the test's own words.
final class Sensors implements AutoCloseable {
  private final ServerSocket server;
  private final UnaryOperator<String> answers;
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private volatile Optional<Socket> client = Optional.empty();

  /// @param answers what comes back to a command; nothing for no answer
  Sensors(UnaryOperator<String> answers) {
    this.answers = answers;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("sensors").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /// Every command so far.
  List<String> heard() {
    return List.copyOf(heard);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        client = Optional.of(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    var command = new StringBuilder();
    try (socket) {
      int b;
      while ((b = socket.getInputStream().read()) >= 0) {
        command.append((char) b);
        if (b == '!') {
          heard.add(command.toString());
          String answer = answers.apply(command.toString());
          command.setLength(0);
          socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
        }
      }
    } catch (IOException _) {
      // The other end hung up.
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      if (client.isPresent()) {
        client.get().close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A device whose points are the answer's values in their order.
  static Device device(
      String name, String address, Map<String, Object> settings, List<String> points) {
    List<PointProfile> profiles = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      profiles.add(point(points.get(i), Map.of("value", i + 1)));
    }
    return device(name, address, settings, profiles, Duration.ofSeconds(60));
  }

  static Device device(
      String name,
      String address,
      Map<String, Object> settings,
      List<PointProfile> points,
      Duration interval) {
    return new Device(
        name,
        new Text(name, name),
        new DeviceProfile("any", new Text("", ""), "sdi12", new Attributes(settings), points),
        new Attributes(Map.of("address", address)),
        interval,
        Optional.empty());
  }

  static PointProfile point(String name, Map<String, Object> address) {
    return new PointProfile(
        name,
        new Text(name, name),
        name,
        Unit.ONE,
        -1e9,
        1e9,
        Access.READ,
        new Attributes(new LinkedHashMap<>(address)));
  }

  static PollingDriver driver(
      int port,
      Duration answerWithin,
      Map<String, Object> settings,
      List<Device> devices,
      DriverContext context) {
    var link =
        new LinkConfig.Tcp(
            "line",
            "127.0.0.1",
            port,
            Duration.ofSeconds(5),
            answerWithin,
            new Attributes(settings));
    return (PollingDriver) new Sdi12DriverFactory().create(link, devices, context);
  }
}
