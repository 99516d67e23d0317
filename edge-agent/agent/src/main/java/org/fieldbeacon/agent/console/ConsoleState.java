package org.fieldbeacon.agent.console;

import io.vertx.core.json.JsonObject;
import java.util.function.Supplier;

/// What all pages show: the site, or that there is none, and what happens to its configuration.
/// Event loop.
final class ConsoleState {
  private final SiteHost host;
  private final Supplier<JsonObject> config;
  private final String version;

  /// @param config what becomes of the configuration; must not block
  ConsoleState(SiteHost host, Supplier<JsonObject> config, String version) {
    this.host = host;
    this.config = config;
    this.version = version;
  }

  JsonObject now() {
    JsonObject state = host.live().map(StateView::of).orElseGet(JsonObject::new);
    return state
        .put("hasSite", config.get().getBoolean("hasSite", false))
        .put("running", host.live().isPresent())
        .put("version", version)
        .put("config", config.get());
  }
}
