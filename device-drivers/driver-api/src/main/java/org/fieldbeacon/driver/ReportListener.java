package org.fieldbeacon.driver;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.fieldbeacon.driver.ReportingDriver.Answers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices that connect over TCP, a virtual thread each. Bounded: so many connections, none silent
/// for long.
final class ReportListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportListener.class);
  private static final int ACCEPT_SLICE_MS = 500;

  private final LinkConfig.TcpListener config;
  private final Function<Answers, ReportConnection> connections;
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private long refused;

  ReportListener(LinkConfig.TcpListener config, Function<Answers, ReportConnection> connections)
      throws IOException {
    this.config = config;
    this.connections = connections;
    try {
      server.setReuseAddress(true);
      server.setSoTimeout(ACCEPT_SLICE_MS);
      server.bind(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "listen on " + config.host() + ":" + config.port() + ": " + e.getMessage(), e);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  /// Takes one connection; returns after half a second when none comes.
  void acceptNext() throws IOException {
    Socket socket;
    try {
      socket = server.accept();
    } catch (SocketTimeoutException _) {
      return;
    }
    if (open.size() >= config.maxConnections()) {
      refused++;
      if (Long.bitCount(refused) == 1) {
        LOG.warn(
            "link={} connection refused, {} open, count={}", config.name(), open.size(), refused);
      }
      socket.close();
      return;
    }
    open.add(socket);
    Thread.ofVirtual().name(config.name() + "-" + socket.getPort()).start(() -> serve(socket));
  }

  private void serve(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      read(socket, connections.apply(bytes -> socket.getOutputStream().write(bytes)));
    } catch (IOException e) {
      LOG.debug("link={} {}: {}", config.name(), socket.getPort(), e.getMessage());
    } finally {
      open.remove(socket);
    }
  }

  private void read(Socket socket, ReportConnection connection) throws IOException {
    var piece = new byte[2048];
    Duration idle = Duration.ZERO;
    while (idle.compareTo(config.idleTimeout()) < 0) {
      Duration wait = connection.isWaiting() ? config.responseTimeout() : config.idleTimeout();
      socket.setSoTimeout(Math.clamp(wait.toMillis(), 1, Integer.MAX_VALUE));
      try {
        int got = socket.getInputStream().read(piece);
        if (got < 0) {
          connection.quiet();
          return;
        }
        connection.received(piece, got);
        idle = Duration.ZERO;
      } catch (SocketTimeoutException _) {
        connection.quiet();
        idle = idle.plus(wait);
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
