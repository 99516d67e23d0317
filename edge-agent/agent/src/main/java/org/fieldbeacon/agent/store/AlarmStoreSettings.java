package org.fieldbeacon.agent.store;

import java.nio.file.Path;

/// How the alarm store works.
///
/// @param file where
/// @param outboxMessages messages kept for the map at most; beyond it older ones about the same
///   alarm shrink to their number, then the oldest go
/// @param reserveBytes space kept for the day the disk is full, in the file and beside it each
public record AlarmStoreSettings(Path file, int outboxMessages, int reserveBytes) {
  public AlarmStoreSettings {
    if (outboxMessages < 1) {
      throw new IllegalArgumentException(
          "outbox-messages: got " + outboxMessages + ", wanted 1 or more");
    }
    if (reserveBytes < 1) {
      throw new IllegalArgumentException(
          "reserve-bytes: got " + reserveBytes + ", wanted 1 or more");
    }
  }

  /// The defaults: 10,000 messages, a reserve of 1 MiB.
  public static AlarmStoreSettings at(Path file) {
    return new AlarmStoreSettings(file, 10_000, 1 << 20);
  }
}
