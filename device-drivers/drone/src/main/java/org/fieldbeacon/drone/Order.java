package org.fieldbeacon.drone;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What a drone can be told (`MAV_CMD` of MAVLink common).
enum Order {
  /// MAV_CMD_NAV_RETURN_TO_LAUNCH.
  RETURN_TO_LAUNCH(20, 0),
  /// MAV_CMD_NAV_LAND, where it is.
  LAND(21, 0),
  /// MAV_CMD_DO_PAUSE_CONTINUE: hold, in place.
  PAUSE(193, 0),
  /// The same: go on with the mission.
  CONTINUE(193, 1);

  private static final List<String> RESULTS =
      List.of(
          "accepted",
          "temporarily rejected",
          "denied",
          "unsupported",
          "failed",
          "in progress",
          "cancelled",
          "wants COMMAND_LONG",
          "wants COMMAND_INT",
          "unsupported frame",
          "not in control");

  private final int command;
  private final float first;

  Order(int command, float first) {
    this.command = command;
    this.first = first;
  }

  int command() {
    return command;
  }

  /// The first parameter; all others are 0.
  float first() {
    return first;
  }

  /// As profiles have it.
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  static Optional<Order> of(String word) {
    return Arrays.stream(values()).filter(order -> order.word().equals(word)).findFirst();
  }

  static String words() {
    return String.join(", ", Arrays.stream(values()).map(Order::word).toList());
  }

  /// The name of a `MAV_RESULT`.
  static String result(int result) {
    return result >= 0 && result < RESULTS.size() ? RESULTS.get(result) : "MAV_RESULT " + result;
  }
}
