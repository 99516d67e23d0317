package org.fieldbeacon.simulator.report;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.Optional;

/// A connection to a centre, made when there is something to say. One thread but for `close`.
final class CentreLine implements Outlet {
  private static final int ANSWER_MS = 1000;
  private static final int MOST_ANSWER = 4096;

  private final String host;
  private final int port;
  private volatile Optional<Socket> open = Optional.empty();

  CentreLine(String host, int port) {
    this.host = host;
    this.port = port;
  }

  @Override
  public boolean isFresh() {
    return open.isEmpty();
  }

  @Override
  public boolean send(byte[] bytes) throws IOException {
    if (open.isEmpty()) {
      var socket = new Socket();
      try {
        socket.connect(new InetSocketAddress(host, port), ANSWER_MS);
        socket.setSoTimeout(ANSWER_MS);
      } catch (IOException e) {
        socket.close();
        throw e;
      }
      open = Optional.of(socket);
    }
    open.get().getOutputStream().write(bytes);
    return true;
  }

  @Override
  public byte[] answer() throws IOException {
    Optional<Socket> socket = open;
    byte[] buffer = new byte[MOST_ANSWER];
    try {
      int got = socket.isPresent() ? socket.get().getInputStream().read(buffer) : -1;
      if (got < 0) {
        throw new IOException("the centre hung up");
      }
      return Arrays.copyOf(buffer, got);
    } catch (SocketTimeoutException _) {
      return new byte[0];
    }
  }

  @Override
  public byte[] heard() throws IOException {
    Optional<Socket> socket = open;
    return socket.isPresent() && socket.get().getInputStream().available() > 0
        ? answer()
        : new byte[0];
  }

  @Override
  public void cut() {
    Optional<Socket> socket = open;
    open = Optional.empty();
    socket.ifPresent(LineServer::closeQuietly);
  }

  @Override
  public void close() {
    cut();
  }
}
