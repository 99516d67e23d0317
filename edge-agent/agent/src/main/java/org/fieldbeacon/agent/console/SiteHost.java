package org.fieldbeacon.agent.console;

import java.util.Optional;
import org.fieldbeacon.agent.config.SiteConfig;

/// Whoever runs the gateway inside this process. The console outlives the gateway that it changes.
public interface SiteHost {
  /// Empty before there is a site, and while one is being changed for another.
  Optional<LiveSite> live();

  /// Ends the gateway that runs, its outputs fail-safe and its stores closed, and starts another.
  /// Blocks.
  ///
  /// @return why the other did not start; then none runs. Empty when it runs
  Optional<String> replace(SiteConfig site);

  /// Ends the gateway that runs, if one does. Blocks.
  void stop();
}
