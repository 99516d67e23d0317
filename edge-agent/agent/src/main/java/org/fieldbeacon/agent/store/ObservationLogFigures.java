package org.fieldbeacon.agent.store;

/// Counters since the start, for health.
///
/// @param observations committed
/// @param batches journal rows committed
/// @param payloadBytes their bytes
/// @param bytesWritten all the writer sent to the disk, 0 where the system does not tell
/// @param pending appended and not yet committed, now
/// @param waits appends that had to wait for the disk
/// @param letGo observations not taken, because memory was full and the disk refused
/// @param droppedByRing observations the map had not confirmed, dropped by the ring
/// @param historyEvicted observations of history dropped by the ring
/// @param damagedRows rows left out because their bytes no longer decode
public record ObservationLogFigures(
    long observations,
    long batches,
    long payloadBytes,
    long bytesWritten,
    int pending,
    long waits,
    long letGo,
    long droppedByRing,
    long historyEvicted,
    long damagedRows) {}
