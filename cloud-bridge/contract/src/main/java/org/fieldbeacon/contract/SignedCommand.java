package org.fieldbeacon.contract;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Arrays;

/// A [Command] as it travels: its exact JSON bytes and an Ed25519 signature (RFC 8032) over them.
/// Nothing is read from the command before the signature holds.
///
/// @param command the signed octets, see [Wire#encode(Command)]
/// @param signature 64 octets
public record SignedCommand(byte[] command, byte[] signature) {
  private static final String ALGORITHM = "Ed25519";

  /// Length of an Ed25519 signature, RFC 8032 §5.1.6.
  static final int SIGNATURE_BYTES = 64;

  public SignedCommand {
    command = command.clone();
    signature = signature.clone();
  }

  public static SignedCommand sign(Command command, PrivateKey key) {
    byte[] bytes = Wire.encode(command);
    try {
      Signature signer = Signature.getInstance(ALGORITHM);
      signer.initSign(key);
      signer.update(bytes);
      return new SignedCommand(bytes, signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "signing key: got " + key.getAlgorithm() + ", wanted Ed25519", e);
    }
  }

  /// The command, if one of the trusted keys signed it.
  ///
  /// @throws ContractException when none did, or when the signed bytes are no command
  public Command verify(Iterable<PublicKey> trusted) {
    for (PublicKey key : trusted) {
      if (isSignedBy(key)) {
        return Wire.decodeCommand(command);
      }
    }
    throw ContractException.of("command", "its signature", "one no trusted key made", "Ed25519");
  }

  private boolean isSignedBy(PublicKey key) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(key);
      verifier.update(command);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  @Override
  public byte[] command() {
    return command.clone();
  }

  @Override
  public byte[] signature() {
    return signature.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedCommand that
        && Arrays.equals(command, that.command)
        && Arrays.equals(signature, that.signature);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(signature);
  }

  @Override
  public String toString() {
    return "signed command, " + command.length + " B";
  }
}
