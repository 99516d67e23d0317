package org.fieldbeacon.mqttdevices;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.mqtt.MqttConfig;
import org.fieldbeacon.mqtt.MqttSessionException;
import org.fieldbeacon.mqtt.TlsTrust;

/// What a link's settings say of its broker.
///
/// @param offlineAfter a device that is silent for so long is off line
/// @param retainedAge what the broker kept for longer is no news
/// @param sessionExpiry how long the broker keeps messages while this gateway is away
record MqttSettings(
    String clientId,
    Optional<String> user,
    Optional<Path> passwordFile,
    Optional<Path> trust,
    boolean isTls,
    int qos,
    Duration keepAlive,
    Duration sessionExpiry,
    Duration offlineAfter,
    Duration retainedAge) {
  static final String OFFLINE_AFTER = "offline-after-s";
  private static final int WEEK_S = 604_800;
  private static final Set<String> KNOWN =
      Set.of(
          "client-id",
          "user",
          "password-file",
          "trust",
          "tls",
          "qos",
          "keep-alive-s",
          "session-expiry-s",
          OFFLINE_AFTER,
          "retained-max-age-s");

  static void check(Attributes settings, List<Problem> problems) {
    settings.reportUnknown(KNOWN, problems::add);
    try {
      MqttSettings read = of("", settings);
      if (read.user().isPresent() != read.passwordFile().isPresent()) {
        problems.add(
            new Problem(
                read.user().isPresent() ? "user" : "password-file",
                "one of user and password-file",
                "both or neither"));
      }
      read.passwordFile().ifPresent(p -> absolute("password-file", p, problems));
      read.trust().ifPresent(p -> absolute("trust", p, problems));
      if (read.trust().isPresent() && !read.isTls()) {
        problems.add(new Problem("trust", "a trust file without tls", "tls: true"));
      }
    } catch (InvalidAttribute e) {
      problems.add(e.problem());
    }
  }

  private static void absolute(String key, Path path, List<Problem> problems) {
    if (!path.isAbsolute()) {
      problems.add(new Problem(key, "\"" + path + "\"", "an absolute path"));
    }
  }

  /// @throws InvalidAttribute when a value cannot be used
  static MqttSettings of(String link, Attributes settings) {
    return new MqttSettings(
        settings.text("client-id", "fieldbeacon-" + link),
        optional(settings, "user"),
        optional(settings, "password-file").map(Path::of),
        optional(settings, "trust").map(Path::of),
        settings.flag("tls", false),
        settings.integer("qos", 0, 1, 1),
        Duration.ofSeconds(settings.integer("keep-alive-s", 5, 65_535, 30)),
        Duration.ofSeconds(settings.integer("session-expiry-s", 0, WEEK_S, 3600)),
        Duration.ofSeconds(settings.integer(OFFLINE_AFTER, 1, WEEK_S, 1800)),
        Duration.ofSeconds(settings.integer("retained-max-age-s", 0, WEEK_S, 3600)));
  }

  private static Optional<String> optional(Attributes settings, String key) {
    return settings.has(key) ? Optional.of(settings.text(key, "")) : Optional.empty();
  }

  /// @throws MqttSessionException when a file cannot be read
  MqttConfig config(LinkConfig.Tcp link) {
    var config =
        MqttConfig.of(
                URI.create((isTls ? "ssl://" : "tcp://") + link.host() + ":" + link.port()),
                clientId)
            .withTimes(keepAlive, link.connectTimeout());
    if (!sessionExpiry.isZero()) {
      config = config.withKeptSession(sessionExpiry);
    }
    if (user.isPresent() && passwordFile.isPresent()) {
      config = config.withLogin(new MqttConfig.Login(user.get(), password(passwordFile.get())));
    }
    return trust.isPresent() ? config.withTls(TlsTrust.in(trust.get())) : config;
  }

  private static byte[] password(Path file) {
    try {
      return Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new MqttSessionException(
          "password-file " + file + ": got " + e + ", wanted a file with the password");
    }
  }
}
