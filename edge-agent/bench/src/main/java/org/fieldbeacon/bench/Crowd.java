package org.fieldbeacon.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Far more listeners than a gateway takes, from many loopback addresses: those that are let in
/// read all of the stream, those that are refused hold their connections and try again after 30 s,
/// as the refusal says.
final class Crowd implements Listeners {
  private static final int OF_ONE_ADDRESS = 40;
  private static final Duration AGAIN = Duration.ofSeconds(30);

  /// Longer than the gateway leaves a stream without a beat, or a quiet connection open.
  private static final Duration SILENCE = Duration.ofMinutes(3);

  private final OpenConsoles.Key key;
  private final SSLSocketFactory tls;
  private final List<Thread> threads = new ArrayList<>();
  private final Set<SSLSocket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock handshake = new ReentrantLock();
  private final CountDownLatch over = new CountDownLatch(1);
  private final CountDownLatch answered;
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong served = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong closed = new AtomicLong();

  private Crowd(OpenConsoles.Key key, SSLSocketFactory tls, int count) {
    this.key = key;
    this.tls = tls;
    answered = new CountDownLatch(count);
  }

  /// Returns when each has been let in or turned away once.
  static Crowd open(OpenConsoles.Key key, int count) throws IOException, InterruptedException {
    var crowd = new Crowd(key, OpenConsoles.trusting().getSocketFactory(), count);
    for (int i = 0; i < count; i++) {
      String from = "127.0.4." + (1 + i / OF_ONE_ADDRESS);
      crowd.threads.add(Thread.startVirtualThread(() -> crowd.listen(from)));
    }
    crowd.answered.await();
    return crowd;
  }

  private void listen(String from) {
    var isFirst = new AtomicBoolean(true);
    try {
      do {
        try (SSLSocket socket = connect(from)) {
          read(socket, isFirst);
        } catch (IOException _) {
          count(isFirst, closed);
        }
      } while (!over.await(AGAIN.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What each was told the first time.
  private void count(AtomicBoolean isFirst, AtomicLong answer) {
    if (isFirst.getAndSet(false)) {
      answer.incrementAndGet();
      answered.countDown();
    }
  }

  /// One handshake at a time: what this side spends on it is taken from what is measured.
  private SSLSocket connect(String from) throws IOException {
    URI base = key.base();
    var plain = new Socket();
    plain.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
    plain.setTcpNoDelay(true);
    plain.setSoTimeout((int) SILENCE.toMillis());
    plain.connect(new InetSocketAddress(InetAddress.ofLiteral(base.getHost()), base.getPort()));
    var socket = (SSLSocket) tls.createSocket(plain, base.getHost(), base.getPort(), true);
    handshake.lock();
    try {
      socket.startHandshake();
    } catch (IOException e) {
      socket.close();
      throw e;
    } finally {
      handshake.unlock();
    }
    return socket;
  }

  /// Until the gateway or the end closes it.
  private void read(SSLSocket socket, AtomicBoolean isFirst) throws IOException {
    open.add(socket);
    try {
      if (over.getCount() > 0) {
        ask(socket, isFirst);
      }
    } finally {
      open.remove(socket);
    }
  }

  private void ask(SSLSocket socket, AtomicBoolean isFirst) throws IOException {
    String request =
        "GET /api/v1/events HTTP/1.1\r\nhost: x\r\ncookie: " + key.cookie() + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().flush();
    var lines =
        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    if (line == null) {
      throw new IOException("closed");
    }
    count(isFirst, line.startsWith("HTTP/1.1 200") ? served : refused);
    while ((line = lines.readLine()) != null) {
      if (line.startsWith("event: ")) {
        events.incrementAndGet();
      }
    }
  }

  @Override
  public long events() {
    return events.get();
  }

  /// Of the first answers.
  void into(Report report) {
    report
        .figure("streams-served", served.get())
        .figure("streams-refused", refused.get())
        .figure("streams-closed", closed.get());
  }

  @Override
  public void close() {
    over.countDown();
    for (SSLSocket socket : open) {
      try {
        socket.close();
      } catch (IOException _) {
        // Closed already.
      }
    }
    threads.forEach(Thread::interrupt);
  }
}
