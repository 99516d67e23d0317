package org.fieldbeacon.camera;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.Link;

/// One HTTP/1.1 request and its answer on a connection of its own (RFC 9112), bounded in time and
/// size whatever the camera sends. Redirects are not followed.
final class HttpExchange {
  private static final int MAX_HEAD = 32 << 10;
  private static final int MAX_LINE = 8 << 10;
  private static final int PIECE = 16 << 10;

  private final Link link;
  private final Duration within;
  private final int maxBody;
  private final byte[] piece = new byte[PIECE];
  private int at;
  private int held;
  private int headLeft = MAX_HEAD;
  private long deadline;

  /// @param link not yet open; closed at the end
  /// @param within for everything from the connection to the last byte
  /// @param maxBody longest body taken, in bytes
  HttpExchange(Link link, Duration within, int maxBody) {
    this.link = link;
    this.within = within;
    this.maxBody = maxBody;
  }

  /// The answer does not follow the rules; its message says how.
  private static final class BadAnswer extends IOException {
    private static final long serialVersionUID = 1;

    BadAnswer(String what) {
      super(what);
    }
  }

  /// Nothing more came in time.
  private static final class TooSlow extends IOException {
    private static final long serialVersionUID = 1;

    TooSlow(String what) {
      super(what);
    }
  }

  HttpReply send(byte[] request) {
    deadline = System.nanoTime() + within.toNanos();
    try {
      link.open(within);
    } catch (TlsLink.NotBelieved e) {
      return new HttpReply.Failed(State.MISCONFIGURED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new HttpReply.Failed(State.LINK_DOWN, String.valueOf(e.getMessage()));
    }
    try (link) {
      link.write(request, 0, request.length);
      return answer();
    } catch (BadAnswer e) {
      return new HttpReply.Failed(State.DEGRADED, link.name() + ": " + e.getMessage());
    } catch (IOException e) {
      return new HttpReply.Failed(State.OFFLINE, link.name() + ": " + e.getMessage());
    }
  }

  private HttpReply answer() throws IOException {
    int status = status(line());
    Map<String, List<String>> headers = headers();
    while (status / 100 == 1) {
      status = status(line());
      headers = headers();
    }
    return new HttpReply.Answer(status, headers, status == 204 ? new byte[0] : body(headers));
  }

  private static int status(String line) throws IOException {
    String[] parts = line.split(" ", 3);
    if (!parts[0].matches("HTTP/1\\.[01]")
        || parts.length < 2
        || !parts[1].matches("[1-5]\\d\\d")) {
      throw new BadAnswer("status line: got " + shown(line) + ", wanted HTTP/1.1 and a status");
    }
    return Integer.parseInt(parts[1]);
  }

  private Map<String, List<String>> headers() throws IOException {
    Map<String, List<String>> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw new BadAnswer("header: got " + shown(line) + ", wanted a name and a colon");
      }
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
          .add(line.substring(colon + 1).strip());
    }
    return headers;
  }

  private byte[] body(Map<String, List<String>> headers) throws IOException {
    List<String> coding = headers.getOrDefault("transfer-encoding", List.of());
    if (!coding.isEmpty()) {
      if (!coding.getLast().equalsIgnoreCase("chunked")) {
        throw new BadAnswer(
            "transfer-encoding: got " + shown(coding.getLast()) + ", wanted chunked");
      }
      return chunks();
    }
    List<String> lengths = headers.getOrDefault("content-length", List.of());
    if (lengths.isEmpty()) {
      return untilClosed();
    }
    String length = lengths.getLast();
    if (!length.matches("\\d{1,18}")) {
      throw new BadAnswer("content-length: got " + shown(length) + ", wanted a number");
    }
    return exactly(fitting(Long.parseLong(length)), length + " bytes as announced");
  }

  private byte[] exactly(int length, String wanted) throws IOException {
    byte[] body = new byte[length];
    for (int got = 0; got < length; ) {
      if (!fill()) {
        throw new BadAnswer("body: got " + got + " bytes, wanted " + wanted);
      }
      int taken = Math.min(length - got, held - at);
      System.arraycopy(piece, at, body, got, taken);
      at += taken;
      got += taken;
    }
    return body;
  }

  private byte[] chunks() throws IOException {
    var body = new ByteArrayOutputStream();
    while (true) {
      headLeft = MAX_HEAD;
      String size = line().split(";", 2)[0].strip();
      if (!size.matches("[0-9A-Fa-f]{1,8}")) {
        throw new BadAnswer("chunk size: got " + shown(size) + ", wanted hex");
      }
      long length = Long.parseLong(size, 16);
      if (length == 0) {
        return body.toByteArray();
      }
      fitting(body.size() + length);
      body.writeBytes(exactly((int) length, length + " bytes of a chunk"));
      if (!line().isEmpty()) {
        throw new BadAnswer("chunk: got more than " + length + " bytes, wanted its end");
      }
    }
  }

  private byte[] untilClosed() throws IOException {
    var body = new ByteArrayOutputStream();
    while (fill()) {
      fitting((long) body.size() + held - at);
      body.write(piece, at, held - at);
      at = held;
    }
    if (body.size() == 0) {
      throw new BadAnswer("body: got nothing, wanted a picture");
    }
    return body.toByteArray();
  }

  private int fitting(long length) throws IOException {
    if (length > maxBody) {
      throw new BadAnswer("body: got " + length + " bytes or more, wanted " + maxBody + " at most");
    }
    return (int) length;
  }

  /// A line of the head without its end.
  private String line() throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      if (!fill()) {
        throw new BadAnswer(
            "head: got the end after "
                + shown(line.toString(StandardCharsets.ISO_8859_1))
                + ", wanted a whole line");
      }
      byte b = piece[at++];
      headLeft--;
      if (b == '\n') {
        return line.toString(StandardCharsets.ISO_8859_1).strip();
      }
      if (line.size() == MAX_LINE || headLeft == 0) {
        throw new BadAnswer(
            "head: got more than it may have, wanted " + MAX_HEAD + " bytes at most");
      }
      line.write(b);
    }
  }

  /// Whether there is at least one byte; false at the end.
  private boolean fill() throws IOException {
    if (at < held) {
      return true;
    }
    Duration left = Duration.ofNanos(deadline - System.nanoTime());
    int got = left.isPositive() ? link.read(piece, 0, piece.length, left) : 0;
    if (got == 0) {
      throw new TooSlow("no whole answer within " + within.toMillis() + " ms");
    }
    at = 0;
    held = Math.max(got, 0);
    return got > 0;
  }

  private static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", ".");
    return printable.length() <= 60
        ? "\"" + printable + "\""
        : "\"" + printable.substring(0, 60) + "...\"";
  }
}
