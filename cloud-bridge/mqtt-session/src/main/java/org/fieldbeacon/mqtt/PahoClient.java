package org.fieldbeacon.mqtt;

import java.lang.reflect.Field;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.internal.MqttConnectionState;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;

/// Paho 1.2.5 with two things put right after CONNACK, before the first publish:
///
/// - Receive Maximum is a two-octet unsigned number (MQTT 5.0 §3.2.2.3.3), but Paho reads it
///   signed: above 32767 it becomes negative and every publish with QoS 1 fails with 32202.
/// - Outgoing topic aliases are switched off; Paho sets them by itself as soon as the broker allows
///   some, and loses count of them when it resends.
///
/// Neither has an accessor, so the private field is opened; a Paho without it is refused.
final class PahoClient extends MqttAsyncClient {
  /// MQTT 5.0 §3.2.2.3.3: the value when the broker names none, and the largest.
  private static final int LARGEST = 65_535;

  PahoClient(String broker, String clientId) throws MqttException {
    super(broker, clientId, new MemoryPersistence());
  }

  /// @return the broker's Receive Maximum, 1..65535
  int settle() {
    MqttConnectionState state = state();
    Integer told = state.getReceiveMaximum();
    int receiveMaximum = told == null || told == 0 ? LARGEST : told & 0xFFFF;
    state.setReceiveMaximum(receiveMaximum);
    state.setOutgoingTopicAliasMaximum(0);
    return receiveMaximum;
  }

  private MqttConnectionState state() {
    try {
      Field field = MqttAsyncClient.class.getDeclaredField("mqttConnection");
      field.setAccessible(true);
      return (MqttConnectionState) field.get(this);
    } catch (ReflectiveOperationException e) {
      throw new MqttSessionException("Paho: got no field mqttConnection, wanted version 1.2.5");
    }
  }
}
