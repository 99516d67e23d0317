package org.fieldbeacon.agent.scan;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LinkConfig;

/// Where to look, as a technician types it.
public final class ScanTarget {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofMillis(500);
  private static final Duration SESSION_ANSWER = Duration.ofSeconds(5);

  private ScanTarget() {}

  /// Settings beside the target.
  ///
  /// @param baud 300..921600; 0 takes the protocol's usual
  /// @param parity of a serial line
  /// @param security OPC UA's word; empty takes the default
  /// @param identity OPC UA's word; empty takes what `user` makes of it
  /// @param stateDir keys and believed certificates
  public record Settings(
      int baud,
      LinkConfig.Serial.Parity parity,
      String security,
      String identity,
      Optional<String> user,
      Optional<Path> passwordFile,
      Path stateDir) {}

  /// The link; empty when `text` is no target.
  static Optional<LinkConfig> parse(String text, String protocol, Settings settings) {
    try {
      if (text.startsWith("serial:")) {
        return Optional.of(serial(text.substring("serial:".length()), protocol, settings));
      }
      if (text.startsWith("i2c:")) {
        Map<String, Object> bus = Map.of("bus", Long.parseLong(text.substring("i2c:".length())));
        return Optional.of(
            new LinkConfig.Board("scan", settings.stateDir(), ANSWER, new Attributes(bus)));
      }
      if (text.equals("w1:")) {
        return Optional.of(
            new LinkConfig.Board("scan", settings.stateDir(), ANSWER, Attributes.NONE));
      }
      URI url = URI.create(text);
      if (url.getHost() == null || url.getPort() < 1 || url.getPort() > 65535) {
        return Optional.empty();
      }
      return switch (String.valueOf(url.getScheme())) {
        case "tcp" -> Optional.of(tcp(url, Map.of()));
        case "rtu-tcp" -> Optional.of(tcp(url, Map.of("framing", "rtu")));
        case "opc.tcp" -> Optional.of(endpoint(url, settings));
        default -> Optional.empty();
      };
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  private static LinkConfig serial(String device, String protocol, Settings settings) {
    if (device.isEmpty()) {
      throw new IllegalArgumentException("no device");
    }
    boolean isSdi12 = protocol.equals("sdi12");
    int usual = isSdi12 ? 1200 : 9600;
    return new LinkConfig.Serial(
        "scan",
        device,
        settings.baud() == 0 ? usual : settings.baud(),
        isSdi12 ? 7 : 8,
        isSdi12 ? LinkConfig.Serial.Parity.EVEN : settings.parity(),
        1,
        ANSWER,
        Attributes.NONE);
  }

  private static LinkConfig tcp(URI url, Map<String, Object> settings) {
    return new LinkConfig.Tcp(
        "scan", url.getHost(), url.getPort(), CONNECT, ANSWER, new Attributes(settings));
  }

  private static LinkConfig endpoint(URI url, Settings settings) {
    Map<String, Object> words = new LinkedHashMap<>();
    if (!settings.security().isEmpty()) {
      words.put("security", settings.security());
    }
    if (!settings.identity().isEmpty()) {
      words.put("identity", settings.identity());
    }
    return new LinkConfig.Endpoint(
        "scan",
        url,
        settings.user(),
        settings.passwordFile(),
        settings.stateDir(),
        SESSION_ANSWER,
        new Attributes(words));
  }
}
