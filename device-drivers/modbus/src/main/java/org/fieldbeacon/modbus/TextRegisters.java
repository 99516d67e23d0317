package org.fieldbeacon.modbus;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.modbus.PointAddress.Table;

/// Registers that hold text: two characters each, ASCII or UTF-8. A text is no observation, which
/// is a number with a unit; it says who the unit is. So it is read when the unit first answers and
/// told in its status.
///
/// @param name what it is called in the status: `serial`
/// @param register zero-based
/// @param words registers, 1..125
/// @param order byte order over all of them; that of the numbers does not count
record TextRegisters(String name, Table table, int register, int words, WordOrder order) {
  /// The setting of a profile that lists them.
  static final String KEY = "identity";

  private static final int MOST = 8;
  private static final Set<String> KEYS = Set.of("table", "register", "words", "order");

  /// Those of a profile, as far as they are right; the rest is given to `problems`.
  static List<TextRegisters> read(Attributes settings, Consumer<Problem> problems) {
    Object value = settings.values().get(KEY);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof Map<?, ?> byName) || byName.size() > MOST) {
      problems.accept(new Problem(KEY, String.valueOf(value), "up to " + MOST + " named texts"));
      return List.of();
    }
    List<TextRegisters> texts = new ArrayList<>();
    byName.forEach(
        (name, words) -> {
          String path = KEY + "." + name;
          if (name instanceof String s
              && s.matches("[a-z0-9-]{1,32}")
              && words instanceof Map<?, ?> m) {
            readOne(s, attributes(m), p -> problems.accept(at(path, p)), texts);
          } else {
            problems.accept(
                new Problem(path, String.valueOf(words), "a name of a-z 0-9 - with its registers"));
          }
        });
    return texts;
  }

  private static void readOne(
      String name, Attributes words, Consumer<Problem> problems, List<TextRegisters> texts) {
    words.reportUnknown(KEYS, problems);
    try {
      var text =
          new TextRegisters(
              name,
              words.oneOf("table", Table.class, Table.HOLDING_REGISTER),
              words.integer("register", 0, 65535, -1),
              words.integer("words", 1, Block.MAX_WORDS, 0),
              words.oneOf("order", WordOrder.class, WordOrder.ABCD));
      if (text.table.isBits()) {
        problems.accept(new Problem("table", "bits", "holding-register or input-register"));
      } else if (text.register < 0 || text.words < 1 || text.register + text.words > 65_536) {
        problems.accept(
            new Problem(
                "register",
                text.register + " and " + text.words + " words",
                "both, within 0..65535"));
      } else {
        texts.add(text);
      }
    } catch (InvalidAttribute e) {
      problems.accept(e.problem());
    }
  }

  private static Problem at(String path, Problem p) {
    return new Problem(path + "." + p.path(), p.got(), p.wanted());
  }

  private static Attributes attributes(Map<?, ?> map) {
    Map<String, Object> words = new LinkedHashMap<>();
    map.forEach((key, value) -> words.put(String.valueOf(key), value));
    return new Attributes(words);
  }

  byte[] request() {
    return Pdu.read(table.readFunction(), register, words);
  }

  /// What the registers say, without padding; in hex when it is no text.
  ///
  /// @param data register bytes as they came
  String text(byte[] data) {
    byte[] trimmed = trimmed(order.apply(data));
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(trimmed)).toString();
      if (text.codePoints().noneMatch(Character::isISOControl)) {
        return text.isEmpty() ? "blank" : text;
      }
    } catch (CharacterCodingException _) {
      // Told in hex.
    }
    return "0x" + HexFormat.of().formatHex(trimmed);
  }

  private static byte[] trimmed(byte[] bytes) {
    int from = 0;
    int to = bytes.length;
    while (to > from && isPadding(bytes[to - 1])) {
      to--;
    }
    while (from < to && isPadding(bytes[from])) {
      from++;
    }
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static boolean isPadding(byte b) {
    return b == 0 || b == ' ' || b == (byte) 0xFF;
  }
}
