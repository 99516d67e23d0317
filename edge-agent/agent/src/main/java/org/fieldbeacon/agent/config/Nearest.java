package org.fieldbeacon.agent.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.TreeSet;

/// Guesses which known word a wrong one was meant to be.
final class Nearest {
  private Nearest() {}

  /// `"warning"` when one known word is near, else all of them.
  static String wanted(String word, Collection<String> known) {
    return to(word, known)
        .map(near -> "\"" + near + "\"")
        .orElseGet(() -> known.isEmpty() ? "no key at all" : "one of " + new TreeSet<>(known));
  }

  /// The known word within a third of `word`'s letters.
  static Optional<String> to(String word, Collection<String> known) {
    return new TreeSet<>(known)
        .stream()
            .filter(k -> distance(word, k) <= Math.max(1, word.length() / 3))
            .min(Comparator.comparingInt(k -> distance(word, k)));
  }

  /// Letters to insert, remove or replace (Levenshtein).
  private static int distance(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(above[j], row[j - 1]));
      }
      above = row;
    }
    return above[b.length()];
  }
}
