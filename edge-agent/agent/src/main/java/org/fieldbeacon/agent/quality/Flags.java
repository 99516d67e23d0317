package org.fieldbeacon.agent.quality;

import java.util.EnumMap;
import java.util.Map;
import org.fieldbeacon.observation.Quality;

/// The flags of all tests of one value in one int, so that judging a value makes no garbage: four
/// bits a test, in the order of [QcTest]; 0 where the test is not configured.
@SuppressWarnings("EnumOrdinal") // the bits never leave this process
final class Flags {
  static final int NONE = 0;

  private static final QcTest[] TESTS = QcTest.values();
  private static final int BITS = 4;
  private static final int MASK = 0xF;

  private Flags() {}

  static int with(int flags, QcTest test, Quality flag) {
    int shift = test.ordinal() * BITS;
    return flags & ~(MASK << shift) | flag.code() << shift;
  }

  static boolean has(int flags, QcTest test) {
    return (flags >>> test.ordinal() * BITS & MASK) != 0;
  }

  static boolean is(int flags, QcTest test, Quality flag) {
    return (flags >>> test.ordinal() * BITS & MASK) == flag.code();
  }

  /// The worst flag, as [Verdict#rolledUp] says.
  static Quality rolledUp(int flags) {
    int left = flags & ~(MASK << QcTest.GAP.ordinal() * BITS);
    Quality worst = Quality.NOT_EVALUATED;
    while (left != 0) {
      if ((left & MASK) != 0) {
        worst = Verdict.worse(worst, Quality.ofCode(left & MASK));
      }
      left >>>= BITS;
    }
    return worst;
  }

  static Verdict verdict(int flags) {
    Map<QcTest, Quality> map = new EnumMap<>(QcTest.class);
    for (QcTest test : TESTS) {
      int code = flags >>> test.ordinal() * BITS & MASK;
      if (code != 0) {
        map.put(test, Quality.ofCode(code));
      }
    }
    return new Verdict(map);
  }
}
