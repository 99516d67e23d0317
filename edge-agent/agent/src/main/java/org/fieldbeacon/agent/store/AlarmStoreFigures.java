package org.fieldbeacon.agent.store;

/// State and counters since the start, for health.
///
/// @param waiting messages the map has not confirmed, those superseded not counted
/// @param superseded messages reduced to their number because a later one said more
/// @param dropped messages given up because the outbox was over its bound
/// @param refused commits refused because the writer was too far behind
/// @param reserveSpent whether the reserved space is in use: the disk is full
public record AlarmStoreFigures(
    long waiting, long superseded, long dropped, long refused, boolean reserveSpent) {}
