package org.fieldbeacon.agent;

import java.util.ArrayList;
import java.util.List;

/// What goes onto the cabinet's label: where the console is, how to know its certificate, and the
/// one-time code. In ASCII, 38 wide, so that a label printer takes it as it is.
final class ConsoleLabel {
  private static final String EDGE = "+------------------------------------+";
  private static final String LOOPBACK = "https://127.0.0.1:";

  /// Eight bytes of the fingerprint, with their colons.
  private static final int PART = 24;

  private ConsoleLabel() {}

  /// @param addresses of the console; loopback is left out where there are others
  /// @param fingerprint bytes in hexadecimal with colons
  static List<String> lines(List<String> addresses, String fingerprint, String code) {
    List<String> lines = new ArrayList<>(List.of(EDGE, "Fieldbeacon console"));
    List<String> outside = addresses.stream().filter(a -> !a.startsWith(LOOPBACK)).toList();
    (outside.isEmpty() ? addresses : outside).forEach(a -> lines.add("  " + a));
    lines.add("certificate SHA-256");
    for (int i = 0; i < fingerprint.length(); i += PART) {
      lines.add("  " + fingerprint.substring(i, Math.min(i + PART, fingerprint.length())));
    }
    lines.add("one-time code for the first sign-in");
    lines.add("  " + code);
    lines.add("void after it, and after a restart");
    lines.add(EDGE);
    return List.copyOf(lines);
  }
}
