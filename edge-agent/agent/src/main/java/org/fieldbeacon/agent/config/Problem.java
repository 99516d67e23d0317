package org.fieldbeacon.agent.config;

import io.vertx.core.json.JsonObject;

/// One thing wrong with a file.
///
/// @param file as it was named
/// @param line 1 or more; 0 when the file as a whole is meant
/// @param path where in the file: `rules[1].warning`; `file` for the whole
/// @param got what stands there
/// @param wanted what would be right
public record Problem(String file, int line, String path, String got, String wanted) {
  /// `FILE:LINE: path: got X, wanted Y`.
  public String text() {
    return file + ":" + line + ": " + path + ": got " + got + ", wanted " + wanted;
  }

  /// The same as a JSON object.
  public JsonObject json() {
    return new JsonObject()
        .put("file", file)
        .put("line", line)
        .put("path", path)
        .put("got", got)
        .put("wanted", wanted);
  }
}
