package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedCommandTest {
  private static final KeyPair MAP = CommandKeys.generate();
  private static final KeyPair OTHER = CommandKeys.generate();

  @Test
  void theSignedCommandComesBack() {
    byte[] wire = Wire.encode(SignedCommand.sign(Samples.acknowledge(), MAP.getPrivate()));
    SignedCommand arrived = Wire.decodeSignedCommand(wire);
    assertEquals(
        Samples.acknowledge(), arrived.verify(List.of(OTHER.getPublic(), MAP.getPublic())));
  }

  /// Promise 10.
  @Test
  void refusesAKeyItDoesNotTrust() {
    SignedCommand signed = SignedCommand.sign(Samples.acknowledge(), MAP.getPrivate());
    assertThrows(ContractException.class, () -> signed.verify(List.of(OTHER.getPublic())));
    assertThrows(ContractException.class, () -> signed.verify(List.of()));
  }

  @Test
  void everyFlippedBitOfCommandOrSignatureIsRefused() {
    SignedCommand signed = SignedCommand.sign(Samples.acknowledge(), MAP.getPrivate());
    for (int bit = 0; bit < 8 * signed.command().length; bit++) {
      refused(new SignedCommand(flipped(signed.command(), bit), signed.signature()));
    }
    for (int bit = 0; bit < 8 * signed.signature().length; bit++) {
      refused(new SignedCommand(signed.command(), flipped(signed.signature(), bit)));
    }
  }

  @Test
  void damagedFramesAreReadOrRefused() {
    byte[] wire = Wire.encode(SignedCommand.sign(Samples.acknowledge(), MAP.getPrivate()));
    Damage.everyTruncationIsRefused(wire, Wire::decodeSignedCommand);
    Damage.everyFlippedBitIsReadOrRefused(wire, Wire::decodeSignedCommand);
  }

  @Test
  void keysSurviveTheirFiles(@TempDir Path dir) throws IOException {
    Path secret = dir.resolve("map.key");
    Path open = dir.resolve("map.pub");
    CommandKeys.writePrivate(secret, MAP.getPrivate());
    CommandKeys.writePublic(open, MAP.getPublic());
    SignedCommand signed = SignedCommand.sign(Samples.shelve(), CommandKeys.readPrivate(secret));
    assertEquals(Samples.shelve(), signed.verify(List.of(CommandKeys.readPublic(open))));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)));
    assertThrows(
        UncheckedIOException.class, () -> CommandKeys.writePrivate(secret, OTHER.getPrivate()));
  }

  @Test
  void saysWhatIsWrongWithAKeyFile(@TempDir Path dir) throws IOException {
    Path file = Files.writeString(dir.resolve("key"), "hello");
    ContractException e = assertThrows(ContractException.class, () -> CommandKeys.readPublic(file));
    assertTrue(e.getMessage().contains("BEGIN PUBLIC KEY"), e.getMessage());
    Files.writeString(file, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n");
    assertThrows(ContractException.class, () -> CommandKeys.readPublic(file));
  }

  private static void refused(SignedCommand signed) {
    assertThrows(ContractException.class, () -> signed.verify(List.of(MAP.getPublic())));
  }

  private static byte[] flipped(byte[] octets, int bit) {
    byte[] out = octets.clone();
    out[bit / 8] ^= (byte) (1 << (bit % 8));
    return out;
  }
}
