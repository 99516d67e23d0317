package org.fieldbeacon.onemap;

/// The map's way to the broker.
interface MapLink extends AutoCloseable {
  /// Hands over a message for sending, from any thread, without waiting. A message of the same key
  /// that has not left yet is replaced: the later one says all that the earlier one said.
  void send(String key, String topic, byte[] payload);

  boolean isConnected();

  /// How often it has connected; a new connection may be to a broker that has forgotten.
  long connections();

  @Override
  void close();
}
