package org.fieldbeacon.agent;

import java.time.Instant;

/// One instant on two clocks.
///
/// @param now by the gateway's clock, which people and networks may set forward and back
/// @param steady by one that never jumps, for what must last as long as it must: outputs
public record Moment(Instant now, Instant steady) {
  /// On a virtual clock both are one.
  public static Moment virtual(Instant now) {
    return new Moment(now, now);
  }
}
