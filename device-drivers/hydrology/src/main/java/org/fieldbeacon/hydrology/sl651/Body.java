package org.fieldbeacon.hydrology.sl651;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a body says (6.6).
///
/// @param serial 0..65535; empty when the body is too short to have one
/// @param sentAt by the station's clock; empty when the digits are no time
/// @param fields its parts for a person, in order
/// @param values what it measures
/// @param picture the picture's bytes; empty when there is none
/// @param picturePresent whether the body has a picture group at all
record Body(
    Optional<Integer> serial,
    Optional<Instant> sentAt,
    Map<String, Object> fields,
    List<Value> values,
    byte[] picture,
    boolean picturePresent) {

  /// @param frame tells function, way and station
  /// @param bytes the frame's own body, or the packets' put together
  static Body read(Frame frame, byte[] bytes) {
    return switch (frame.encoding()) {
      case HEX -> new HexBody(frame, bytes).read();
      case ASCII -> new AsciiBody(frame, bytes).read();
    };
  }
}
