package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterTypeTest {
  @ParameterizedTest
  @CsvSource({
    "U16, FFFF, 65535",
    "S16, FFC9, -55",
    "S16, 8000, -32768",
    "U32, FFFFFFFF, 4294967295",
    "U32, 00000CCB, 3275",
    "S32, FFFFFFFE, -2",
    "U64, 8000000000000000, 9223372036854775808",
    "S64, FFFFFFFFFFFFFFFF, -1",
    "F32, 3FC00000, 1.5",
    "F64, BFF8000000000000, -1.5",
    "BCD16, 1234, 1234",
    "BCD32, 12345678, 12345678",
  })
  void readsAndWritesHighByteFirst(RegisterType type, String hex, double value) {
    byte[] bytes = Fixtures.hex(hex);
    assertEquals(value, type.decode(bytes, 0, 1).orElseThrow());
    if (type != RegisterType.U64) {
      assertArrayEquals(bytes, type.encode(value));
    }
  }

  @ParameterizedTest
  @CsvSource({"ABCD, 11223344", "CDAB, 33441122", "BADC, 22114433", "DCBA, 44332211"})
  void everyOrderUndoesItself(WordOrder order, String onTheWire) {
    byte[] wire = Fixtures.hex(onTheWire);
    assertArrayEquals(Fixtures.hex("11223344"), order.apply(wire));
    assertArrayEquals(wire, order.apply(order.apply(wire)));
  }

  @ParameterizedTest
  @CsvSource({
    "ABCD, 1122334455667788",
    "CDAB, 7788556633441122",
    "BADC, 2211443366558877",
    "DCBA, 8877665544332211"
  })
  void longValuesFollowTheSameRule(WordOrder order, String onTheWire) {
    assertArrayEquals(Fixtures.hex("1122334455667788"), order.apply(Fixtures.hex(onTheWire)));
  }

  @Test
  void bitFieldsAreTakenFromTheirPlace() {
    byte[] word = Fixtures.hex("A5F0"); // 1010 0101 1111 0000
    assertEquals(1, RegisterType.BIT.decode(word, 15, 1).orElseThrow());
    assertEquals(0, RegisterType.BIT.decode(word, 14, 1).orElseThrow());
    assertEquals(0xF, RegisterType.BIT.decode(word, 4, 4).orElseThrow());
    assertEquals(0xA5F0, RegisterType.BIT.decode(word, 0, 16).orElseThrow());
  }

  @Test
  void bytesThatAreNoNumberGiveNone() {
    assertTrue(RegisterType.BCD16.decode(Fixtures.hex("12A4"), 0, 1).isEmpty());
    assertTrue(RegisterType.F32.decode(Fixtures.hex("7FC00000"), 0, 1).isEmpty());
    assertTrue(RegisterType.F32.decode(Fixtures.hex("7F800000"), 0, 1).isEmpty());
  }

  @Test
  void aValueThatDoesNotFitIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> RegisterType.U16.encode(-1));
    assertThrows(IllegalArgumentException.class, () -> RegisterType.U16.encode(65536));
    assertThrows(IllegalArgumentException.class, () -> RegisterType.BCD16.encode(10_000));
  }
}
