package org.fieldbeacon.environment;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The site's PW for one station, read anew for each connection, and whether who is heard there
/// says it too. Not for several threads.
final class Password {
  private static final Logger LOG = LoggerFactory.getLogger(Password.class);

  private final String name;
  private final StationSettings settings;
  private Optional<Object> readFor = Optional.empty();
  private String word = "";
  private long strangers;

  /// @param name of the device, for the log
  Password(String name, StationSettings settings) {
    this.name = name;
    this.settings = settings;
  }

  /// Empty where the file holds none.
  String word() {
    return word;
  }

  /// @param isSpokenTo whether the station is spoken to on this connection already; some leave PW
  ///   out of answers
  boolean isSaid(Hj212Packet packet, Object connection, boolean isSpokenTo) {
    if (readFor.filter(connection::equals).isEmpty()) {
      readFor = Optional.of(connection);
      read();
    }
    boolean isSaid =
        !word.isEmpty() && word.equals(packet.header().getOrDefault("PW", isSpokenTo ? word : ""));
    if (!isSaid && !word.isEmpty() && Long.bitCount(++strangers) == 1) {
      LOG.warn(
          "device={} nothing is asked of it: says another PW than the site, count={}",
          name,
          strangers);
    }
    return isSaid;
  }

  private void read() {
    try {
      word = settings.password();
    } catch (IOException e) {
      word = "";
      LOG.warn("device={} nothing is asked of it: {}", name, e.getMessage());
    }
  }
}
