package org.fieldbeacon.agent.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/// The way to the one map.
///
/// @param broker `tcp://host:port` or `ssl://host:port`
/// @param receipts who must have confirmed a message before it is let go
/// @param commandKey public key that signs the map's commands; empty: commands are refused
/// @param user MQTT user name; there exactly when `passwordFile` is
/// @param passwordFile holds the password and nothing else
/// @param trust certificates (PEM) that an `ssl` broker is believed by; empty: the JDK's own
public record UplinkConfig(
    URI broker,
    Receipts receipts,
    Optional<Path> commandKey,
    Optional<String> user,
    Optional<Path> passwordFile,
    Optional<Path> trust) {

  /// MAP: the map's own receipt, end to end. BROKER: the broker's, for a broker without a map
  /// behind it.
  public enum Receipts {
    MAP,
    BROKER
  }
}
