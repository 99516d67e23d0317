package org.fieldbeacon.agent.command;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.SeenCommand;
import org.fieldbeacon.uplink.SeenCommands;

/// Ids of commands, kept in the alarm store: none is obeyed twice, not even after a restart. Uplink
/// thread.
public final class StoredSeenCommands implements SeenCommands {
  /// Clocks on field boxes jump: ids are kept well past their expiry.
  private static final Duration GRACE = Duration.ofDays(2);

  private static final int FORGET_EVERY = 100;

  private final AlarmStore store;
  private final AlarmCommits commits;
  private final InstantSource clock;
  private int added;

  public StoredSeenCommands(AlarmStore store, AlarmCommits commits, InstantSource clock) {
    this.store = store;
    this.commits = commits;
    this.clock = clock;
  }

  @Override
  public boolean contains(String id) {
    return store.isSeen(id);
  }

  @Override
  public boolean hasRoom() {
    return true;
  }

  /// What a backup did not know may have been obeyed between it and its restore.
  @Override
  public Instant completeSince() {
    return store.restoredAt().orElse(Instant.MIN);
  }

  /// Those that were obeyed are there already, written with their effect.
  @Override
  public void add(String id, Instant expiresAt) {
    if (!store.isSeen(id)) {
      var _ = commits.add(List.of(), Optional.empty(), Optional.of(new SeenCommand(id, expiresAt)));
    }
    if (++added % FORGET_EVERY == 0) {
      var _ = store.forgetCommandsExpiredBefore(clock.instant().minus(GRACE));
    }
  }
}
