package org.fieldbeacon.machinery.j1939;

/// Failure mode identifiers (SAE J1939-73 appendix A).
final class FailureMode {
  private FailureMode() {}

  static String name(int fmi) {
    return switch (fmi) {
      case 0 -> "above normal, most severe";
      case 1 -> "below normal, most severe";
      case 2 -> "erratic or incorrect";
      case 3 -> "voltage above normal";
      case 4 -> "voltage below normal";
      case 5 -> "current below normal or open circuit";
      case 6 -> "current above normal or grounded circuit";
      case 7 -> "mechanical system not responding";
      case 8 -> "abnormal frequency";
      case 9 -> "abnormal update rate";
      case 10 -> "abnormal rate of change";
      case 11 -> "root cause not known";
      case 12 -> "bad intelligent device";
      case 13 -> "out of calibration";
      case 14 -> "special instructions";
      case 15 -> "above normal, least severe";
      case 16 -> "above normal, moderately severe";
      case 17 -> "below normal, least severe";
      case 18 -> "below normal, moderately severe";
      case 19 -> "received network data in error";
      case 20 -> "data drifted high";
      case 21 -> "data drifted low";
      case 31 -> "condition exists";
      default -> "reserved";
    };
  }
}
