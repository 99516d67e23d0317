package org.fieldbeacon.camera;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What a camera wants to know before it answers (RFC 9110 §11.6.1): a scheme and its parameters.
///
/// @param scheme in lower case: `basic`, `digest`
/// @param parameters by lower-case name, quotes taken off
record Challenge(String scheme, Map<String, String> parameters) {
  Challenge {
    parameters = Map.copyOf(parameters);
  }

  String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /// All challenges of `WWW-Authenticate` headers, several of which may stand in one.
  static List<Challenge> all(List<String> headers) {
    List<Challenge> all = new ArrayList<>();
    headers.forEach(header -> new Reader(header, all).read());
    return all;
  }

  /// A token followed by `=` is a parameter of the challenge before it, any other a scheme.
  private static final class Reader {
    private static final String DELIMITERS = " \t,=\"";

    private final String text;
    private final List<Challenge> all;
    private int at;
    private String scheme = "";
    private Map<String, String> parameters = new HashMap<>();

    Reader(String text, List<Challenge> all) {
      this.text = text;
      this.all = all;
    }

    void read() {
      while (at < text.length()) {
        String token = token();
        if (token.isEmpty()) {
          at++;
        } else if (at < text.length() && text.charAt(at) == '=') {
          at++;
          parameters.putIfAbsent(token.toLowerCase(Locale.ROOT), value());
        } else {
          end();
          scheme = token.toLowerCase(Locale.ROOT);
        }
      }
      end();
    }

    private void end() {
      if (!scheme.isEmpty()) {
        all.add(new Challenge(scheme, parameters));
      }
      parameters = new HashMap<>();
    }

    private String token() {
      int from = at;
      while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return text.substring(from, at);
    }

    private String value() {
      if (at == text.length() || text.charAt(at) != '"') {
        return token();
      }
      var value = new StringBuilder();
      for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
        boolean isEscaped = text.charAt(at) == '\\' && at + 1 < text.length();
        at += isEscaped ? 1 : 0;
        value.append(text.charAt(at));
      }
      at++;
      return value.toString();
    }
  }
}
