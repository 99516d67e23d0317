package org.fieldbeacon.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Ed25519 keys in PEM files, as `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout`
/// write them: the map keeps the private one, every gateway the public one.
public final class CommandKeys {
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int PEM_LINE = 64;

  private CommandKeys() {}

  public static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this JDK has no Ed25519", e);
    }
  }

  /// Writes a new file that only its owner may read; never overwrites one. A file that exists is a
  /// whole one.
  public static void writePrivate(Path file, PrivateKey key) {
    try {
      if (Files.exists(file)) {
        throw new FileAlreadyExistsException(file.toString());
      }
      write(file, pem(PRIVATE, key.getEncoded()), "rw-------");
    } catch (IOException e) {
      throw new UncheckedIOException("private key " + file, e);
    }
  }

  public static void writePublic(Path file, PublicKey key) {
    try {
      write(file, pem(PUBLIC, key.getEncoded()), "rw-r--r--");
    } catch (IOException e) {
      throw new UncheckedIOException("public key " + file, e);
    }
  }

  /// Aside, to the disk, and into its place: a crash leaves no half a key.
  private static void write(Path file, String pem, String permissions) throws IOException {
    Path making = file.resolveSibling(file.getFileName() + ".making");
    Files.deleteIfExists(making);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          making,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
    } else {
      Files.createFile(making);
    }
    try (FileChannel out = FileChannel.open(making, StandardOpenOption.WRITE)) {
      out.write(ByteBuffer.wrap(pem.getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    }
    Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /// @throws ContractException when the file holds no PKCS #8 Ed25519 key
  public static PrivateKey readPrivate(Path file) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new PKCS8EncodedKeySpec(octets(file, PRIVATE)));
    } catch (GeneralSecurityException e) {
      throw ContractException.of("key file " + file, "its key", e.getMessage(), "PKCS #8 Ed25519");
    }
  }

  /// @throws ContractException when the file holds no X.509 Ed25519 public key
  public static PublicKey readPublic(Path file) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new X509EncodedKeySpec(octets(file, PUBLIC)));
    } catch (GeneralSecurityException e) {
      throw ContractException.of("key file " + file, "its key", e.getMessage(), "X.509 Ed25519");
    }
  }

  private static String pem(String label, byte[] octets) {
    String base64 = Base64.getMimeEncoder(PEM_LINE, new byte[] {'\n'}).encodeToString(octets);
    return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
  }

  private static byte[] octets(Path file, String label) {
    String begin = "-----BEGIN " + label + "-----";
    String end = "-----END " + label + "-----";
    try {
      String text = Files.readString(file);
      int from = text.indexOf(begin);
      int to = text.indexOf(end);
      if (from < 0 || to < from) {
        throw ContractException.of("key file " + file, "its frame", "none", begin + " … " + end);
      }
      return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    } catch (IllegalArgumentException e) {
      throw ContractException.of("key file " + file, "its base64", e.getMessage(), "base64");
    } catch (IOException e) {
      throw new UncheckedIOException("key file " + file, e);
    }
  }
}
