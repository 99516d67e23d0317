package org.fieldbeacon.camera;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeacon.driver.DeviceStatus.State;

/// What came back for a request, or why nothing did.
sealed interface HttpReply {
  /// @param headers by lower-case name
  record Answer(int status, Map<String, List<String>> headers, byte[] body) implements HttpReply {
    List<String> header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    }
  }

  /// The camera does not believe the user or password, or wants one and has none.
  record Refused(String what) implements HttpReply {}

  record Failed(State state, String what) implements HttpReply {}
}
