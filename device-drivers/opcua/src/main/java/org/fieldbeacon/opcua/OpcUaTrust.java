package org.fieldbeacon.opcua;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.ServerTrust;

/// The files of [TrustFolder], as a technician's console has them.
public final class OpcUaTrust implements ServerTrust {
  private static final String SCHEME = "opc.tcp";

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Endpoint endpoint
        && SCHEME.equals(endpoint.url().getScheme());
  }

  @Override
  public List<ServerCertificate> certificates(LinkConfig link) throws IOException {
    Path folder = folder(link);
    return Files.isDirectory(folder) ? new TrustFolder(folder).certificates() : List.of();
  }

  @Override
  public Optional<ServerCertificate> believe(LinkConfig link, String sha256) throws IOException {
    return new TrustFolder(folder(link)).believe(sha256.toLowerCase(Locale.ROOT));
  }

  @Override
  public Optional<ServerCertificate> distrust(LinkConfig link, String sha256) throws IOException {
    return new TrustFolder(folder(link)).distrust(sha256.toLowerCase(Locale.ROOT));
  }

  @Override
  public void carry(LinkConfig from, LinkConfig to, Set<String> sha256) throws IOException {
    if (!Files.exists(folder(to)) && Files.isDirectory(folder(from))) {
      new TrustFolder(folder(from)).copyBelieved(sha256, new TrustFolder(folder(to)));
    }
  }

  private static Path folder(LinkConfig link) {
    if (link instanceof LinkConfig.Endpoint endpoint) {
      return endpoint.stateDir();
    }
    throw new IllegalArgumentException(
        "link " + link.name() + ": got " + link + ", wanted opc.tcp");
  }
}
