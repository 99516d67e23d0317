package org.fieldbeacon.machinery.j1939;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.HexFormat;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.machinery.j1939.Slcan.Said;
import org.junit.jupiter.api.Test;

class SlcanTest {
  /// The manual's own example, with and without the stamp that command Z1 adds.
  @Test
  void aFrameOf29BitsIsReadWithAndWithoutStamp() {
    for (String text :
        new String[] {"T0CF004008207D87481400F087", "T0cf004008207d87481400f0871A2B"}) {
      var said = assertInstanceOf(Said.Data.class, Slcan.read(text));
      assertEquals(0x0CF00400, said.frame().canId());
      assertEquals("0CF00400", said.frame().id());
      assertArrayEquals(HexFormat.of().parseHex("207D87481400F087"), said.frame().data());
    }
  }

  @Test
  void anEmptyFrameIsAFrame() {
    var said = assertInstanceOf(Said.Data.class, Slcan.read("T18FEF2000"));
    assertEquals(0, said.frame().data().length);
  }

  @Test
  void framesOf11BitsAndRemoteFramesAreNoJ1939() {
    for (String text : new String[] {"t1232AABB", "t1232AABB0001", "R18EA00F93", "r1230"}) {
      assertInstanceOf(Said.Other.class, Slcan.read(text), text);
    }
  }

  @Test
  void aFrameCutOrSpoiltSaysWhere() {
    assertEquals(
        new Said.Wrong(new Bad("slcan", 10, "\"T0CF004008207D87\"", "8 bytes of hex, as stated")),
        Slcan.read("T0CF004008207D87"));
    assertEquals(
        new Said.Wrong(new Bad("slcan", 9, "\"T0CF004009207D\"", "a length of 0..8")),
        Slcan.read("T0CF004009207D"));
    assertEquals(
        new Said.Wrong(new Bad("slcan", 1, "\"T0CF0G4000\"", "8 hex digits of id")),
        Slcan.read("T0CF0G4000"));
    assertEquals(
        new Said.Wrong(new Bad("slcan", 1, "\"T2CF004000\"", "29 bits of id")),
        Slcan.read("T2CF004000"));
    assertInstanceOf(Said.Wrong.class, Slcan.read("T0CF"));
    assertInstanceOf(Said.Wrong.class, Slcan.read("\u0001"));
  }

  @Test
  void aStatusNamesItsBits() {
    assertEquals(new Said.Status(0xA4), Slcan.read("FA4"));
    assertEquals("error warning, error passive, bus error", Slcan.flags(0xA4));
    assertInstanceOf(Said.Wrong.class, Slcan.read("F4"));
  }
}
