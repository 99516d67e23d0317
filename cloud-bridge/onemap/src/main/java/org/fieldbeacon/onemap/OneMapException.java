package org.fieldbeacon.onemap;

/// A start or a store that cannot go on: bad configuration, a port that is taken, a dying disk. The
/// message is one line for the person at the terminal.
public final class OneMapException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public OneMapException(String message) {
    super(message);
  }

  public OneMapException(String message, Throwable cause) {
    super(message, cause);
  }
}
