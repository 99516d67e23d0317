package org.fieldbeacon.machinery.jt808;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Messages beside position, registration and parameters (JT/T 808-2019 §8). What is not here
/// stands as its bytes alone.
final class SmallBodies {
  private static final int MEDIA_ITEM = 4 + 3 + Location.LENGTH;

  private SmallBodies() {}

  /// @throws Body.TooShort when the body ends before what its message must have
  static void read(int id, boolean is2019, Body body, Map<String, Object> into) {
    switch (id) {
      case 0x0107 -> attributes(is2019, body, into);
      case 0x0108 -> {
        into.put("upgrade_type", body.u8());
        int result = body.u8();
        into.put("result", result);
        into.put("result_name", result == 0 ? "ok" : result == 1 ? "failed" : "cancelled");
      }
      case 0x0301 -> into.put("event_id", body.u8());
      case 0x0302 -> {
        into.put("reply_serial", body.u16());
        into.put("answer_id", body.u8());
      }
      case 0x0303 -> {
        into.put("info_type", body.u8());
        into.put("wanted", body.u8() == 1);
      }
      case 0x0700 -> {
        into.put("reply_serial", body.u16());
        into.put("recorder_command", "%02X".formatted(body.u8()));
        into.put("data_hex", body.hex(body.left()));
      }
      case 0x0701 -> {
        long length = body.u32();
        into.put("waybill_hex", body.hex((int) Math.min(length, body.left())));
      }
      case 0x0802 -> stored(body, into);
      case 0x0805 -> shots(body, into);
      case 0x0901 -> {
        into.put("gzip_bytes", body.u32());
        into.put("gzip_hex", body.hex(body.left()));
      }
      case 0x0A00, 0x8A00 -> into.put("rsa_exponent", body.u32());
      default -> {
        // Its bytes stand for themselves.
      }
    }
  }

  /// Table 20.
  private static void attributes(boolean is2019, Body body, Map<String, Object> into) {
    int type = body.u16();
    into.put("terminal_type", type);
    into.put("has_hard_disk", (type >> 6 & 1) != 0);
    into.put("is_split_type", (type >> 7 & 1) != 0);
    into.put("maker", body.text(5));
    into.put("model", body.text(is2019 ? 30 : 20));
    into.put("terminal_id", body.text(is2019 ? 30 : 7));
    into.put("iccid", body.hex(10));
    into.put("hardware", body.text(body.u8()));
    into.put("firmware", body.text(body.u8()));
    int gnss = body.u8();
    into.put("gnss_modules", gnss);
    into.put("gnss", names(gnss, List.of("gps", "beidou", "glonass", "galileo")));
    int modem = body.u8();
    into.put("modem_modules", modem);
    into.put(
        "modem",
        names(modem, List.of("gprs", "cdma", "td-scdma", "wcdma", "cdma2000", "lte", "", "other")));
  }

  /// Table 86.
  private static void stored(Body body, Map<String, Object> into) {
    into.put("reply_serial", body.u16());
    int count = body.u16();
    into.put("count", count);
    List<Map<String, Object>> items = new ArrayList<>();
    while (items.size() < count && body.left() >= MEDIA_ITEM) {
      Map<String, Object> item = new LinkedHashMap<>();
      item.put("media_id", body.u32());
      item.put("media_type", body.u8());
      item.put("media_channel", body.u8());
      item.put("media_event", body.u8());
      item.put("location", Location.read(body.part(Location.LENGTH)).fields());
      items.add(item);
    }
    into.put("media", items);
  }

  /// Table 83.
  private static void shots(Body body, Map<String, Object> into) {
    into.put("reply_serial", body.u16());
    int result = body.u8();
    into.put("result", result);
    if (result == 0) {
      int count = body.u16();
      List<Long> ids = new ArrayList<>();
      while (ids.size() < count && body.left() >= 4) {
        ids.add(body.u32());
      }
      into.put("media_ids", ids);
    }
  }

  private static List<String> names(int bits, List<String> names) {
    List<String> set = new ArrayList<>();
    for (int bit = 0; bit < names.size(); bit++) {
      if ((bits >> bit & 1) != 0 && !names.get(bit).isEmpty()) {
        set.add(names.get(bit));
      }
    }
    return set;
  }
}
