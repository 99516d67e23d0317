package org.fieldbeacon.simulator.modbus;

/// How a request stands on the TCP connection.
public enum Framing {
  /// With the MBAP header (Modbus Messaging on TCP/IP V1.0b §3.1.3).
  TCP,
  /// As on a serial line, with a CRC: a serial server in between.
  RTU
}
