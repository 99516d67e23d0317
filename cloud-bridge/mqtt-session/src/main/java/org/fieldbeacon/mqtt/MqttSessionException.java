package org.fieldbeacon.mqtt;

/// The broker could not be reached, refused something, or the connection ended. Expected in the
/// field, so without a stack trace; the text says what, where and why.
public final class MqttSessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MqttSessionException(String message) {
    super(message, null, false, false);
  }
}
