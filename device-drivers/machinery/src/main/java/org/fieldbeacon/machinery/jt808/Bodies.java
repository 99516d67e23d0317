package org.fieldbeacon.machinery.jt808;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.machinery.j1939.J1939Messages;

/// Bodies of messages as fields and readings (JT/T 808-2019 §8). A body that is not read here
/// stands as `body_hex`, one that is too short with a note besides.
final class Bodies {
  private final Map<String, Object> fields = new LinkedHashMap<>();
  private final List<Reading> readings = new ArrayList<>();
  private final boolean is2019;

  private Bodies(boolean is2019) {
    this.is2019 = is2019;
  }

  /// What a body says.
  record Said(Map<String, Object> fields, List<Reading> readings) {}

  static Said read(int id, boolean is2019, byte[] bytes) {
    var bodies = new Bodies(is2019);
    try {
      bodies.readBody(id, new Body(bytes), bytes);
      return new Said(bodies.fields, bodies.readings);
    } catch (Body.TooShort e) {
      Map<String, Object> raw = new LinkedHashMap<>();
      raw.put("body_hex", HexFormat.of().withUpperCase().formatHex(bytes));
      raw.put("note", "the body is too short for its message: " + e.getMessage());
      return new Said(raw, List.of());
    }
  }

  private void readBody(int id, Body body, byte[] bytes) {
    switch (id) {
      case 0x0002, 0x0003, 0x8104, 0x8107, 0x8201, 0x8204 -> {
        if (bytes.length > 0) {
          putHex(bytes);
        }
      }
      case 0x0001, 0x8001 -> {
        fields.put("reply_serial", body.u16());
        fields.put("reply_id", "%04X".formatted(body.u16()));
        int result = body.u8();
        fields.put("result", result);
        fields.put("result_name", result(result));
      }
      case 0x0100 -> register(body);
      case 0x8100 -> registered(body);
      case 0x0102 -> authenticate(body);
      case 0x0104 -> {
        fields.put("reply_serial", body.u16());
        parameters(body);
      }
      case 0x8103 -> parameters(body);
      case 0x8105 -> {
        fields.put("command", body.u8());
        if (body.left() > 0) {
          fields.put("arguments", body.text(body.left()));
        }
      }
      case 0x8106 -> queriedParameters(body, bytes);
      case 0x0200 -> location(body);
      case 0x0201, 0x0500 -> {
        fields.put("reply_serial", body.u16());
        location(body);
      }
      case 0x0704 -> batch(body);
      case 0x0705 -> can(body);
      case 0x0702 -> driver(body, bytes);
      case 0x8202 -> {
        fields.put("interval_s", body.u16());
        fields.put("valid_s", body.left() >= 4 ? body.u32() : 0);
      }
      case 0x8300 -> {
        fields.put("flags", body.u8());
        if (is2019) {
          fields.put("text_type", body.u8());
        }
        fields.put("text", body.text(body.left()));
      }
      case 0x8003, 0x0005 -> resend(body, bytes);
      case 0x8004 ->
          body.time().ifPresentOrElse(t -> fields.put("time", Body.iso(t)), () -> putHex(bytes));
      case 0x0800 -> {
        putHex(bytes);
        media(body);
      }
      case 0x0801 -> {
        putHex(bytes);
        media(body);
        if (body.left() >= Location.LENGTH) {
          location(body.part(Location.LENGTH));
          fields.put("data_bytes", body.left());
        }
      }
      case 0x0900, 0x8900 -> {
        fields.put("type", "%02X".formatted(body.u8()));
        fields.put("data_hex", body.hex(body.left()));
      }
      default -> {
        putHex(bytes);
        SmallBodies.read(id, is2019, body, fields);
      }
    }
  }

  /// The edition shows in the length: 2011 has a model of 8 characters, 2013 of 20, 2019 longer
  /// fields throughout.
  private void register(Body body) {
    boolean is2011 = !is2019 && body.left() < 37;
    fields.put("province", body.u16());
    fields.put("city", body.u16());
    fields.put("maker", body.text(is2019 ? 11 : 5));
    fields.put("model", body.text(is2019 ? 30 : is2011 ? 8 : 20));
    fields.put("terminal_id", body.text(is2019 ? 30 : 7));
    fields.put("plate_colour", body.u8());
    fields.put("plate", body.text(body.left()));
  }

  private void registered(Body body) {
    fields.put("reply_serial", body.u16());
    int result = body.u8();
    fields.put("result", result);
    fields.put(
        "result_name",
        switch (result) {
          case 0 -> "ok";
          case 1 -> "vehicle is registered";
          case 2 -> "no such vehicle";
          case 3 -> "terminal is registered";
          case 4 -> "no such terminal";
          default -> "unknown";
        });
    if (result == 0) {
      fields.put("auth_code", body.text(body.left()));
    }
  }

  private void authenticate(Body body) {
    if (is2019) {
      fields.put("auth_code", body.text(body.u8()));
      fields.put("imei", body.text(15));
      fields.put("software", body.text(Math.min(20, body.left())));
    } else {
      fields.put("auth_code", body.text(body.left()));
    }
  }

  private void parameters(Body body) {
    fields.put("param_count", body.u8());
    List<Map<String, Object>> parameters = new ArrayList<>();
    while (body.left() >= 5) {
      Map<String, Object> parameter = new LinkedHashMap<>();
      int id = (int) body.u32();
      int length = body.u8();
      byte[] value = body.bytes(length);
      parameter.put("id", "%08X".formatted(id));
      parameter.put("len", length);
      parameter.put("hex", HexFormat.of().withUpperCase().formatHex(value));
      Parameters.describe(id, value, parameter);
      parameters.add(parameter);
    }
    fields.put("params", parameters);
  }

  private void queriedParameters(Body body, byte[] bytes) {
    putHex(bytes);
    body.u8();
    List<String> ids = new ArrayList<>();
    while (body.left() >= 4) {
      ids.add("%08X".formatted(body.u32()));
    }
    fields.put("param_ids", ids);
  }

  private void resend(Body body, byte[] bytes) {
    putHex(bytes);
    fields.put("reply_serial", body.u16());
    int count = is2019 ? body.u16() : body.u8();
    List<Integer> numbers = new ArrayList<>();
    while (numbers.size() < count && body.left() >= 2) {
      numbers.add(body.u16());
    }
    fields.put("packet_numbers", numbers);
  }

  private void location(Body body) {
    Location location = Location.read(body);
    fields.put("location", location.fields());
    readings.addAll(location.readings());
  }

  private void batch(Body body) {
    int count = body.u16();
    fields.put("count", count);
    fields.put("batch_type", body.u8());
    List<Map<String, Object>> locations = new ArrayList<>();
    while (locations.size() < count && body.left() >= 2) {
      Location location = Location.read(body.part(body.u16()));
      locations.add(location.fields());
      readings.addAll(location.readings());
    }
    fields.put("locations", locations);
  }

  /// The natural carrier of J1939: extended frames are read as such.
  private void can(Body body) {
    int count = body.u16();
    fields.put("count", count);
    String time = body.hex(5);
    fields.put(
        "first_time",
        time.substring(0, 2)
            + ":"
            + time.substring(2, 4)
            + ":"
            + time.substring(4, 6)
            + "."
            + time.substring(6));
    List<Map<String, Object>> frames = new ArrayList<>();
    while (frames.size() < count && body.left() >= 12) {
      int raw = (int) body.u32();
      byte[] data = body.bytes(8);
      boolean isExtended = (raw & 1 << 30) != 0;
      int canId = raw & 0x1FFFFFFF;
      Map<String, Object> frame = new LinkedHashMap<>();
      frame.put("can_id_raw", "%08X".formatted(raw));
      frame.put("channel", raw >>> 31);
      frame.put("extended", isExtended);
      frame.put("averaged", (raw & 1 << 29) != 0);
      frame.put("can_id", "%08X".formatted(canId));
      frame.put("data", HexFormat.of().withUpperCase().formatHex(data));
      if (isExtended) {
        var said = J1939Messages.read(canId, data);
        frame.put("j1939", said.fields());
        readings.addAll(said.readings());
      }
      frames.add(frame);
    }
    fields.put("can", frames);
  }

  private void driver(Body body, byte[] bytes) {
    putHex(bytes);
    if (bytes.length > 7 && (bytes[0] == 1 || bytes[0] == 2)) {
      fields.put("card", body.u8() == 1 ? "inserted" : "removed");
      body.time().ifPresent(t -> fields.put("time", Body.iso(t)));
      if (body.left() > 2) {
        int result = body.u8();
        fields.put("card_result", result);
        if (result == 0) {
          licence(body);
        }
      }
    }
  }

  /// JT/T 808-2019 table 35, of which terminals leave out the end.
  private void licence(Body body) {
    fields.put("driver", body.text(Math.min(body.u8(), body.left())));
    if (body.left() >= 21) {
      fields.put("licence", body.text(20));
      fields.put("licence_issuer", body.text(Math.min(body.u8(), body.left())));
    }
    if (body.left() >= 4) {
      String day = body.hex(4);
      fields.put(
          "licence_until",
          day.substring(0, 4) + "-" + day.substring(4, 6) + "-" + day.substring(6));
    }
    if (is2019 && body.left() >= 20) {
      fields.put("driver_id", body.text(20));
    }
  }

  private void media(Body body) {
    fields.put("media_id", body.u32());
    fields.put("media_type", body.u8());
    fields.put("media_format", body.u8());
    fields.put("media_event", body.u8());
    fields.put("media_channel", body.u8());
  }

  private void putHex(byte[] bytes) {
    fields.put("body_hex", HexFormat.of().withUpperCase().formatHex(bytes));
  }

  private static String result(int result) {
    return switch (result) {
      case 0 -> "ok";
      case 1 -> "failed";
      case 2 -> "message is wrong";
      case 3 -> "not supported";
      case 4 -> "alarm is confirmed";
      default -> "unknown";
    };
  }
}
