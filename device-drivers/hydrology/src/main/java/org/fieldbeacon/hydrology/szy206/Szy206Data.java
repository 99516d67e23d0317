package org.fieldbeacon.hydrology.szy206;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Digits;
import org.fieldbeacon.hydrology.code.FieldTime;
import org.fieldbeacon.hydrology.code.Hex;

/// What the data of a frame says, by way and function (SL/T 427-2021 chapter 7).
///
/// @param fields for a person, in order
/// @param values what was measured
/// @param label when; empty when the frame has none
record Szy206Data(Map<String, Object> fields, List<Measured> values, Optional<TimeLabel> label) {
  private static final int LINK_TEST = 0x02;
  private static final int ALARM_REPORT = 0x81;
  private static final int MANUAL = 0x82;
  private static final int PICTURE = 0x83;
  private static final int VOLTAGE_REPORT = 0x84;
  private static final int PICTURE_ANSWER = 0x61;
  private static final int REAL_TIME = 0xB0;
  private static final int STORED = 0xB1;
  private static final int REPORT = 0xC0;
  private static final int ALARM_BYTES = 4;
  private static final List<String> MODES =
      List.of("compatible", "self-report", "query", "maintenance");

  static Szy206Data read(Szy206Frame frame) {
    return frame.up() ? readUp(frame) : readDown(frame);
  }

  private static Szy206Data readUp(Szy206Frame frame) {
    byte[] data = frame.data();
    return switch (frame.function()) {
      case LINK_TEST -> linkTest(data);
      case REPORT, ALARM_REPORT, MANUAL, REAL_TIME, STORED -> report(frame);
      case VOLTAGE_REPORT -> data.length == 2 ? voltage(data) : report(frame);
      case PICTURE, PICTURE_ANSWER -> picture(data);
      case 0x51 -> clock(data);
      case 0x52 -> mode(data, Optional.empty());
      case 0x5D -> events(data);
      case 0x5E -> state(data);
      default -> raw(data);
    };
  }

  /// Down: an answer to a report has one byte of mode and a label; a setting has password and
  /// label.
  private static Szy206Data readDown(Szy206Frame frame) {
    byte[] data = frame.data();
    int function = frame.function();
    if (function == LINK_TEST) {
      return linkTest(data);
    }
    Optional<TimeLabel> label = label(data, data.length);
    int left = data.length - label.map(Szy206Data::size).orElse(0);
    if (function >= ALARM_REPORT && function != REAL_TIME && function != STORED && left == 1) {
      return mode(data, label);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    label.ifPresent(l -> fields.put("tp", l.fields()));
    if (function >= 0x10 && function < 0x50 && left >= 2 && label.isPresent()) {
      fields.put("password", Hex.of(data, left - 2, 2));
      left -= 2;
    }
    if (left > 0) {
      fields.put("data_hex", Hex.of(data, 0, left));
    }
    return new Szy206Data(fields, List.of(), label);
  }

  /// F0 login, F1 logout, F2 keep-alive.
  private static Szy206Data linkTest(byte[] data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (data.length > 0) {
      String name =
          switch (data[0] & 0xFF) {
            case 0xF0 -> "login";
            case 0xF1 -> "logout";
            case 0xF2 -> "keep-alive";
            default -> "";
          };
      if (!name.isEmpty()) {
        fields.put("link", name);
      }
      fields.put("data_hex", Hex.of(data));
    }
    return new Szy206Data(fields, List.of(), Optional.empty());
  }

  /// Values, alarm and state, time label. Whether a label is there, long or short, follows from the
  /// length of the values and from what reads as a time.
  private static Szy206Data report(Szy206Frame frame) {
    byte[] data = frame.data();
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int tail : new int[] {TimeLabel.LONG, TimeLabel.SHORT, 0}) {
      Optional<TimeLabel> label = tail == 0 ? Optional.empty() : TimeLabel.read(data, tail);
      int values = data.length - ALARM_BYTES - tail;
      if (label.isPresent() != tail > 0 || values < 0) {
        continue;
      }
      boolean alarmFirst = frame.function() == ALARM_REPORT;
      int from = alarmFirst ? 2 : 0;
      if (!fits(frame, data, from, values)) {
        continue;
      }
      var readings = new Readings(fields);
      if (values > 0) {
        readings.read(frame.type(), data, from, values);
      }
      int alarm = alarmFirst ? 0 : values;
      int state = values + 2;
      fields.put("alarm_raw", Hex.of(data, alarm, 2));
      fields.put("state_raw", Hex.of(data, state, 2));
      fields.put("alarms", Alarms.alarms(data, alarm));
      fields.put("state", Alarms.state(data, state));
      label.ifPresent(l -> fields.put("tp", l.fields()));
      return new Szy206Data(fields, readings.values(), label);
    }
    Map<String, Object> rest = new LinkedHashMap<>();
    rest.put("hex", Hex.of(data));
    rest.put(
        "why",
        "got "
            + data.length
            + " bytes, wanted values of type "
            + frame.type()
            + ", 4 bytes of alarm and state, a time label or none");
    fields.put("undecoded", rest);
    return new Szy206Data(fields, List.of(), Optional.empty());
  }

  private static boolean fits(Szy206Frame frame, byte[] data, int from, int values) {
    if (values == 0) {
      return frame.type() == TypeCode.VOLTAGE || frame.type() == TypeCode.ACKNOWLEDGE;
    }
    if (frame.type() == TypeCode.STATISTIC_RAIN && frame.function() != REPORT) {
      return false;
    }
    if (frame.type() == TypeCode.QUALITY) {
      return values >= 5 && values == Readings.qualityLength(data, from);
    }
    if (frame.type() == TypeCode.WEATHER) {
      return values == 8;
    }
    return TypeCode.step(frame.type()).filter(step -> values % step == 0).isPresent();
  }

  private static Szy206Data voltage(byte[] data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    var readings = new Readings(fields);
    readings.read(TypeCode.VOLTAGE, data, 0, 2);
    return new Szy206Data(fields, readings.values(), Optional.empty());
  }

  private static Szy206Data picture(byte[] data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("picture_bytes", pictureBytes(data).length);
    return new Szy206Data(fields, List.of(), Optional.empty());
  }

  /// A picture's part without its byte count, low byte first, where it has one.
  static byte[] pictureBytes(byte[] data) {
    boolean counted =
        data.length > 2 && ((data[0] & 0xFF) | (data[1] & 0xFF) << 8) == data.length - 2;
    return counted ? java.util.Arrays.copyOfRange(data, 2, data.length) : data;
  }

  /// The clock: second, minute, hour, day, month (week day in its upper three bits), year.
  private static Szy206Data clock(byte[] data) {
    String hex = Hex.of(data);
    if (data.length < 6
        || !Digits.isDecimal(hex.substring(0, 8) + hex.substring(10, 12))
        || !Digits.isDecimal(Hex.of(data[4] & 0x1F))) {
      return raw(data);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    FieldTime.of(
            Integer.parseInt(hex, 10, 12, 10),
            Integer.parseInt(Hex.of(data[4] & 0x1F)),
            Integer.parseInt(hex, 6, 8, 10),
            Integer.parseInt(hex, 4, 6, 10),
            Integer.parseInt(hex, 2, 4, 10),
            Integer.parseInt(hex, 0, 2, 10))
        .ifPresent(t -> fields.put("clock", FieldTime.text(t)));
    fields.put("data_hex", hex);
    return new Szy206Data(fields, List.of(), Optional.empty());
  }

  private static Szy206Data mode(byte[] data, Optional<TimeLabel> label) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (data.length > 0) {
      int mode = data[0] & 0xFF;
      fields.put("work_mode", mode < MODES.size() ? MODES.get(mode) : Hex.of(mode));
      fields.put("data_hex", Hex.of(data[0]));
    }
    label.ifPresent(l -> fields.put("tp", l.fields()));
    return new Szy206Data(fields, List.of(), label);
  }

  private static Szy206Data events(byte[] data) {
    Map<String, Object> events = new LinkedHashMap<>();
    for (int i = 0; i + 1 < data.length; i += 2) {
      int count = (data[i] & 0xFF) | (data[i + 1] & 0xFF) << 8;
      if (count != 0) {
        events.put("ERC" + (i / 2 + 1), count);
      }
    }
    return new Szy206Data(
        new LinkedHashMap<>(Map.of("events", events)), List.of(), Optional.empty());
  }

  private static Szy206Data state(byte[] data) {
    if (data.length < ALARM_BYTES) {
      return raw(data);
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("alarm_raw", Hex.of(data, 0, 2));
    fields.put("state_raw", Hex.of(data, 2, 2));
    fields.put("alarms", Alarms.alarms(data, 0));
    fields.put("state", Alarms.state(data, 2));
    Optional<TimeLabel> label = label(data, data.length - ALARM_BYTES);
    label.ifPresent(l -> fields.put("tp", l.fields()));
    return new Szy206Data(fields, List.of(), label);
  }

  private static Szy206Data raw(byte[] data) {
    Map<String, Object> fields = new LinkedHashMap<>();
    if (data.length > 0) {
      fields.put("data_hex", Hex.of(data));
    }
    return new Szy206Data(fields, List.of(), Optional.empty());
  }

  private static Optional<TimeLabel> label(byte[] data, int within) {
    if (within >= TimeLabel.LONG) {
      Optional<TimeLabel> label = TimeLabel.read(data, TimeLabel.LONG);
      if (label.isPresent()) {
        return label;
      }
    }
    return within >= TimeLabel.SHORT ? TimeLabel.read(data, TimeLabel.SHORT) : Optional.empty();
  }

  private static int size(TimeLabel label) {
    return label.isLong() ? TimeLabel.LONG : TimeLabel.SHORT;
  }

  /// A list that nobody may change.
  Szy206Data {
    values = List.copyOf(new ArrayList<>(values));
  }
}
