package org.fieldbeacon.simulator.modbus;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;

/// A bare TCP client that speaks in hex.
final class Client implements AutoCloseable {
  private final Socket socket;
  private final DataInputStream in;

  Client(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
  }

  void patience(int ms) throws IOException {
    socket.setSoTimeout(ms);
  }

  void send(String hex) throws IOException {
    socket.getOutputStream().write(HexFormat.of().parseHex(hex.replace(" ", "")));
  }

  /// The next bytes in capital hex.
  String receive(int count) throws IOException {
    byte[] bytes = new byte[count];
    in.readFully(bytes);
    return HexFormat.of().withUpperCase().formatHex(bytes);
  }

  /// The next MBAP frame from its unit id on.
  String receiveMbap() throws IOException {
    in.readInt();
    return receive(in.readUnsignedShort());
  }

  /// Asks with transaction 1 and gives the PDU of the answer.
  String ask(String unitAndPdu) throws IOException {
    String bare = unitAndPdu.replace(" ", "");
    send("00010000" + "%04X".formatted(bare.length() / 2) + bare);
    return receiveMbap().substring(2);
  }

  boolean isEnded() throws IOException {
    return in.read() < 0;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
