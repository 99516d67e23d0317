package org.fieldbeacon.modbus;

import java.util.Arrays;

/// Whether a line gives back what is sent into it, as two-wire adapters do that do not mute their
/// receiver.
///
/// ## How it is designed, and why
///
/// The answer to a write of one coil or register is the same bytes as its request (V1.1b3 §6.5,
/// §6.6), so on a line that echoes, the echo alone would pass for it, with nobody there. The answer
/// to a read is never its request; so every read tells anew whether the line echoes, also one that
/// nobody answers, because the echo comes from the adapter. Before the first write on a line of
/// which this is not known yet, the bus reads. Used by the bus, one exchange at a time.
final class Echo {
  private enum Habit {
    UNKNOWN,
    NONE,
    ECHOES
  }

  private Habit habit = Habit.UNKNOWN;

  boolean isUnknown() {
    return habit == Habit.UNKNOWN;
  }

  /// The line was lost; what is connected next may be another adapter.
  void forget() {
    habit = Habit.UNKNOWN;
  }

  /// Where the answer can begin in what has been received: behind the echo, where there is one.
  int answerFrom(byte[] frame, byte[] received, int length) {
    if (Pdu.isEchoedByAnswer(frame[1] & 0xFF) && habit != Habit.ECHOES) {
      return 0;
    }
    int at = indexOf(frame, received, length);
    return at < 0 ? 0 : at + frame.length;
  }

  /// Learns from an exchange that is over.
  ///
  /// @param answered whether an answer was found in what was received
  void learn(byte[] frame, byte[] received, int length, boolean answered) {
    if (Pdu.isEchoedByAnswer(frame[1] & 0xFF)) {
      return;
    }
    if (indexOf(frame, received, length) >= 0) {
      habit = Habit.ECHOES;
    } else if (answered || length == 0) {
      habit = Habit.NONE;
    }
  }

  /// Adapters that switch their driver on late may put a stray byte ahead of the echo.
  private static int indexOf(byte[] frame, byte[] received, int length) {
    for (int at = 0; at + frame.length <= length; at++) {
      if (Arrays.equals(received, at, at + frame.length, frame, 0, frame.length)) {
        return at;
      }
    }
    return -1;
  }
}
