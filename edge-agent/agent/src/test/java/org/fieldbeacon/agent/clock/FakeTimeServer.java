package org.fieldbeacon.agent.clock;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;

/// Answers time questions on a loopback port with what it is told to say.
public final class FakeTimeServer implements AutoCloseable {
  private static final long TO_1970 = 2_208_988_800L;

  private final DatagramSocket socket;
  private final InstantSource says;
  private final int first;
  private final int stratum;

  /// @param first the packet's first byte: leap, version, mode
  public FakeTimeServer(Instant says, int first, int stratum) throws IOException {
    this(() -> says, first, stratum);
  }

  /// One whose clock goes on.
  public FakeTimeServer(InstantSource says, int first, int stratum) throws IOException {
    this.says = says;
    this.first = first;
    this.stratum = stratum;
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::serve);
  }

  public int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    try {
      while (true) {
        var asked = new DatagramPacket(new byte[48], 48);
        socket.receive(asked);
        var answer = ByteBuffer.allocate(48);
        answer.put((byte) first).put((byte) stratum);
        answer.putInt(4, 1 << 16); // root delay 1 s
        answer.putInt(8, 1 << 14); // root dispersion 0.25 s
        answer.putLong(24, ByteBuffer.wrap(asked.getData()).getLong(40));
        stamp(answer, 32);
        stamp(answer, 40);
        socket.send(new DatagramPacket(answer.array(), 48, asked.getSocketAddress()));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void stamp(ByteBuffer answer, int at) {
    Instant now = says.instant();
    answer.putInt(at, (int) (now.getEpochSecond() + TO_1970));
    answer.putInt(at + 4, (int) (((long) now.getNano() << 32) / 1_000_000_000L));
  }

  @Override
  public void close() {
    socket.close();
  }
}
