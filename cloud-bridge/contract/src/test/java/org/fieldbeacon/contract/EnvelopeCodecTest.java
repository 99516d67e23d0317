package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class EnvelopeCodecTest {
  @Test
  void comesBackAsItWas() {
    assertEquals(Samples.envelope(), Wire.decodeEnvelope(Wire.encode(Samples.envelope())));
  }

  /// The first minutes after a cold start have a clock at 1970, or before it.
  @Test
  void carriesTimesBefore1970AndEmptyBodies() {
    Envelope early =
        new Envelope(
            "g",
            Stream.OBSERVATION,
            "e",
            Long.MAX_VALUE,
            0,
            Instant.ofEpochSecond(-5, 7),
            "k",
            new byte[0]);
    assertEquals(early, Wire.decodeEnvelope(Wire.encode(early)));
  }

  @Test
  void refusesEveryTruncation() {
    Damage.everyTruncationIsRefused(Wire.encode(Samples.envelope()), Wire::decodeEnvelope);
  }

  @Test
  void readsOrRefusesEveryFlippedBit() {
    Damage.everyFlippedBitIsReadOrRefused(Wire.encode(Samples.envelope()), Wire::decodeEnvelope);
  }

  @Test
  void readsOrRefusesGarbage() {
    Damage.garbageIsReadOrRefused(20260714, Wire::decodeEnvelope);
  }

  /// RFC 8949 §3.1: a byte string may claim 2^31 - 1 octets in a message of nine.
  @Test
  void refusesAClaimedLengthWithoutAllocatingIt() {
    byte[] bomb = HexFormat.of().parseHex("bf61625a7fffffff00");
    assertThrows(ContractException.class, () -> Wire.decodeEnvelope(bomb));
  }

  @Test
  void namesTheKeyThatIsMissing() {
    byte[] onlyVersion = HexFormat.of().parseHex("a3617601616e01616f00");
    ContractException e =
        assertThrows(ContractException.class, () -> Wire.decodeEnvelope(onlyVersion));
    assertEquals("envelope, at key g: got nothing, wanted a value", e.getMessage());
  }

  /// A newer gateway may add keys.
  @Test
  void skipsUnknownKeys() {
    byte[] plain = Wire.encode(Samples.envelope());
    byte[] more = new byte[plain.length + 5];
    System.arraycopy(plain, 0, more, 0, plain.length);
    more[0]++;
    // "z": [1, 2]
    System.arraycopy(HexFormat.of().parseHex("617a820102"), 0, more, plain.length, 5);
    assertEquals(Samples.envelope(), Wire.decodeEnvelope(more));
    assertTrue(plain.length < 80, "headers stay small: " + plain.length);
  }
}
