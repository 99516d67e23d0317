package org.fieldbeacon.simulator.report;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A port on the loopback address where every client hears what is said, as at a serial server.
class LineServer implements Outlet {
  private static final int MOST_CLIENTS = 64;

  private final ServerSocket server = new ServerSocket();
  private final int wanted;
  private final List<Socket> clients = new CopyOnWriteArrayList<>();
  private volatile boolean isClosed;

  LineServer(int port) throws IOException {
    this.wanted = port;
  }

  /// Opens the port.
  void start() throws IOException {
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
    Thread.ofVirtual().name("line-" + port()).start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    while (!isClosed) {
      try {
        Socket client = server.accept();
        if (clients.size() >= MOST_CLIENTS) {
          client.close();
        } else {
          clients.add(client);
          Thread.ofVirtual().name("line-client").start(() -> serve(client));
        }
      } catch (IOException _) {
        // The port was closed, or one client vanished at once.
      }
    }
  }

  private void serve(Socket client) {
    try {
      talk(client);
    } catch (IOException _) {
      // It has gone.
    } finally {
      drop(client);
    }
  }

  /// Hears a client until it goes; what it says is of no interest here.
  void talk(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    byte[] ignored = new byte[512];
    int got = 0;
    while (got >= 0) {
      got = in.read(ignored);
    }
  }

  void drop(Socket client) {
    clients.remove(client);
    closeQuietly(client);
  }

  @Override
  public boolean send(byte[] bytes) {
    boolean anybody = false;
    for (Socket client : clients) {
      try {
        anybody |= tell(client, bytes);
      } catch (IOException _) {
        drop(client);
      }
    }
    return anybody;
  }

  /// @return whether the client had it
  boolean tell(Socket client, byte[] bytes) throws IOException {
    synchronized (client) {
      client.getOutputStream().write(bytes);
    }
    return true;
  }

  @Override
  public void cut() {
    clients.forEach(this::drop);
  }

  @Override
  public void close() {
    isClosed = true;
    closeQuietly(server);
    cut();
  }

  static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception _) {
      // Gone all the same.
    }
  }
}
