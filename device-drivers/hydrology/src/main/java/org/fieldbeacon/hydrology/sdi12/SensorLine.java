package org.fieldbeacon.hydrology.sdi12;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.Link;
import org.fieldbeacon.hydrology.sdi12.LineManners.WhoBreaks;

/// One line with its sensors: a command, its answer, and again until that holds. One thread at a
/// time; `close` from any.
final class SensorLine implements AutoCloseable {
  /// §7.0: at least 12 ms of spacing, then 8.33 ms of marking.
  private static final Duration BREAK = Duration.ofMillis(15);

  private static final Duration MARKING = Duration.ofMillis(9);

  /// §7.0: after so long without a word sensors sleep.
  private static final long SLEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(87);

  /// The longest answer at 1200 baud, and room for an adapter.
  private static final Duration WHOLE_ANSWER = Duration.ofMillis(1200);

  /// A service request may come this much after its time, through an adapter.
  private static final Duration LATE_REQUEST = Duration.ofMillis(500);

  private static final int MOST_ANSWER = 160;

  private final Link link;
  private final LineManners manners;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final byte[] received = new byte[MOST_ANSWER];
  private int length;
  private long spokenNanos = System.nanoTime() - SLEEP_NANOS;
  private char lastAddress = '?';

  SensorLine(Link link, LineManners manners) {
    this.link = link;
    this.manners = manners;
  }

  /// How a command ended.
  sealed interface Reply {
    /// An answer that holds.
    record Said(String text, DecodedFrame.Good frame) implements Reply {}

    /// Nothing came, or nothing that holds.
    record Silent(String what) implements Reply {}

    /// The line itself is down.
    record LinkDown(String what) implements Reply {}
  }

  String name() {
    return link.name();
  }

  /// Asks until an answer of the command's form comes from that sensor, as often as the manners
  /// say.
  ///
  /// @param body the command without its address and `!`
  /// @param isChecked whether the answer must bear a check value
  Reply ask(char address, String body, boolean isChecked) throws InterruptedException {
    String command = address + body + "!";
    String trouble = "";
    boolean isAgain = false;
    for (int breaks = 0; breaks < manners.breaks(); breaks++) {
      for (int tries = 0; tries < manners.tries(); tries++) {
        if (isClosed()) {
          return new Reply.LinkDown(name() + ": closed");
        }
        try {
          Reply reply = onceAfresh(address, command, isChecked, tries == 0 && isAgain);
          if (!(reply instanceof Reply.Silent(String what))) {
            return reply;
          }
          trouble = what;
        } catch (IOException e) {
          link.close();
          return new Reply.LinkDown(String.valueOf(e.getMessage()));
        }
        isAgain = true;
      }
    }
    return new Reply.Silent(trouble);
  }

  /// Asks once, after a break, as one does who does not know whether anybody is there.
  Reply askOnce(char address, String body) throws InterruptedException {
    if (isClosed()) {
      return new Reply.LinkDown(name() + ": closed");
    }
    try {
      return onceAfresh(address, address + body + "!", false, true);
    } catch (IOException e) {
      link.close();
      return new Reply.LinkDown(String.valueOf(e.getMessage()));
    }
  }

  /// Waits for the sensor to say that it has its values, which it may have said already.
  ///
  /// @param within the time that it stated
  /// @return whether it did
  boolean awaitServiceRequest(char address, Duration within) throws IOException {
    long end = System.nanoTime() + within.plus(LATE_REQUEST).toNanos();
    while (!isClosed()) {
      Optional<String> line = nextLine(end, Duration.ofSeconds(1), false);
      if (line.isPresent() && line.get().equals(String.valueOf(address))) {
        spoke(address);
        return true;
      }
      if (line.isEmpty() && System.nanoTime() - end >= 0) {
        return false;
      }
    }
    return false;
  }

  /// Lets time pass, until closed.
  void rest(long nanos) throws InterruptedException {
    if (nanos > 0 && closed.await(nanos, TimeUnit.NANOSECONDS)) {
      throw new InterruptedException(name() + " closed");
    }
  }

  boolean isClosed() {
    return closed.getCount() == 0;
  }

  @Override
  public void close() {
    closed.countDown();
    link.close();
  }

  /// A connection that the other end dropped while it was idle shows only when it is used: then
  /// once more on a new one.
  private Reply onceAfresh(char address, String command, boolean isChecked, boolean mustBreak)
      throws IOException, InterruptedException {
    boolean isReused = link.isOpen();
    try {
      return once(address, command, isChecked, mustBreak);
    } catch (IOException e) {
      if (!isReused || isClosed()) {
        throw e;
      }
      link.close();
      return once(address, command, isChecked, mustBreak);
    }
  }

  private Reply once(char address, String command, boolean isChecked, boolean mustBreak)
      throws IOException, InterruptedException {
    if (!link.isOpen()) {
      link.open();
    }
    wake(address, mustBreak);
    link.discardInput();
    length = 0;
    byte[] bytes = command.getBytes(StandardCharsets.US_ASCII);
    link.write(bytes, 0, bytes.length);
    long end = System.nanoTime() + manners.answerWithin().plus(WHOLE_ANSWER).toNanos();
    String heard = "";
    while (true) {
      Optional<String> line = nextLine(end, manners.answerWithin(), true);
      if (line.isEmpty()) {
        return silent(command, heard);
      }
      String answer = afterEcho(command, line.get());
      if (!answer.isEmpty() && answer.charAt(0) == address) {
        spoke(address);
        return judge(command, answer, isChecked);
      }
      heard = answer.isEmpty() ? heard : answer;
    }
  }

  /// §7.0: a break where sensors may sleep, or another of them was spoken to.
  private void wake(char address, boolean mustBreak) throws IOException, InterruptedException {
    boolean isDue =
        mustBreak || address != lastAddress || System.nanoTime() - spokenNanos >= SLEEP_NANOS;
    if (manners.whoBreaks() == WhoBreaks.LINE && isDue) {
      link.sendBreak(BREAK);
      rest(MARKING.toNanos());
    }
    lastAddress = address;
  }

  private void spoke(char address) {
    lastAddress = address;
    spokenNanos = System.nanoTime();
  }

  /// The next line without its end. What an adapter or a break leaves before it is stepped over.
  ///
  /// @param gap how long to wait for the next byte
  /// @param isOneAnswer whether silence of that length ends it before `end`
  private Optional<String> nextLine(long end, Duration gap, boolean isOneAnswer)
      throws IOException {
    while (true) {
      Optional<String> line = takeLine();
      if (line.isPresent()) {
        return line;
      }
      if (length == received.length) {
        length = 0;
      }
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      Duration wait = left.compareTo(gap) < 0 ? left : gap;
      int got = link.read(received, length, received.length - length, wait);
      if (got < 0) {
        throw new IOException(name() + ": closed by the other end");
      }
      if (got == 0 && (isOneAnswer || isClosed())) {
        return Optional.empty();
      }
      length += got;
    }
  }

  private Optional<String> takeLine() {
    for (int i = 1; i < length; i++) {
      if ((received[i] & 0x7F) == '\n' && (received[i - 1] & 0x7F) == '\r') {
        byte[] line = Arrays.copyOf(received, i - 1);
        System.arraycopy(received, i + 1, received, 0, length - i - 1);
        length -= i + 1;
        return Optional.of(text(line));
      }
    }
    return Optional.empty();
  }

  /// Parity is taken off where the line's own bits came through; what is no text stays as it is, so
  /// that no damaged character passes for a good one.
  private static String text(byte[] line) {
    int from = 0;
    while (from < line.length && (line[from] <= ' ' && line[from] >= 0 || line[from] == -1)) {
      from++;
    }
    byte[] rest = Arrays.copyOfRange(line, from, line.length);
    return Sdi12Decoder.text(rest).orElseGet(() -> new String(rest, StandardCharsets.ISO_8859_1));
  }

  private static String afterEcho(String command, String line) {
    return line.startsWith(command) ? line.substring(command.length()).strip() : line;
  }

  private Reply judge(String command, String answer, boolean isChecked) {
    return switch (new ResponseText(command + answer).read()) {
      case DecodedFrame.Good good when isChecked && !good.fields().containsKey("crc") ->
          new Reply.Silent(
              "%s: %s got \"%s\" without a check value, wanted one"
                  .formatted(name(), command, answer));
      case DecodedFrame.Good good -> new Reply.Said(answer, good);
      // What it is called is told as it stands.
      case DecodedFrame.Bad _ when command.endsWith("I!") && answer.length() > 1 ->
          new Reply.Said(answer, new DecodedFrame.Good(Map.of(), List.of()));
      case DecodedFrame.Bad bad ->
          new Reply.Silent(
              "%s: %s %s: got %s, wanted %s"
                  .formatted(name(), command, bad.what(), bad.got(), bad.wanted()));
    };
  }

  /// Where an answer that comes late would be taken for the next command's, the connection is given
  /// up; a serial line is emptied before each command.
  private Reply silent(String command, String heard) {
    String got =
        heard.isEmpty()
            ? length == 0 ? "no answer" : length + " bytes and no whole answer"
            : "a line that is not this sensor's";
    if (manners.isReconnecting()) {
      link.close();
    }
    long within = manners.answerWithin().toMillis();
    return new Reply.Silent("%s: %s got %s within %d ms".formatted(name(), command, got, within));
  }
}
