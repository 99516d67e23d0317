package org.fieldbeacon.opcua;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.FieldScanner.Found;

/// A variable of a server, as one who writes a profile wants it.
///
/// @param path browse names from the Objects folder: `/Plant/Gate1/Level`
/// @param namespaceIndex in this server's table, until it is restarted
/// @param namespace its URI
/// @param id the node id without its namespace: `s=Gate1.Level`
/// @param type of its value: `Double`; `nothing` when neither value nor server says
/// @param isNumber whether a point can be read from it
/// @param told what else it says of itself: value, status, whether it may be written, unit, range
record Variable(
    String path,
    int namespaceIndex,
    String namespace,
    String id,
    String type,
    boolean isNumber,
    Map<String, Object> told) {
  /// As a profile has it.
  String node() {
    return "nsu=" + namespace.replace(";", "%3B") + ";" + id;
  }

  /// The last browse name.
  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// The browse names above it.
  String parent() {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  Found found() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("path", path);
    fields.put("node", node());
    fields.put("type", type);
    fields.putAll(told);
    return new Found(Map.of(), fields, java.util.List.of());
  }

  /// The common code that a number stands for (OPC UA Part 8 §5.6.3: its characters are its bytes);
  /// empty when it stands for none.
  static Optional<String> unitCode(int unitId) {
    var code = new StringBuilder();
    for (int shift = 24; shift >= 0; shift -= 8) {
      int c = unitId >>> shift & 0xFF;
      if (c == 0 && code.isEmpty()) {
        continue;
      }
      boolean isCode = c >= '0' && c <= '9' || c >= 'A' && c <= 'Z';
      if (!isCode) {
        return Optional.empty();
      }
      code.append((char) c);
    }
    return code.isEmpty() ? Optional.empty() : Optional.of(code.toString());
  }
}
