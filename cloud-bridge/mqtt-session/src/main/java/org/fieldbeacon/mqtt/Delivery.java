package org.fieldbeacon.mqtt;

import java.util.concurrent.atomic.AtomicBoolean;

/// One message from the broker. With QoS 1 it stays the broker's until [#ack()]: whoever takes it
/// acknowledges it once it is safe, from any thread; unacknowledged ones come again with the next
/// connection of a kept session.
public final class Delivery {
  private final String topic;
  private final byte[] payload;
  private final boolean retained;
  private final boolean duplicate;
  private final Runnable acknowledge;
  private final AtomicBoolean isAcknowledged = new AtomicBoolean();

  /// @param payload given away, not copied
  public Delivery(
      String topic, byte[] payload, boolean retained, boolean duplicate, Runnable acknowledge) {
    this.topic = topic;
    this.payload = payload;
    this.retained = retained;
    this.duplicate = duplicate;
    this.acknowledge = acknowledge;
  }

  public String topic() {
    return topic;
  }

  /// Not copied; read only.
  public byte[] payload() {
    return payload;
  }

  public boolean isRetained() {
    return retained;
  }

  /// The broker sent it before; it may also repeat without saying so.
  public boolean isDuplicate() {
    return duplicate;
  }

  /// Does nothing the second time, or when the connection has gone.
  public void ack() {
    if (isAcknowledged.compareAndSet(false, true)) {
      acknowledge.run();
    }
  }
}
