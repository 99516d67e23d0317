package org.fieldbeacon.onemap;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What the map is told at its start, by a YAML file and by options, which win.
///
/// @param data folder of the database, the keys and the embedded broker
/// @param bind address of the HTTP server; the embedded broker is always on loopback
/// @param httpPort 0 for any free one
/// @param mqttPort of the embedded broker, 0 for any free one
/// @param broker an outside broker, instead of the embedded one
/// @param brokerUser empty for none
/// @param brokerPasswordFile read when there is a user
/// @param brokerTrustFile PEM of the authorities trusted with `ssl`; the JDK's when empty
/// @param operatorTokenFile the token that admits operators; one is made at first start when empty
/// @param openDemo whether anyone on this machine may acknowledge without a token
/// @param tiandituKeyFile key of the 天地图 tile service; the layer is off when empty
/// @param observationRetention age beyond which observations are removed
record Settings(
    Path data,
    String bind,
    int httpPort,
    int mqttPort,
    Optional<URI> broker,
    String brokerUser,
    Optional<Path> brokerPasswordFile,
    Optional<Path> brokerTrustFile,
    Optional<Path> operatorTokenFile,
    boolean openDemo,
    Optional<Path> tiandituKeyFile,
    Duration observationRetention) {

  private static final List<String> KEYS =
      Arrays.stream(Settings.class.getRecordComponents())
          .map(c -> c.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
          .toList();

  static final Settings DEFAULT =
      new Settings(
          Path.of("var/onemap"),
          "127.0.0.1",
          8090,
          1883,
          Optional.empty(),
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          Duration.ofDays(400));

  Settings {
    port("http-port", httpPort);
    port("mqtt-port", mqttPort);
    if (observationRetention.compareTo(Duration.ofDays(1)) < 0) {
      throw new OneMapException(
          "observation-retention: got " + observationRetention + ", wanted P1D or more");
    }
    if (broker.isPresent() && !String.valueOf(broker.get().getScheme()).matches("tcp|ssl")) {
      throw new OneMapException(
          "broker: got " + broker.get() + ", wanted tcp://host:port or ssl://host:port");
    }
  }

  /// @throws OneMapException when the file is not YAML, or has a key we do not know
  static Settings read(Path file) {
    try {
      Object root =
          new Load(LoadSettings.builder().setLabel(file.toString()).build())
              .loadFromString(Files.readString(file));
      Settings settings = DEFAULT;
      if (root instanceof Map<?, ?> map) {
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          settings =
              settings.with(String.valueOf(entry.getKey()), String.valueOf(entry.getValue()));
        }
        return settings;
      }
      throw new OneMapException("config " + file + ": wanted keys and values at the top");
    } catch (IOException | YamlEngineException e) {
      throw new OneMapException(
          "config " + file + ": " + String.valueOf(e.getMessage()).lines().findFirst().orElse(""),
          e);
    } catch (OneMapException e) {
      throw new OneMapException("config " + file + ": " + e.getMessage(), e);
    }
  }

  /// These settings, once all have been given: what must agree, agrees.
  ///
  /// @throws OneMapException when two of them do not go together
  Settings whole() {
    if (!brokerUser.isEmpty() && brokerPasswordFile.isEmpty()) {
      throw new OneMapException("broker-user: got it alone, wanted broker-password-file with it");
    }
    if (openDemo && !bind.matches("127\\..*|::1|localhost")) {
      throw new OneMapException("open-demo: got bind " + bind + ", wanted a loopback address");
    }
    return this;
  }

  /// One setting changed, by its key.
  Settings with(String key, String value) {
    if (!KEYS.contains(key)) {
      throw new OneMapException(key + ": unknown key, wanted one of " + KEYS);
    }
    return new Settings(
        key.equals("data") ? Path.of(value) : data,
        key.equals("bind") ? value : bind,
        key.equals("http-port") ? number(key, value) : httpPort,
        key.equals("mqtt-port") ? number(key, value) : mqttPort,
        key.equals("broker") ? Optional.of(uri(value)) : broker,
        key.equals("broker-user") ? value : brokerUser,
        key.equals("broker-password-file") ? Optional.of(Path.of(value)) : brokerPasswordFile,
        key.equals("broker-trust-file") ? Optional.of(Path.of(value)) : brokerTrustFile,
        key.equals("operator-token-file") ? Optional.of(Path.of(value)) : operatorTokenFile,
        key.equals("open-demo") ? truth(key, value) : openDemo,
        key.equals("tianditu-key-file") ? Optional.of(Path.of(value)) : tiandituKeyFile,
        key.equals("observation-retention") ? duration(key, value) : observationRetention);
  }

  private static int number(String key, String value) {
    try {
      return Integer.parseInt(value);
    } catch (NumberFormatException e) {
      throw new OneMapException(key + ": got " + value + ", wanted a whole number", e);
    }
  }

  private static boolean truth(String key, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new OneMapException(key + ": got " + value + ", wanted true or false");
    };
  }

  private static URI uri(String value) {
    try {
      return URI.create(value);
    } catch (IllegalArgumentException e) {
      throw new OneMapException("broker: got " + value + ", wanted tcp://host:port", e);
    }
  }

  private static Duration duration(String key, String value) {
    try {
      return Duration.parse(value);
    } catch (DateTimeException e) {
      throw new OneMapException(key + ": got " + value + ", wanted an ISO-8601 duration", e);
    }
  }

  private static void port(String key, int port) {
    if (port < 0 || port > 65_535) {
      throw new OneMapException(key + ": got " + port + ", wanted 0..65535");
    }
  }
}
