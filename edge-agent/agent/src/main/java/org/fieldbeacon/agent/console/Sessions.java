package org.fieldbeacon.agent.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Who is in, in memory; a restart of the program ends all of them. Event loop.
final class Sessions {
  static final Duration IDLE = Duration.ofHours(2);
  static final Duration LONGEST = Duration.ofHours(12);
  private static final int MOST = 200;
  private static final int TOKEN_BYTES = 32;

  /// One person at one browser.
  ///
  /// @param csrf to be sent back with every change
  /// @param mustChange all that it may do is change its password
  record Session(String name, Role role, String csrf, boolean mustChange) {}

  private static final class Kept {
    private final Session session;
    private final long beganNanos;
    private long usedNanos;

    Kept(Session session, long now) {
      this.session = session;
      beganNanos = now;
      usedNanos = now;
    }
  }

  private final LongSupplier nanos;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Kept> byTokenHash = new HashMap<>();

  /// @param nanos a clock that never jumps
  Sessions(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /// @param mustChange see [Session]
  /// @return the token to be kept by the browser
  String open(String name, Role role, boolean mustChange) {
    sweep();
    if (byTokenHash.size() >= MOST) {
      byTokenHash.entrySet().stream()
          .min(Map.Entry.comparingByValue((a, b) -> Long.compare(a.usedNanos, b.usedNanos)))
          .map(Map.Entry::getKey)
          .ifPresent(byTokenHash::remove);
    }
    String token = token();
    byTokenHash.put(
        hash(token), new Kept(new Session(name, role, token(), mustChange), nanos.getAsLong()));
    return token;
  }

  /// The session of this token, which thereby stays alive.
  Optional<Session> find(String token) {
    Kept kept = byTokenHash.get(hash(token));
    if (kept == null || isOver(kept)) {
      return Optional.empty();
    }
    kept.usedNanos = nanos.getAsLong();
    return Optional.of(kept.session);
  }

  /// The session of this token, as it is.
  Optional<Session> peek(String token) {
    Kept kept = byTokenHash.get(hash(token));
    return kept == null || isOver(kept) ? Optional.empty() : Optional.of(kept.session);
  }

  void close(String token) {
    byTokenHash.remove(hash(token));
  }

  /// Ends all of a person's sessions: the password or the role has changed.
  void closeAllOf(String name) {
    byTokenHash.values().removeIf(k -> k.session.name().equals(name));
  }

  private void sweep() {
    byTokenHash.values().removeIf(this::isOver);
  }

  private boolean isOver(Kept kept) {
    long now = nanos.getAsLong();
    return now - kept.usedNanos > IDLE.toNanos() || now - kept.beganNanos > LONGEST.toNanos();
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /// Found by hash, so that the time a look-up takes says nothing of the token.
  private static String hash(String token) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
