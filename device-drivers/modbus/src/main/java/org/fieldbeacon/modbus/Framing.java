package org.fieldbeacon.modbus;

import java.util.Arrays;

/// How a PDU is wrapped on the line. Pure: bytes in, verdict out.
sealed interface Framing {
  /// A whole request frame.
  byte[] wrap(int unit, int transaction, byte[] pdu);

  /// Looks for the answer to `(unit, transaction)` in the bytes received so far, from `from` up to
  /// `length`.
  Found find(byte[] received, int from, int length, int unit, int transaction, int function);

  /// Whether answers carry nothing that tells them from the request or from one another.
  boolean isAnonymous();

  /// What the bytes say.
  sealed interface Found {
    /// Not all there yet.
    record Incomplete() implements Found {}

    /// The answer's PDU.
    record Whole(byte[] pdu) implements Found {}

    /// These bytes cannot become the answer; the exchange is spoilt.
    record Bad(String what) implements Found {}
  }

  /// MBAP header: transaction(2) protocol 0 (2) length(2) unit(1) (Modbus Messaging on TCP/IP V1.0b
  /// §3.1.3). Late answers to earlier requests are stepped over by their transaction number.
  record Tcp() implements Framing {
    private static final int HEADER = 7;

    @Override
    public byte[] wrap(int unit, int transaction, byte[] pdu) {
      byte[] frame = new byte[HEADER + pdu.length];
      frame[0] = (byte) (transaction >> 8);
      frame[1] = (byte) transaction;
      frame[4] = (byte) ((pdu.length + 1) >> 8);
      frame[5] = (byte) (pdu.length + 1);
      frame[6] = (byte) unit;
      System.arraycopy(pdu, 0, frame, HEADER, pdu.length);
      return frame;
    }

    @Override
    public boolean isAnonymous() {
      return false;
    }

    @Override
    public Found find(
        byte[] received, int from, int length, int unit, int transaction, int function) {
      int at = from;
      while (length - at >= 6) {
        int protocol = u16(received, at + 2);
        int remaining = u16(received, at + 4);
        if (protocol != 0 || remaining < 3 || remaining > Pdu.MAX_LENGTH + 1) {
          return new Found.Bad(
              "header with protocol "
                  + protocol
                  + " and length "
                  + remaining
                  + ", wanted 0 and 3..254");
        }
        if (length - at < 6 + remaining) {
          return new Found.Incomplete();
        }
        if (u16(received, at) == transaction) {
          int sender = received[at + 6] & 0xFF;
          return sender == unit
              ? new Found.Whole(Arrays.copyOfRange(received, at + HEADER, at + 6 + remaining))
              : new Found.Bad("an answer from unit " + sender + ", wanted " + unit);
        }
        at += 6 + remaining;
      }
      return new Found.Incomplete();
    }
  }

  /// unit(1) PDU crc(2, low byte first). Noise ahead of the answer is stepped over: the frame is
  /// where unit, function, length and CRC all agree. An [Echo] is for the caller to step over.
  record Rtu() implements Framing {
    @Override
    public byte[] wrap(int unit, int transaction, byte[] pdu) {
      byte[] frame = new byte[pdu.length + 3];
      frame[0] = (byte) unit;
      System.arraycopy(pdu, 0, frame, 1, pdu.length);
      int crc = Crc16.of(frame, 0, pdu.length + 1);
      frame[pdu.length + 1] = (byte) crc;
      frame[pdu.length + 2] = (byte) (crc >> 8);
      return frame;
    }

    @Override
    public boolean isAnonymous() {
      return true;
    }

    @Override
    public Found find(
        byte[] received, int from, int length, int unit, int transaction, int function) {
      for (int at = from; at + 5 <= length; at++) {
        if ((received[at] & 0xFF) != unit || (received[at + 1] & 0x7F) != function) {
          continue;
        }
        int pdu = Pdu.responseLength(received[at + 1] & 0xFF, received[at + 2] & 0xFF);
        if (pdu == 0 || pdu > Pdu.MAX_LENGTH || at + pdu + 3 > length) {
          continue;
        }
        if (Crc16.of(received, at, pdu + 1) == crcAt(received, at + pdu + 1)) {
          return new Found.Whole(Arrays.copyOfRange(received, at + 1, at + 1 + pdu));
        }
      }
      return new Found.Incomplete();
    }
  }

  private static int u16(byte[] bytes, int at) {
    return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
  }

  private static int crcAt(byte[] bytes, int at) {
    return (bytes[at + 1] & 0xFF) << 8 | bytes[at] & 0xFF;
  }
}
