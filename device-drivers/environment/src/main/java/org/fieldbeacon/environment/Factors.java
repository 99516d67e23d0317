package org.fieldbeacon.environment;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.observation.Unit;

/// What the factor codes measure: HJ 212-2017 annex B, with the codes of 2005 beside them.
final class Factors {
  private static final Map<String, Factor> BY_CODE = read();

  private Factors() {}

  /// One factor.
  ///
  /// @param point the point's name: `cod`
  /// @param unit of concentrations and states
  /// @param loadUnit of `Cou`, the sum over a period; empty when the factor has none
  record Factor(String point, Unit unit, Optional<Unit> loadUnit) {}

  /// The factor of a code of either edition, empty when the table has none.
  static Optional<Factor> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /// The factor of a point's name, empty when the table has none.
  static Optional<Factor> named(String point) {
    return BY_CODE.values().stream().filter(f -> f.point().equals(point)).findFirst();
  }

  private static Map<String, Factor> read() {
    Map<String, Factor> factors = new HashMap<>();
    for (String[] row : CodeTable.rows(Factors.class, "/hj212-factors.csv")) {
      var unit = Unit.ofUcum(row[3]).orElseThrow(() -> new IllegalStateException(row[3]));
      var factor = new Factor(row[2], unit, Unit.ofUcum(row[4]));
      factors.put(row[0], factor);
      if (!row[1].isEmpty()) {
        factors.put(row[1], factor);
      }
    }
    return Map.copyOf(factors);
  }
}
