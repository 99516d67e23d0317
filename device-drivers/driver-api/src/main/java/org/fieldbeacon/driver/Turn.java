package org.fieldbeacon.driver;

import java.util.concurrent.locks.LockSupport;

/// Lets the other links and connections have their turn. A read that finds bytes does not give up
/// its carrier, so that one flood on each would starve all other virtual threads: after so many
/// bytes there is a rest. A yield is not enough, since a carrier takes its own queue first.
final class Turn {
  private static final int BYTES = 16 * 1024;
  private static final long REST_NANOS = 1_000_000;

  private int taken;

  /// @param bytes read without a wait, or after one
  void took(int bytes) {
    taken += bytes;
    if (taken >= BYTES) {
      taken = 0;
      LockSupport.parkNanos(REST_NANOS);
    }
  }
}
