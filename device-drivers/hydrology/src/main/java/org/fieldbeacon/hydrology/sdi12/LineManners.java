package org.fieldbeacon.hydrology.sdi12;

import java.time.Duration;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.LinkConfig;

/// How a line is spoken on.
///
/// @param whoBreaks who wakes the sensors
/// @param tries of a command after one break, 1..10
/// @param breaks before a command is given up, 1..10
/// @param isReconnecting whether a connection is given up after silence, with what may still come
/// @param answerWithin from the command's end to the answer's first byte, and between its bytes
record LineManners(
    WhoBreaks whoBreaks, int tries, int breaks, Duration answerWithin, boolean isReconnecting) {
  static final String BREAK = "break";
  static final String TRIES = "tries";
  static final String BREAKS = "breaks";

  private static final int MOST = 10;

  /// Who makes the break that wakes sensors (§7.0).
  enum WhoBreaks {
    /// An adapter with a clock of its own, before each command where one is due.
    ADAPTER,
    /// This driver, on a serial line that is wired to the sensors through a level converter alone.
    LINE
  }

  /// §7.2: at least three tries in a break, and three breaks. An adapter repeats breaks by itself.
  static LineManners read(LinkConfig link) {
    Attributes settings = link.settings();
    WhoBreaks who = settings.oneOf(BREAK, WhoBreaks.class, WhoBreaks.ADAPTER);
    return new LineManners(
        who,
        settings.integer(TRIES, 1, MOST, 3),
        settings.integer(BREAKS, 1, MOST, who == WhoBreaks.LINE ? 3 : 1),
        link.responseTimeout(),
        link instanceof LinkConfig.Tcp);
  }
}
