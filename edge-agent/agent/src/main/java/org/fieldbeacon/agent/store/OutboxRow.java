package org.fieldbeacon.agent.store;

/// One message of the ALARM stream.
///
/// @param seq its number in the stream
/// @param kind `alarm`, `command-result`; [#SUPERSEDED] when only the number is left
/// @param body the encoded message; not copied
@SuppressWarnings("ArrayRecordComponent")
public record OutboxRow(long seq, String kind, byte[] body) {
  /// A later message about the same alarm said more, and room was short. The row still travels, so
  /// that the map sees no gap.
  public static final String SUPERSEDED = "superseded";
}
