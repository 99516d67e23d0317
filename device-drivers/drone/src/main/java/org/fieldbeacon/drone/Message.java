package org.fieldbeacon.drone;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.CodeTable;

/// The definition of one message: on the wire its fields stand by falling size of type, those of
/// one size as declared, then the extensions as declared.
///
/// @param baseLength bytes without extensions: all of a MAVLink 1 payload
/// @param length bytes with extensions: the most of a MAVLink 2 payload
/// @param crcExtra goes into the check value, so that ends with other definitions do not talk
record Message(int id, String name, List<Field> fields, int baseLength, int length, int crcExtra) {
  private static final Map<Integer, Message> MESSAGES = read();
  private static final Map<String, Map<Long, String>> NAMES = names();

  /// One field.
  ///
  /// @param elements 0 when it is no array
  /// @param enumeration whose names its values have, empty when none
  /// @param offset in the payload
  record Field(
      String name,
      FieldType type,
      int elements,
      String enumeration,
      boolean isExtension,
      int offset) {
    int bytes() {
      return type.size() * Math.max(elements, 1);
    }

    Field at(int place) {
      return new Field(name, type, elements, enumeration, isExtension, place);
    }
  }

  /// The message of this id, empty when the table has none.
  static Optional<Message> of(int id) {
    return Optional.ofNullable(MESSAGES.get(id));
  }

  static Iterable<Message> all() {
    return MESSAGES.values();
  }

  /// The values of a payload by field name; trailing zeros may have been cut off (MAVLink 2).
  Map<String, Object> read(byte[] payload, boolean withExtensions) {
    ByteBuffer whole =
        ByteBuffer.wrap(Arrays.copyOf(payload, Math.max(length, payload.length)))
            .order(ByteOrder.LITTLE_ENDIAN);
    Map<String, Object> values = new LinkedHashMap<>();
    for (Field field : fields) {
      if (withExtensions || !field.isExtension()) {
        values.put(field.name(), value(whole, field));
      }
    }
    return values;
  }

  /// The names of those values that have one.
  Map<String, String> names(Map<String, Object> values) {
    Map<String, String> names = new LinkedHashMap<>();
    for (Field field : fields) {
      if (values.get(field.name()) instanceof Number n) {
        String name = NAMES.getOrDefault(field.enumeration(), Map.of()).get(n.longValue());
        if (name != null) {
          names.put(field.name(), name);
        }
      }
    }
    return names;
  }

  private static Object value(ByteBuffer payload, Field field) {
    if (field.elements() == 0) {
      return field.type().read(payload, field.offset());
    }
    if (field.type() == FieldType.CHAR) {
      return text(payload, field);
    }
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < field.elements(); i++) {
      values.add(field.type().read(payload, field.offset() + i * field.type().size()));
    }
    return values;
  }

  private static String text(ByteBuffer payload, Field field) {
    byte[] bytes = new byte[field.elements()];
    payload.get(field.offset(), bytes);
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static Map<Integer, Message> read() {
    Map<Integer, Message> messages = new LinkedHashMap<>();
    for (String[] row : CodeTable.rows(Message.class, "/mavlink-messages.csv")) {
      Message message = of(row);
      messages.put(message.id(), message);
    }
    return Map.copyOf(messages);
  }

  private static Message of(String[] row) {
    List<Field> declared = new ArrayList<>();
    boolean isExtension = false;
    for (String word : Arrays.asList(row).subList(2, row.length)) {
      if (word.equals("+")) {
        isExtension = true;
      } else if (!word.isEmpty()) {
        declared.add(field(word, isExtension));
      }
    }
    List<Field> ordered = new ArrayList<>(declared);
    ordered.sort(Comparator.comparingInt(f -> f.isExtension() ? 0 : -f.type().size()));
    int offset = 0;
    int baseLength = 0;
    for (int i = 0; i < ordered.size(); i++) {
      Field field = ordered.get(i).at(offset);
      ordered.set(i, field);
      offset += field.bytes();
      baseLength = field.isExtension() ? baseLength : offset;
    }
    return new Message(
        Integer.parseInt(row[0]),
        row[1],
        List.copyOf(ordered),
        baseLength,
        offset,
        crcExtra(row[1], ordered));
  }

  private static Field field(String word, boolean isExtension) {
    String[] parts = word.split("[ =]", -1);
    int bracket = parts[0].indexOf('[');
    int elements =
        bracket < 0 ? 0 : Integer.parseInt(parts[0].substring(bracket + 1, parts[0].length() - 1));
    var type = FieldType.of(bracket < 0 ? parts[0] : parts[0].substring(0, bracket));
    return new Field(parts[1], type, elements, parts.length > 2 ? parts[2] : "", isExtension, 0);
  }

  /// The CRC of name, types and field names, folded to a byte.
  private static int crcExtra(String name, List<Field> ordered) {
    var crc = new MavCrc().add(name + " ");
    for (Field field : ordered) {
      if (!field.isExtension()) {
        crc.add(field.type().cName() + " " + field.name() + " ");
        if (field.elements() > 0) {
          crc.add(field.elements());
        }
      }
    }
    return (crc.value() ^ crc.value() >> 8) & 0xFF;
  }

  private static Map<String, Map<Long, String>> names() {
    Map<String, Map<Long, String>> names = new HashMap<>();
    for (String[] row : CodeTable.rows(Message.class, "/mavlink-enums.csv")) {
      names.computeIfAbsent(row[0], _ -> new HashMap<>()).put(Long.parseLong(row[1]), row[2]);
    }
    return names;
  }
}
