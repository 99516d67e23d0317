package org.fieldbeacon.agent.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.LinkConfig;

/// What the gateway's clock is kept by.
///
/// @param timeServers asked in this order until one answers
/// @param receiver a GNSS receiver (NMEA 0183), for when none does
public record ClockConfig(List<Server> timeServers, Optional<Receiver> receiver) {
  /// Of NTP (RFC 5905).
  public static final int DEFAULT_PORT = 123;

  public ClockConfig {
    timeServers = List.copyOf(timeServers);
  }

  /// A time server.
  ///
  /// @param port 1..65535
  public record Server(String host, int port) {
    /// `HOST` or `HOST:PORT`; an IPv6 address in brackets, or alone. Empty when it is neither.
    public static Optional<Server> parse(String text) {
      boolean isBare = !text.startsWith("[") && text.indexOf(':') != text.lastIndexOf(':');
      try {
        URI uri = new URI("ntp://" + (isBare ? "[" + text + "]" : text));
        int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
        boolean isWhole =
            String.valueOf(uri.getAuthority()).equals(isBare ? "[" + text + "]" : text);
        return uri.getHost() != null && isWhole && port > 0 && port < 65_536 && !text.endsWith(":")
            ? Optional.of(new Server(uri.getHost().replaceAll("[\\[\\]]", ""), port))
            : Optional.empty();
      } catch (URISyntaxException _) {
        return Optional.empty();
      }
    }
  }

  /// A line to a receiver.
  ///
  /// @param target as the site file has it
  public record Receiver(String target, LinkConfig line) {}
}
