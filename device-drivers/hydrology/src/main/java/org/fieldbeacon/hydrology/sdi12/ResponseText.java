package org.fieldbeacon.hydrology.sdi12;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.hydrology.sdi12.Command.Answer;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// A line of text: a command, an answer, or a command with its answer behind it as the standard
/// prints them.
final class ResponseText {
  private static final Pattern VALUE = Pattern.compile("[+-]([0-9]+(\\.[0-9]*)?|\\.[0-9]+)");
  private static final Pattern CHECK = Pattern.compile("[@-\\x7F]{3}");
  private static final Pattern IDENTIFICATION =
      Pattern.compile("[0-9A-Za-z][0-9]{2}[\\x20-\\x7E]{17,30}");
  private static final int MOST_DIGITS = 10;
  private static final int MOST_SHOWN = 80;

  private final String line;
  private final Optional<Command> command;
  private final int begin;
  private final Map<String, Object> fields = new LinkedHashMap<>();

  ResponseText(String line) {
    this.line = line;
    this.command = Command.at(line);
    this.begin = command.map(c -> c.text().length()).orElse(0);
  }

  DecodedFrame read() {
    command.ifPresent(c -> fields.put("command", c.text()));
    String answer = line.substring(begin);
    if (answer.isEmpty() && command.isPresent()) {
      fields.put("address", line.substring(0, 1));
      fields.put("direction", "recorder->sensor");
      return good();
    }
    if (answer.isEmpty() || !isAddress(answer.charAt(0))) {
      return bad(
          "address", 0, answer.isEmpty() ? "nothing" : answer.substring(0, 1), "0-9 A-Z a-z");
    }
    fields.put("address", answer.substring(0, 1));
    return read(answer, command.map(Command::answer).orElseGet(() -> guess(answer)));
  }

  private DecodedFrame read(String answer, Answer kind) {
    return switch (kind) {
      case ADDRESS -> address(answer);
      case IDENTIFICATION -> identification(answer);
      case TIMING_1 -> timing(answer, 1);
      case TIMING_2 -> timing(answer, 2);
      case TIMING_3 -> timing(answer, 3);
      case VALUES -> values(answer);
      case METADATA -> metadata(answer);
      case PACKET -> bad("packet", 0, answer, "bytes, given as hex");
      case TEXT -> {
        fields.put("text", answer.substring(1));
        yield good();
      }
    };
  }

  /// What an answer without its command is: each kind has a form of its own.
  private static Answer guess(String answer) {
    if (answer.length() == 1) {
      return Answer.ADDRESS;
    }
    if (answer.matches(".[0-9]{4}")) {
      return Answer.TIMING_1;
    }
    if (answer.matches(".[0-9]{5}")) {
      return Answer.TIMING_2;
    }
    if (answer.matches(".[0-9]{6}")) {
      return Answer.TIMING_3;
    }
    if (answer.charAt(1) == ',') {
      return Answer.METADATA;
    }
    return IDENTIFICATION.matcher(answer).matches() && !answer.matches("[0-9A-Fa-f]+")
        ? Answer.IDENTIFICATION
        : Answer.VALUES;
  }

  /// Alone it is a service request: the values are ready (4.4.6).
  private DecodedFrame address(String answer) {
    if (answer.length() > 1) {
      return bad("answer", 1, answer.substring(1), "the address alone");
    }
    if (command.isEmpty()) {
      fields.put("service_request", true);
    }
    return good();
  }

  private DecodedFrame timing(String answer, int countDigits) {
    if (!answer.matches(".[0-9]{" + (3 + countDigits) + "}")) {
      return bad(
          "timing",
          1,
          answer.substring(1),
          "three digits of seconds and " + countDigits + " of count");
    }
    fields.put("wait_s", Integer.parseInt(answer, 1, 4, 10));
    fields.put("count", Integer.parseInt(answer, 4, answer.length(), 10));
    return good();
  }

  /// 4.4.2: version, vendor 8, model 6, sensor version 3, up to 13 more.
  private DecodedFrame identification(String answer) {
    if (!IDENTIFICATION.matcher(answer).matches()) {
      return bad("identification", 1, answer.substring(1), "two digits and 17..30 characters");
    }
    fields.put("version", answer.charAt(1) + "." + answer.charAt(2));
    fields.put("vendor", answer.substring(3, 11));
    fields.put("model", answer.substring(11, 17));
    fields.put("sensor_version", answer.substring(17, 20));
    fields.put("optional", answer.substring(20));
    return good();
  }

  private DecodedFrame values(String answer) {
    List<Object> values = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    Matcher value = VALUE.matcher(answer);
    int at = 1;
    while (value.region(at, answer.length()).lookingAt()) {
      String digits = value.group();
      if (digits.length() > MOST_DIGITS) {
        return bad("value", at, digits, "a sign, up to 7 digits and a point");
      }
      var number = new BigDecimal(digits);
      values.add(number);
      readings.add(
          new Reading(
              "value-" + values.size(),
              number.doubleValue(),
              Unit.UNSTATED,
              Optional.empty(),
              Quality.NOT_EVALUATED));
      at = value.end();
    }
    Optional<Bad> wrong = check(answer, at, values.isEmpty() ? "values or a check" : "a check");
    if (wrong.isPresent()) {
      return wrong.get();
    }
    fields.put("values", values);
    if (values.isEmpty()) {
      fields.put("aborted", true);
    }
    return new Good(fields, readings);
  }

  /// 6.2: fields parted by commas, closed by a semicolon.
  private DecodedFrame metadata(String answer) {
    if (answer.length() == 1) {
      fields.put("fields", List.of());
      return good();
    }
    int close = answer.indexOf(';');
    if (answer.charAt(1) != ',' || close < 0) {
      return bad("metadata", 1, answer.substring(1), "fields after commas and a semicolon");
    }
    int at = close + 1;
    if (at < answer.length() && answer.charAt(at) == ' ' && answer.length() - at == 4) {
      at++;
    }
    Optional<Bad> wrong = check(answer, at, "a check");
    if (wrong.isPresent()) {
      return wrong.get();
    }
    fields.put("fields", List.of(answer.substring(2, close).split(",", -1)));
    return good();
  }

  /// What stands at `at` to the end: nothing, or three characters that must hold.
  private Optional<Bad> check(String answer, int at, String wanted) {
    String text = answer.substring(at);
    boolean due = command.map(Command::withCheck).orElse(false);
    if (text.isEmpty() && !due) {
      return Optional.empty();
    }
    if (!CHECK.matcher(text).matches()) {
      return Optional.of(
          bad(
              "CRC check value",
              at,
              text.isEmpty() ? "nothing" : text,
              wanted + " of three characters @..DEL"));
    }
    int computed = Sdi12Crc.of(answer.substring(0, at));
    if (!text.equals(Sdi12Crc.text(computed))) {
      return Optional.of(bad("CRC check value", at, text, Sdi12Crc.text(computed)));
    }
    fields.put("crc_text", text);
    fields.put("crc", Hex.word(computed));
    return Optional.empty();
  }

  private Good good() {
    return new Good(fields, List.of());
  }

  private Bad bad(String what, int offset, String got, String wanted) {
    return new Bad(what, begin + offset, got.isBlank() ? "nothing" : shown(got.strip()), wanted);
  }

  /// Noise has characters that a terminal would obey.
  private static String shown(String text) {
    var shown = new StringBuilder();
    for (int i = 0; i < text.length() && shown.length() < MOST_SHOWN; i++) {
      char c = text.charAt(i);
      shown.append(c >= ' ' && c <= '~' ? String.valueOf(c) : "\\x%02X".formatted(c & 0xFF));
    }
    return shown.toString();
  }

  static boolean isAddress(int c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }
}
