package org.fieldbeacon.simulator.modbus;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A Modbus server on one loopback port with any number of units behind it.
///
/// An idle server costs one parked virtual thread, and each connection one more, so that several
/// hundred can stand beside a benchmark. At most [#MAX_CONNECTIONS] clients at a time; further ones
/// are closed and counted.
public final class ModbusSimulator implements AutoCloseable {
  public static final int MAX_CONNECTIONS = 1024;
  private static final int BACKLOG = 128;
  private static final int REBIND_PAUSE_MS = 50;
  private static final long ACCEPT_REST_NANOS = 20_000_000;
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

  private final Framing framing;
  private final Units units;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final LongAdder turnedAway = new LongAdder();
  private int port;
  private ServerSocket server;
  private @Nullable Thread acceptor;
  private boolean closed;

  /// @param port 0..65535; 0 lets the system choose one
  public ModbusSimulator(Framing framing, int port) throws IOException {
    this.framing = framing;
    this.port = port;
    this.units = new Units(framing);
    this.server = unbound();
  }

  /// Listens; throws when the port is taken.
  public synchronized ModbusSimulator start() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    port = server.getLocalPort();
    accept(server);
    relink();
    return this;
  }

  /// The port it listens on; 0 before [#start] when the system is to choose.
  public synchronized int port() {
    return port;
  }

  public Framing framing() {
    return framing;
  }

  /// The unit of this id, made on first use.
  ///
  /// @param id 0..255
  public ModbusUnit unit(int id) {
    if (id < 0 || id > 255) {
      throw new IllegalArgumentException("unit: got " + id + ", wanted 0..255");
    }
    return units.byId().computeIfAbsent(id, this::newUnit);
  }

  /// Replaces the one listener to writes; what it throws ends the connection that wrote.
  public void onWrite(WriteListener listener) {
    units.listener(listener);
  }

  /// Whole requests taken so far, answered or not.
  public long requests() {
    return units.requests();
  }

  /// Pieces of input that were no request.
  public long badFrames() {
    return units.badFrames();
  }

  /// Connections closed at once for want of room.
  public long turnedAway() {
    return turnedAway.sum();
  }

  public int connections() {
    return connections.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    stopListening();
  }

  private ModbusUnit newUnit(int id) {
    var unit = new ModbusUnit(id);
    unit.faults().watch(this::relink);
    return unit;
  }

  /// Brings the listening socket to what the faults say.
  private synchronized void relink() {
    if (closed || !server.isBound()) {
      return;
    }
    if (units.isLinkCut()) {
      stopListening();
    } else if (server.isClosed()) {
      Thread.ofVirtual().name("modbus-rebind-" + port).start(this::rebind);
    }
  }

  /// Tries until the port is ours again, the link is cut again, or all is closed.
  private void rebind() {
    try {
      while (!tryRebind()) {
        Thread.sleep(REBIND_PAUSE_MS);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean tryRebind() {
    if (closed || units.isLinkCut() || !server.isClosed()) {
      return true;
    }
    try {
      ServerSocket fresh = unbound();
      try {
        fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
      } catch (IOException e) {
        fresh.close();
        throw e;
      }
      server = fresh;
      accept(fresh);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private void accept(ServerSocket listening) {
    acceptor = Thread.ofVirtual().name("modbus-accept-" + port).start(() -> acceptAll(listening));
  }

  /// The port stays open until the virtual thread parked in accept has noticed the close, so that
  /// is waited for: afterwards new clients are refused.
  private void stopListening() {
    quietly(server);
    hangUp();
    Thread accepting = acceptor;
    if (accepting == null) {
      return;
    }
    try {
      if (!accepting.join(CLOSE_PATIENCE)) {
        throw new IllegalStateException("port " + port + " still accepts after " + CLOSE_PATIENCE);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void acceptAll(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket socket = listening.accept();
        if (connections.size() >= MAX_CONNECTIONS) {
          turnedAway.increment();
          quietly(socket);
          continue;
        }
        connections.add(socket);
        if (listening.isClosed()) {
          drop(socket);
          return;
        }
        Thread.ofVirtual().name("modbus-client-" + port).start(() -> converse(socket));
      } catch (IOException _) {
        if (!listening.isClosed()) {
          // No more descriptors, say: again after a rest.
          LockSupport.parkNanos(ACCEPT_REST_NANOS);
        }
      }
    }
  }

  private void converse(Socket socket) {
    try {
      socket.setTcpNoDelay(true);
      new Conversation(units, socket).run(framing);
    } catch (IOException _) {
      // The client is gone, or the link was cut.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      drop(socket);
    }
  }

  private void hangUp() {
    connections.forEach(this::drop);
  }

  private void drop(Socket socket) {
    connections.remove(socket);
    quietly(socket);
  }

  private static void quietly(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception _) {
      // Closing what is already broken.
    }
  }

  private static ServerSocket unbound() throws IOException {
    var socket = new ServerSocket();
    socket.setReuseAddress(true);
    return socket;
  }
}
