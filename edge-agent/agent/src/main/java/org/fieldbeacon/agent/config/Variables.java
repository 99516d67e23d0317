package org.fieldbeacon.agent.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.Yaml.Scalar.Kind;

/// `${NAME:default}` in a file, replaced from the environment in a few named places only.
///
/// @param places paths where it may stand
/// @param environment what the names mean
record Variables(Pattern places, Map<String, String> environment) {
  /// Nowhere.
  static final Variables NONE = new Variables(Pattern.compile("(?!)"), Map.of());

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");

  /// What the scalar says once its variables are replaced; nothing when that is a finding.
  Yaml.Scalar resolve(Yaml.Scalar scalar, String path, Findings findings) {
    if (!scalar.text().contains("${")) {
      return scalar;
    }
    Optional<String> wrong = wrong(scalar.text(), path);
    if (wrong.isPresent()) {
      findings.add(scalar.line(), path, scalar.got(), wrong.get());
      return new Yaml.Scalar(scalar.line(), Kind.NOTHING, "");
    }
    String text =
        VARIABLE
            .matcher(scalar.text())
            .replaceAll(m -> Matcher.quoteReplacement(value(m).orElseThrow()));
    boolean whole = text.matches("-?\\d+") && path.endsWith(".port");
    return new Yaml.Scalar(scalar.line(), whole ? Kind.INTEGER : Kind.TEXT, text);
  }

  private Optional<String> wrong(String text, String path) {
    if (!places.matcher(path).matches()) {
      return Optional.of("no variable, only where the guide names one");
    }
    if (VARIABLE.matcher(text).replaceAll("").contains("${")) {
      return Optional.of("${NAME:default}, NAME of A-Z 0-9 _");
    }
    return VARIABLE
        .matcher(text)
        .results()
        .filter(m -> value(m).isEmpty())
        .findFirst()
        .map(m -> "a default, or " + m.group(1) + " in the environment");
  }

  private Optional<String> value(MatchResult variable) {
    return Optional.ofNullable(environment.getOrDefault(variable.group(1), variable.group(2)));
  }
}
