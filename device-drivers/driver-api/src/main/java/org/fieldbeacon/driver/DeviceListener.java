package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices that connect over TCP, a virtual thread each. Bounded: so many connections, none silent
/// for long, none that sends only noise.
final class DeviceListener implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceListener.class);
  private static final int ACCEPT_SLICE_MS = 500;
  private static final int BACKLOG = 128;

  private final LinkConfig.TcpListener config;
  private final Function<Consumer<byte[]>, Conversation> conversations;
  private final LineTap tap;
  private final ServerSocket server = new ServerSocket();
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private long refused;

  DeviceListener(
      LinkConfig.TcpListener config,
      Function<Consumer<byte[]>, Conversation> conversations,
      LineTap tap)
      throws IOException {
    this.config = config;
    this.conversations = conversations;
    this.tap = tap;
    try {
      server.setReuseAddress(true);
      server.setSoTimeout(ACCEPT_SLICE_MS);
      server.bind(new InetSocketAddress(config.host(), config.port()), BACKLOG);
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
    if (connections.size() >= config.maxConnections()) {
      refused++;
      if (Long.bitCount(refused) == 1) {
        LOG.warn(
            "link={} connection refused, {} are open, count={}",
            config.name(),
            connections.size(),
            refused);
      }
      socket.close();
      return;
    }
    connections.add(socket);
    Thread.ofVirtual().name(config.name() + "-" + socket.getPort()).start(() -> serve(socket));
  }

  private void serve(Socket socket) {
    String peer = String.valueOf(socket.getRemoteSocketAddress());
    try (socket;
        var conversation = conversations.apply(bytes -> send(socket, peer, bytes))) {
      socket.setTcpNoDelay(true);
      socket.setKeepAlive(true);
      conversation.opened();
      read(socket, peer, conversation);
    } catch (IOException e) {
      LOG.debug("link={} {}: {}", config.name(), socket.getPort(), e.getMessage());
    } finally {
      connections.remove(socket);
    }
  }

  private void read(Socket socket, String peer, Conversation conversation) throws IOException {
    InputStream in = socket.getInputStream();
    var turn = new Turn();
    new Attendance(conversation, config.responseTimeout(), config.idleTimeout())
        .attend(
            (into, wait) -> {
              int got = read(socket, in, into, wait);
              if (got > 0) {
                tap.received(peer, into, 0, got);
                turn.took(got);
              }
              return got;
            });
  }

  private static int read(Socket socket, InputStream in, byte[] into, Duration wait)
      throws IOException {
    socket.setSoTimeout(Math.clamp(wait.toMillis(), 1, Integer.MAX_VALUE));
    try {
      return in.read(into);
    } catch (SocketTimeoutException _) {
      return 0;
    }
  }

  private void send(Socket socket, String peer, byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      tap.sent(peer, bytes, 0, bytes.length);
    } catch (IOException e) {
      LOG.debug("link={} answer not sent: {}", config.name(), e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : connections) {
      socket.close();
    }
  }
}
