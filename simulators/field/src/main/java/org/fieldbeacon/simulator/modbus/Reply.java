package org.fieldbeacon.simulator.modbus;

/// What goes back for one request.
sealed interface Reply {
  /// A PDU, to be framed.
  record Pdu(byte[] bytes) implements Reply {}

  /// Bytes as they are, for noise.
  record Raw(byte[] bytes) implements Reply {}

  record Nothing() implements Reply {}
}
