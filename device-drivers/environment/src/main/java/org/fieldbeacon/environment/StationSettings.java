package org.fieldbeacon.environment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;

/// How a station is to be kept, as its device in the site file says. Nothing is sent that is not
/// asked for here or by an output; nothing at all without a password.
///
/// @param passwordFile holds PW and nothing else
/// @param clockTolerance a station's clock further off is set; empty leaves it alone
/// @param realTimeIntervalS RtdInterval; empty leaves it alone
/// @param minuteIntervalMin MinInterval; the same
/// @param overTime how long an answer may take
/// @param reCount how often a request is said again
/// @param tellsTimes whether the station is given these two for its own requests
/// @param streams whether real-time data is started or stopped; empty leaves it alone
/// @param fetches what is asked for when something was missed
/// @param back how far back
record StationSettings(
    Path passwordFile,
    Optional<Duration> clockTolerance,
    OptionalInt realTimeIntervalS,
    OptionalInt minuteIntervalMin,
    Duration overTime,
    int reCount,
    boolean tellsTimes,
    Optional<Boolean> streams,
    Optional<Records> fetches,
    Duration back) {
  static final String PASSWORD_FILE = "password-file";
  private static final String CLOCK_TOLERANCE = "clock-tolerance-s";
  private static final String REAL_TIME_INTERVAL = "real-time-interval-s";
  private static final String MINUTE_INTERVAL = "minute-interval-min";
  private static final String OVER_TIME = "over-time-s";
  private static final String RE_COUNT = "re-count";
  private static final String REAL_TIME = "real-time";
  private static final String FETCH = "fetch";
  private static final String FETCH_BACK = "fetch-back-h";
  static final Set<String> WORDS =
      Set.of(
          PASSWORD_FILE,
          CLOCK_TOLERANCE,
          REAL_TIME_INTERVAL,
          MINUTE_INTERVAL,
          OVER_TIME,
          RE_COUNT,
          REAL_TIME,
          FETCH,
          FETCH_BACK);

  private static final int MOST_PASSWORD = 32;

  /// Records that a station keeps and can be asked for.
  enum Records {
    MINUTE(2051, Duration.ofMinutes(10)),
    HOUR(2061, Duration.ofHours(1)),
    DAY(2031, Duration.ofDays(1));

    private final int command;
    private final Duration usual;

    Records(int command, Duration usual) {
      this.command = command;
      this.usual = usual;
    }

    int command() {
      return command;
    }
  }

  private enum RealTime {
    START,
    STOP
  }

  /// @throws Attributes.InvalidAttribute when a word says what cannot be
  static StationSettings of(Attributes address) {
    boolean streams = address.oneOf(REAL_TIME, RealTime.class, RealTime.START) == RealTime.START;
    Path password = Path.of(address.text(PASSWORD_FILE, "/"));
    if (!password.isAbsolute()) {
      throw Attributes.invalid(PASSWORD_FILE, password.toString(), "an absolute path");
    }
    return new StationSettings(
        password,
        optional(address, CLOCK_TOLERANCE, 5, 86_400).stream()
            .mapToObj(Duration::ofSeconds)
            .findFirst(),
        optional(address, REAL_TIME_INTERVAL, 1, 3600),
        optional(address, MINUTE_INTERVAL, 1, 60),
        Duration.ofSeconds(address.integer(OVER_TIME, 1, 300, 10)),
        address.integer(RE_COUNT, 0, 20, 3),
        address.has(OVER_TIME) || address.has(RE_COUNT),
        address.has(REAL_TIME) ? Optional.of(streams) : Optional.empty(),
        address.has(FETCH)
            ? Optional.of(address.oneOf(FETCH, Records.class, Records.HOUR))
            : Optional.empty(),
        Duration.ofHours(address.integer(FETCH_BACK, 1, 8784, 72)));
  }

  private static OptionalInt optional(Attributes address, String key, int min, int max) {
    return address.has(key)
        ? OptionalInt.of(address.integer(key, min, max, min))
        : OptionalInt.empty();
  }

  /// From one record to the next.
  Duration period() {
    Records records = fetches.orElse(Records.HOUR);
    return records == Records.MINUTE && minuteIntervalMin.isPresent()
        ? Duration.ofMinutes(minuteIntervalMin.getAsInt())
        : records.usual;
  }

  /// PW, read whenever a station comes, so that a new one needs no restart.
  String password() throws IOException {
    byte[] bytes;
    try (var in = Files.newInputStream(passwordFile)) {
      bytes = in.readNBytes(MOST_PASSWORD + 1);
    }
    String password = new String(bytes, StandardCharsets.UTF_8).stripTrailing();
    if (bytes.length > MOST_PASSWORD || !password.matches("[!-~&&[^;=&#]]+")) {
      throw new IOException(
          passwordFile + ": wanted PW alone, 1..32 characters without blank, ; = & #");
    }
    return password;
  }
}
