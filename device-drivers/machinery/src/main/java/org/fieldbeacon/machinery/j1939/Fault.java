package org.fieldbeacon.machinery.j1939;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A diagnostic trouble code (SAE J1939-73 §5.7.1): parameter, failure mode, and how often.
///
/// @param conversion method of the parameter number's coding; 0 is today's
/// @param occurrences 127 when not known
record Fault(int spn, int fmi, int conversion, int occurrences) {
  private static final int LAMP_BYTES = 2;
  private static final int BYTES = 4;
  private static final int UNKNOWN = 127;
  private static final int MOST_TOLD = 6;

  /// The codes behind the lamps; a unit without faults sends one of zeros or ones.
  static List<Fault> all(byte[] data) {
    List<Fault> faults = new ArrayList<>();
    for (int at = LAMP_BYTES; at + BYTES <= data.length; at += BYTES) {
      int spn = data[at] & 0xFF | (data[at + 1] & 0xFF) << 8 | (data[at + 2] & 0xE0) << 11;
      int fmi = data[at + 2] & 0x1F;
      boolean isNone = spn == 0 && fmi == 0 || spn == 0x7FFFF && fmi == 0x1F;
      if (!isNone) {
        faults.add(new Fault(spn, fmi, data[at + 3] >> 7 & 1, data[at + 3] & 0x7F));
      }
    }
    return faults;
  }

  /// A sentence for a person: the first few of them.
  static String told(List<Fault> faults) {
    String first =
        faults.stream().limit(MOST_TOLD).map(Fault::told).collect(Collectors.joining("; "));
    int others = faults.size() - MOST_TOLD;
    return others > 0 ? first + "; and " + others + " more" : first;
  }

  private String told() {
    String often = occurrences == UNKNOWN ? "" : ", " + occurrences + " times";
    return "SPN " + spn + " FMI " + fmi + " (" + FailureMode.name(fmi) + ")" + often;
  }

  /// The point that stands for it.
  String point() {
    return Faults.POINT + spn + "-fmi-" + fmi;
  }

  /// Never 0, since it is there.
  int times() {
    return occurrences == UNKNOWN ? 1 : Math.max(1, occurrences);
  }

  Map<String, Object> fields() {
    Map<String, Object> code = new LinkedHashMap<>();
    code.put("spn", spn);
    code.put("fmi", fmi);
    code.put("fmi_name", FailureMode.name(fmi));
    code.put("cm", conversion);
    code.put("oc", occurrences);
    return code;
  }
}
