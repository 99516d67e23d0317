package org.fieldbeacon.agent.console;

import java.util.Optional;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.scan.ScanDesk;

/// The host, before which a scan makes room: a gateway that starts may need the very line. Links
/// that are new begin with what scans believed of their servers.
record YieldingHost(SiteHost host, ScanDesk scans, LinkTrust trust) implements SiteHost {
  @Override
  public Optional<LiveSite> live() {
    return host.live();
  }

  @Override
  public Optional<String> replace(SiteConfig site) {
    scans.cancel();
    site.links().forEach(trust::carry);
    return host.replace(site);
  }

  @Override
  public void stop() {
    scans.cancel();
    host.stop();
  }
}
