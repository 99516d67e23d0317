package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps a line with devices that speak by themselves open: listens for them, or reads one line or
/// a recording, and tries again with back-off when it is lost.
public final class DeviceLine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DeviceLine.class);
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
  private static final Duration LAST_RETRY = Duration.ofSeconds(60);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final int PIECE = 2048;

  private final LinkConfig config;
  private final Function<Consumer<byte[]>, Conversation> conversations;
  private final Watcher watcher;
  private final LineTap tap;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Optional<AutoCloseable> open = Optional.empty();
  private volatile int port;
  private long tickedNanos = System.nanoTime();

  /// Told of the line as a whole, on its thread.
  public interface Watcher {
    /// About once a second.
    void tick();

    /// The line cannot be had now.
    void down(String why);
  }

  /// @param conversations makes one for each connection, given where its answers go
  public DeviceLine(
      LinkConfig config,
      Function<Consumer<byte[]>, Conversation> conversations,
      Watcher watcher,
      LineTap tap) {
    this.tap = tap;
    this.config = config;
    this.conversations = conversations;
    this.watcher = watcher;
  }

  /// Until closed.
  public void run() {
    Duration wait = FIRST_RETRY;
    while (!isClosed()) {
      long beganNanos = System.nanoTime();
      try {
        switch (config) {
          case LinkConfig.TcpListener listener -> listen(listener);
          case LinkConfig.Udp udp -> hear(udp);
          default -> readLine();
        }
      } catch (IOException e) {
        if (!isClosed()) {
          LOG.warn("link={} {}", config.name(), e.getMessage());
          watcher.down(String.valueOf(e.getMessage()));
        }
      }
      boolean held = System.nanoTime() - beganNanos > LAST_RETRY.toNanos();
      wait = held ? FIRST_RETRY : wait;
      pause(wait);
      wait = wait.multipliedBy(2).compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait.multipliedBy(2);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    open.ifPresent(DeviceLine::closeQuietly);
  }

  /// The port it listens on; 0 before it does, or when it does not.
  int port() {
    return port;
  }

  private void listen(LinkConfig.TcpListener listener) throws IOException {
    try (var server = new DeviceListener(listener, conversations, tap)) {
      open = Optional.of(server);
      port = server.port();
      LOG.info("link={} listening on port {}", config.name(), port);
      while (!isClosed()) {
        server.acceptNext();
        tick();
      }
    }
  }

  private void hear(LinkConfig.Udp udp) throws IOException {
    try (var peers = new DatagramPeers(udp, conversations, tap)) {
      open = Optional.of(peers::stop);
      port = peers.port();
      LOG.info("link={} hears datagrams on port {}", config.name(), port);
      while (!isClosed()) {
        peers.hearNext();
        tick();
      }
    }
  }

  private void readLine() throws IOException {
    try (Link link = config.newLink(tap);
        Conversation conversation = conversations.apply(bytes -> send(link, bytes))) {
      open = Optional.of(link);
      link.open();
      conversation.opened();
      var piece = new byte[PIECE];
      var turn = new Turn();
      while (!isClosed()) {
        int got = link.read(piece, 0, piece.length, config.responseTimeout());
        if (got < 0) {
          conversation.quiet();
          throw new IOException(link.name() + ": the other end closed");
        }
        if (got > 0) {
          conversation.received(piece, got);
          if (config instanceof LinkConfig.Tcp) {
            turn.took(got);
          }
        } else {
          conversation.quiet();
        }
        tick();
      }
    }
  }

  /// Not with every piece of a busy line.
  private void tick() {
    long now = System.nanoTime();
    if (now - tickedNanos >= TICK_NANOS) {
      tickedNanos = now;
      watcher.tick();
    }
  }

  private void send(Link link, byte[] bytes) {
    try {
      link.write(bytes, 0, bytes.length);
    } catch (IOException e) {
      LOG.info("link={} answer not sent: {}", config.name(), e.getMessage());
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// A recording is read once: at its end there is nothing to come back to.
  private void pause(Duration wait) {
    try {
      if (config instanceof LinkConfig.Replay) {
        closed.await();
      } else if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("link={} closed", config.name());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  private static void closeQuietly(AutoCloseable what) {
    try {
      what.close();
    } catch (Exception e) {
      LOG.debug("close: {}", e.getMessage());
    }
  }
}
