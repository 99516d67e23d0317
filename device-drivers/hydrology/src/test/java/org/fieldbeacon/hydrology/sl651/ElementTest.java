package org.fieldbeacon.hydrology.sl651;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.hydrology.Vectors;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;

/// Every element of table C.1 and every form of a value.
class ElementTest {
  private static final Set<String> NOT_MEASURED = Set.of("04", "F0", "F1", "F2", "F3", "FD");
  private static final String HEAD = "0001260714083000F1F1001234567848F0F02607140830";

  @Test
  void everyElementHasAPointNameAndAUnit() {
    assertEquals(131, Element.all().size());
    for (Element element : Element.all()) {
      assertFalse(element.name().isEmpty(), element.id());
      assertEquals(NOT_MEASURED.contains(element.id()), element.point().isEmpty(), element.id());
      assertTrue(element.point().isEmpty() || PointId.isName(element.point()), element.id());
    }
  }

  @Test
  void everyElementIsReadInBothEncodings() {
    for (Element element : Element.all()) {
      int guide = Integer.parseInt(element.id(), 16);
      if (element.point().isEmpty() || Element.isGroup(guide) || guide == Element.STATUS) {
        continue;
      }
      String hex = HEAD + element.id() + "1A" + "000130";
      List<String> readings = readings(hex);
      String value = guide == Element.DURATION ? "90.0" : "1.3";
      assertEquals(
          List.of(
              element.point()
                  + " "
                  + value
                  + " "
                  + element.unit().ucum()
                  + " 2026-07-14T00:30:00Z"),
          readings,
          element.id());
    }
  }

  @Test
  void signsGapsAndDigitsAreReadAsTheStandardWritesThem() {
    assertEquals(List.of("-1.234"), values("3923" + "FF001234"));
    assertEquals(List.of("-1.23"), values("391A" + "FF0123"));
    assertEquals(List.of("none"), values("3923" + "AAAAAAAA"));
    assertEquals(List.of("none"), values("3923" + "FFFFFFFF"));
    assertEquals(List.of("none"), values("3923" + "0000A000"));
    assertEquals(List.of("9999.999"), values("3923" + "09999999"));
    assertEquals(List.of("0.12345"), values("5025" + "00012345"));
  }

  @Test
  void numbersThatNameAStateAreMissingValues() {
    assertEquals(
        List.of("none", "none", "4.44"), values("091B444000" + "0E1A044400" + "391A000444"));
  }

  @Test
  void aLongerHourlyQueryHasOneHourAfterTheOther() {
    List<String> values = values("0418000000" + "F460" + "0102030405060708090A0B0C".repeat(2));
    assertEquals(24, values.size());
    assertEquals("0.1", values.get(12));
  }

  @Test
  void anEvenSeriesEndsWhereGroupsGoOn() {
    assertEquals(
        List.of("1.0", "1.1", "none", "12.38"),
        values("0418000005" + "391A" + "000100" + "000110" + "FFFFFF" + "38121238"));
  }

  @Test
  void severalStationsSpeakInOneBody() {
    List<DecodedFrame> told =
        Vectors.decode(
            new Sl651Decoder(),
            Fixtures.report(
                "0012345678",
                0x32,
                HEAD + "391A000100" + "F1F1001234567950" + "F0F02607140825" + "2619000015"));
    assertEquals(
        List.of("water-level 1.0 m 2026-07-14T00:30:00Z", "rain-total 1.5 mm 2026-07-14T00:25:00Z"),
        Vectors.readings(told.getFirst()));
  }

  @Test
  void whatCannotBeReadIsToldAndWhatCameBeforeStands() {
    DecodedFrame told =
        Vectors.decode(
                new Sl651Decoder(),
                Fixtures.report("0012345678", 0x32, HEAD + "391A000100" + "3823" + "12"))
            .getFirst();
    assertEquals(List.of("water-level 1.0 m 2026-07-14T00:30:00Z"), Vectors.readings(told));
    assertTrue(told.toString().contains("element 38: got 1 bytes, wanted the 4 of its definition"));
  }

  private static List<String> values(String groups) {
    List<String> values = new ArrayList<>();
    Frame frame =
        Fixtures.parse(
            HexFormat.of().formatHex(Fixtures.report("0012345678", 0x38, HEAD + groups)));
    Body.read(frame, frame.body())
        .values()
        .forEach(
            v -> values.add(v.value().map(n -> String.valueOf(n.doubleValue())).orElse("none")));
    return values;
  }

  private static List<String> readings(String body) {
    return Vectors.readings(
        Vectors.decode(new Sl651Decoder(), Fixtures.report("0012345678", 0x32, body)).getFirst());
  }
}
