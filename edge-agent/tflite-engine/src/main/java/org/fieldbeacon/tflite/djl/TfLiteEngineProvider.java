package org.fieldbeacon.tflite.djl;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;

/// Tells DJL of the engine `TFLite`. The native library is loaded with the first model, not before.
public final class TfLiteEngineProvider implements EngineProvider {

  /// Called by `ServiceLoader`.
  public TfLiteEngineProvider() {}

  @Override
  public String getEngineName() {
    return TfLiteEngine.NAME;
  }

  @Override
  public int getEngineRank() {
    return TfLiteEngine.RANK;
  }

  @Override
  public Engine getEngine() {
    return TfLiteEngine.INSTANCE;
  }
}
