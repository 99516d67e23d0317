package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.modbus.Block.Entry;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;

class BlockTest {
  @Test
  void neighboursAreReadTogetherOverASmallHole() {
    assertEquals("0+3", plan(8, 125, u16(0), u16(1), u16(2)));
    assertEquals("0+10", plan(8, 125, u16(0), u16(9)));
    assertEquals("0+1 10+1", plan(8, 125, u16(0), u16(10)));
    assertEquals("0+1 2+1", plan(0, 125, u16(0), u16(2)));
  }

  @Test
  void noRequestExceedsItsLimit() {
    Entry[] many = new Entry[200];
    Arrays.setAll(many, BlockTest::u16);
    assertEquals("0+125 125+75", plan(8, 125, many));
  }

  @Test
  void longValuesAreNeverCut() {
    assertEquals("0+1 1+2", plan(8, 2, u16(0), u32(1)));
  }

  @Test
  void overlappingPointsShareTheirRegisters() {
    assertEquals("0+2", plan(8, 125, u32(0), u16(1), u16(0)));
  }

  @Test
  void tablesAreReadApart() {
    var input = entry(Map.of("register", 1, "table", "input-register"));
    assertEquals("0+1 1+1", plan(8, 125, u16(0), input));
  }

  @Test
  void aRefusedBlockFallsApartAtItsHolesAndThenIntoItsPoints() {
    var block = Block.plan(List.of(u16(0), u16(1), u32(4)), 8, 125).getFirst();
    assertEquals("0+2 4+2", words(block.smaller()));
    assertEquals("0+1 1+1", words(block.smaller().getFirst().smaller()));
  }

  private static String plan(int gap, int max, Entry... entries) {
    return words(Block.plan(List.of(entries), gap, max));
  }

  private static String words(List<Block> blocks) {
    return String.join(" ", blocks.stream().map(b -> b.start() + "+" + b.quantity()).toList());
  }

  private static Entry u16(int register) {
    return entry(Map.of("register", register));
  }

  private static Entry u32(int register) {
    return entry(Map.of("register", register, "type", "u32"));
  }

  private static Entry entry(Map<String, Object> address) {
    var point = Fixtures.point("p", Access.READ, address);
    return new Entry(
        new PointId("unit", point.name()),
        point,
        PointAddress.read(point.address(), WordOrder.ABCD));
  }
}
