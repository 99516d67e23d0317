package org.fieldbeacon.agent.config;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.observation.PointId;

/// One gateway and all that hangs on it, as its site file says; checked as a whole, so that every
/// name in it refers to something.
///
/// @param schemaVersion version of the file's format, 1
/// @param gateway who and where
/// @param links lines to the field
/// @param devices units in the field, each with its link
/// @param quality tests by point; a point without an entry is not evaluated
/// @param models what looks at pictures and series
/// @param rules what is watched for
/// @param outputs what may be set, and when
/// @param store where things are kept
/// @param uplink the way to the one map; empty on a gateway that works alone
/// @param health where health and metrics are served
/// @param clock what the machine's clock is kept by; empty where that is somebody else's business
public record SiteConfig(
    int schemaVersion,
    GatewayConfig gateway,
    List<LinkConfig> links,
    List<SiteDevice> devices,
    Map<PointId, QualityRules> quality,
    List<ModelUse> models,
    List<HazardRule> rules,
    List<OutputConfig> outputs,
    StoreConfig store,
    Optional<UplinkConfig> uplink,
    HealthConfig health,
    Optional<ClockConfig> clock) {

  public SiteConfig {
    links = List.copyOf(links);
    devices = List.copyOf(devices);
    quality = Collections.unmodifiableMap(new TreeMap<>(quality));
    models = List.copyOf(models);
    rules = List.copyOf(rules);
    outputs = List.copyOf(outputs);
  }

  /// A site without models, which leaves the clock alone.
  public SiteConfig(
      int schemaVersion,
      GatewayConfig gateway,
      List<LinkConfig> links,
      List<SiteDevice> devices,
      Map<PointId, QualityRules> quality,
      List<HazardRule> rules,
      List<OutputConfig> outputs,
      StoreConfig store,
      Optional<UplinkConfig> uplink,
      HealthConfig health) {
    this(
        schemaVersion,
        gateway,
        links,
        devices,
        quality,
        List.of(),
        rules,
        outputs,
        store,
        uplink,
        health,
        Optional.empty());
  }

  /// The devices on a link, in the file's order.
  public List<SiteDevice> devicesOn(String link) {
    return devices.stream().filter(d -> d.link().equals(link)).toList();
  }

  /// The rule of this id.
  public Optional<HazardRule> rule(String id) {
    return rules.stream().filter(r -> r.id().equals(id)).findFirst();
  }
}
