package org.fieldbeacon.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/// Guesses which known word a wrong one was meant to be.
final class Nearest {
  private static final int MAX_COMPARED = 64;

  private Nearest() {}

  /// `"warning"` when one known word is near, else all of them.
  static String wanted(String word, Collection<String> known) {
    return to(word, known)
        .map(near -> "\"" + near + "\"")
        .orElseGet(() -> known.isEmpty() ? "no key at all" : "one of " + new TreeSet<>(known));
  }

  /// The known word within a third of `word`'s letters.
  static Optional<String> to(String word, Collection<String> known) {
    if (word.length() > MAX_COMPARED) {
      return Optional.empty();
    }
    return new TreeSet<>(known)
        .stream()
            .filter(k -> distance(word, k) <= Math.max(1, word.length() / 3))
            .min(Comparator.comparingInt(k -> distance(word, k)));
  }

  /// Letters to insert, remove, replace, or swap with the next (optimal string alignment).
  private static int distance(String a, String b) {
    int[][] d = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          d[i][j] = i + j;
          continue;
        }
        int replaced = d[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        d[i][j] = Math.min(replaced, 1 + Math.min(d[i - 1][j], d[i][j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
    }
    return d[a.length()][b.length()];
  }
}
