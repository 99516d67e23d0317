package org.fieldbeacon.tflite;

import org.jspecify.annotations.Nullable;

/// A model that cannot be used, or an inference that failed. The message names the file, and the
/// operator where one is to blame.
public final class TfLiteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TfLiteException(String message) {
    super(message);
  }

  TfLiteException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
