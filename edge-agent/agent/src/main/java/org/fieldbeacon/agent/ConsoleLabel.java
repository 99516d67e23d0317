package org.fieldbeacon.agent;

import java.util.ArrayList;
import java.util.List;

/// What goes onto the cabinet's label: where the console is, how to know its certificate, and the
/// one-time code; 38 wide, in ASCII but for a QR code of address and one-time code. The code is in
/// the fragment, which browsers send to nobody, and on a photo of the label it stands beside
/// anyway; it dies with its first use.
final class ConsoleLabel {
  private static final String EDGE = "+------------------------------------+";
  private static final String LOOPBACK = "https://127.0.0.1:";

  /// Eight bytes of the fingerprint, with their colons.
  private static final int PART = 24;

  private ConsoleLabel() {}

  /// @param addresses of the console; loopback is left out where there are others
  /// @param fingerprint bytes in hexadecimal with colons
  /// @param canDraw whether half blocks can be written where the label goes
  static List<String> lines(
      List<String> addresses, String fingerprint, String code, boolean canDraw) {
    List<String> lines = new ArrayList<>(List.of(EDGE, "Fieldbeacon console"));
    List<String> outside = addresses.stream().filter(a -> !a.startsWith(LOOPBACK)).toList();
    List<String> told = outside.isEmpty() ? addresses : outside;
    told.forEach(a -> lines.add("  " + a));
    lines.add("certificate SHA-256");
    for (int i = 0; i < fingerprint.length(); i += PART) {
      lines.add("  " + fingerprint.substring(i, Math.min(i + PART, fingerprint.length())));
    }
    lines.add("one-time code for the first sign-in");
    lines.add("  " + code);
    lines.add("void after it, and after a restart");
    if (canDraw && !outside.isEmpty()) {
      lines.addAll(QrLines.of(outside.getFirst() + "#first=" + code, EDGE.length()));
    }
    lines.add(EDGE);
    return List.copyOf(lines);
  }
}
