package org.fieldbeacon.machinery.j1939;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The same driver behind an adapter that connects by itself.
class SlcanDriverIT extends J1939DriverIT {
  @Override
  protected byte[] report() {
    return "T0CF004008207D87481400F087\r".getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  protected Map<String, Object> linkWords() {
    return Map.of("framing", "slcan", "bitrate", 250_000, "listen-only", false);
  }
}
