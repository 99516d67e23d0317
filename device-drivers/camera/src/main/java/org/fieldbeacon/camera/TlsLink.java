package org.fieldbeacon.camera;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.fieldbeacon.driver.Link;

/// TLS on another link, which opens and closes with it. Every wait is the other link's, so it is
/// bounded, and ends when it is closed.
final class TlsLink implements Link {
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Link plain;
  private final SSLEngine engine;
  private final ByteBuffer sealed;
  private final ByteBuffer clear;
  private final ByteBuffer out;
  private boolean isOpen;

  /// The certificate is not believed, or no TLS that both speak.
  static final class NotBelieved extends IOException {
    private static final long serialVersionUID = 1;

    NotBelieved(String what, Throwable cause) {
      super(what, cause);
    }
  }

  /// @param host the name that the certificate must bear
  TlsLink(Link plain, SSLContext context, String host, int port) {
    this.plain = plain;
    engine = context.createSSLEngine(host, port);
    engine.setUseClientMode(true);
    SSLParameters wanted = engine.getSSLParameters();
    wanted.setEndpointIdentificationAlgorithm("HTTPS");
    engine.setSSLParameters(wanted);
    sealed = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    clear = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
    out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    sealed.flip();
    clear.flip();
  }

  @Override
  public String name() {
    return "tls " + plain.name();
  }

  @Override
  public boolean isOpen() {
    return isOpen && plain.isOpen();
  }

  @Override
  public void open() throws IOException {
    open(Duration.ofSeconds(60));
  }

  @Override
  public void open(Duration atMost) throws IOException {
    long deadline = System.nanoTime() + atMost.toNanos();
    plain.open(atMost);
    try {
      engine.beginHandshake();
      while (isShakingHands()) {
        shake(deadline);
      }
      isOpen = true;
    } catch (SSLException e) {
      plain.close();
      throw new NotBelieved(name() + ": certificate: " + deepest(e), e);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private boolean isShakingHands() {
    HandshakeStatus status = engine.getHandshakeStatus();
    return status != HandshakeStatus.NOT_HANDSHAKING && status != HandshakeStatus.FINISHED;
  }

  private void shake(long deadline) throws IOException {
    switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> runTasks();
      case NEED_WRAP -> seal(NOTHING);
      default -> {
        if (!unseal(Duration.ofNanos(deadline - System.nanoTime()))) {
          throw new IOException(name() + ": got no end of the handshake in time");
        }
      }
    }
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  private void seal(ByteBuffer bytes) throws IOException {
    do {
      out.clear();
      SSLEngineResult result = engine.wrap(bytes, out);
      out.flip();
      plain.write(out.array(), 0, out.limit());
      if (result.getStatus() == SSLEngineResult.Status.CLOSED) {
        return;
      }
    } while (bytes.hasRemaining());
  }

  /// One record at most.
  ///
  /// @return false when none came in time
  private boolean unseal(Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    while (true) {
      clear.compact();
      SSLEngineResult result = engine.unwrap(sealed, clear);
      clear.flip();
      switch (result.getStatus()) {
        case OK -> {
          runTasks();
          return true;
        }
        case CLOSED -> {
          return true;
        }
        case BUFFER_OVERFLOW -> throw new IOException(name() + ": got a record that is too long");
        case BUFFER_UNDERFLOW -> {
          Duration left = Duration.ofNanos(end - System.nanoTime());
          if (!left.isPositive()) {
            return false;
          }
          sealed.compact();
          int got = plain.read(sealed.array(), sealed.position(), sealed.remaining(), left);
          if (got > 0) {
            sealed.position(sealed.position() + got);
          }
          sealed.flip();
          if (got < 0) {
            throw new EndOfStream(name() + ": the other end closed without a farewell");
          }
        }
      }
    }
  }

  /// What was cut off is told by the length that HTTP states.
  private static final class EndOfStream extends IOException {
    private static final long serialVersionUID = 1;

    EndOfStream(String what) {
      super(what);
    }
  }

  @Override
  public int read(byte[] into, int offset, int length, Duration timeout) throws IOException {
    long end = System.nanoTime() + timeout.toNanos();
    try {
      while (!clear.hasRemaining()) {
        if (engine.isInboundDone()) {
          return -1;
        }
        if (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
          seal(NOTHING);
        }
        if (!unseal(Duration.ofNanos(Math.max(1, end - System.nanoTime())))) {
          return 0;
        }
      }
    } catch (EndOfStream _) {
      return -1;
    }
    int got = Math.min(length, clear.remaining());
    clear.get(into, offset, got);
    return got;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    seal(ByteBuffer.wrap(bytes, offset, length));
  }

  @Override
  public void discardInput() throws IOException {
    throw new IOException(name() + ": nothing of a sealed stream can be left out");
  }

  /// Without a farewell, which could block.
  @Override
  public void close() {
    plain.close();
  }

  private static String deepest(Throwable e) {
    Throwable deepest = e;
    for (Throwable cause = e.getCause(); cause != null && tells(cause); cause = cause.getCause()) {
      deepest = cause;
    }
    return String.valueOf(deepest.getMessage());
  }

  /// The judge's own sentence is the last worth telling.
  private static boolean tells(Throwable cause) {
    return cause instanceof SSLException
        || cause instanceof CertificateException
            && String.valueOf(cause.getMessage()).contains("fingerprint")
        || String.valueOf(cause.getMessage()).contains("set certificate:");
  }
}
