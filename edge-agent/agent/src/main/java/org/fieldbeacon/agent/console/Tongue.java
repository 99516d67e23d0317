package org.fieldbeacon.agent.console;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The two languages of the console.
enum Tongue {
  ZH("zh-CN"),
  EN("en");

  private final String tag;

  Tongue(String tag) {
    this.tag = tag;
  }

  String tag() {
    return tag;
  }

  /// The one that is liked better (RFC 9110 §12.5.4); English where neither is named, or what is
  /// named cannot be read.
  static Tongue of(Optional<String> acceptLanguage) {
    try {
      List<Locale.LanguageRange> liked =
          acceptLanguage
              .filter(h -> h.length() < 200)
              .map(Locale.LanguageRange::parse)
              .orElse(List.of());
      for (Locale.LanguageRange range : liked) {
        if (range.getWeight() > 0 && range.getRange().startsWith("zh")) {
          return ZH;
        }
        if (range.getWeight() > 0 && range.getRange().startsWith("en")) {
          return EN;
        }
      }
    } catch (IllegalArgumentException _) {
      // No list of languages.
    }
    return EN;
  }
}
