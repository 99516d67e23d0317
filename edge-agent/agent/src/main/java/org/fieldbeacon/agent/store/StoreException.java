package org.fieldbeacon.agent.store;

/// The disk, the file on it, or what was asked of it is not as it must be.
public final class StoreException extends RuntimeException {
  private final boolean diskFull;

  public StoreException(String message) {
    super(message);
    this.diskFull = false;
  }

  StoreException(String message, Throwable cause, boolean diskFull) {
    super(message, cause);
    this.diskFull = diskFull;
  }

  /// Whether room is what was missing: freeing some and trying again may help.
  public boolean isDiskFull() {
    return diskFull;
  }
}
