package org.fieldbeacon.opcua;

import org.eclipse.milo.opcua.stack.core.StatusCodes;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.fieldbeacon.observation.Quality;

/// What a status code says of a value, as a flag and in words (OPC UA Part 8 §6.3).
///
/// | status | flag |
/// |---|---|
/// | Good | not evaluated: no test has looked at it |
/// | Good, overridden by hand; at a limit | suspect |
/// | Uncertain | suspect |
/// | Bad, with a value | fail, the value kept |
/// | Bad, without | missing |
///
/// @param flag for a value; without one it is missing, whatever stands here
/// @param detail empty when there is nothing to say
record Judgement(Quality flag, String detail) {
  static Judgement of(StatusCode status) {
    String name = StatusNames.of(status);
    if (status.isBad()) {
      return new Judgement(Quality.FAIL, name);
    }
    if (status.isUncertain()) {
      return new Judgement(Quality.SUSPECT, name);
    }
    if ((status.value() & 0xFFFF0000L) == StatusCodes.Good_LocalOverride) {
      return new Judgement(Quality.SUSPECT, name + ": set by hand");
    }
    var bits = status.getDataValueInfoBits();
    if (bits.isPresent() && bits.get().isLimitLow()) {
      return new Judgement(Quality.SUSPECT, "at its low limit");
    }
    if (bits.isPresent() && bits.get().isLimitHigh()) {
      return new Judgement(Quality.SUSPECT, "at its high limit");
    }
    String detail =
        bits.isPresent() && bits.get().isOverflow() ? "changes before it were lost" : "";
    return new Judgement(Quality.NOT_EVALUATED, detail);
  }
}
