package org.fieldbeacon.camera;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// An RTSP camera with an H.264 stream over its own connection (RFC 2326 §10.12, RFC 6184).
final class RtspServer implements AutoCloseable {
  private static final int MAX_PACKET = 1200;
  private static final List<String> SDP =
      List.of(
          "v=0",
          "o=- 0 0 IN IP4 127.0.0.1",
          "s=cam",
          "t=0 0",
          "m=video 0 RTP/AVP 96",
          "a=rtpmap:96 H264/90000",
          "a=fmtp:96 packetization-mode=1",
          "a=control:track1");

  private final ServerSocket server;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<byte[]> units;
  private final String login;
  private volatile boolean isDead;

  /// @param stream H.264 with start codes
  /// @param login `user:password` that is wanted, empty for none
  RtspServer(byte[] stream, String login) {
    this.units = units(stream);
    this.login = login;
    try {
      server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /// A port that was free a moment ago.
  int portAfterClose() {
    int port = port();
    close();
    return port;
  }

  /// Connections are taken and nothing is ever said.
  void fallSilent() {
    isDead = true;
  }

  /// Who is connected.
  Set<Socket> connections() {
    return new HashSet<>(open);
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Socket socket : open) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<byte[]> units(byte[] stream) {
    List<byte[]> units = new ArrayList<>();
    int from = -1;
    for (int i = 0; i + 3 <= stream.length; i++) {
      if (stream[i] == 0 && stream[i + 1] == 0 && stream[i + 2] == 1) {
        if (from >= 0) {
          units.add(Arrays.copyOfRange(stream, from, stream[i - 1] == 0 ? i - 1 : i));
        }
        from = i + 3;
      }
    }
    if (from >= 0) {
      units.add(Arrays.copyOfRange(stream, from, stream.length));
    }
    return units;
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        Thread.ofVirtual().start(() -> serve(socket));
      }
    } catch (IOException _) {
      // Closed.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      while (!isDead && answer(socket)) {
        socket.setTcpNoDelay(true);
      }
      if (isDead) {
        socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
      }
    } catch (IOException _) {
      // The other end has what it wanted.
    } finally {
      open.remove(socket);
    }
  }

  private boolean answer(Socket socket) throws IOException {
    String request = request(socket.getInputStream());
    if (request.isEmpty()) {
      return false;
    }
    String sequence = request.replaceAll("(?s).*CSeq: *(\\d+).*", "$1");
    String basic =
        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8));
    String method = request.substring(0, request.indexOf(' '));
    String body = "";
    String status = "200 OK";
    String more = "Session: 1\r\n";
    if (method.equals("DESCRIBE") && !login.isEmpty() && !request.contains(basic)) {
      status = "401 Unauthorized";
      more = "WWW-Authenticate: Basic realm=\"cam\"\r\n";
    } else if (method.equals("DESCRIBE")) {
      body = String.join("\r\n", SDP) + "\r\n";
      more = "Content-Type: application/sdp\r\nContent-Length: " + body.length() + "\r\n";
    } else if (method.equals("SETUP")) {
      more += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n";
    } else if (method.equals("OPTIONS")) {
      more = "Public: OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN\r\n";
    }
    String answer = "RTSP/1.0 " + status + "\r\nCSeq: " + sequence + "\r\n" + more + "\r\n" + body;
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
    if (method.equals("PLAY")) {
      stream(new DataOutputStream(socket.getOutputStream()));
    }
    return true;
  }

  private static String request(InputStream in) throws IOException {
    var request = new StringBuilder();
    while (request.length() < 10_000 && request.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        return "";
      }
      request.append((char) b);
    }
    return request.toString();
  }

  private void stream(DataOutputStream out) throws IOException {
    int sequence = 0;
    int time = 0;
    for (int round = 0; round < 50; round++) {
      for (byte[] unit : units) {
        int type = unit[0] & 0x1F;
        boolean isPicture = type <= 5;
        for (byte[] payload : payloads(unit)) {
          packet(out, payload, sequence++, time, isPicture && isLast(payload));
        }
        time += isPicture ? 18_000 : 0;
      }
    }
  }

  private static boolean isLast(byte[] payload) {
    return (payload[0] & 0x1F) != 28 || (payload[1] & 0x40) != 0;
  }

  /// A unit that is too long for a packet goes in fragments (RFC 6184 §5.8).
  private static List<byte[]> payloads(byte[] unit) {
    if (unit.length <= MAX_PACKET) {
      return List.of(unit);
    }
    List<byte[]> payloads = new ArrayList<>();
    for (int from = 1; from < unit.length; from += MAX_PACKET) {
      int to = Math.min(unit.length, from + MAX_PACKET);
      byte[] payload = new byte[to - from + 2];
      payload[0] = (byte) (unit[0] & 0xE0 | 28);
      int edge = (from == 1 ? 0x80 : 0) | (to == unit.length ? 0x40 : 0);
      payload[1] = (byte) (edge | unit[0] & 0x1F);
      System.arraycopy(unit, from, payload, 2, to - from);
      payloads.add(payload);
    }
    return payloads;
  }

  private static void packet(
      DataOutputStream out, byte[] payload, int sequence, int time, boolean isMarked)
      throws IOException {
    out.writeByte('$');
    out.writeByte(0);
    out.writeShort(payload.length + 12);
    out.writeByte(0x80);
    out.writeByte((isMarked ? 0x80 : 0) | 96);
    out.writeShort(sequence);
    out.writeInt(time);
    out.writeInt(7);
    out.write(payload);
  }
}
