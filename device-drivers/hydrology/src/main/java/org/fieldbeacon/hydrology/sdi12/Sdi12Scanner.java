package org.fieldbeacon.hydrology.sdi12;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.Link;
import org.fieldbeacon.driver.LinkConfig;

/// Asks each SDI-12 address whether somebody is there (`a!`) and who (`aI!`), through an adapter on
/// a serial line or TCP that makes the break itself (SDI-12 v1.4 §4.4.1, §4.4.6).
public final class Sdi12Scanner implements FieldScanner {
  /// §7: an answer begins within 15 ms; the rest is for the adapter and its retries.
  private static final Duration ANSWER = Duration.ofMillis(350);

  private static final int MOST_ANSWER = 80;
  private static final String DIGITS = "0123456789";
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

  /// Table 5: address, version, company, model, version of it, optional rest.
  private static final Pattern IDENTITY =
      Pattern.compile("[0-9A-Za-z](\\d\\d)(.{8})(.{6})(.{3})(.{0,13})");

  @Override
  public String name() {
    return "sdi12";
  }

  @Override
  public String targets() {
    return "serial:/dev/ttyUSB0 or tcp://HOST:PORT, an adapter that makes the break itself";
  }

  @Override
  public void scan(LinkConfig config, Limits limits, Heard heard)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + limits.within().toNanos();
    String addresses = addresses(limits);
    try (Link link = config.newLink()) {
      link.open();
      for (int i = 0; i < addresses.length() && System.nanoTime() < end; i++) {
        String address = addresses.substring(i, i + 1);
        heard.asking(address.charAt(0) - '0');
        if (ask(link, address + "!").filter(address::equals).isPresent()) {
          String who = ask(link, address + "I!").orElse("");
          heard.found(found(address, who));
        }
      }
    }
  }

  static String addresses(Limits limits) {
    return limits.isThorough() ? DIGITS + LETTERS : DIGITS;
  }

  static Found found(String address, String who) {
    return new Found(Map.of("address", address), identity(address, who), List.of());
  }

  private static Map<String, Object> identity(String address, String answer) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("address", address);
    Matcher m = IDENTITY.matcher(answer);
    if (m.matches()) {
      fields.put("sdi12-version", m.group(1).charAt(0) + "." + m.group(1).charAt(1));
      fields.put("company", m.group(2).strip());
      fields.put("model", m.group(3).strip());
      fields.put("version", m.group(4).strip());
      fields.put("serial", m.group(5).strip());
    } else {
      fields.put("identification", answer.isEmpty() ? "no answer" : answer);
    }
    return fields;
  }

  /// The answer's line without its end; an adapter's echo of the command is stepped over.
  private static Optional<String> ask(Link link, String command) throws IOException {
    link.discardInput();
    byte[] bytes = command.getBytes(StandardCharsets.US_ASCII);
    link.write(bytes, 0, bytes.length);
    long end = System.nanoTime() + ANSWER.toNanos();
    byte[] into = new byte[MOST_ANSWER + command.length()];
    int length = 0;
    while (length < into.length) {
      Duration left = Duration.ofNanos(end - System.nanoTime());
      if (left.isNegative() || left.isZero()) {
        return Optional.empty();
      }
      int got = link.read(into, length, into.length - length, left);
      if (got < 0) {
        throw new IOException(link.name() + ": closed by the other end");
      }
      length += got;
      String text = new String(into, 0, length, StandardCharsets.ISO_8859_1);
      String answer = text.startsWith(command) ? text.substring(command.length()) : text;
      int lineEnd = answer.indexOf("\r\n");
      if (lineEnd >= 0) {
        return Optional.of(answer.substring(0, lineEnd).replace("\0", ""));
      }
    }
    return Optional.empty();
  }
}
