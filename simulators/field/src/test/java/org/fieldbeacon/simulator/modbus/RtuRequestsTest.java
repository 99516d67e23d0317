package org.fieldbeacon.simulator.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RtuRequestsTest {
  /// Unit 1, read 7 holding registers from 0; a published soil-probe request.
  private static final byte[] READ = hex("010300000007" + "0408");

  /// The write-multiple-coils example of Modbus Application Protocol V1.1b3 §6.11, unit 0x11; its
  /// CRC by the same page's rule.
  private static final byte[] WRITE_COILS = hex("110F0013000A02CD01" + "BF0B");

  @Test
  void knowsThePublishedChecksums() {
    assertEquals(0x0804, RtuRequests.crc(READ, 6));
    assertEquals(0x0BBF, RtuRequests.crc(WRITE_COILS, 9));
  }

  /// A TCP link cuts a frame where it likes.
  @Test
  void findsAFrameCutAnywhere() {
    for (byte[] whole : List.of(READ, WRITE_COILS)) {
      for (int cut = 0; cut <= whole.length; cut++) {
        var requests = new RtuRequests();
        List<byte[]> frames = new ArrayList<>(push(requests, Arrays.copyOf(whole, cut)));
        frames.addAll(push(requests, Arrays.copyOfRange(whole, cut, whole.length)));
        assertEquals(1, frames.size(), "cut at " + cut);
        assertArrayEquals(Arrays.copyOf(whole, whole.length - 2), frames.getFirst());
        assertTrue(requests.isEmpty());
      }
    }
  }

  @Test
  void takesNothingFromATruncatedFrame() {
    for (int length = 0; length < READ.length; length++) {
      var requests = new RtuRequests();
      assertEquals(0, push(requests, Arrays.copyOf(READ, length)).size(), "length " + length);
      assertEquals(0, requests.quiet().size(), "length " + length);
      assertTrue(requests.isEmpty());
    }
  }

  @Test
  void takesNothingWithAFlippedBit() {
    for (int bit = 0; bit < 8 * READ.length; bit++) {
      byte[] broken = READ.clone();
      broken[bit / 8] ^= (byte) (1 << bit % 8);
      var requests = new RtuRequests();
      List<byte[]> frames = new ArrayList<>(push(requests, broken));
      frames.addAll(requests.quiet());
      assertEquals(0, frames.size(), "bit " + bit);
      assertTrue(requests.dropped() > 0, "bit " + bit);
    }
  }

  /// Noise of any value before a frame costs that noise alone, once the line falls silent.
  @Test
  void findsTheFrameBehindAnyByteOfNoise() {
    for (int noise = 0; noise < 256; noise++) {
      var requests = new RtuRequests();
      byte[] stream = new byte[READ.length + 1];
      stream[0] = (byte) noise;
      System.arraycopy(READ, 0, stream, 1, READ.length);
      List<byte[]> frames = new ArrayList<>(push(requests, stream));
      frames.addAll(requests.quiet());
      assertEquals(1, frames.size(), "noise " + noise);
      assertEquals(1, requests.dropped(), "noise " + noise);
    }
  }

  @Test
  void takesAFunctionOfUnknownLengthWhenTheLineFallsSilent() {
    byte[] body = hex("0111");
    int crc = RtuRequests.crc(body, 2);
    byte[] frame = {body[0], body[1], (byte) crc, (byte) (crc >> 8)};
    var requests = new RtuRequests();
    assertEquals(0, push(requests, frame).size());
    assertArrayEquals(body, requests.quiet().getFirst());
  }

  /// An endless stream without a frame must not be kept.
  @Test
  void keepsNoMoreThanOneFrameOfNoise() {
    var requests = new RtuRequests();
    byte[] noise = new byte[200];
    Arrays.fill(noise, (byte) 0x55);
    for (int i = 0; i < 1000; i++) {
      assertEquals(0, push(requests, noise).size());
    }
    assertTrue(requests.dropped() >= 1000L * 200 - 256, "dropped " + requests.dropped());
  }

  private static List<byte[]> push(RtuRequests requests, byte[] bytes) {
    return requests.push(bytes, bytes.length);
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
