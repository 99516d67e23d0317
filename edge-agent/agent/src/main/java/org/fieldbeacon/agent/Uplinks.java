package org.fieldbeacon.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.agent.config.UplinkConfig;
import org.fieldbeacon.contract.CommandKeys;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.TlsTrust;
import org.fieldbeacon.uplink.CommandHandler;
import org.fieldbeacon.uplink.Guarantee;
import org.fieldbeacon.uplink.Outbox;
import org.fieldbeacon.uplink.Presence;
import org.fieldbeacon.uplink.SeenCommands;
import org.fieldbeacon.uplink.Uplink;

/// The uplink as the site file has it.
final class Uplinks {
  private static final Duration KEPT_SESSION = Duration.ofDays(7);

  private Uplinks() {}

  /// Not started yet.
  ///
  /// @throws IllegalArgumentException when a file it names cannot be used
  static Uplink create(
      String gateway,
      UplinkConfig config,
      Outbox outbox,
      Presence presence,
      CommandHandler handler,
      SeenCommands seen,
      InstantSource clock) {
    List<PublicKey> trusted = config.commandKey().map(Uplinks::key).stream().toList();
    Guarantee guarantee =
        switch (config.receipts()) {
          case MAP -> Guarantee.END_TO_END;
          case BROKER -> Guarantee.BROKER_ONLY;
        };
    return new Uplink(
        org.fieldbeacon.uplink.UplinkConfig.of(gateway, mqtt(gateway, config), trusted)
            .with(guarantee),
        outbox,
        presence,
        handler,
        seen,
        clock,
        System::nanoTime,
        new SecureRandom());
  }

  private static MqttConfig mqtt(String gateway, UplinkConfig config) {
    MqttConfig mqtt = MqttConfig.of(config.broker(), gateway).withKeptSession(KEPT_SESSION);
    if (config.user().isPresent() && config.passwordFile().isPresent()) {
      byte[] password = password(config.passwordFile().get());
      mqtt = mqtt.withLogin(new MqttConfig.Login(config.user().get(), password));
      Arrays.fill(password, (byte) 0);
    }
    return config.trust().isPresent() ? mqtt.withTls(TlsTrust.in(config.trust().get())) : mqtt;
  }

  private static PublicKey key(Path file) {
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "uplink.command-key: got no readable file " + file + ", wanted the map's public key");
    }
    return CommandKeys.readPublic(file);
  }

  private static byte[] password(Path file) {
    try {
      return Files.readString(file).strip().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "uplink.password-file: got no readable file " + file + ", wanted the password", e);
    }
  }
}
