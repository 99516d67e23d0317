package org.fieldbeacon.agent.model;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;

/// A model against data whose truth is known. One thread.
interface Evaluation {
  /// @throws IOException when the data cannot be read, or are not of the kind the model takes
  void run(Path data) throws IOException;

  /// Whether all of the data could be used.
  boolean isClean();

  JsonObject json();

  String text();
}
