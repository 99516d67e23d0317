package org.fieldbeacon.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.observation.Unit;

/// Units as they stand in files.
final class Units {
  private static final List<String> CODES = Arrays.stream(Unit.values()).map(Unit::ucum).toList();

  private Units() {}

  /// The unit of this code; empty when it is unknown, which is then among the findings.
  static Optional<Unit> read(String code, String path, Findings findings) {
    Optional<Unit> unit = Unit.ofUcum(code);
    if (unit.isEmpty()) {
      findings.add(path, "\"" + code + "\"", "a UCUM code: " + Nearest.wanted(code, CODES));
    }
    return unit;
  }
}
