package org.fieldbeacon.hydrology.sl651;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Unit;

/// What an identifier stands for, table C.1, or a vendor's own.
///
/// @param id two hex digits, or four for an extended identifier `FFxx`
/// @param ascii the identifier of ASCII bodies; empty for a vendor's own
/// @param point the name of its readings; empty where there are none
/// @param unit of its readings; UNSTATED for a vendor's own
/// @param name in the standard's words; empty for a vendor's own
record Element(String id, String ascii, String point, Unit unit, String name) {
  static final int TIME = 0xF0;
  static final int STATION = 0xF1;
  static final int MANUAL = 0xF2;
  static final int PICTURE = 0xF3;
  static final int RAIN_GROUP = 0xF4;
  static final int FIRST_LEVEL_GROUP = 0xF5;
  static final int LAST_LEVEL_GROUP = 0xFC;
  static final int BATCH = 0xFD;
  static final int EXTENDED = 0xFF;
  static final int STEP = 0x04;
  static final int DURATION = 0x05;
  static final int GATE_OPENING = 0x09;
  static final int GROUNDWATER = 0x0E;
  static final int STATUS = 0x45;

  private static final List<Element> ALL =
      Table.rows("elements.tsv").stream().map(Element::of).toList();
  private static final Map<String, Element> BY_ID = new HashMap<>();
  private static final Map<String, Element> BY_ASCII = new HashMap<>();

  static {
    for (Element element : ALL) {
      BY_ID.put(element.id, element);
      BY_ASCII.put(element.ascii.toUpperCase(Locale.ROOT), element);
    }
  }

  /// Every element of table C.1.
  static List<Element> all() {
    return ALL;
  }

  static boolean isKnown(int guide) {
    return BY_ID.containsKey(Hex.of(guide));
  }

  /// The element of this guide byte; a vendor's own when the standard has none.
  static Element of(int guide) {
    return ofId(Hex.of(guide));
  }

  /// The element of this identifier; a vendor's own when the standard has none.
  static Element ofId(String id) {
    Element known = BY_ID.get(id);
    return known != null ? known : vendors(id, "");
  }

  static Optional<Element> ofAscii(String ascii) {
    return Optional.ofNullable(BY_ASCII.get(ascii.toUpperCase(Locale.ROOT)));
  }

  /// An element that only its maker knows.
  static Element vendors(String id, String ascii) {
    return new Element(id, ascii, "element-" + id.toLowerCase(Locale.ROOT), Unit.UNSTATED, "");
  }

  boolean isVendors() {
    return name.isEmpty();
  }

  /// Whether twelve values of five minutes each follow, whatever the definition byte says.
  static boolean isGroup(int guide) {
    return guide >= RAIN_GROUP && guide <= LAST_LEVEL_GROUP;
  }

  private static Element of(String[] row) {
    Optional<Unit> unit = Unit.ofUcum(row[3]);
    if (unit.isEmpty() && !row[3].equals("-")) {
      throw new IllegalStateException("elements.tsv " + row[0] + ": got unit " + row[3]);
    }
    return new Element(
        row[0], row[1], row[2].equals("-") ? "" : row[2], unit.orElse(Unit.UNSTATED), row[4]);
  }
}
