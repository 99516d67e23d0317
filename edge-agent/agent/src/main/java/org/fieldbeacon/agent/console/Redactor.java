package org.fieldbeacon.agent.console;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fieldbeacon.agent.config.SiteText;

/// Takes secrets out of texts that leave the gateway. Two ways at once: whatever is known to be a
/// secret here (passwords in files that the site names, values of telling keys, logins in URLs)
/// goes wherever it stands and however it is written; and whatever looks like one goes too.
final class Redactor {
  static final String GONE = "***";

  /// A shorter one is taken out where it stands as a value, not wherever its letters do.
  private static final int LEAST = 4;

  private static final long MOST_FILE = 16 << 10;
  private static final String TELLING =
      "passw(?:or)?d|secret|token|passphrase|community|app-?key|nwk-?key|api-?key|private-?key";
  private static final Pattern KEY = Pattern.compile("(?i).*(?:" + TELLING + ").*");
  private static final Pattern LOGIN = Pattern.compile("(://[^/\\s:@\"']*:)([^@\\s/\"']+)@");
  private static final Pattern PRIVATE_KEY =
      Pattern.compile(
          "-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\\z)",
          Pattern.DOTALL);
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)((?:"
              + TELLING
              + ")(?!-file)[\\w-]*[\"']?\\s*[:=]\\s*)"
              + "(\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'|[^\\s,;}&\"'\\[{]+)");
  private static final Pattern BEARER =
      Pattern.compile("(?i)\\b(bearer|basic|digest)(\\s+)[A-Za-z0-9._~+/-]{8,}=*");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)");

  private final List<String> secrets;

  private Redactor(Collection<String> found) {
    Set<String> all = new LinkedHashSet<>();
    for (String secret : found) {
      if (secret.length() >= LEAST) {
        all.addAll(forms(secret));
      }
    }
    secrets = all.stream().sorted(Comparator.comparingInt(String::length).reversed()).toList();
  }

  /// @param folder the site file's
  /// @param siteTexts site files, present and past
  /// @param more secrets known otherwise
  static Redactor of(Path folder, Collection<String> siteTexts, Collection<String> more) {
    Set<String> found = new LinkedHashSet<>(more);
    for (String text : siteTexts) {
      try {
        collect(folder, "", SiteText.tree(text), found);
      } catch (SiteText.EditException _) {
        // No YAML: what looks like a secret goes all the same.
      }
      variables(text, found);
    }
    for (Path file : secretFiles(folder)) {
      found.addAll(content(file));
    }
    return new Redactor(found);
  }

  private static void collect(Path folder, String key, Object value, Set<String> found) {
    switch (value) {
      case Map<?, ?> map ->
          map.forEach(
              (k, v) -> {
                if (v != null) {
                  collect(folder, String.valueOf(k), v, found);
                }
              });
      case List<?> list ->
          list.forEach(
              v -> {
                if (v != null) {
                  collect(folder, key, v, found);
                }
              });
      default -> scalar(folder, key, String.valueOf(value), found);
    }
  }

  private static void scalar(Path folder, String key, String value, Set<String> found) {
    Matcher login = LOGIN.matcher(value);
    while (login.find()) {
      found.add(login.group(2));
    }
    if (key.endsWith("password-file")) {
      found.addAll(content(folder.resolve(value)));
    } else if (KEY.matcher(key).matches() && !key.endsWith("-file")) {
      found.add(value);
    }
  }

  private static void variables(String text, Set<String> found) {
    Matcher names = VARIABLE.matcher(text);
    while (names.find()) {
      String value = System.getenv(names.group(1));
      boolean isTelling = names.group(1).matches(".*(?:PASS|SECRET|TOKEN|KEY).*");
      if (value != null && isTelling) {
        found.add(value);
      }
      Matcher login = LOGIN.matcher(value == null ? "" : value);
      while (login.find()) {
        found.add(login.group(2));
      }
    }
  }

  private static List<Path> secretFiles(Path folder) {
    Path secrets = folder.resolve("secrets");
    if (!Files.isDirectory(secrets)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(secrets)) {
      return files.filter(f -> String.valueOf(f.getFileName()).startsWith("password")).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static List<String> content(Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > MOST_FILE) {
        return List.of();
      }
      String text = Files.readString(file).strip();
      List<String> found = new ArrayList<>(List.of(text));
      text.lines().map(String::strip).forEach(found::add);
      return found;
    } catch (IOException _) {
      return List.of();
    }
  }

  /// As JSON, URLs and headers write it.
  private static List<String> forms(String secret) {
    String json = io.vertx.core.json.Json.encode(secret);
    return List.of(
        secret,
        json.substring(1, json.length() - 1),
        URLEncoder.encode(secret, StandardCharsets.UTF_8),
        Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
  }

  String clean(String text) {
    String clean = text;
    for (String secret : secrets) {
      clean = clean.replace(secret, GONE);
    }
    clean = PRIVATE_KEY.matcher(clean).replaceAll(Matcher.quoteReplacement(GONE));
    clean = LOGIN.matcher(clean).replaceAll("$1" + Matcher.quoteReplacement(GONE) + "@");
    clean = BEARER.matcher(clean).replaceAll("$1$2" + Matcher.quoteReplacement(GONE));
    return VALUE.matcher(clean).replaceAll("$1\"" + Matcher.quoteReplacement(GONE) + "\"");
  }
}
