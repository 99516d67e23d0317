package org.fieldbeacon.driver;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Other ends that send datagrams to one port, a conversation each: what one says is never mixed
/// with what another says, and answers go to the one who asked. One thread. Bounded: so many other
/// ends, none silent for long.
final class DatagramPeers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DatagramPeers.class);
  private static final int LONGEST_WAIT_MS = 500;
  private static final int LONGEST = 65_507;

  private final LinkConfig.Udp config;
  private final Function<Consumer<byte[]>, Conversation> conversations;
  private final LineTap tap;
  private final DatagramSocket socket;
  private final Optional<InetSocketAddress> only;
  private final Map<SocketAddress, Peer> peers = new LinkedHashMap<>();
  private final DatagramPacket packet = new DatagramPacket(new byte[LONGEST], LONGEST);
  private final Turn turn = new Turn();
  private long refused;

  /// @throws IOException when the port cannot be had, or the other end's name is not known
  DatagramPeers(
      LinkConfig.Udp config, Function<Consumer<byte[]>, Conversation> conversations, LineTap tap)
      throws IOException {
    this.tap = tap;
    this.config = config;
    this.conversations = conversations;
    this.only = only(config);
    try {
      this.socket = new DatagramSocket(new InetSocketAddress(config.host(), config.port()));
    } catch (IOException e) {
      throw new IOException(
          "datagrams on " + config.host() + ":" + config.port() + ": " + e.getMessage(), e);
    }
    socket.setSoTimeout(Math.clamp(config.responseTimeout().toMillis(), 1, LONGEST_WAIT_MS));
    only.ifPresent(this::add);
  }

  int port() {
    return socket.getLocalPort();
  }

  /// Hears one datagram, or waits half a second at most when none comes.
  void hearNext() throws IOException {
    try {
      packet.setLength(LONGEST);
      socket.receive(packet);
      var from = (InetSocketAddress) packet.getSocketAddress();
      tap.received(String.valueOf(from), packet.getData(), 0, packet.getLength());
      peer(from).ifPresent(peer -> peer.received(packet.getData(), packet.getLength()));
      turn.took(Math.max(1, packet.getLength()));
    } catch (SocketTimeoutException _) {
      // Time to look who is silent.
    }
    forgetSilent();
  }

  /// Ends the wait for a datagram; any thread.
  void stop() {
    socket.close();
  }

  @Override
  public void close() {
    stop();
    peers.values().forEach(peer -> peer.conversation.close());
    peers.clear();
  }

  /// Empty when there is no place for one who was not heard before.
  private Optional<Peer> peer(InetSocketAddress from) {
    Peer known = peers.get(from);
    if (known != null) {
      return Optional.of(known);
    }
    boolean isStranger = only.isPresent() && !only.get().equals(from);
    if (isStranger || peers.size() >= config.maxPeers() && !forgetOneWhoSaidNothing()) {
      refused++;
      if (Long.bitCount(refused) == 1) {
        LOG.warn(
            "link={} datagram from {} refused, {}, count={}",
            config.name(),
            from,
            isStranger ? "the site has " + only.get() : peers.size() + " others are heard",
            refused);
      }
      return Optional.empty();
    }
    LOG.info("link={} hears {}", config.name(), from);
    return Optional.of(add(from));
  }

  /// Source addresses are easily made up: who never sent a frame gives way.
  private boolean forgetOneWhoSaidNothing() {
    for (var entry : peers.entrySet()) {
      if (!entry.getValue().hasSpoken) {
        entry.getValue().conversation.close();
        peers.remove(entry.getKey());
        return true;
      }
    }
    return false;
  }

  private Peer add(InetSocketAddress address) {
    var peer = new Peer(conversations.apply(bytes -> send(bytes, address)));
    peers.put(address, peer);
    peer.conversation.opened();
    return peer;
  }

  private void forgetSilent() {
    long now = System.nanoTime();
    var each = peers.entrySet().iterator();
    while (each.hasNext()) {
      var entry = each.next();
      Peer peer = entry.getValue();
      Duration silent = Duration.ofNanos(now - peer.heardNanos);
      Duration sinceQuiet = Duration.ofNanos(now - peer.quietNanos);
      Duration patience = config.responseTimeout();
      if (silent.compareTo(patience) >= 0 && sinceQuiet.compareTo(patience) >= 0) {
        peer.quietNanos = now;
        peer.conversation.quiet();
      }
      if (silent.compareTo(config.idleTimeout()) >= 0 && only.isEmpty()) {
        LOG.info("link={} {} is silent and forgotten", config.name(), entry.getKey());
        peer.conversation.close();
        each.remove();
      }
    }
  }

  private void send(byte[] bytes, InetSocketAddress to) {
    try {
      tap.sent(String.valueOf(to), bytes, 0, bytes.length);
      socket.send(new DatagramPacket(bytes, bytes.length, to));
    } catch (IOException e) {
      LOG.debug("link={} not sent to {}: {}", config.name(), to, e.getMessage());
    }
  }

  private static Optional<InetSocketAddress> only(LinkConfig.Udp config) throws IOException {
    if (config.peer().isEmpty()) {
      return Optional.empty();
    }
    LinkConfig.Udp.Peer peer = config.peer().get();
    return Optional.of(new InetSocketAddress(InetAddress.getByName(peer.host()), peer.port()));
  }

  private static final class Peer {
    final Conversation conversation;
    long heardNanos = System.nanoTime();
    long quietNanos = heardNanos;
    boolean hasSpoken;

    Peer(Conversation conversation) {
      this.conversation = conversation;
    }

    void received(byte[] bytes, int length) {
      heardNanos = System.nanoTime();
      conversation.received(bytes, length);
      hasSpoken |= conversation.bytesSinceFrame() == 0 && !conversation.isWaiting();
    }
  }
}
