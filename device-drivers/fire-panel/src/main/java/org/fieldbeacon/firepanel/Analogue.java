package org.fieldbeacon.firepanel;

import java.util.Optional;
import java.util.stream.IntStream;
import org.fieldbeacon.observation.Unit;

/// Analogue quantities (GB/T 26875.3-2011 table 7).
///
/// @param name in words
/// @param step the value of one count, as a whole number of its inverse: 10 for 0.1
/// @param min least value of the table, in `unit`
/// @param max greatest value of the table, in `unit`
record Analogue(String name, Unit unit, int step, double min, double max) {
  static Optional<Analogue> of(int type) {
    return Optional.ofNullable(
        switch (type) {
          case 1 -> new Analogue("event count", Unit.ONE, 1, 0, 32000);
          case 2 -> new Analogue("height", Unit.METRE, 100, 0, 320);
          case 3 -> new Analogue("temperature", Unit.CELSIUS, 10, -273, 3200);
          case 4 -> new Analogue("pressure", Unit.MEGAPASCAL, 10, 0, 3200);
          case 5 -> new Analogue("pressure", Unit.KILOPASCAL, 10, 0, 3200);
          case 6 ->
              new Analogue("gas concentration", Unit.PERCENT_OF_LOWER_EXPLOSIVE_LIMIT, 10, 0, 100);
          case 7 -> new Analogue("time", Unit.SECOND, 1, 0, 32000);
          case 8 -> new Analogue("voltage", Unit.VOLT, 10, 0, 3200);
          case 9 -> new Analogue("current", Unit.AMPERE, 10, 0, 3200);
          case 10 -> new Analogue("flow", Unit.LITRE_PER_SECOND, 10, 0, 3200);
          case 11 -> new Analogue("air volume", Unit.CUBIC_METRE_PER_MINUTE, 10, 0, 3200);
          case 12 -> new Analogue("wind speed", Unit.METRE_PER_SECOND, 1, 0, 20);
          default -> null;
        });
  }

  /// The unit of a point's name; that of the first type of this name.
  static Optional<Unit> unit(String point) {
    return IntStream.rangeClosed(1, 12)
        .mapToObj(Analogue::of)
        .flatMap(Optional::stream)
        .filter(a -> a.point().equals(point))
        .map(Analogue::unit)
        .findFirst();
  }

  double value(int raw) {
    return (double) raw / step;
  }

  boolean covers(double value) {
    return value >= min && value <= max;
  }

  /// As points are named: `gas-concentration`.
  String point() {
    return name.replace(' ', '-');
  }
}
