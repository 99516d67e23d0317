package org.fieldbeacon.agent.feature;

/// Why a picture cannot be looked at. Each is counted under its word.
public enum ImageFault {
  NOT_AN_IMAGE("not-an-image"),
  TRUNCATED("truncated"),
  TOO_LARGE("too-large"),
  CMYK("cmyk"),
  SIXTEEN_BIT("16-bit"),
  UNSUPPORTED("unsupported"),
  BROKEN("broken");

  private final String word;

  ImageFault(String word) {
    this.word = word;
  }

  /// As it stands in counters and reports: `too-large`.
  public String word() {
    return word;
  }
}
