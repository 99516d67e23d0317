package org.fieldbeacon.environment;

import java.util.Map;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;

/// What numbers in a header stand for, in English (HJ 212-2017 §6.6 and annex C).
final class Codes {
  private static final Map<String, String> COMMANDS = names("/hj212-commands.csv");
  private static final Map<String, String> SYSTEMS = names("/hj212-systems.csv");

  private Codes() {}

  /// Empty text when the number is not in the table.
  static String command(String cn) {
    return COMMANDS.getOrDefault(cn, "");
  }

  static String system(String st) {
    return SYSTEMS.getOrDefault(st, "");
  }

  /// Table 8: answer to a request.
  static String answer(String qnRtn) {
    return switch (qnRtn) {
      case "1" -> "will be done";
      case "2" -> "refused";
      case "3" -> "wrong PW";
      case "4" -> "wrong MN";
      case "5" -> "wrong ST";
      case "6" -> "wrong Flag";
      case "7" -> "wrong QN";
      case "8" -> "wrong CN";
      case "9" -> "wrong CRC";
      case "100" -> "unknown error";
      default -> "";
    };
  }

  /// Table 7: result of a request.
  static String result(String exeRtn) {
    return switch (exeRtn) {
      case "1" -> "done";
      case "2" -> "failed, reason unknown";
      case "3" -> "wrong condition";
      case "4" -> "timed out";
      case "5" -> "busy";
      case "6" -> "system fault";
      case "100" -> "no data";
      default -> "";
    };
  }

  private static Map<String, String> names(String resource) {
    return CodeTable.rows(Codes.class, resource).stream()
        .collect(Collectors.toMap(row -> row[0], row -> row[1]));
  }
}
