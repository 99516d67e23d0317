package org.fieldbeacon.agent.model;

/// A model that cannot be opened or run, with the reason.
public final class ModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }

  public ModelException(String message) {
    super(message);
  }
}
