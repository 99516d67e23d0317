package org.fieldbeacon.agent.console;

import java.util.List;
import java.util.Locale;

/// Which passwords are refused: those that a list of common ones would find. What remains of it
/// without common words, runs, rows of the keyboard and repetitions must still be long enough. Its
/// least length is the field's.
final class PasswordRule {
  private static final int LEAST_LEFT = 6;
  private static final int LEAST_LETTERS = 5;
  private static final int SHORTEST_NAME = 3;
  private static final String ROWS = "qwertyuiop asdfghjkl zxcvbnm 1qaz2wsx3edc4rfv 1q2w3e4r5t6y";
  private static final List<String> COMMON =
      List.of(
          "fieldbeacon",
          "administrator",
          "technician",
          "password",
          "passwort",
          "passw0rd",
          "p@ssw0rd",
          "p@ssword",
          "gateway",
          "welcome",
          "letmein",
          "changeme",
          "iloveyou",
          "woaini",
          "5201314",
          "qazwsx",
          "abc123",
          "admin",
          "login",
          "secret",
          "viewer",
          "mima",
          "guanliyuan",
          "wangguan");

  private PasswordRule() {}

  static boolean isWeak(String name, String password) {
    String plain = password.toLowerCase(Locale.ROOT);
    String who = name.toLowerCase(Locale.ROOT);
    boolean isNameTelling = who.length() >= SHORTEST_NAME || who.chars().anyMatch(c -> c > 0x7F);
    if (isNameTelling && plain.contains(who) || plain.chars().allMatch(Character::isDigit)) {
      return true;
    }
    String left = unit(plain);
    for (String word : COMMON) {
      left = left.replace(word, "");
    }
    return left.chars().distinct().count() < LEAST_LETTERS || surprises(left) < LEAST_LEFT;
  }

  /// What a password repeats, or all of it.
  private static String unit(String plain) {
    for (int length = 1; length <= plain.length() / 2; length++) {
      String first = plain.substring(0, length);
      String again = first.repeat(plain.length() / length + 1);
      if (again.startsWith(plain)) {
        return first;
      }
    }
    return plain;
  }

  /// Letters that do not go on where the one before them was going.
  private static int surprises(String plain) {
    int count = 0;
    for (int i = 0; i < plain.length(); i++) {
      if (i == 0 || !goesOn(plain.charAt(i - 1), plain.charAt(i))) {
        count++;
      }
    }
    return count;
  }

  private static boolean goesOn(char before, char next) {
    return Math.abs(next - before) <= 1
        || ROWS.contains("" + before + next)
        || ROWS.contains("" + next + before);
  }
}
