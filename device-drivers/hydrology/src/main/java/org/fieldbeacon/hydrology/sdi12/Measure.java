package org.fieldbeacon.hydrology.sdi12;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One measurement that a sensor can be asked for (SDI-12 v1.4 §4.4.5 to §4.4.9, §5.1).
///
/// @param number which of the kind's measurements: 0 for `aM!` and `aC!`, 1..9 for `aM1!`; 0..9 for
///   `aR0!`
/// @param isChecked whether answers must bear a check value
record Measure(Kind kind, int number, boolean isChecked) {
  /// How values are come by.
  enum Kind {
    /// `aM!`: the sensor asks for service when it has them; nobody else is spoken to meanwhile.
    STANDARD("M"),
    /// `aC!`: the sensor is asked again after the time it stated; others may measure at once.
    CONCURRENT("C"),
    /// `aR0!`: they are there.
    CONTINUOUS("R"),
    /// `aV!`: like `aM!`, of the sensor's own state.
    VERIFICATION("V"),
    /// `aHA!`: like `aC!`, up to 999 values, always with a check value.
    HIGH_VOLUME("HA");

    private final String letters;

    Kind(String letters) {
      this.letters = letters;
    }
  }

  /// As files have them.
  static final String FORM = "M, M1..M9, C, C1..C9, R0..R9, V or HA";

  private static final Pattern WORD = Pattern.compile("([MC])([1-9]?)|(R)([0-9])|(V)|(HA)");
  private static final int LAST_PAGE = 9;
  private static final int LAST_HIGH_VOLUME_PAGE = 999;

  /// The measurement that a file's word names.
  static Optional<Measure> read(String word, boolean isChecked) {
    Matcher m = WORD.matcher(word);
    if (!m.matches()) {
      return Optional.empty();
    }
    String digit = word.replaceAll("\\D", "");
    int number = digit.isEmpty() ? 0 : Integer.parseInt(digit);
    return Optional.of(
        switch (word.charAt(0)) {
          case 'M' -> new Measure(Kind.STANDARD, number, isChecked);
          case 'C' -> new Measure(Kind.CONCURRENT, number, isChecked);
          case 'R' -> new Measure(Kind.CONTINUOUS, number, isChecked);
          case 'V' -> new Measure(Kind.VERIFICATION, 0, false);
          default -> new Measure(Kind.HIGH_VOLUME, 0, true);
        });
  }

  /// What begins it, without the address and `!`.
  String command() {
    return switch (kind) {
      case STANDARD, CONCURRENT ->
          kind.letters + (isChecked ? "C" : "") + (number == 0 ? "" : String.valueOf(number));
      case CONTINUOUS -> kind.letters + (isChecked ? "C" : "") + number;
      case VERIFICATION, HIGH_VOLUME -> kind.letters;
    };
  }

  /// Whether other sensors may be spoken to while it goes on.
  boolean letsOthersSpeak() {
    return kind == Kind.CONCURRENT || kind == Kind.HIGH_VOLUME;
  }

  boolean isContinuous() {
    return kind == Kind.CONTINUOUS;
  }

  /// The last `aDn!` there may be.
  int lastPage() {
    return kind == Kind.HIGH_VOLUME ? LAST_HIGH_VOLUME_PAGE : LAST_PAGE;
  }
}
