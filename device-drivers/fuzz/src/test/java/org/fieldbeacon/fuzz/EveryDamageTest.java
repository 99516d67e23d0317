package org.fieldbeacon.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.fuzz.Codecs.Published;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every cut, every missing beginning and every flipped bit of every published frame, each by
/// itself and in a row with the others: never an exception out of a room, never a hang.
class EveryDamageTest {
  static List<String> protocols() {
    return Codecs.ALL.stream().map(FrameDecoder::protocol).toList();
  }

  @ParameterizedTest
  @MethodSource("protocols")
  void everyDamageOfEveryPublishedFrameIsTold(String protocol) throws IOException {
    FrameDecoder decoder = Codecs.decoder(protocol);
    long damaged = 0;
    for (Published frame : Codecs.published()) {
      if (frame.protocol().equals(protocol)) {
        byte[] damages = damages(frame);
        int told = Codecs.decode(decoder, new ByteArrayInputStream(damages));
        assertTrue(told > 0, frame.id());
        Codecs.decode(decoder, new ByteArrayInputStream(frame.bytes()));
        damaged += told;
      }
    }
    boolean isPublished =
        Codecs.published().stream().anyMatch(frame -> frame.protocol().equals(protocol));
    assertTrue(damaged > 1000 || !isPublished, protocol + ": " + damaged);
  }

  private static byte[] damages(Published frame) {
    byte[] whole = frame.bytes();
    var file = new ByteArrayOutputStream();
    for (int length = 1; length < whole.length; length++) {
      file.writeBytes(frame.file(Arrays.copyOf(whole, length)));
      file.writeBytes(frame.file(Arrays.copyOfRange(whole, length, whole.length)));
    }
    // Long frames are mostly one picture: a bit in each byte of those, every bit of the others.
    int step = whole.length > 300 ? 9 : 1;
    for (int bit = 0; bit < whole.length * 8; bit += step) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      file.writeBytes(frame.file(flipped));
    }
    return file.toByteArray();
  }
}
