package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Conversations here greet with `hello`, note what they hear and answer each byte that is `?`;
/// what begins with `!` is noise.
@Timeout(120)
class DatagramPeersIT {
  private final List<Noted> conversations = new ArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void eachOtherEndIsALineOfItsOwnAndIsAnsweredWhereItAsked() throws Exception {
    DatagramPeers peers = peers(2, Optional.empty(), Duration.ofMinutes(5));
    DatagramSocket one = socket();
    DatagramSocket two = socket();
    send(one, peers, "ab");
    hearUntil(peers, () -> heard(0).equals("ab"));
    send(two, peers, "cd?");
    hearUntil(peers, () -> conversations.size() == 2 && heard(1).equals("cd?"));
    send(one, peers, "e");
    hearUntil(peers, () -> heard(0).equals("abe"));
    assertEquals("hello", received(one));
    assertEquals("hello", received(two));
    assertEquals("yes", received(two));
  }

  @Test
  void moreThanAllowedAreRefusedUnlessOneSaidNothingYet() throws Exception {
    DatagramPeers peers = peers(2, Optional.empty(), Duration.ofMinutes(5));
    DatagramSocket good = socket();
    DatagramSocket noisy = socket();
    DatagramSocket late = socket();
    DatagramSocket tooLate = socket();
    send(good, peers, "a");
    hearUntil(peers, () -> conversations.size() == 1);
    send(noisy, peers, "!");
    hearUntil(peers, () -> conversations.size() == 2);
    send(late, peers, "b");
    hearUntil(peers, () -> conversations.size() == 3);
    assertTrue(conversations.get(1).isClosed, "the one who sent only noise keeps its place");
    send(tooLate, peers, "c");
    send(good, peers, "d");
    hearUntil(peers, () -> heard(0).equals("ad"));
    assertEquals(3, conversations.size());
  }

  @Test
  void aSilentOtherEndIsForgotten() throws Exception {
    DatagramPeers peers = peers(2, Optional.empty(), Duration.ofMillis(50));
    send(socket(), peers, "a");
    hearUntil(peers, () -> conversations.size() == 1 && conversations.getFirst().isClosed);
    assertTrue(conversations.getFirst().quiet > 0);
  }

  @Test
  void theOneOtherEndOfTheSiteIsGreetedFirstAndHeardAlone() throws Exception {
    DatagramSocket vehicle = socket();
    DatagramPeers peers =
        peers(
            2,
            Optional.of(new LinkConfig.Udp.Peer("127.0.0.1", vehicle.getLocalPort())),
            Duration.ofMillis(50));
    assertEquals("hello", received(vehicle));
    send(socket(), peers, "x");
    send(vehicle, peers, "a");
    hearUntil(peers, () -> heard(0).equals("a"));
    assertEquals(1, conversations.size());
  }

  private DatagramPeers peers(int most, Optional<LinkConfig.Udp.Peer> peer, Duration idle)
      throws IOException {
    var config =
        new LinkConfig.Udp(
            "air", "127.0.0.1", 0, peer, most, idle, Duration.ofMillis(20), Attributes.NONE);
    var peers =
        new DatagramPeers(
            config,
            answers -> {
              var noted = new Noted(answers);
              conversations.add(noted);
              return noted;
            },
            LineTap.deaf());
    open.add(peers);
    return peers;
  }

  private DatagramSocket socket() throws IOException {
    var socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    socket.setSoTimeout(60_000);
    open.add(socket);
    return socket;
  }

  private static void send(DatagramSocket from, DatagramPeers to, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    from.send(
        new DatagramPacket(
            bytes,
            bytes.length,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), to.port())));
  }

  private static String received(DatagramSocket socket) throws IOException {
    var packet = new DatagramPacket(new byte[100], 100);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  private static void hearUntil(DatagramPeers peers, BooleanSupplier done) throws IOException {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!done.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "never came to it");
      peers.hearNext();
    }
  }

  private String heard(int conversation) {
    return conversation < conversations.size()
        ? conversations.get(conversation).heard.toString()
        : "";
  }

  private static final class Noted implements Conversation {
    final StringBuilder heard = new StringBuilder();
    final Consumer<byte[]> answers;
    boolean isClosed;
    int quiet;

    Noted(Consumer<byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public void opened() {
      answers.accept("hello".getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void received(byte[] bytes, int length) {
      heard.append(new String(bytes, 0, length, StandardCharsets.US_ASCII));
      if (bytes[length - 1] == '?') {
        answers.accept("yes".getBytes(StandardCharsets.US_ASCII));
      }
    }

    @Override
    public void quiet() {
      quiet++;
    }

    @Override
    public boolean isWaiting() {
      return false;
    }

    @Override
    public int bytesSinceFrame() {
      return heard.indexOf("!") >= 0 ? 1 : 0;
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }
}
