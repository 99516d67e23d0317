package org.fieldbeacon.opcua;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.UaException;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultClientCertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.util.validation.ValidationCheck;
import org.fieldbeacon.driver.ServerTrust.ServerCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Whom this application believes, as files that a technician moves, in the layout that OPC UA
/// tools share (Part 12 §F.1):
///
/// ```
///   own/certificate.der        give this one to the server
///   own/private-key.pem        stays here
///   trusted/certs/*.der        believed: servers, or the authorities that issued them
///   trusted/crl/*.crl          revoked by these authorities
///   issuers/certs/*.der        only to complete a chain
///   rejected/certs/*.der       seen and not believed; move to trusted/certs to believe
/// ```
///
/// The console moves them as well, see [#believe] and [#distrust].
///
/// A server certificate that itself lies in `trusted/certs` is believed whatever its dates, host
/// names and key usages say, since a person chose it and the gateway's clock may be wrong. One that
/// an authority there issued must also be in date and name its host. Read anew at each attempt: no
/// restart.
final class TrustFolder {
  private static final Logger LOG = LoggerFactory.getLogger(TrustFolder.class);

  /// Strangers' certificates kept at most, so that nobody fills the flash with them.
  static final int MOST_REJECTED = 32;

  /// RFC 5280 §4.2.1.6: GeneralName, uniformResourceIdentifier.
  private static final int URI_NAME = 6;

  private static final Set<ValidationCheck> OF_AN_AUTHORITY =
      Set.of(
          ValidationCheck.VALIDITY,
          ValidationCheck.APPLICATION_URI,
          ValidationCheck.HOSTNAME,
          ValidationCheck.REVOCATION);

  private final Path root;
  private final Path trusted;
  private final Path crl;
  private final Path issuers;
  private final Path rejected;

  /// @throws IOException when the folders cannot be made
  TrustFolder(Path root) throws IOException {
    this.root = root;
    trusted = Files.createDirectories(root.resolve("trusted/certs"));
    crl = Files.createDirectories(root.resolve("trusted/crl"));
    issuers = Files.createDirectories(root.resolve("issuers/certs"));
    rejected = Files.createDirectories(root.resolve("rejected/certs"));
  }

  Path own() {
    return root.resolve("own");
  }

  Path user() {
    return root.resolve("user");
  }

  /// Whether a server is believed.
  sealed interface Verdict {
    /// @param validator says the same of the channel that is opened next
    record Believed(CertificateValidator validator) implements Verdict {}

    /// @param detail what was seen and what to do
    record NotBelieved(String detail) implements Verdict {}
  }

  Verdict judge(List<X509Certificate> chain, String applicationUri, String host)
      throws IOException {
    X509Certificate server = chain.getFirst();
    List<X509Certificate> believed = certificates(trusted);
    if (believed.contains(server)) {
      return new Verdict.Believed((now, _, _) -> requireSame(server, now.getFirst()));
    }
    var trust = new MemoryTrustListManager();
    trust.setTrustedCertificates(believed);
    trust.setTrustedCrls(revocations());
    trust.setIssuerCertificates(certificates(issuers));
    var validator =
        new DefaultClientCertificateValidator(
            trust, OF_AN_AUTHORITY, new MemoryCertificateQuarantine());
    try {
      validator.validateCertificateChain(chain, applicationUri, new String[] {host});
      return new Verdict.Believed(validator);
    } catch (UaException e) {
      return new Verdict.NotBelieved(detail(server, e));
    }
  }

  private static void requireSame(X509Certificate chosen, X509Certificate now) throws UaException {
    if (!chosen.equals(now)) {
      throw new UaException(
          StatusCodes.Bad_CertificateUntrusted,
          "got " + Thumbprint.of(now) + ", wanted " + Thumbprint.of(chosen));
    }
  }

  private String detail(X509Certificate server, UaException why) {
    var thumbprint = Thumbprint.of(server);
    String who =
        "server certificate thumbprint "
            + thumbprint
            + ", subject \""
            + server.getSubjectX500Principal()
            + "\", valid until "
            + server.getNotAfter().toInstant();
    String file = thumbprint + ".der";
    boolean kept = keep(server, file);
    if (why.getStatusCode().value() == StatusCodes.Bad_CertificateUntrusted
        || why.getStatusCode().value() == StatusCodes.Bad_SecurityChecksFailed) {
      return "got "
          + who
          + ", which is not believed; compare the thumbprint with the one the server shows, then"
          + " believe it in the console, or "
          + (kept ? "move " + rejected.resolve(file) : "put the certificate")
          + " to "
          + trusted
          + "; no restart is needed";
    }
    return "got "
        + who
        + ", refused with "
        + StatusNames.of(why.getStatusCode())
        + "; have the server given a certificate that holds, or believe this one by putting it into "
        + trusted;
  }

  private boolean keep(X509Certificate certificate, String file) {
    try {
      Path kept = rejected.resolve(file);
      if (Files.exists(kept)) {
        beLast(kept);
      } else {
        if (count() >= MOST_REJECTED) {
          LOG.warn("{} holds {} certificates; empty it", rejected, MOST_REJECTED);
          return false;
        }
        Files.write(kept, certificate.getEncoded());
      }
      return true;
    } catch (IOException | GeneralSecurityException e) {
      LOG.warn("{}: cannot keep a certificate: {}", rejected, e.getMessage());
      return false;
    }
  }

  /// Touched only when another has been seen since: flash wears.
  private void beLast(Path kept) throws IOException {
    List<Path> seen = lastFirst();
    if (!seen.isEmpty() && !seen.getFirst().equals(kept)) {
      long after = Files.getLastModifiedTime(seen.getFirst()).toMillis() + 1;
      Files.setLastModifiedTime(kept, FileTime.fromMillis(after));
    }
  }

  private int count() throws IOException {
    return list(rejected).size();
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(all::add);
    }
    return all;
  }

  private List<Path> lastFirst() throws IOException {
    Map<Path, FileTime> times = new HashMap<>();
    for (Path file : list(rejected)) {
      times.put(file, Files.getLastModifiedTime(file));
    }
    return times.entrySet().stream()
        .sorted(Map.Entry.<Path, FileTime>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .toList();
  }

  // ---- for people

  /// When it was last changed who is believed. Far cheaper than to judge again.
  FileTime changed() {
    try {
      return Files.getLastModifiedTime(trusted);
    } catch (IOException _) {
      return FileTime.fromMillis(0);
    }
  }

  /// Not believed, last seen first; then those that are.
  List<ServerCertificate> certificates() throws IOException {
    List<ServerCertificate> all = new ArrayList<>();
    List<X509Certificate> believed = certificates(trusted);
    for (Path file : lastFirst()) {
      for (X509Certificate seen : certificatesIn(file)) {
        if (!believed.contains(seen)) {
          all.add(described(seen, false));
        }
      }
    }
    believed.forEach(c -> all.add(described(c, true)));
    return all;
  }

  /// @return empty when no such certificate was seen
  Optional<ServerCertificate> believe(String sha256) throws IOException {
    for (Path file : list(rejected)) {
      for (X509Certificate seen : certificatesIn(file)) {
        if (Thumbprint.sha256(seen).equals(sha256)) {
          Files.move(
              file, trusted.resolve(Thumbprint.of(seen) + ".der"), StandardCopyOption.ATOMIC_MOVE);
          return Optional.of(described(seen, true));
        }
      }
    }
    return Optional.empty();
  }

  /// @return as it was; empty when there is no such certificate
  Optional<ServerCertificate> distrust(String sha256) throws IOException {
    for (Path file : list(trusted)) {
      List<X509Certificate> within = certificatesIn(file);
      for (X509Certificate believed : within) {
        if (Thumbprint.sha256(believed).equals(sha256)) {
          if (within.size() > 1) {
            throw new IOException(
                file + ": got " + within.size() + " certificates in one file, wanted one; edit it");
          }
          Files.move(
              file,
              rejected.resolve(Thumbprint.of(believed) + ".der"),
              StandardCopyOption.ATOMIC_MOVE);
          return Optional.of(described(believed, true));
        }
      }
    }
    for (Path file : list(rejected)) {
      for (X509Certificate seen : certificatesIn(file)) {
        if (Thumbprint.sha256(seen).equals(sha256)) {
          Files.delete(file);
          return Optional.of(described(seen, false));
        }
      }
    }
    return Optional.empty();
  }

  void copyBelieved(Set<String> sha256, TrustFolder to) throws IOException {
    for (X509Certificate believed : certificates(trusted)) {
      if (sha256.contains(Thumbprint.sha256(believed))) {
        try {
          Files.write(to.trusted.resolve(Thumbprint.of(believed) + ".der"), believed.getEncoded());
        } catch (CertificateEncodingException e) {
          throw new IllegalStateException("a certificate that was decoded cannot be encoded", e);
        }
      }
    }
  }

  private static ServerCertificate described(X509Certificate certificate, boolean isBelieved) {
    return new ServerCertificate(
        Thumbprint.sha256(certificate),
        Thumbprint.of(certificate).hex(),
        certificate.getSubjectX500Principal().toString(),
        applicationUri(certificate),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        isBelieved);
  }

  /// OPC UA Part 6 §6.2.2: the subject alternative name of kind uniformResourceIdentifier.
  private static String applicationUri(X509Certificate certificate) {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      return names == null
          ? ""
          : names.stream()
              .filter(n -> Integer.valueOf(URI_NAME).equals(n.getFirst()))
              .map(n -> String.valueOf(n.get(1)))
              .findFirst()
              .orElse("");
    } catch (CertificateParsingException _) {
      return "";
    }
  }

  private static List<X509Certificate> certificates(Path folder) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    for (Path file : list(folder)) {
      all.addAll(certificatesIn(file));
    }
    return all;
  }

  private static List<X509Certificate> certificatesIn(Path file) throws IOException {
    List<X509Certificate> all = new ArrayList<>();
    try (InputStream in = Files.newInputStream(file)) {
      CertificateFactory.getInstance("X.509")
          .generateCertificates(in)
          .forEach(c -> all.add((X509Certificate) c));
    } catch (NoSuchFileException _) {
      // Moved since the folder was listed.
    } catch (GeneralSecurityException e) {
      LOG.warn("{}: got no certificate: {}", file, e.getMessage());
    }
    return all;
  }

  private List<X509CRL> revocations() throws IOException {
    List<X509CRL> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(crl)) {
      for (Path file : files) {
        try (InputStream in = Files.newInputStream(file)) {
          CertificateFactory.getInstance("X.509")
              .generateCRLs(in)
              .forEach(c -> all.add((X509CRL) c));
        } catch (GeneralSecurityException e) {
          LOG.warn("{}: got no revocation list: {}", file, e.getMessage());
        }
      }
    }
    return all;
  }
}
