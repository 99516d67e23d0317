package org.fieldbeacon.agent.console;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/// What a request is answered with.
///
/// @param headers besides content type and those of security
record Reply(int status, String type, Buffer body, Map<String, String> headers) {
  static final String JSON = "application/json";

  static Reply json(JsonObject body) {
    return new Reply(200, JSON, body.toBuffer(), Map.of());
  }

  static Reply done() {
    return new Reply(204, "", Buffer.buffer(), Map.of());
  }

  static Reply of(String type, Buffer body) {
    return new Reply(200, type, body, Map.of());
  }

  static Reply download(String type, String fileName, Buffer body) {
    return new Reply(
        200,
        type,
        body,
        Map.of("content-disposition", "attachment; filename=\"" + fileName + "\""));
  }

  Reply with(String header, String value) {
    Map<String, String> more = new java.util.LinkedHashMap<>(headers);
    more.put(header, value);
    return new Reply(status, type, body, more);
  }

  Reply withStatus(int other) {
    return new Reply(other, type, body, headers);
  }
}
