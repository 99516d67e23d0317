package org.fieldbeacon.agent.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `${NAME:default}` in a file, replaced from the environment in a few named places only.
///
/// @param places paths where it may stand
/// @param environment what the names mean
record Variables(Pattern places, Map<String, String> environment) {
  /// Nowhere.
  static final Variables NONE = new Variables(Pattern.compile("(?!)"), Map.of());

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*)(?::([^}]*))?}");

  /// What the scalar says once its variables are replaced.
  Yaml.Scalar resolve(Yaml.Scalar scalar, String path, Findings findings) {
    if (!scalar.text().contains("${")) {
      return scalar;
    }
    if (!places.matcher(path).matches()) {
      findings.add(
          scalar.line(), path, scalar.got(), "no variable here, only where the guide names one");
      return scalar;
    }
    String text = VARIABLE.matcher(scalar.text()).replaceAll(m -> value(m, scalar, path, findings));
    if (text.contains("${")) {
      findings.add(scalar.line(), path, scalar.got(), "${NAME:default}, NAME of A-Z 0-9 _");
    }
    boolean whole = text.matches("-?\\d+") && path.endsWith(".port");
    return new Yaml.Scalar(
        scalar.line(), whole ? Yaml.Scalar.Kind.INTEGER : Yaml.Scalar.Kind.TEXT, text);
  }

  private String value(
      java.util.regex.MatchResult match, Yaml.Scalar scalar, String path, Findings findings) {
    String name = match.group(1);
    String value = environment.getOrDefault(name, match.group(2));
    if (value == null) {
      findings.add(
          scalar.line(), path, scalar.got(), "a default, or " + name + " in the environment");
      return "";
    }
    return Matcher.quoteReplacement(value);
  }
}
