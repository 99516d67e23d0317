package org.fieldbeacon.hydrology.sdi12;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A command of the recorder (tables 5, 12, 13, 19, 20).
///
/// @param text with its address and `!`
/// @param answer what kind of answer it gets
/// @param withCheck whether the answer must bear a check value; false also where only the
///   measurement before tells
record Command(String text, Answer answer, boolean withCheck) {
  /// Kinds of answers.
  enum Answer {
    ADDRESS,
    IDENTIFICATION,
    /// Three digits of seconds, then one, two or three of how many values.
    TIMING_1,
    TIMING_2,
    TIMING_3,
    VALUES,
    PACKET,
    METADATA,
    TEXT
  }

  private static final Pattern FORM = Pattern.compile("([0-9A-Za-z?])([^!]*)!");

  /// The command that `line` begins with.
  static Optional<Command> at(String line) {
    Matcher form = FORM.matcher(line);
    if (!form.lookingAt()) {
      return Optional.empty();
    }
    String body = form.group(2);
    return answer(body).map(a -> new Command(form.group(), a, isChecked(body)));
  }

  private static Optional<Answer> answer(String body) {
    if (body.startsWith("X")) {
      return Optional.of(Answer.TEXT);
    }
    if (body.matches("I(MC?[1-9]?|V|CC?[1-9]?|RC?[0-9]|HA|HB)_[0-9]{3}")) {
      return Optional.of(Answer.METADATA);
    }
    String plain = body.length() > 1 && body.charAt(0) == 'I' ? body.substring(1) : body;
    if (plain.matches("MC?[1-9]?|V")) {
      return Optional.of(Answer.TIMING_1);
    }
    if (plain.matches("CC?[1-9]?")) {
      return Optional.of(Answer.TIMING_2);
    }
    if (plain.matches("HA|HB")) {
      return Optional.of(Answer.TIMING_3);
    }
    if (body.matches("D[0-9]{1,3}|RC?[0-9]")) {
      return Optional.of(Answer.VALUES);
    }
    if (body.matches("DB[0-9]{1,3}")) {
      return Optional.of(Answer.PACKET);
    }
    return switch (body) {
      case "" -> Optional.of(Answer.ADDRESS);
      case "I" -> Optional.of(Answer.IDENTIFICATION);
      default -> body.matches("A[0-9A-Za-z]") ? Optional.of(Answer.ADDRESS) : Optional.empty();
    };
  }

  private static boolean isChecked(String body) {
    return body.matches("RC[0-9]|I(MC|CC|RC|HA|HB)[0-9]?_[0-9]{3}");
  }
}
