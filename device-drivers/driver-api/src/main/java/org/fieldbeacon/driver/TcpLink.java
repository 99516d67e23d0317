package org.fieldbeacon.driver;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A TCP connection, read in blocking style: made for a virtual thread.
final class TcpLink implements Link {
  private final LinkConfig.Tcp config;
  private volatile @Nullable Socket socket;
  private volatile @Nullable TcpAttempt opening;

  TcpLink(LinkConfig.Tcp config) {
    this.config = config;
  }

  @Override
  public String name() {
    return "tcp " + config.host() + ":" + config.port();
  }

  @Override
  public boolean isOpen() {
    return socket != null;
  }

  @Override
  public void open() throws IOException {
    open(config.connectTimeout());
  }

  @Override
  public void open(Duration atMost) throws IOException {
    if (socket != null) {
      return;
    }
    Duration wait =
        atMost.compareTo(config.connectTimeout()) < 0 ? atMost : config.connectTimeout();
    var attempt = new TcpAttempt(config.host(), config.port());
    opening = attempt;
    try {
      socket = attempt.connect(wait);
      if (attempt.isGivenUp()) {
        close();
        throw new IOException("closed while connecting");
      }
    } catch (IOException e) {
      throw new IOException(name() + ": " + e.getMessage(), e);
    } finally {
      opening = null;
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    Socket open = connected();
    open.setSoTimeout(millis(timeout));
    try {
      return open.getInputStream().read(into, offset, length);
    } catch (SocketTimeoutException _) {
      return 0;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    connected().getOutputStream().write(bytes, offset, length);
  }

  @Override
  public void discardInput() throws IOException {
    var in = connected().getInputStream();
    var scrap = new byte[512];
    while (in.available() > 0) {
      if (in.read(scrap) < 0) {
        return;
      }
    }
  }

  @Override
  public void close() {
    TcpAttempt attempt = opening;
    if (attempt != null) {
      attempt.giveUp();
    }
    Socket open = socket;
    socket = null;
    if (open != null) {
      closeQuietly(open);
    }
  }

  static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // A socket that fails to close is gone all the same.
    }
  }

  private Socket connected() throws IOException {
    Socket open = socket;
    if (open == null) {
      throw new IOException(name() + ": not open");
    }
    return open;
  }

  /// SO_TIMEOUT 0 would wait for ever.
  static int millis(Duration timeout) {
    return Math.clamp(timeout.toMillis(), 1, Integer.MAX_VALUE);
  }
}
