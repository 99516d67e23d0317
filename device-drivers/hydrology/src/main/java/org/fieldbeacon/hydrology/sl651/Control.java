package org.fieldbeacon.hydrology.sl651;

import java.util.Optional;

/// Control characters, table 10.
enum Control {
  /// Body begins.
  STX(0x02),
  /// Body of one packet of several begins.
  SYN(0x16),
  /// Up: nothing follows.
  ETX(0x03),
  /// Up: more packets follow.
  ETB(0x17),
  /// Down: a query or a command.
  ENQ(0x05),
  /// Down: received, the station may leave.
  EOT(0x04),
  /// Down: received, go on.
  ACK(0x06),
  /// Down: send the named packet again.
  NAK(0x15),
  /// Down: received, stay on line for ten minutes.
  ESC(0x1B);

  private final int code;

  Control(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  boolean isStart() {
    return this == STX || this == SYN;
  }

  boolean isEnd() {
    return !isStart();
  }

  /// Sent by stations only; the other ends by centres only.
  boolean endsUplink() {
    return this == ETX || this == ETB;
  }

  /// Whether it tells the station that its report arrived.
  boolean acknowledges() {
    return this == EOT || this == ESC || this == ACK;
  }

  static Optional<Control> start(int octet) {
    return of(octet).filter(Control::isStart);
  }

  static Optional<Control> end(int octet) {
    return of(octet).filter(Control::isEnd);
  }

  private static Optional<Control> of(int octet) {
    for (Control control : values()) {
      if (control.code == (octet & 0xFF)) {
        return Optional.of(control);
      }
    }
    return Optional.empty();
  }
}
