package org.fieldbeacon.driver;

import java.util.regex.Pattern;

/// Takes out of words what a person who looks over a technician's shoulder may not read: passwords
/// in addresses, and what stands under a telling name in a query, a JSON text or a setting.
final class Concealed {
  private static final String TELLING =
      "passw(?:or)?d|passwd|pwd|passphrase|secret|token|credential|licen[cs]e|signature"
          + "|(?<![A-Za-z])(?:pass|psw|auth|authorization|sig|key)(?![A-Za-z])"
          + "|(?:app|nwk|api|access|private|session|enc|join)[_-]?s?[_-]?(?:enc|int)?[_-]?key";

  private static final Pattern LOGIN =
      Pattern.compile("(://[^/\\s:@\"']{0,128}:)[^@\\s/\"']{1,256}@");

  /// The value is a quoted text, also one that was cut, or runs to the next separator.
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)((?:"
              + TELLING
              + ")[\\w-]{0,32}[\"']?\\s{0,4}[:=]\\s{0,4})"
              + "(\"(?:[^\"\\\\]++|\\\\.)*+\"?|'[^']*'?|[^\\s,;}&\"'\\[{]++)");

  private Concealed() {}

  static String of(String words) {
    String known = LOGIN.matcher(words).replaceAll("$1***@");
    return VALUE.matcher(known).replaceAll("$1***");
  }
}
