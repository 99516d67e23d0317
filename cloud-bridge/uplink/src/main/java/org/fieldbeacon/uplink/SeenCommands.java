package org.fieldbeacon.uplink;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// Ids of commands already obeyed or refused, so that none is obeyed twice. Called on the uplink's
/// thread.
public interface SeenCommands {
  boolean contains(String id);

  /// Whether one more can be remembered; without room nothing is obeyed.
  boolean hasRoom();

  /// A command issued before this may have been taken without being remembered here, and is
  /// refused; [Instant#MIN] when everything is remembered.
  default Instant completeSince() {
    return Instant.MIN;
  }

  /// Called once the command has been answered. One that keeps ids on flash rather writes them
  /// together with the effect, and does nothing here.
  ///
  /// @param expiresAt after which the command would be refused anyway
  void add(String id, Instant expiresAt);

  /// Forgets at a restart: enough where commands expire within minutes and obeying one twice does
  /// no harm. An agent that cannot say so keeps its own on flash.
  static SeenCommands inMemory(InstantSource clock) {
    return new InMemory(clock);
  }

  /// Bounded; when full of commands that have not expired, it says so and the command is refused.
  final class InMemory implements SeenCommands {
    private static final int MOST = 10_000;

    /// Clocks on field boxes jump: keep ids well past their expiry.
    private static final Duration GRACE = Duration.ofDays(2);

    private final InstantSource clock;
    private final Map<String, Instant> expiries = new HashMap<>();

    InMemory(InstantSource clock) {
      this.clock = clock;
    }

    @Override
    public boolean contains(String id) {
      return expiries.containsKey(id);
    }

    @Override
    public boolean hasRoom() {
      if (expiries.size() >= MOST) {
        Instant now = clock.instant();
        expiries.values().removeIf(expiry -> now.isAfter(expiry.plus(GRACE)));
      }
      return expiries.size() < MOST;
    }

    @Override
    public void add(String id, Instant expiresAt) {
      expiries.put(id, expiresAt);
    }
  }
}
