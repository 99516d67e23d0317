package org.fieldbeacon.tflite;

/// What is wrong inside a model file, said without the file's name; [TfLiteGraph] adds it.
final class ModelFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ModelFault(String message) {
    super(message, null, false, false);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
