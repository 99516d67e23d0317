package org.fieldbeacon.firepanel;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Information objects of an application unit (GB/T 26875.3-2011 §8), as fields. What cannot be
/// read by its type stands as `body_hex`.
final class Gb26875Objects {
  private static final Charset GB_18030 = Charset.forName("GB18030");
  private static final int TEXT = 31;

  private final byte[] unit;
  private final int type;
  private final int count;
  private int at = 2;

  private Gb26875Objects(byte[] unit) {
    this.unit = unit;
    this.type = unit[0] & 0xFF;
    this.count = unit[1] & 0xFF;
  }

  /// @param unit type, count and objects: 2 bytes at least
  static List<Map<String, Object>> read(byte[] unit) {
    return new Gb26875Objects(unit).objects();
  }

  private List<Map<String, Object>> objects() {
    List<Map<String, Object>> objects = new ArrayList<>();
    for (int i = 0; i < count && at < unit.length; i++) {
      int start = at;
      Map<String, Object> object = new LinkedHashMap<>();
      boolean read = read(object);
      if (!read || at > unit.length) {
        at = start;
        break;
      }
      objects.add(object);
    }
    if (at < unit.length) {
      objects.add(
          Map.of("body_hex", HexFormat.of().withUpperCase().formatHex(unit, at, unit.length)));
    }
    return objects;
  }

  /// Whether the type is known and enough bytes were there.
  private boolean read(Map<String, Object> o) {
    return switch (type) {
      case 1 -> has(10) && system(o) && state(o, States.SYSTEM, 2) && time(o, "at");
      case 2 ->
          has(46)
              && system(o)
              && component(o)
              && state(o, States.COMPONENT, 2)
              && text(o, "desc", TEXT)
              && time(o, "at");
      case 3 -> has(16) && system(o) && component(o) && analogue(o) && time(o, "at");
      case 4 -> has(10) && system(o) && operation(o) && time(o, "at");
      case 5 -> has(4) && system(o) && version(o);
      case 6 -> has(3) && system(o) && sizedText(o);
      case 7 -> has(38) && system(o) && component(o) && text(o, "desc", TEXT);
      case 8 -> has(8) && system(o) && time(o, "at");
      case 21 -> has(1) && state(o, States.DEVICE, 1) && timeIfThere(o, count * 7);
      case 24 -> has(8) && operation(o) && time(o, "at");
      case 25 -> has(2) && version(o);
      case 26 -> has(1) && sizedText(o);
      case 28 -> has(6) && time(o, "at");
      case 61, 65, 66, 68 -> has(2) && system(o);
      case 62, 63, 67 ->
          unit.length - 2 == count * 7
              ? has(7) && system(o) && component(o)
              : has(6) && system(o) && componentAddress(o);
      case 64 -> has(9) && system(o) && number(o, "records") && time(o, "since");
      case 81, 85, 86, 88, 89 -> has(1) && reserved(o);
      case 84 -> has(7) && number(o, "records") && time(o, "since");
      case 90 -> has(6) && time(o, "time");
      case 91 -> has(1) && number(o, "timeout_min");
      default -> false;
    };
  }

  private boolean has(int bytes) {
    return unit.length - at >= bytes;
  }

  private int u8() {
    return unit[at++] & 0xFF;
  }

  private boolean system(Map<String, Object> o) {
    int system = u8();
    o.put("sys_type", system);
    o.put("sys_type_name", Names.system(system));
    o.put("sys_addr", u8());
    return true;
  }

  private boolean component(Map<String, Object> o) {
    int component = u8();
    o.put("comp_type", component);
    o.put("comp_type_name", Names.component(component));
    return componentAddress(o);
  }

  private boolean componentAddress(Map<String, Object> o) {
    o.put("comp_addr_hex_le", HexFormat.of().withUpperCase().formatHex(unit, at, at + 4));
    long address = Gb26875Frame.u16(unit, at) | (long) Gb26875Frame.u16(unit, at + 2) << 16;
    o.put("comp_addr", address);
    at += 4;
    return true;
  }

  private boolean state(Map<String, Object> o, States states, int bytes) {
    int word = bytes == 2 ? Gb26875Frame.u16(unit, at) : unit[at] & 0xFF;
    at += bytes;
    o.put("status", word);
    o.put("bits", states.bits(word));
    return true;
  }

  private boolean operation(Map<String, Object> o) {
    o.put("op", States.OPERATION.bits(u8()));
    o.put("operator", u8());
    return true;
  }

  private boolean analogue(Map<String, Object> o) {
    int analogueType = u8();
    int raw = (short) Gb26875Frame.u16(unit, at);
    at += 2;
    o.put("analog_type", analogueType);
    Analogue.of(analogueType).ifPresent(a -> o.put("analog_name", a.name()));
    o.put("raw", raw);
    Analogue.of(analogueType)
        .ifPresent(
            a -> {
              o.put("value", a.value(raw));
              o.put("unit", a.unit().ucum());
            });
    return true;
  }

  private boolean version(Map<String, Object> o) {
    o.put("main", u8());
    o.put("minor", u8());
    return true;
  }

  private boolean number(Map<String, Object> o, String name) {
    o.put(name, u8());
    return true;
  }

  private boolean reserved(Map<String, Object> o) {
    o.put("reserved", Gb26875Framing.hex(u8()));
    return true;
  }

  private boolean sizedText(Map<String, Object> o) {
    int length = u8();
    return has(length) && text(o, "text", length);
  }

  private boolean text(Map<String, Object> o, String name, int length) {
    int end = at;
    while (end < at + length && unit[end] != 0) {
      end++;
    }
    o.put(name, new String(unit, at, end - at, GB_18030));
    if (name.equals("desc")) {
      o.put("desc_hex", HexFormat.of().withUpperCase().formatHex(unit, at, at + length));
    }
    at += length;
    return true;
  }

  /// A time that is none stands as its bytes.
  private boolean time(Map<String, Object> o, String name) {
    Gb26875Time.instant(unit, at)
        .ifPresentOrElse(
            t -> o.put(name, Gb26875Time.iso(t)),
            () ->
                o.put(
                    name + "_hex",
                    HexFormat.of().withUpperCase().formatHex(unit, at, at + Gb26875Time.LENGTH)));
    at += Gb26875Time.LENGTH;
    return true;
  }

  /// Devices are met that send their state without a time.
  private boolean timeIfThere(Map<String, Object> o, int lengthWithTimes) {
    return unit.length - 2 < lengthWithTimes || time(o, "at");
  }
}
