package org.fieldbeacon.agent.console;

import java.util.Optional;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.scan.ScanDesk;

/// The host, before which a scan makes room: a gateway that starts may need the very line.
record YieldingHost(SiteHost host, ScanDesk scans) implements SiteHost {
  @Override
  public Optional<LiveSite> live() {
    return host.live();
  }

  @Override
  public Optional<String> replace(SiteConfig site) {
    scans.cancel();
    return host.replace(site);
  }

  @Override
  public void stop() {
    scans.cancel();
    host.stop();
  }
}
