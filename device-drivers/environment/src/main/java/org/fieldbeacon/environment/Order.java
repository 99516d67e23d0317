package org.fieldbeacon.environment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What a technician can have a station do (HJ 212-2017 annex C).
enum Order {
  /// Zero and span of an analyser.
  CALIBRATE(3011, true),
  /// Takes a sample now.
  SAMPLE(3012, true),
  /// Washes or blows back.
  RINSE(3013, true),
  /// Takes a sample for comparison.
  COMPARE(3014, true),
  /// Keeps a sample of what is over its limit.
  RETAIN_SAMPLE(3015, false),
  SET_CLOCK(1012, false),
  START_REAL_TIME(2011, false),
  STOP_REAL_TIME(2012, false);

  private final int command;
  private final boolean hasFactor;

  Order(int command, boolean hasFactor) {
    this.command = command;
    this.hasFactor = hasFactor;
  }

  int command() {
    return command;
  }

  /// Whether it goes to the instrument of one factor, PolId.
  boolean hasFactor() {
    return hasFactor;
  }

  /// As profiles have it.
  String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Optional<Order> of(String word) {
    return Arrays.stream(values()).filter(order -> order.word().equals(word)).findFirst();
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Order::word).toList();
  }
}
