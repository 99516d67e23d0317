package org.fieldbeacon.agent.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;

/// Where alarms and observations are kept.
///
/// @param dir folder, relative ones from the site file's
/// @param ringBytes largest size of the observation log, 1 MiB or more; the oldest goes first
/// @param groupCommitInterval how often observations are made durable; alarms always are at once
/// @param cardEnduranceTb terabytes that the card or disk is rated for (TBW), as new; empty when
///   the site does not say
public record StoreConfig(
    Path dir, long ringBytes, Duration groupCommitInterval, OptionalDouble cardEnduranceTb) {
  public static final long DEFAULT_RING_BYTES = 1L << 30;
  public static final Duration DEFAULT_GROUP_COMMIT_INTERVAL = Duration.ofSeconds(30);
}
