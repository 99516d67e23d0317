package org.fieldbeacon.simulator.modbus;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;

/// One client's connection, until either side ends it. Runs on its own virtual thread.
final class Conversation {
  /// Longest PDU 253 bytes and the unit id (V1.1b3 §4.1).
  private static final int MAX_MBAP_LENGTH = 254;

  /// A pause on a line carried by TCP; far above 3.5 characters, since TCP cuts where it likes.
  private static final int QUIET_MS = 50;

  private final Units units;
  private final Socket socket;

  Conversation(Units units, Socket socket) {
    this.units = units;
    this.socket = socket;
  }

  /// Returns when the client is gone; throws when the connection broke.
  void run(Framing framing) throws IOException, InterruptedException {
    switch (framing) {
      case TCP -> tcp();
      case RTU -> rtu();
    }
  }

  /// `transaction(2) protocol(2)=0 length(2) unit(1) PDU`; a header that is not one ends the
  /// connection, for there is no way to find the next.
  private void tcp() throws IOException, InterruptedException {
    var in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
    OutputStream out = socket.getOutputStream();
    while (true) {
      int first = in.read();
      if (first < 0) {
        return;
      }
      int transaction = first << 8 | in.readUnsignedByte();
      int protocol = in.readUnsignedShort();
      int length = in.readUnsignedShort();
      if (protocol != 0 || length < 2 || length > MAX_MBAP_LENGTH) {
        units.badFrame();
        return;
      }
      int unit = in.readUnsignedByte();
      byte[] pdu = in.readNBytes(length - 1);
      if (pdu.length < length - 1) {
        return;
      }
      switch (units.reply(unit, pdu)) {
        case Reply.Pdu(byte[] answer) -> out.write(mbap(transaction, unit, answer));
        case Reply.Raw(byte[] bytes) -> out.write(bytes);
        case Reply.Nothing() -> {}
      }
    }
  }

  private static byte[] mbap(int transaction, int unit, byte[] pdu) {
    return ByteBuffer.allocate(7 + pdu.length)
        .putShort((short) transaction)
        .putShort((short) 0)
        .putShort((short) (pdu.length + 1))
        .put((byte) unit)
        .put(pdu)
        .array();
  }

  private void rtu() throws IOException, InterruptedException {
    InputStream in = socket.getInputStream();
    var requests = new RtuRequests();
    byte[] chunk = new byte[256];
    while (true) {
      socket.setSoTimeout(requests.isEmpty() ? 0 : QUIET_MS);
      long droppedBefore = requests.dropped();
      List<byte[]> frames;
      try {
        int count = in.read(chunk);
        if (count < 0) {
          return;
        }
        frames = requests.push(chunk, count);
      } catch (SocketTimeoutException _) {
        frames = requests.quiet();
      }
      if (requests.dropped() > droppedBefore) {
        units.badFrame();
      }
      for (byte[] frame : frames) {
        answer(frame);
      }
    }
  }

  /// @param frame unit and PDU
  private void answer(byte[] frame) throws IOException, InterruptedException {
    byte[] pdu = java.util.Arrays.copyOfRange(frame, 1, frame.length);
    OutputStream out = socket.getOutputStream();
    switch (units.reply(frame[0] & 0xFF, pdu)) {
      case Reply.Pdu(byte[] answer) -> out.write(withCrc(frame[0], answer));
      case Reply.Raw(byte[] bytes) -> out.write(bytes);
      case Reply.Nothing() -> {}
    }
  }

  private static byte[] withCrc(byte unit, byte[] pdu) {
    byte[] frame = ByteBuffer.allocate(pdu.length + 3).put(unit).put(pdu).array();
    int crc = RtuRequests.crc(frame, frame.length - 2);
    frame[frame.length - 2] = (byte) crc;
    frame[frame.length - 1] = (byte) (crc >> 8);
    return frame;
  }
}
