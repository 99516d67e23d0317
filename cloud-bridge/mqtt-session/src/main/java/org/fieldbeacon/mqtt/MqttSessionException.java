package org.fieldbeacon.mqtt;

/// The broker could not be reached, refused something, or the connection ended. Expected in the
/// field, so without a stack trace; the text says what, where and why.
public final class MqttSessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Trouble trouble;
  private final int reasonCode;

  public MqttSessionException(String message) {
    this(message, Trouble.OTHER, 0);
  }

  MqttSessionException(String message, Trouble trouble, int reasonCode) {
    super(message, null, false, false);
    this.trouble = trouble;
    this.reasonCode = reasonCode;
  }

  public Trouble trouble() {
    return trouble;
  }

  /// With [Trouble#REFUSED] the reason code of the broker's CONNACK, 1..255; else 0.
  public int reasonCode() {
    return reasonCode;
  }
}
