package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameDecoderContract;
import org.fieldbeacon.driver.PublishedFrame;
import org.junit.jupiter.api.Test;

class TcpDecoderTest extends FrameDecoderContract {
  @Override
  protected FrameDecoder decoder() {
    return new TcpDecoder();
  }

  /// The PDUs of the published RTU frames, in headers of their own.
  @Override
  protected List<byte[]> frames() {
    return PublishedFrame.of("/modbus.jsonl").stream()
        .filter(f -> !f.isInvalid())
        .map(PublishedFrame::bytes)
        .map(
            f ->
                new Framing.Tcp().wrap(f[0] & 0xFF, 0x1501, Arrays.copyOfRange(f, 1, f.length - 2)))
        .toList();
  }

  @Override
  protected boolean hasCheckValue() {
    return false;
  }

  /// The standard's own example: Messaging on TCP/IP Implementation Guide V1.0b, appendix A.
  @Test
  void aFrameIsReadInItsParts() {
    var told = told(file(Fixtures.hex("150100000006FF0300040001")));
    Map<String, Object> fields = assertInstanceOf(Good.class, told.getFirst()).fields();
    assertEquals(
        "{transaction=5377, length=6, unit=255, direction=request, function=3,"
            + " function_name=read holding registers, start=0004, address=4, quantity=1}",
        fields.toString());
  }

  @Test
  void aCutFrameIsNeverGoodEvenWithoutACheckValue() {
    for (byte[] frame : frames()) {
      for (int length = 1; length < frame.length; length++) {
        List<DecodedFrame> told = told(file(Arrays.copyOf(frame, length)));
        assertInstanceOf(Bad.class, told.getLast(), HexFormat.of().formatHex(frame, 0, length));
      }
    }
  }

  /// A flipped bit of protocol or length does not pass; one in the data cannot be told.
  @Test
  void aFlippedBitOfProtocolOrLengthIsNeverGood() {
    for (byte[] frame : frames()) {
      for (int bit = 16; bit < 48; bit++) {
        byte[] flipped = frame.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        assertFalse(
            told(file(flipped)).stream().allMatch(Good.class::isInstance),
            HexFormat.of().formatHex(flipped));
      }
    }
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals(new Bad("protocol identifier", 2, "1", "0"), bad("000100010006FF0300040001"));
    assertEquals(
        new Bad("length in header", 4, "7", "6, as many bytes follow"),
        bad("000100000007FF0300040001"));
    assertEquals(new Bad("length in header", 4, "1", "2..254"), bad("000100000001FF0300040001"));
    assertEquals(new Bad("length", 0, "4 bytes", "8 bytes or more"), bad("00010000"));
    assertEquals(new Bad("quantity", 10, "0", "1..125"), bad("000100000006FF0300040000"));
  }

  /// Several frames may share a segment; an answer is known by its transaction.
  @Test
  void framesOfOneSegmentAreToldInOrder() {
    String write = "000700000006010500ACFF00";
    var told = told(file(Fixtures.hex(write + write)));
    assertEquals(
        List.of("request or response", "response"),
        told.stream().map(f -> assertInstanceOf(Good.class, f).fields().get("direction")).toList());
  }

  private Bad bad(String hex) {
    return assertInstanceOf(Bad.class, told(file(Fixtures.hex(hex))).getFirst());
  }
}
