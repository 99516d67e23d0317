package org.fieldbeacon.agent.store;

/// One group commit, which is one message of the OBSERVATION stream.
///
/// @param seq its number in the stream
/// @param blob the encoded batch; not copied
@SuppressWarnings("ArrayRecordComponent")
public record JournalRow(long seq, byte[] blob) {}
