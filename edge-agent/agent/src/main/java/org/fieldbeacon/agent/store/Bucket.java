package org.fieldbeacon.agent.store;

import java.time.Instant;
import java.util.Optional;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// What one stretch of time held. A stretch without a value is there all the same, so that a gap
/// shows.
///
/// @param from inclusive
/// @param to exclusive
/// @param count values, the missing ones not counted
/// @param min NaN when `count` is 0
/// @param max NaN when `count` is 0
/// @param mean NaN when `count` is 0
/// @param unit of min, max and mean; empty when `count` is 0
/// @param worst the worst flag seen, a missing value included; MISSING when nothing was seen
public record Bucket(
    Instant from,
    Instant to,
    long count,
    double min,
    double max,
    double mean,
    Optional<Unit> unit,
    Quality worst) {}
