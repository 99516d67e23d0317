package org.fieldbeacon.mqttdevices;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The names of a device's last messages, so that none counts twice; kept as digests. Bounded: the
/// oldest goes. Its monitor guards it.
final class Seen {
  private static final int MOST = 128;
  private static final Duration PASSING = Duration.ofMinutes(5);
  private static final int DIGEST_BYTES = 16;
  private static final String DIGEST = "[0-9a-f]{32}";
  private static final String MILLIS = "[0-9]{1,15}";

  private boolean isUnsaved;

  private final Map<String, Instant> keys =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
          return size() > MOST;
        }
      };

  /// Whether none of these names was seen; they are from now on.
  ///
  /// @param passing names that count for five minutes only
  synchronized boolean isNew(List<String> lasting, List<String> passing, Instant now) {
    List<String> always = lasting.stream().map(Seen::digest).toList();
    List<String> awhile = passing.stream().map(Seen::digest).toList();
    boolean isKnown =
        always.stream().anyMatch(keys::containsKey)
            || awhile.stream()
                .map(keys::get)
                .anyMatch(
                    at -> at != null && Duration.between(at, now).abs().compareTo(PASSING) <= 0);
    always.forEach(key -> keys.put(key, now));
    awhile.forEach(key -> keys.put(key, now));
    isUnsaved |= !always.isEmpty() || !awhile.isEmpty();
    return !isKnown;
  }

  /// Whether there is more than was last saved.
  synchronized boolean isUnsaved() {
    return isUnsaved;
  }

  /// Digest and epoch milliseconds of each name, the oldest first; they are saved from now on.
  synchronized Map<String, Long> saved() {
    Map<String, Long> all = new LinkedHashMap<>();
    keys.forEach((key, at) -> all.put(key, at.toEpochMilli()));
    isUnsaved = false;
    return all;
  }

  /// Takes back what was saved; what is damaged is passed over.
  synchronized void restore(String digest, String millis) {
    if (digest.matches(DIGEST) && millis.matches(MILLIS)) {
      keys.put(digest, Instant.ofEpochMilli(Long.parseLong(millis)));
    }
  }

  private static String digest(String name) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, DIGEST_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
