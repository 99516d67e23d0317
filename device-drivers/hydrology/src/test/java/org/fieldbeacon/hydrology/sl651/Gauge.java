package org.fieldbeacon.hydrology.sl651;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/// A station at the other end of a TCP connection.
final class Gauge implements AutoCloseable {
  private final Socket socket;

  Gauge(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  Gauge(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(60_000);
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
  }

  /// The next answer, as a frame.
  Frame answer() throws IOException {
    byte[] head = socket.getInputStream().readNBytes(14);
    if (head.length < 14) {
      throw new IOException("got " + head.length + " bytes, wanted an answer");
    }
    int rest = ((head[11] & 0x0F) << 8 | head[12] & 0xFF) + 3;
    byte[] all = java.util.Arrays.copyOf(head, 14 + rest);
    if (socket.getInputStream().readNBytes(all, 14, rest) < rest) {
      throw new IOException("got a cut answer");
    }
    return Fixtures.parse(java.util.HexFormat.of().formatHex(all));
  }

  /// Whether the other end closes without a word.
  boolean isClosedByPeer() throws IOException {
    return socket.getInputStream().read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
