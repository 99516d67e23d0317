package org.fieldbeacon.tflite.djl;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import org.fieldbeacon.tflite.TfLiteGraph;
import org.jspecify.annotations.Nullable;

/// TensorFlow Lite for inference on the CPU.
public final class TfLiteEngine extends Engine {
  /// The name for `Criteria.optEngine`.
  public static final String NAME = "TFLite";

  /// Behind the engines that can train.
  static final int RANK = 10;

  static final TfLiteEngine INSTANCE = new TfLiteEngine();

  private TfLiteEngine() {}

  @Override
  public @Nullable Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public String getEngineName() {
    return NAME;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return TfLiteGraph.libraryVersion();
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String name, @Nullable Device device) {
    return new TfLiteModel(name, newBaseManager(device));
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(null);
  }

  @Override
  public NDManager newBaseManager(@Nullable Device device) {
    return new TfLiteNDManager(device == null ? Device.cpu() : device);
  }

  @Override
  public String toString() {
    return NAME + ":" + getVersion() + ", on the CPU";
  }
}
