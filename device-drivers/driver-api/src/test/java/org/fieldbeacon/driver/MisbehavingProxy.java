package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.fieldbeacon.driver.ScriptedPeer.Manners;

/// Stands between a driver and a real server on the loopback address, and spoils what the server
/// says.
final class MisbehavingProxy implements AutoCloseable {
  private final int serverPort;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Manners manners = new Manners.Polite();

  MisbehavingProxy(int serverPort) {
    this.serverPort = serverPort;
    try {
      listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("proxy").start(this::accept);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// Connections taken so far.
  int connections() {
    return connections.get();
  }

  /// Of what is said from now on; cuts are counted in each connection from its beginning.
  void behave(Manners how) {
    manners = how;
  }

  void dropAll() {
    open.forEach(MisbehavingProxy::closeQuietly);
  }

  @Override
  public void close() {
    closeQuietly(listening);
    dropAll();
  }

  private void accept() {
    try {
      while (true) {
        Socket driver = listening.accept();
        connections.incrementAndGet();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        open.add(driver);
        open.add(server);
        driver.setTcpNoDelay(true);
        Thread.ofVirtual().start(() -> forward(driver, server));
        Thread.ofVirtual().start(() -> spoil(server, driver));
      }
    } catch (IOException _) {
      dropAll();
    }
  }

  private void forward(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException _) {
      // One of them hung up.
    } finally {
      forget(from, to);
    }
  }

  private void spoil(Socket server, Socket driver) {
    byte[] piece = new byte[4096];
    long told = 0;
    try (server;
        driver) {
      InputStream in = server.getInputStream();
      OutputStream out = driver.getOutputStream();
      int got;
      while ((got = in.read(piece)) >= 0) {
        switch (manners) {
          case Manners.Polite() -> out.write(piece, 0, got);
          case Manners.Silent() -> {
            // Swallowed.
          }
          case Manners.Garbage(byte[] bytes) -> out.write(bytes);
          case Manners.Half(int bytes) -> out.write(piece, 0, Math.min(got, bytes));
          case Manners.HangUpAfter(int bytes) -> {
            out.write(piece, 0, Math.clamp(bytes - told, 0, got));
            if (told + got >= bytes) {
              return;
            }
          }
          case Manners.ByteByByte() -> {
            for (int i = 0; i < got; i++) {
              out.write(piece[i]);
              out.flush();
            }
          }
        }
        told += got;
      }
    } catch (IOException _) {
      // One of them hung up.
    } finally {
      forget(server, driver);
    }
  }

  private void forget(Socket one, Socket other) {
    open.remove(one);
    open.remove(other);
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception _) {
      // Gone all the same.
    }
  }
}
