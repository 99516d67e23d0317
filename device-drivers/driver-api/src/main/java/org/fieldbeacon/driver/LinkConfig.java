package org.fieldbeacon.driver;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The line that devices hang on, as the site file declares it.
public sealed interface LinkConfig {
  /// Unique in the site.
  String name();

  /// Protocol settings of the line (framing `rtu`, turnaround delay, gap).
  Attributes settings();

  /// How long an answer may take, 10 ms to 60 s.
  Duration responseTimeout();

  /// Opens nothing yet; the driver that owns the link does. A listener, datagrams, an endpoint and
  /// a board have none.
  default Link newLink() {
    return Links.create(this);
  }

  /// The same, with what goes over it told to `tap`.
  default Link newLink(LineTap tap) {
    return new TappedLink(newLink(), tap);
  }

  /// @param port 1..65535
  record Tcp(
      String name,
      String host,
      int port,
      Duration connectTimeout,
      Duration responseTimeout,
      Attributes settings)
      implements LinkConfig {}

  /// @param device `/dev/ttyUSB0`
  /// @param baud 300..921600
  /// @param dataBits 7 or 8
  /// @param stopBits 1 or 2
  record Serial(
      String name,
      String device,
      int baud,
      int dataBits,
      Parity parity,
      int stopBits,
      Duration responseTimeout,
      Attributes settings)
      implements LinkConfig {
    /// Parity bit of a serial line.
    public enum Parity {
      NONE,
      EVEN,
      ODD
    }
  }

  /// Devices that connect by themselves: the driver listens and serves each. It has no single
  /// [Link].
  ///
  /// @param host address to listen on: `0.0.0.0`, `127.0.0.1`
  /// @param port 0..65535; 0 takes a free one
  /// @param maxConnections open at once, 1..5000; more are refused
  /// @param idleTimeout after which a silent connection is closed
  record TcpListener(
      String name,
      String host,
      int port,
      int maxConnections,
      Duration idleTimeout,
      Duration responseTimeout,
      Attributes settings)
      implements LinkConfig {}

  /// Datagrams, each other end a line of its own. It has no single [Link].
  ///
  /// @param host address to hear on: `0.0.0.0`, `127.0.0.1`
  /// @param port 0..65535; 0 takes a free one
  /// @param peer the one other end, spoken to first and heard alone; empty when others speak first
  /// @param maxPeers heard at once, 1..5000; more are refused
  /// @param idleTimeout after which a silent other end is forgotten
  record Udp(
      String name,
      String host,
      int port,
      Optional<Peer> peer,
      int maxPeers,
      Duration idleTimeout,
      Duration responseTimeout,
      Attributes settings)
      implements LinkConfig {
    /// Where an other end is.
    ///
    /// @param port 1..65535
    public record Peer(String host, int port) {}
  }

  /// A CAN bus of the kernel (SocketCAN), heard only. Its [Link] gives lines as `candump` writes
  /// them.
  ///
  /// @param networkInterface `can0`, up already and at the bus's bit rate
  record Can(String name, String networkInterface, Duration responseTimeout, Attributes settings)
      implements LinkConfig {}

  /// Bytes recorded earlier, read as if they came from a line; writes are swallowed.
  record Replay(String name, Path file, Duration responseTimeout, Attributes settings)
      implements LinkConfig {}

  /// A server with a session protocol of its own, reached by its URL. It has no [Link]: the driver
  /// brings its own client.
  ///
  /// @param url `opc.tcp://10.0.0.5:4840/plc`
  /// @param user who signs in; there exactly when `passwordFile` is
  /// @param passwordFile holds the password and nothing else
  /// @param stateDir the driver's own folder: keys, certificates that are believed
  record Endpoint(
      String name,
      URI url,
      Optional<String> user,
      Optional<Path> passwordFile,
      Path stateDir,
      Duration responseTimeout,
      Attributes settings)
      implements LinkConfig {}

  /// The board that the gateway runs on, with what hangs on its pins and buses. It has no [Link].
  ///
  /// @param stateDir the driver's own folder: counts that survive a restart
  record Board(String name, Path stateDir, Duration responseTimeout, Attributes settings)
      implements LinkConfig {}

  /// A folder that something outside puts files in: a camera's upload, a program. It has no [Link].
  record Folder(String name, Path path, Duration responseTimeout, Attributes settings)
      implements LinkConfig {}
}
