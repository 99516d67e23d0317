package org.fieldbeacon.driver;

/// Receives from devices that speak by themselves.
public non-sealed interface StreamingDriver extends Driver {
  /// Receives until closed, reconnecting with back-off when the link is lost.
  void run();
}
