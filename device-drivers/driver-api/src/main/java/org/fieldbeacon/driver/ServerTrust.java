package org.fieldbeacon.driver;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/// Which servers' certificates a link believes, for a technician who compares fingerprints. What is
/// decided here the driver on the link follows by itself, without a restart. Found by
/// [ServiceLoader]. Blocks; any thread.
public interface ServerTrust {
  /// Whether links of this kind have servers that show certificates.
  boolean takes(LinkConfig link);

  /// What the link's server has shown and is not believed, the last one first, then what is.
  ///
  /// @throws IOException when what the link keeps cannot be read
  List<ServerCertificate> certificates(LinkConfig link) throws IOException;

  /// Believes a certificate that was shown.
  ///
  /// @param sha256 its fingerprint, 64 hexadecimal digits
  /// @return empty when no such certificate was shown
  /// @throws IOException when it cannot be kept
  Optional<ServerCertificate> believe(LinkConfig link, String sha256) throws IOException;

  /// Believes it no longer, and then ends what is open with that server; a certificate that was not
  /// believed is forgotten.
  ///
  /// @return as it was; empty when there is no such certificate
  /// @throws IOException when it cannot be taken away
  Optional<ServerCertificate> distrust(LinkConfig link, String sha256) throws IOException;

  /// Believes on a link that has not been used yet what is believed on another.
  ///
  /// @param sha256 which of them
  /// @throws IOException when it cannot be kept
  void carry(LinkConfig from, LinkConfig to, Set<String> sha256) throws IOException;

  /// The one for a link, if its kind has such servers.
  static Optional<ServerTrust> of(LinkConfig link) {
    return ServiceLoader.load(ServerTrust.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(t -> t.takes(link))
        .findFirst();
  }

  /// A certificate as people compare it.
  ///
  /// @param sha256 fingerprint of the whole certificate, 64 hexadecimal digits
  /// @param sha1 the shorter one, which some tools show, 40 hexadecimal digits
  /// @param applicationUri who it says the server is; empty when it does not say
  /// @param isBelieved whether the link believes it
  record ServerCertificate(
      String sha256,
      String sha1,
      String subject,
      String applicationUri,
      Instant validFrom,
      Instant validUntil,
      boolean isBelieved) {}
}
