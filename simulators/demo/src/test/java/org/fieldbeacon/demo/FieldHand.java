package org.fieldbeacon.demo;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;

/// Sets a simulated gauge and looks at a relay, by Modbus TCP of its own making (Modbus Messaging
/// on TCP/IP V1.0b §3.1; functions 1 and 6). One thread.
final class FieldHand implements AutoCloseable {
  private static final int READ_COILS = 1;
  private static final int WRITE_REGISTER = 6;
  private static final int PATIENCE_MS = 5_000;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;

  private final int unit;

  FieldHand(int port) throws IOException {
    this(port, 1);
  }

  FieldHand(int port, int unit) throws IOException {
    this.unit = unit;
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
    in = new DataInputStream(socket.getInputStream());
    out = new DataOutputStream(socket.getOutputStream());
  }

  void setRegister(int register, int value) throws IOException {
    ask(WRITE_REGISTER, register, value);
  }

  boolean isOn(int coil) throws IOException {
    byte[] answer = ask(READ_COILS, coil, 1);
    return (answer[2] & 1) == 1;
  }

  /// The answer from its function code on.
  private byte[] ask(int function, int first, int second) throws IOException {
    var request = new java.io.ByteArrayOutputStream();
    try (var frame = new DataOutputStream(request)) {
      frame.writeShort(1); // transaction
      frame.writeShort(0); // protocol: Modbus
      frame.writeShort(6); // bytes that follow
      frame.writeByte(unit);
      frame.writeByte(function);
      frame.writeShort(first);
      frame.writeShort(second);
    }
    out.write(request.toByteArray());
    in.readInt();
    byte[] answer = new byte[in.readUnsignedShort() - 1];
    in.readByte();
    in.readFully(answer);
    if (answer[0] != function) {
      throw new IOException("function " + function + ": got refusal " + answer[1]);
    }
    return answer;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
