package org.fieldbeacon.agent.config;

import java.util.regex.Pattern;

/// Finds passwords and keys that stand in the site file itself, where everybody sees them who may
/// see the configuration. No driver takes one there; each has a key that names a file.
record InlineSecrets(Findings findings) {
  private static final Pattern TELLING =
      Pattern.compile(
          "(?i).*(?:passw(?:or)?d|secret|token|passphrase|community|(?:app|nwk|api|private)-?key).*(?<!-file)");
  private static final Pattern LOGIN = Pattern.compile("//[^/@]*:[^/@]*@");

  /// The value is not told: what is wrong with a file is shown and logged.
  void refuse(Yaml node, String path) {
    switch (node) {
      case Yaml.Mapping mapping ->
          mapping
              .entries()
              .forEach(
                  (key, value) -> {
                    String at = path + "." + key;
                    if (value instanceof Yaml.Scalar && TELLING.matcher(key).matches()) {
                      add(at);
                    } else {
                      refuse(value, at);
                    }
                  });
      case Yaml.Sequence sequence -> {
        for (int i = 0; i < sequence.items().size(); i++) {
          refuse(sequence.items().get(i), path + "[" + i + "]");
        }
      }
      case Yaml.Scalar scalar -> {
        if (LOGIN.matcher(scalar.text()).find()) {
          add(path);
        }
      }
    }
  }

  private void add(String path) {
    findings.add(
        path, "a secret in the site file itself", "user and password-file, or no secret at all");
  }
}
