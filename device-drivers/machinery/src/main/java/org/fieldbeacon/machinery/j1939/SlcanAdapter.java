package org.fieldbeacon.machinery.j1939;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.ReportProtocol.Heard;
import org.fieldbeacon.driver.ReportProtocol.Session;
import org.fieldbeacon.machinery.j1939.Slcan.Said;

/// An adapter that speaks slcan, opened and watched. It answers a command by CR, or by BEL when it
/// refuses; but not to every clone's commands, so that only the last answer tells.
///
/// ```
///   opened ──► C, S5, L or O ──► frames .. ──silence──► F ──BEL: it was switched off and on──┐
///                  ▲──────────────────────────────────────────────────────────────────────┘
/// ```
final class SlcanAdapter implements CanLine {
  static final int FASTEST = 1_000_000;

  private static final int[] SPEEDS = {
    10_000, 20_000, 50_000, 100_000, 125_000, 250_000, 500_000, 800_000, FASTEST
  };
  private static final int BELL = 7;

  /// Silences between two questions.
  private static final int PATIENCE = 10;

  private final int speed;
  private final boolean isListener;

  /// @param speed 0..8, as the command S has it
  /// @param isListener whether the adapter is to give no acknowledgement on the bus
  SlcanAdapter(int speed, boolean isListener) {
    this.speed = speed;
    this.isListener = isListener;
  }

  /// @throws Attributes.InvalidAttribute when adapters have no such speed
  static int speed(int bitRate) {
    for (int i = 0; i < SPEEDS.length; i++) {
      if (SPEEDS[i] == bitRate) {
        return i;
      }
    }
    throw Attributes.invalid(
        "bitrate",
        String.valueOf(bitRate),
        "one of 10000, 20000, 50000, 100000, 125000, 250000, 500000, 800000, 1000000");
  }

  @Override
  public Session session(FrameSink frame) {
    return new Talk(frame);
  }

  private String open() {
    return isListener ? "L" : "O";
  }

  /// The last that the adapter said of itself.
  private enum Answer {
    NONE,
    YES,
    NO
  }

  private final class Talk implements Session {
    private final FrameSink sink;
    private Answer last = Answer.NONE;
    private boolean isAsked;
    private boolean hasFrames;
    private int silences;
    private int flags;

    Talk(FrameSink sink) {
      this.sink = sink;
    }

    @Override
    public void opened(Heard heard) {
      last = Answer.NONE;
      isAsked = false;
      hasFrames = false;
      // Empty commands end what may stand in the adapter half said.
      say(heard, "\r\r\rC\rS" + speed + "\r" + open() + "\r");
    }

    @Override
    public void quiet(Heard heard) {
      silences++;
      boolean isRefused = last == Answer.NO;
      if (isAsked && isRefused) {
        opened(heard);
        silences = 0;
      } else if (silences == 1 && !hasFrames) {
        complain(heard, isRefused);
      } else if (silences >= PATIENCE) {
        silences = 0;
        if (isRefused || last == Answer.NONE) {
          opened(heard);
        } else {
          isAsked = true;
          say(heard, "F\r");
        }
      }
    }

    private void complain(Heard heard, boolean isRefused) {
      String opening = "S" + speed + " and " + open();
      if (isRefused) {
        heard.bad(
            new Bad(
                "slcan adapter",
                0,
                "BEL to " + opening,
                isListener ? "CR; one without command L needs listen-only: false" : "CR"));
      } else if (last == Answer.NONE) {
        heard.bad(
            new Bad(
                "slcan adapter",
                0,
                "no answer to " + opening,
                "CR; another adapter, or baud rate"));
      }
    }

    @Override
    public int next(byte[] bytes, int from, int to, boolean isLast, Heard heard) {
      int end = from;
      while (end < to && bytes[end] != '\r' && bytes[end] != BELL && bytes[end] != '\n') {
        end++;
      }
      String text = new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
      if (end == to) {
        if (isLast) {
          heard.bad(new Bad("slcan", end - from, Slcan.shown(text), "CR"));
        }
        return isLast ? to : from;
      }
      if (bytes[end] == BELL) {
        last = Answer.NO;
      }
      if (!text.isEmpty()) {
        said(text, heard);
      } else if (bytes[end] == '\r') {
        last = Answer.YES;
      }
      return end + 1;
    }

    private void said(String text, Heard heard) {
      switch (Slcan.read(text)) {
        case Said.Data(var frame) -> {
          hasFrames = true;
          silences = 0;
          last = Answer.YES;
          isAsked = false;
          sink.accept(frame, heard);
        }
        case Said.Status(int now) -> {
          isAsked = false;
          last = Answer.YES;
          if (now != 0 && now != flags) {
            heard.bad(
                new Bad(
                    "slcan adapter status", 1, "%02X: %s".formatted(now, Slcan.flags(now)), "00"));
          }
          flags = now;
        }
        case Said.Other() -> hasFrames |= "tTrR".indexOf(text.charAt(0)) >= 0;
        case Said.Wrong(var bad) -> {
          heard.bad(bad);
          afterNoise(text).ifPresent(frame -> said(frame, heard));
        }
      }
    }

    /// The frame that stands behind noise or behind a frame that was cut off, without a CR between.
    private static Optional<String> afterNoise(String text) {
      for (int at = text.indexOf('T', 1); at > 0; at = text.indexOf('T', at + 1)) {
        if (Slcan.read(text.substring(at)) instanceof Said.Data) {
          return Optional.of(text.substring(at));
        }
      }
      return Optional.empty();
    }

    private void say(Heard heard, String commands) {
      heard.answer(commands.getBytes(StandardCharsets.US_ASCII));
    }
  }
}
