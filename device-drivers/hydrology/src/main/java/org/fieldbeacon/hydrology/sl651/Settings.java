package org.fieldbeacon.hydrology.sl651;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;

/// Settings of a line with stations.
///
/// @param clockTolerance `clock-tolerance-s`: a station clock further off is corrected
/// @param offlineAfter `offline-after-min`: a station silent for so long is off line
/// @param packetPatience `packet-timeout-s`: how long the next packet of a long body may take
/// @param pictureFolder `picture-folder`: where pictures go; without one they are not confirmed
/// @param pictureKeep `picture-keep`: pictures kept of each station
record Settings(
    Duration clockTolerance,
    Duration offlineAfter,
    Duration packetPatience,
    Optional<Path> pictureFolder,
    int pictureKeep) {
  static final Set<String> KEYS =
      Set.of(
          "clock-tolerance-s",
          "offline-after-min",
          "packet-timeout-s",
          "picture-folder",
          "picture-keep");

  /// Throws [Attributes.InvalidAttribute] for the first that is wrong.
  static Settings read(Attributes settings) {
    return new Settings(
        Duration.ofSeconds(settings.integer("clock-tolerance-s", 1, 86_400, 120)),
        Duration.ofMinutes(settings.integer("offline-after-min", 1, 100_000, 130)),
        Duration.ofSeconds(settings.integer("packet-timeout-s", 1, 600, 20)),
        settings.has("picture-folder")
            ? Optional.of(Path.of(settings.text("picture-folder", "")))
            : Optional.empty(),
        settings.integer("picture-keep", 1, 100_000, 200));
  }
}
