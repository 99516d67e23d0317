package org.fieldbeacon.driver;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/// The other end of a TCP link, whose manners can be changed while it runs.
public final class ScriptedPeer implements PollingDriverContract.Peer {
  /// What the peer does with a well-formed answer.
  public sealed interface Manners {
    record Polite() implements Manners {}

    record Silent() implements Manners {}

    /// Sends these bytes instead.
    record Garbage(byte[] bytes) implements Manners {}

    /// Sends the first `bytes` of the answer and no more.
    record Half(int bytes) implements Manners {}

    /// Sends the first `bytes` of the answer and hangs up.
    record HangUpAfter(int bytes) implements Manners {}

    /// Sends one byte at a time, each in a packet of its own.
    record ByteByByte() implements Manners {}
  }

  private final ServerSocket server;
  private final UnaryOperator<byte[]> answer;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Manners manners = new Manners.Polite();

  /// @param answer the proper answer to the bytes of a request
  public ScriptedPeer(UnaryOperator<byte[]> answer) {
    this.answer = answer;
    try {
      server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().name("peer").start(this::acceptUntilClosed);
  }

  @Override
  public int port() {
    return server.getLocalPort();
  }

  /// Connections accepted so far.
  public int connections() {
    return connections.get();
  }

  @Override
  public void behave(Manners how) {
    manners = how;
  }

  /// Hangs up on everybody.
  @Override
  public void dropAll() {
    open.forEach(ScriptedPeer::closeQuietly);
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    dropAll();
  }

  private void acceptUntilClosed() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      dropAll();
    }
  }

  private void serve(Socket socket) {
    var buffer = new byte[1024];
    try (socket) {
      socket.setTcpNoDelay(true);
      int got;
      while ((got = socket.getInputStream().read(buffer)) > 0) {
        byte[] proper = answer.apply(Arrays.copyOf(buffer, got));
        if (!send(socket.getOutputStream(), proper)) {
          return;
        }
      }
    } catch (IOException _) {
      // The other end hung up.
    } finally {
      open.remove(socket);
    }
  }

  /// Whether the connection stays.
  private boolean send(OutputStream out, byte[] proper) throws IOException {
    switch (manners) {
      case Manners.Polite() -> out.write(proper);
      case Manners.Silent() -> out.flush();
      case Manners.Garbage(byte[] bytes) -> out.write(bytes);
      case Manners.Half(int bytes) -> out.write(proper, 0, Math.min(bytes, proper.length));
      case Manners.HangUpAfter(int bytes) -> {
        out.write(proper, 0, Math.min(bytes, proper.length));
        return false;
      }
      case Manners.ByteByByte() -> {
        for (byte b : proper) {
          out.write(b);
          out.flush();
        }
      }
    }
    return true;
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // Gone all the same.
    }
  }
}
