package org.fieldbeacon.mqttdevices;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fieldbeacon.driver.FrameLines;

/// A message in a file: `TOPIC PAYLOAD` as `mosquitto_sub -v` prints it, the payload by itself, or
/// either as hex.
///
/// @param topic empty when the line has none
record MessageLine(Optional<String> topic, String payload) {
  static MessageLine of(String line) {
    String text =
        line.startsWith("{") || line.startsWith("[")
            ? line
            : FrameLines.hex(line)
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8).strip())
                .orElse(line);
    int blank = text.indexOf(' ');
    boolean hasTopic = blank > 0 && text.charAt(0) != '{' && text.substring(0, blank).contains("/");
    return hasTopic
        ? new MessageLine(Optional.of(text.substring(0, blank)), text.substring(blank + 1).strip())
        : new MessageLine(Optional.empty(), text);
  }

  /// How far into the line the payload begins.
  int payloadOffset() {
    return topic.map(t -> t.length() + 1).orElse(0);
  }
}
