package org.fieldbeacon.machinery.j1939;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Process data of implements (ISO 11783-10 §6.8): command and element in two bytes, DDI(2), value
/// (4, signed), low byte first.
final class ProcessData {
  private static final int VALUE = 3;

  private ProcessData() {}

  /// A quantity of the data dictionary (ISO 11783-11).
  private record Quantity(String point, Unit unit, double resolution) {}

  static void put(
      byte[] data, Map<String, Object> fields, List<Reading> readings, Optional<Instant> time) {
    if (data.length < 8) {
      return;
    }
    int command = data[0] & 0xF;
    int element = data[0] >> 4 & 0xF | (data[1] & 0xFF) << 4;
    int ddi = Transport.u16(data, 2);
    int value = Transport.s32(data, 4);
    Map<String, Object> said = new LinkedHashMap<>();
    said.put("command", command);
    said.put("command_name", command(command));
    said.put("element", element);
    said.put("ddi", ddi);
    said.put("value", value);
    fields.put("process_data", said);
    if (command == VALUE) {
      quantity(ddi)
          .ifPresent(
              q ->
                  readings.add(
                      new Reading(
                          q.point(),
                          value * q.resolution(),
                          q.unit(),
                          time,
                          Quality.NOT_EVALUATED)));
    }
  }

  private static String command(int command) {
    return switch (command) {
      case 0 -> "technical data";
      case 1 -> "device descriptor";
      case 2 -> "request value";
      case 3 -> "value";
      case 4 -> "measurement by time";
      case 5 -> "measurement by distance";
      case 6 -> "measurement minimum";
      case 7 -> "measurement maximum";
      case 8 -> "measurement on change";
      case 13 -> "acknowledge";
      case 14 -> "task controller status";
      case 15 -> "working set status";
      default -> "reserved";
    };
  }

  /// The unit of a reading's name.
  static Optional<Unit> unit(String point) {
    return IntStream.rangeClosed(67, 141)
        .mapToObj(ProcessData::quantity)
        .flatMap(Optional::stream)
        .filter(q -> q.point().equals(point))
        .map(Quantity::unit)
        .findFirst();
  }

  private static Optional<Quantity> quantity(int ddi) {
    return Optional.ofNullable(
        switch (ddi) {
          case 67 -> new Quantity("actual-working-width", Unit.MILLIMETRE, 1);
          case 116 -> new Quantity("total-area", Unit.SQUARE_METRE, 1);
          case 117 -> new Quantity("effective-total-distance", Unit.MILLIMETRE, 1);
          case 118 -> new Quantity("ineffective-total-distance", Unit.MILLIMETRE, 1);
          case 119 -> new Quantity("effective-total-time", Unit.SECOND, 1);
          case 120 -> new Quantity("ineffective-total-time", Unit.SECOND, 1);
          case 141 -> new Quantity("work-state", Unit.ONE, 1);
          default -> null;
        });
  }
}
