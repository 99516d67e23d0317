package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// The console's certificate and key, in `tls/`: made here at the first start, or a real one that
/// an administrator has brought. Blocks.
final class TlsStore {
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

  private final Path certificate;
  private final Path key;

  TlsStore(Path folder, String name) {
    certificate = folder.resolve("certificate.pem");
    key = folder.resolve("key.pem");
    if (DurableFile.read(certificate).isEmpty() || DurableFile.read(key).isEmpty()) {
      SelfSigned made = SelfSigned.create(name, hosts(), addresses());
      DurableFile.writeSecret(key, made.keyPem());
      DurableFile.write(certificate, made.certificatePem());
    }
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions()
        .addCertValue(Buffer.buffer(certificatePem()))
        .addKeyValue(Buffer.buffer(DurableFile.read(key).orElseThrow()));
  }

  String certificatePem() {
    return DurableFile.read(certificate).orElseThrow();
  }

  X509Certificate first() {
    return ChainCheck.chain(certificatePem()).getFirst();
  }

  /// SHA-256 of the certificate in pairs, as browsers show it.
  String fingerprint() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(first().getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Takes another chain and its key, once they have been found to serve.
  ///
  /// @throws ChainCheck.Refused when they do not
  void replace(String chainPem, String keyPem, Instant now) {
    ChainCheck.require(chainPem, keyPem, now);
    DurableFile.writeSecret(key, keyPem);
    DurableFile.write(certificate, chainPem);
  }

  private static List<String> hosts() {
    List<String> hosts = new ArrayList<>(List.of("localhost"));
    try {
      String own = InetAddress.getLocalHost().getHostName();
      if (HOST.matcher(own).matches()) {
        hosts.add(own);
        hosts.add(own + ".local");
      }
    } catch (UnknownHostException _) {
      // Then it is called by its address.
    }
    return hosts;
  }

  static List<InetAddress> addresses() {
    List<InetAddress> addresses = new ArrayList<>();
    try {
      NetworkInterface.networkInterfaces()
          .flatMap(NetworkInterface::inetAddresses)
          .filter(a -> !a.isLinkLocalAddress())
          .forEach(addresses::add);
    } catch (SocketException _) {
      // Then it is called by its name.
    }
    return addresses;
  }
}
