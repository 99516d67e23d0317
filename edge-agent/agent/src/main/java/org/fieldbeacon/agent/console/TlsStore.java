package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The console's certificate and key, in `tls/`: made here, or a real one that an administrator has
/// brought. Blocks; one thread.
///
/// ```
///   identity.pem            the key and the chain in use, and the own authority's key if it is of
///                           its issuing: one file, so that they are never out of step
///   identity.pem.unusable   what could not serve at a start
/// ```
final class TlsStore {
  /// An own certificate is made anew this long before its end.
  static final Duration AHEAD = Duration.ofDays(30);

  private static final Logger LOG = LoggerFactory.getLogger(TlsStore.class);
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----\n?",
          Pattern.DOTALL);
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private final Path identity;
  private final String name;
  private Identity current;
  private Instant until;
  private boolean wasUnusable;

  /// A chain and its key.
  ///
  /// @param chainPem the gateway's own certificate first
  /// @param authority who has issued it, if that is the gateway itself
  record Identity(String chainPem, String keyPem, Optional<OwnAuthority> authority) {
    private static Identity of(String pem) {
      List<String> keys = KEY.matcher(pem).results().map(MatchResult::group).toList();
      String chain = KEY.matcher(pem).replaceAll("");
      int last = chain.lastIndexOf("-----BEGIN CERTIFICATE");
      return new Identity(
          chain,
          keys.isEmpty() ? "" : keys.getFirst(),
          keys.size() == 2 && last > 0
              ? Optional.of(new OwnAuthority(chain.substring(last), keys.getLast()))
              : Optional.empty());
    }

    private static Identity by(OwnAuthority authority, OwnAuthority.Issued issued) {
      return new Identity(issued.chainPem(), issued.keyPem(), Optional.of(authority));
    }

    private String pem() {
      return lined(keyPem) + lined(chainPem) + authority.map(OwnAuthority::keyPem).orElse("");
    }

    private static String lined(String text) {
      return text.endsWith("\n") ? text : text + "\n";
    }

    PemKeyCertOptions options() {
      return new PemKeyCertOptions()
          .addCertValue(Buffer.buffer(chainPem))
          .addKeyValue(Buffer.buffer(keyPem));
    }

    X509Certificate first() {
      return ChainCheck.chain(chainPem).getFirst();
    }

    String fingerprint() {
      return TlsStore.fingerprint(first());
    }
  }

  /// What cannot serve is put aside, and the gateway makes its own.
  TlsStore(Path folder, String name, Instant now) {
    identity = folder.resolve("identity.pem");
    this.name = name;
    takeOver(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
    Optional<Identity> kept = kept();
    current = kept.orElseGet(() -> make(now));
    until = current.first().getNotAfter().toInstant();
    if (kept.isEmpty()) {
      DurableFile.writeSecret(identity, current.pem());
    }
    List<InetAddress> missing = new ArrayList<>(CertificateNames.ofThisMachine().addresses());
    missing.removeAll(namesInUse().addresses());
    if (current.authority().isPresent() && !missing.isEmpty()) {
      LOG.warn("certificate does not name {}; make a new one in the console", missing);
    }
  }

  /// Of an earlier version, which had two files.
  private void takeOver(Path certificate, Path key) {
    Optional<String> chain = DurableFile.read(certificate);
    Optional<String> own = DurableFile.read(key);
    if (DurableFile.read(identity).isEmpty() && chain.isPresent() && own.isPresent()) {
      DurableFile.writeSecret(
          identity, new Identity(chain.get(), own.get(), Optional.empty()).pem());
    }
    DurableFile.delete(certificate);
    DurableFile.delete(key);
  }

  private Optional<Identity> kept() {
    Optional<Identity> found = DurableFile.read(identity).map(Identity::of);
    if (found.isPresent()) {
      try {
        ChainCheck.requirePair(found.get().chainPem(), found.get().keyPem());
        found
            .get()
            .authority()
            .ifPresent(a -> ChainCheck.requirePair(a.certificatePem(), a.keyPem()));
        return found;
      } catch (ChainCheck.Refused e) {
        wasUnusable = true;
        LOG.error(
            "file={} cannot serve, the console makes a certificate of its own: {}",
            identity,
            e.getMessage());
        putAside(identity);
      }
    }
    return Optional.empty();
  }

  private static void putAside(Path file) {
    try {
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".unusable"),
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(file + ": cannot be put aside", e);
    }
  }

  Identity current() {
    return current;
  }

  /// Whether phones that have installed what is in use believe it of any site: what earlier
  /// versions made.
  boolean isUnbound() {
    X509Certificate first = current.first();
    return first.getBasicConstraints() >= 0
        && first.getIssuerX500Principal().equals(first.getSubjectX500Principal())
        && first.getExtensionValue(OwnAuthority.NAME_CONSTRAINTS) == null;
  }

  /// Whether what was kept could not serve when the gateway started.
  boolean wasUnusable() {
    return wasUnusable;
  }

  /// SHA-256 of the certificate in pairs, as browsers show it.
  String fingerprint() {
    return current.fingerprint();
  }

  static String fingerprint(X509Certificate certificate) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(digest).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What a phone installs: the own authority, or else what is presented.
  String toInstallPem() {
    return current.authority().map(OwnAuthority::certificatePem).orElse(current.chainPem());
  }

  /// The names and addresses in the certificate, as they are written in an address.
  List<String> names() {
    return alternatives().stream().map(n -> String.valueOf(n.get(1))).toList();
  }

  private Collection<List<?>> alternatives() {
    try {
      return Objects.requireNonNullElse(
          current.first().getSubjectAlternativeNames(), List.<List<?>>of());
    } catch (CertificateParsingException _) {
      return List.of();
    }
  }

  /// A chain and its key, once they have been found to serve; nothing is kept yet.
  ///
  /// @throws ChainCheck.Refused when they do not
  static Identity brought(String chainPem, String keyPem, Instant now) {
    ChainCheck.require(chainPem, keyPem, now);
    return new Identity(chainPem, keyPem, Optional.empty());
  }

  /// A new authority, and a certificate by it for the names and addresses of now. Whoever has
  /// installed the former has to install this one.
  Identity make(Instant now) {
    CertificateNames names = CertificateNames.ofThisMachine();
    OwnAuthority made = OwnAuthority.create(name, names, now);
    return Identity.by(made, made.issue(name, names, now));
  }

  /// What is to take the place of an own certificate that ends soon: one by the same authority, for
  /// the same names, so that phones go on believing it; by a new one when that ends too. A
  /// certificate that begins in the future is left: the clock may not have been set yet.
  Optional<Identity> successor(Instant now) {
    if (current.authority().isEmpty() || now.isBefore(until.minus(AHEAD))) {
      return Optional.empty();
    }
    OwnAuthority by = current.authority().get();
    Instant end = by.certificate().getNotAfter().toInstant();
    return Optional.of(
        now.plus(OwnAuthority.TERM).isBefore(end)
            ? Identity.by(by, by.issue(name, namesInUse(), now))
            : make(now));
  }

  private CertificateNames namesInUse() {
    List<String> hosts = new ArrayList<>();
    List<InetAddress> addresses = new ArrayList<>();
    for (List<?> one : alternatives()) {
      String written = String.valueOf(one.get(1));
      if (Integer.valueOf(DNS_NAME).equals(one.get(0))) {
        hosts.add(written);
      } else if (Integer.valueOf(IP_ADDRESS).equals(one.get(0))) {
        try {
          addresses.add(InetAddress.getByName(written)); // An address: nothing is looked up.
        } catch (UnknownHostException e) {
          throw new IllegalStateException(written, e);
        }
      }
    }
    return new CertificateNames(hosts, addresses);
  }

  /// Uses it from now on, over a restart too; all of it or, when the power goes, none.
  Identity write(Identity next) {
    DurableFile.writeSecret(identity, next.pem());
    current = next;
    until = next.first().getNotAfter().toInstant();
    wasUnusable = false;
    return next;
  }
}
