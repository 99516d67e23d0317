package org.fieldbeacon.simulator.sl651;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import org.fieldbeacon.simulator.scenario.StationSpec;

/// Writes uplink frames in HEX/BCD (tables 20, 27, 32).
final class ReportFrame {
  private static final int CENTRE = 1;
  private static final String PASSWORD = "1234";
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyMMddHHmmss").withZone(ZoneOffset.ofHours(8));

  private ReportFrame() {}

  static byte[] timed(
      StationSpec station, int serial, Instant sentAt, Instant observedAt, String data) {
    String time = CLOCK.format(observedAt).substring(0, 10);
    return frame(
        station,
        "32",
        "%04X".formatted(serial)
            + CLOCK.format(sentAt)
            + "F1F1"
            + station.address()
            + "%02X".formatted((int) station.stationClass())
            + "F0F0"
            + time
            + data);
  }

  /// Keeps the connection; bears the last report's serial (6.6.4.2).
  static byte[] keepAlive(StationSpec station, int serial, Instant sentAt) {
    return frame(station, "2F", "%04X".formatted(serial) + CLOCK.format(sentAt));
  }

  /// Identifier, definition, digits; a negative number has FF for its first byte, one that does not
  /// fit is all F.
  static String element(StationSpec.ElementSpec element, double value) {
    int digits = 2 * element.bytes();
    String number =
        BigDecimal.valueOf(Math.abs(value))
            .setScale(element.decimals(), RoundingMode.HALF_UP)
            .movePointRight(element.decimals())
            .toBigInteger()
            .toString();
    boolean negative = value < 0 && !number.equals("0");
    int room = negative ? digits - 2 : digits;
    String data =
        number.length() > room
            ? "F".repeat(digits)
            : (negative ? "FF" : "") + "0".repeat(room - number.length()) + number;
    return "%02X%02X".formatted(element.guide(), element.bytes() << 3 | element.decimals()) + data;
  }

  private static byte[] frame(StationSpec station, String function, String body) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(
        HexFormat.of()
            .parseHex(
                "7E7E%02X%s%s%s0%03X02%s03"
                    .formatted(
                        CENTRE, station.address(), PASSWORD, function, body.length() / 2, body)));
    int crc = crc(out.toByteArray());
    out.write(crc >> 8);
    out.write(crc);
    return out.toByteArray();
  }

  /// H.3.2, sent high byte first.
  private static int crc(byte[] bytes) {
    int crc = 0xFFFF;
    for (byte b : bytes) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
      }
    }
    return crc;
  }
}
