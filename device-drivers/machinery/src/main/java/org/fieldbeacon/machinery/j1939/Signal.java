package org.fieldbeacon.machinery.j1939;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.observation.Unit;

/// One parameter of a group.
///
/// @param spn suspect parameter number, -1 where the table has none
/// @param bit first bit, from 0, in the data taken as one number, low byte first
/// @param bits 1..32
/// @param point as points are named: `engine-speed`
/// @param unit empty for what is no quantity
record Signal(
    int spn,
    String name,
    String point,
    int bit,
    int bits,
    double resolution,
    double offset,
    Optional<Unit> unit) {
  private static final Map<Integer, Group> GROUPS = read();

  /// A parameter group: its label and its parameters.
  record Group(String label, List<Signal> signals) {}

  /// The group of this number with parameters in the table.
  static Optional<Group> group(int number) {
    return Optional.ofNullable(GROUPS.get(number));
  }

  /// The unit of the first parameter whose point has this name.
  static Optional<Unit> unit(String point) {
    return GROUPS.values().stream()
        .flatMap(g -> g.signals().stream())
        .filter(s -> s.point().equals(point))
        .flatMap(s -> s.unit().stream())
        .findFirst();
  }

  /// Whether `data` is long enough to have this parameter.
  boolean isIn(byte[] data) {
    return bit + bits <= data.length * 8;
  }

  long raw(byte[] data) {
    long raw = 0;
    for (int i = (bit + bits - 1) / 8; i >= bit / 8; i--) {
      raw = raw << 8 | data[i] & 0xFF;
    }
    return raw >> bit % 8 & (1L << bits) - 1;
  }

  /// SAE J1939-71 table 1: all ones in the high byte, or in a field below a byte.
  boolean isNotAvailable(long raw) {
    return bits < 8 ? bits > 1 && raw == (1L << bits) - 1 : highByte(raw) == 0xFF;
  }

  /// SAE J1939-71 table 1: FE in the high byte, or 10 in a field of two bits.
  boolean isError(long raw) {
    return bits == 2 ? raw == 2 : bits >= 8 && highByte(raw) == 0xFE;
  }

  /// Beyond the range of valid values: FB to FD in the high byte.
  boolean isReserved(long raw) {
    return bits >= 8 && highByte(raw) > 0xFA;
  }

  double value(long raw) {
    // Resolutions such as 1e-7 are kept exact by dividing where the inverse is whole.
    double inverse = Math.rint(1 / resolution);
    boolean isInverse = resolution < 1 && Math.abs(inverse * resolution - 1) < 1e-12;
    return (isInverse ? raw / inverse : raw * resolution) + offset;
  }

  private static String point(String name) {
    return name.toLowerCase(Locale.ROOT)
        .replaceAll("\\(.*?\\)", "")
        .replaceAll("[^a-z0-9]+", "-")
        .replaceAll("^-|-$", "");
  }

  private long highByte(long raw) {
    return raw >> bits - 8 & 0xFF;
  }

  private static Map<Integer, Group> read() {
    Map<Integer, List<String[]>> rows =
        CodeTable.rows(Signal.class, "/j1939-signals.csv").stream()
            .collect(Collectors.groupingBy(row -> Integer.parseInt(row[0])));
    Map<Integer, Group> groups = new LinkedHashMap<>();
    rows.forEach(
        (number, signals) ->
            groups.put(
                number,
                new Group(signals.getFirst()[1], signals.stream().map(Signal::of).toList())));
    return Map.copyOf(groups);
  }

  private static Signal of(String[] row) {
    int bit = (Integer.parseInt(row[4]) - 1) * 8 + Integer.parseInt(row[5]) - 1;
    String name = row[3].replace(';', ',');
    return new Signal(
        row[2].isEmpty() ? -1 : Integer.parseInt(row[2]),
        name,
        point(name),
        bit,
        Integer.parseInt(row[6]),
        Double.parseDouble(row[7]),
        Double.parseDouble(row[8]),
        Unit.ofUcum(row[9]));
  }
}
