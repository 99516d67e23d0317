package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Protocol;

/// The wires, each as its standard says.
final class Wires {
  private static final int LINES_AT_ONCE = 20;
  private static final DateTimeFormatter BCD = DateTimeFormatter.ofPattern("yyMMddHHmmss");

  private Wires() {}

  static Wire of(Protocol protocol) {
    return switch (protocol) {
      case HJ212 -> new Hj212();
      case GB26875 -> new Gb26875();
      case JT808 -> new Jt808();
      case SZY206 -> new Szy206();
      case MAVLINK -> new Mavlink();
      case J1939, SLCAN -> new J1939();
      case NMEA0183 -> new Nmea0183();
      case MQTT -> new MqttWire();
      // Its sensors speak when they are asked, see SensorBus.
      case SDI12 -> _ -> List.of();
    };
  }

  /// A packet around a data segment.
  static byte[] hj212(String segment) {
    return "##%04d%s%04X\r\n"
        .formatted(segment.length(), segment, Hj212.crc(segment))
        .getBytes(US_ASCII);
  }

  /// HJ 212-2017 §6: real-time data with the factor codes as value names, answer wanted.
  private static final class Hj212 implements Wire {
    private static final DateTimeFormatter QN = DateTimeFormatter.ofPattern("yyyyMMddHHmmssSSS");

    @Override
    public List<byte[]> frames(Report report) {
      var data = new StringBuilder();
      report
          .values()
          .forEach(
              (factor, value) ->
                  data.append(
                      String.format(Locale.ROOT, ";%s-Rtd=%.3f,%s-Flag=N", factor, value, factor)));
      String segment =
          "QN=%s;ST=21;CN=2011;PW=123456;MN=%s;Flag=5;CP=&&DataTime=%s%s&&"
              .formatted(
                  report.local().format(QN),
                  report.spec().address(),
                  report.local().format(QN).substring(0, 14),
                  data);
      return List.of(hj212(segment));
    }

    @Override
    public boolean isConfirmed(byte[] answer, Report report) {
      String text = new String(answer, US_ASCII);
      return text.contains("CN=9014;")
          && text.contains("QN=" + report.local().format(QN))
          && text.endsWith("\r\n");
    }

    /// Annex A: the high byte is folded with the next octet before each eight shifts.
    private static int crc(String segment) {
      int crc = 0xFFFF;
      for (byte b : segment.getBytes(US_ASCII)) {
        crc = crc >> 8 ^ b & 0xFF;
        for (int bit = 0; bit < 8; bit++) {
          crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
        }
      }
      return crc;
    }
  }

  /// GB/T 26875.3-2011: the state of a detector. Values: `fire`, `fault`, `main-power-fault`.
  private static final class Gb26875 implements Wire {
    @Override
    public List<byte[]> frames(Report report) {
      int state = report.value("fire", 0) >= 0.5 ? 2 : report.value("fault", 0) >= 0.5 ? 4 : 1;
      if (report.value("main-power-fault", 0) >= 0.5) {
        state |= 1 << 8;
      }
      String detector = "01012A01000000%s%s".formatted(lowFirst(state, 2), "00".repeat(31));
      String unit = "0201" + detector + time(report);
      String head =
          lowFirst(report.serial(), 2)
              + "0100"
              + time(report)
              + lowFirst(Long.parseLong(report.spec().address(), 16), 6)
              + "000000000000"
              + lowFirst(unit.length() / 2, 2)
              + "02";
      byte[] summed = HexFormat.of().parseHex(head + unit);
      int sum = 0;
      for (byte b : summed) {
        sum += b & 0xFF;
      }
      return List.of(
          HexFormat.of().parseHex("4040" + head + unit + "%02X".formatted(sum & 0xFF) + "2323"));
    }

    @Override
    public boolean isConfirmed(byte[] answer, Report report) {
      return answer.length >= 30
          && (answer[2] & 0xFF | (answer[3] & 0xFF) << 8) == (report.serial() & 0xFFFF)
          && answer[26] == 3;
    }

    /// Second, minute, hour, day, month, year; binary.
    private static String time(Report report) {
      var t = report.local();
      return "%02X%02X%02X%02X%02X%02X"
          .formatted(
              t.getSecond(),
              t.getMinute(),
              t.getHour(),
              t.getDayOfMonth(),
              t.getMonthValue(),
              t.getYear() % 100);
    }
  }

  /// JT/T 808-2013: authentication, then positions. Values: `latitude`, `longitude`, `altitude`,
  /// `speed` km/h, `heading`, `mileage` km, `fuel` L.
  private static final class Jt808 implements Wire {
    @Override
    public List<byte[]> greeting(Report report) {
      String code = HexFormat.of().formatHex(report.spec().address().getBytes(US_ASCII));
      return List.of(message(report, 0x0102, code));
    }

    @Override
    public List<byte[]> frames(Report report) {
      String body =
          "0000000000000003"
              + highFirst(Math.round(report.value("latitude", 0) * 1e6), 4)
              + highFirst(Math.round(report.value("longitude", 0) * 1e6), 4)
              + highFirst(Math.round(report.value("altitude", 0)), 2)
              + highFirst(Math.round(report.value("speed", 0) * 10), 2)
              + highFirst(Math.round(report.value("heading", 0)), 2)
              + report.local().format(BCD);
      if (report.values().containsKey("mileage")) {
        body += "0104" + highFirst(Math.round(report.value("mileage", 0) * 10), 4);
      }
      if (report.values().containsKey("fuel")) {
        body += "0202" + highFirst(Math.round(report.value("fuel", 0) * 10), 2);
      }
      return List.of(message(report, 0x0200, body));
    }

    /// The general answer to this serial, result 0.
    @Override
    public boolean isConfirmed(byte[] answer, Report report) {
      String wanted = "%04X020000".formatted(report.serial() & 0xFFFF);
      String hex = HexFormat.of().withUpperCase().formatHex(answer);
      return hex.contains("8001") && hex.contains(wanted);
    }

    private static byte[] message(Report report, int id, String body) {
      String phone = "0".repeat(12 - report.spec().address().length()) + report.spec().address();
      byte[] plain =
          HexFormat.of()
              .parseHex(
                  "%04X%04X%s%04X%s"
                      .formatted(id, body.length() / 2, phone, report.serial() & 0xFFFF, body));
      var out = new ByteArrayOutputStream();
      out.write(0x7E);
      int xor = 0;
      for (byte b : plain) {
        xor ^= b & 0xFF;
        escape(out, b & 0xFF);
      }
      escape(out, xor);
      out.write(0x7E);
      return out.toByteArray();
    }

    private static void escape(ByteArrayOutputStream out, int b) {
      if (b == 0x7D || b == 0x7E) {
        out.write(0x7D);
        out.write(b - 0x7C);
      } else {
        out.write(b);
      }
    }
  }

  /// SZY 206-2016, a level reported by itself. Value: `level` in m.
  private static final class Szy206 implements Wire {
    @Override
    public List<byte[]> frames(Report report) {
      String level = "%08d".formatted(Math.round(report.value("level", 0) * 1000));
      String lowFirst =
          level.substring(6)
              + level.substring(4, 6)
              + level.substring(2, 4)
              + level.substring(0, 2);
      String stamp = report.local().format(DateTimeFormatter.ofPattern("ssmmHHddMMyy")) + "00";
      String data = "B2" + report.spec().address() + "C0" + lowFirst + "00000000" + stamp;
      byte[] bytes = HexFormat.of().parseHex(data);
      int crc = 0;
      for (byte b : bytes) {
        crc ^= b & 0xFF;
        for (int bit = 0; bit < 8; bit++) {
          crc = ((crc & 0x80) != 0 ? crc << 1 ^ 0xE5 : crc << 1) & 0xFF;
        }
      }
      return List.of(
          HexFormat.of().parseHex("68%02X68%s%02X16".formatted(bytes.length, data, crc)));
    }

    @Override
    public boolean isConfirmed(byte[] answer, Report report) {
      String hex = HexFormat.of().withUpperCase().formatHex(answer);
      return hex.contains("30" + report.spec().address() + "C0");
    }
  }

  /// MAVLink 2. Values: `latitude`, `longitude`, `altitude`, `relative-altitude` m, `battery` %,
  /// `voltage` V, `armed`.
  private static final class Mavlink implements Wire {
    @Override
    public List<byte[]> frames(Report report) {
      long millis = report.serial() * 1000L;
      String none = "FFFF";
      return List.of(
          frame(
              report,
              0,
              50,
              "00000000" + "0203" + (report.value("armed", 0) >= 0.5 ? "80" : "00") + "0403"),
          frame(
              report,
              2,
              137,
              lowFirst(report.now().toEpochMilli() * 1000, 8) + lowFirst(millis, 4)),
          frame(
              report,
              1,
              124,
              "00".repeat(12)
                  + "0000"
                  + lowFirst(Math.round(report.value("voltage", 0) * 1000), 2)
                  + none
                  + "00".repeat(12)
                  + lowFirst(Math.round(report.value("battery", -1)), 1)),
          frame(
              report,
              33,
              104,
              lowFirst(millis, 4)
                  + lowFirst(Math.round(report.value("latitude", 0) * 1e7), 4)
                  + lowFirst(Math.round(report.value("longitude", 0) * 1e7), 4)
                  + lowFirst(Math.round(report.value("altitude", 0) * 1000), 4)
                  + lowFirst(Math.round(report.value("relative-altitude", 0) * 1000), 4)
                  + "00000000"
                  + "0000"
                  + none));
    }

    private static byte[] frame(Report report, int id, int extra, String payload) {
      String system = lowFirst(Integer.parseInt(report.spec().address()), 1);
      String inside =
          lowFirst(payload.length() / 2, 1)
              + "0000"
              + lowFirst(report.serial(), 1)
              + system
              + "01"
              + lowFirst(id, 3)
              + payload;
      byte[] bytes = HexFormat.of().parseHex(inside);
      int crc = 0xFFFF;
      for (int i = 0; i <= bytes.length; i++) {
        int b = i < bytes.length ? bytes[i] & 0xFF : extra;
        crc ^= b;
        for (int bit = 0; bit < 8; bit++) {
          crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1;
        }
      }
      return HexFormat.of().parseHex("FD" + inside + lowFirst(crc, 2));
    }
  }

  /// Lines of candump, recorded or made: engine speed, coolant temperature, wheel speed, fuel rate.
  /// Values: `engine-speed` rpm, `coolant-temperature` Cel, `wheel-speed` km/h, `fuel-rate` L/h.
  private static final class J1939 implements Wire {
    @Override
    public List<byte[]> frames(Report report) {
      List<String> lines = new ArrayList<>(recorded(report));
      if (lines.isEmpty()) {
        String source = "%02X".formatted(Integer.parseInt(report.spec().address()));
        long rpm = Math.round(report.value("engine-speed", 0) * 8);
        lines.add(line(report, "0CF004" + source, "FFFFFF" + lowFirst(rpm, 2) + "FFFFFF"));
        long coolant = Math.round(report.value("coolant-temperature", 0)) + 40;
        lines.add(line(report, "18FEEE" + source, lowFirst(coolant, 1) + "FF".repeat(7)));
        long speed = Math.round(report.value("wheel-speed", 0) * 256);
        lines.add(line(report, "18FEF1" + source, "FF" + lowFirst(speed, 2) + "FF".repeat(5)));
        long fuel = Math.round(report.value("fuel-rate", 0) * 20);
        lines.add(line(report, "18FEF2" + source, lowFirst(fuel, 2) + "FF".repeat(6)));
      }
      return List.of((String.join("\n", lines) + "\n").getBytes(US_ASCII));
    }

    private static String line(Report report, String id, String data) {
      long ms = report.now().toEpochMilli();
      return "(%d.%03d000) can0 %s#%s".formatted(ms / 1000, ms % 1000, id, data);
    }
  }

  /// NMEA 0183, recorded or made: GGA and RMC. Values: `latitude`, `longitude`, `altitude`, `speed`
  /// knots, `heading`.
  private static final class Nmea0183 implements Wire {
    @Override
    public List<byte[]> frames(Report report) {
      List<String> lines = new ArrayList<>(recorded(report));
      if (lines.isEmpty()) {
        var utc = report.now().atZone(java.time.ZoneOffset.UTC);
        String time = utc.format(DateTimeFormatter.ofPattern("HHmmss.SS"));
        String date = utc.format(DateTimeFormatter.ofPattern("ddMMyy"));
        String place =
            degrees(report.value("latitude", 0), 2, "N", "S")
                + ","
                + degrees(report.value("longitude", 0), 3, "E", "W");
        lines.add(
            sentence(
                "%sGGA,%s,%s,4,12,0.8,%.1f,M,-9.2,M,1.0,0001"
                    .formatted(report.spec().address(), time, place, report.value("altitude", 0))));
        lines.add(
            sentence(
                "%sRMC,%s,A,%s,%.1f,%.1f,%s,,,R"
                    .formatted(
                        report.spec().address(),
                        time,
                        place,
                        report.value("speed", 0),
                        report.value("heading", 0),
                        date)));
      }
      return List.of((String.join("\r\n", lines) + "\r\n").getBytes(US_ASCII));
    }

    private static String degrees(double value, int digits, String positive, String negative) {
      double magnitude = Math.abs(value);
      int whole = (int) magnitude;
      return ("%0" + digits + "d%09.6f,%s")
          .formatted(whole, (magnitude - whole) * 60, value < 0 ? negative : positive);
    }

    private static String sentence(String inside) {
      int xor = 0;
      for (byte b : inside.getBytes(US_ASCII)) {
        xor ^= b;
      }
      return "$%s*%02X".formatted(inside, xor);
    }
  }

  /// The next recorded lines; after the last the first again.
  private static List<String> recorded(Report report) {
    List<String> all = report.spec().lines();
    if (all.isEmpty()) {
      return all;
    }
    int batches = (all.size() + LINES_AT_ONCE - 1) / LINES_AT_ONCE;
    int from = (report.serial() - 1) % batches * LINES_AT_ONCE;
    return all.subList(from, Math.min(all.size(), from + LINES_AT_ONCE));
  }

  static String lowFirst(long value, int bytes) {
    var hex = new StringBuilder();
    for (int i = 0; i < bytes; i++) {
      hex.append("%02X".formatted(value >> 8 * i & 0xFF));
    }
    return hex.toString();
  }

  static String highFirst(long value, int bytes) {
    var hex = new StringBuilder();
    for (int i = bytes - 1; i >= 0; i--) {
      hex.append("%02X".formatted(value >> 8 * i & 0xFF));
    }
    return hex.toString();
  }
}
