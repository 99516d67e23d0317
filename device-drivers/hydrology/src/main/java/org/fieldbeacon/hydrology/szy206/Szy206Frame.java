package org.fieldbeacon.hydrology.szy206;

import java.util.Optional;
import java.util.OptionalInt;
import org.fieldbeacon.hydrology.code.Hex;

/// One frame whose check value held (SL/T 427-2021 table 3).
///
/// @param up from terminal to centre
/// @param part counts down to 1 when a message is split (DIVS)
/// @param attempt FCB, 3 down to 1: which sending this is
/// @param type command and type code, 0..15 (tables 5 and 6)
/// @param address ten hex digits
/// @param function AFN, 0..255
/// @param userFunction the byte after an AFN of FFH
/// @param data what lies between function and check: data, password, time label
/// @param length the length byte
/// @param check the check value
record Szy206Frame(
    boolean up,
    OptionalInt part,
    int attempt,
    int type,
    String address,
    int function,
    OptionalInt userFunction,
    byte[] data,
    int length,
    int check) {

  /// Whether the address is a region and a number (table 7), not a station code (table 8).
  boolean hasRegion() {
    return !address.startsWith("00");
  }

  /// The station's number within its region, low byte first; empty for a station code.
  Optional<Integer> stationNumber() {
    return hasRegion()
        ? Optional.of(Integer.parseInt(address.substring(8) + address.substring(6, 8), 16))
        : Optional.empty();
  }

  String functionText() {
    return userFunction.isPresent()
        ? Hex.of(function) + Hex.of(userFunction.getAsInt())
        : Hex.of(function);
  }
}
