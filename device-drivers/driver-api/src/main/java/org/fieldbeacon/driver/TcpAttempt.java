package org.fieldbeacon.driver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One attempt to connect, within a time that holds for the name's resolution and the connection
/// together, and given up from any thread.
final class TcpAttempt {
  private final String host;
  private final int port;
  private final Socket socket = new Socket();
  private final CompletableFuture<InetAddress> resolved = new CompletableFuture<>();
  private volatile boolean isGivenUp;

  TcpAttempt(String host, int port) {
    this.host = host;
    this.port = port;
  }

  Socket connect(Duration within) throws IOException {
    long deadline = System.nanoTime() + within.toNanos();
    try {
      InetAddress address = resolve(within);
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
      socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
      socket.connect(new InetSocketAddress(address, port), TcpLink.millis(left));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw isGivenUp ? new IOException("closed while connecting", e) : e;
    }
  }

  boolean isGivenUp() {
    return isGivenUp;
  }

  void giveUp() {
    isGivenUp = true;
    resolved.cancel(true);
    TcpLink.closeQuietly(socket);
  }

  /// The resolver takes as long as it likes and cannot be stopped: it is left behind.
  private InetAddress resolve(Duration within) throws IOException {
    try {
      return InetAddress.ofLiteral(host);
    } catch (IllegalArgumentException _) {
      // A name, then.
    }
    Thread.ofPlatform().daemon().name("resolve-" + host).start(this::askResolver);
    try {
      return resolved.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new SocketTimeoutException("name not resolved within " + within.toMillis() + " ms");
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    } catch (CancellationException e) {
      throw new IOException("closed while connecting", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while connecting", e);
    }
  }

  private void askResolver() {
    try {
      resolved.complete(InetAddress.getByName(host));
    } catch (UnknownHostException e) {
      resolved.completeExceptionally(new UnknownHostException("unknown host " + host));
    }
  }
}
