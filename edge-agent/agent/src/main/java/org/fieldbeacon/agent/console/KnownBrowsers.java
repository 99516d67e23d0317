package org.fieldbeacon.agent.console;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Browsers in which somebody has come in before carry a note of it, good for that one account as
/// long as its password is the same. It lets nobody in: with it, what strangers guess at does not
/// keep its bearer waiting.
final class KnownBrowsers {
  static final Duration LASTS = Duration.ofDays(180);
  private static final int KEY_BYTES = 32;

  private final byte[] key;
  private final InstantSource clock;

  /// Makes the key, if there is none yet. Blocks.
  KnownBrowsers(Path keyFile, InstantSource clock) {
    this.clock = clock;
    String hex =
        DurableFile.read(keyFile)
            .filter(k -> k.length() == 2 * KEY_BYTES)
            .orElseGet(
                () -> {
                  byte[] fresh = new byte[KEY_BYTES];
                  new SecureRandom().nextBytes(fresh);
                  String text = HexFormat.of().formatHex(fresh);
                  DurableFile.writeSecret(keyFile, text);
                  return text;
                });
    key = HexFormat.of().parseHex(hex);
  }

  /// The note for a browser in which this account has come in.
  String note(Accounts.Account account) {
    long until = clock.instant().plus(LASTS).getEpochSecond();
    return until + "." + seal(account, until);
  }

  /// Whether the note is for this account.
  boolean knows(Optional<String> note, Accounts.Account account) {
    int dot = note.map(n -> n.indexOf('.')).orElse(-1);
    if (dot < 0) {
      return false;
    }
    try {
      long until = Long.parseLong(note.orElseThrow().substring(0, dot));
      byte[] got = note.orElseThrow().substring(dot + 1).getBytes(StandardCharsets.UTF_8);
      byte[] wanted = seal(account, until).getBytes(StandardCharsets.UTF_8);
      return MessageDigest.isEqual(got, wanted)
          && clock.instant().isBefore(Instant.ofEpochSecond(until));
    } catch (NumberFormatException | java.time.DateTimeException _) {
      return false;
    }
  }

  private String seal(Accounts.Account account, long until) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      String what = account.name() + "\n" + until + "\n" + account.hash();
      byte[] sealed = mac.doFinal(what.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no HmacSHA256", e);
    }
  }
}
