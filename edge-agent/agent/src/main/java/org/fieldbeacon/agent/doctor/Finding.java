package org.fieldbeacon.agent.doctor;

/// One thing that was looked at.
///
/// @param area `serial`, `clock`
/// @param name what it is called: `/dev/ttyUSB0`; empty for the area as a whole
/// @param verdict whether it can be used
/// @param detail what was seen, one line
/// @param advice what to do about it; empty when there is nothing to do
record Finding(String area, String name, Verdict verdict, String detail, String advice) {
  /// ABSENT is no trouble by itself: most boards lack most things.
  enum Verdict {
    OK,
    ABSENT,
    PROBLEM
  }

  static Finding ok(String area, String name, String detail) {
    return new Finding(area, name, Verdict.OK, detail, "");
  }

  static Finding absent(String area, String detail, String advice) {
    return new Finding(area, "", Verdict.ABSENT, detail, advice);
  }

  static Finding problem(String area, String name, String detail, String advice) {
    return new Finding(area, name, Verdict.PROBLEM, detail, advice);
  }
}
