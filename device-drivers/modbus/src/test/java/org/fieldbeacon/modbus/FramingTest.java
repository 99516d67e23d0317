package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import org.fieldbeacon.modbus.Framing.Found;
import org.junit.jupiter.api.Test;

class FramingTest {
  // unit 1, read holding registers, 6 bytes: 495, 324, 4; CRC low byte first
  private static final byte[] RTU = Fixtures.hex("01030601EF01440004B559");
  // transaction 7, protocol 0, 9 bytes follow: unit 1, the same PDU
  private static final byte[] TCP = Fixtures.hex("00070000000901030601EF01440004");
  private static final byte[] PDU = Fixtures.hex("030601EF01440004");

  @Test
  void everyCutOfAnRtuFrameIsIncomplete() {
    for (int length = 0; length < RTU.length; length++) {
      assertInstanceOf(Found.Incomplete.class, rtu(Arrays.copyOf(RTU, length)), "cut " + length);
    }
    assertWhole(rtu(RTU));
  }

  @Test
  void noSingleFlippedBitOfAnRtuFrameIsTakenForTheAnswer() {
    for (int bit = 0; bit < RTU.length * 8; bit++) {
      byte[] flipped = RTU.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertFalse(rtu(flipped) instanceof Found.Whole, "bit " + bit);
    }
  }

  @Test
  void anEchoOrNoiseAheadOfAnRtuAnswerIsSteppedOver() {
    byte[] request = Fixtures.hex("01030000000305CB");
    assertWhole(rtu(join(request, RTU)));
    assertWhole(rtu(join(Fixtures.hex("00FF010301"), RTU)));
  }

  @Test
  void anAnswerOfAnotherUnitIsNotOurs() {
    assertFalse(new Framing.Rtu().find(RTU, 0, RTU.length, 2, 0, 3) instanceof Found.Whole);
    assertInstanceOf(Found.Bad.class, new Framing.Tcp().find(TCP, 0, TCP.length, 2, 7, 3));
  }

  @Test
  void everyCutOfATcpFrameIsIncomplete() {
    for (int length = 0; length < TCP.length; length++) {
      var found = new Framing.Tcp().find(TCP, 0, length, 1, 7, 3);
      assertInstanceOf(Found.Incomplete.class, found, "cut " + length);
    }
    assertWhole(new Framing.Tcp().find(TCP, 0, TCP.length, 1, 7, 3));
  }

  @Test
  void aLateTcpAnswerToAnEarlierRequestIsSteppedOver() {
    byte[] late = TCP.clone();
    late[1] = 6;
    late[TCP.length - 1] = 99;
    byte[] both = join(late, TCP);
    assertInstanceOf(Found.Incomplete.class, new Framing.Tcp().find(late, 0, late.length, 1, 7, 3));
    assertWhole(new Framing.Tcp().find(both, 0, both.length, 1, 7, 3));
  }

  @Test
  void aTcpHeaderThatIsNotModbusSpoilsTheExchange() {
    byte[] http = "HTTP/1.1 400 Bad".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    assertInstanceOf(Found.Bad.class, new Framing.Tcp().find(http, 0, http.length, 1, 7, 3));
  }

  private static Found rtu(byte[] received) {
    return new Framing.Rtu().find(received, 0, received.length, 1, 0, 3);
  }

  private static void assertWhole(Found found) {
    assertArrayEquals(PDU, assertInstanceOf(Found.Whole.class, found).pdu());
  }

  private static byte[] join(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }
}
