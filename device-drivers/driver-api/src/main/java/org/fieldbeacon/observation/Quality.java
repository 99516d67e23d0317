package org.fieldbeacon.observation;

/// Primary level QARTOD flag of an observation (IOOS, Manual for the Use of Real-Time Oceanographic
/// Data Quality Control Flags, v1.2, table 1). Flags never delete: the value stays as it was read.
public enum Quality {
  PASS(1),
  NOT_EVALUATED(2),
  SUSPECT(3),
  FAIL(4),
  /// There is no value: the device was silent, refused, or said so itself.
  MISSING(9);

  private final int code;

  Quality(int code) {
    this.code = code;
  }

  /// The flag's number: 1, 2, 3, 4 or 9.
  public int code() {
    return code;
  }

  /// The flag with this number.
  public static Quality ofCode(int code) {
    return switch (code) {
      case 1 -> PASS;
      case 2 -> NOT_EVALUATED;
      case 3 -> SUSPECT;
      case 4 -> FAIL;
      case 9 -> MISSING;
      default ->
          throw new IllegalArgumentException(
              "quality flag: got " + code + ", wanted 1, 2, 3, 4 or 9");
    };
  }

  /// Whether a rule may act on the value alone: it passed, or no test looked at it.
  public boolean isTrusted() {
    return this == PASS || this == NOT_EVALUATED;
  }

  /// Whether the value may be used at all, if only to warn.
  public boolean isUsable() {
    return isTrusted() || this == SUSPECT;
  }
}
