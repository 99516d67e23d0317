package org.fieldbeacon.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Locale;
import java.util.stream.Stream;
import org.fieldbeacon.simulator.scenario.RegisterFormat.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegisterFormatTest {
  /// 65.8 %, -5.5 degrees and 3.275 m are in published frames of such sensors; pi is in IEEE 754.
  @ParameterizedTest
  @CsvSource({
    "65.8, u16, abcd, 0.1, 0292",
    "-5.5, s16, abcd, 0.1, FFC9",
    "3.275, f32, abcd, 1, 4051 999A",
    "3.275, u32, abcd, 0.001, 0000 0CCB",
    "3.141592653589793, f64, abcd, 1, 4009 21FB 5444 2D18",
    "305419896, u32, abcd, 1, 1234 5678",
    "305419896, u32, cdab, 1, 5678 1234",
    "305419896, u32, badc, 1, 3412 7856",
    "305419896, u32, dcba, 1, 7856 3412",
    "-2, s32, abcd, 1, FFFF FFFE",
    "-1, s64, abcd, 1, FFFF FFFF FFFF FFFF",
    "4294967295, u64, cdab, 1, FFFF FFFF 0000 0000",
  })
  void writesAValueAsTheSensorsDo(
      double value, String type, String order, double scale, String registers) {
    var format =
        new RegisterFormat(
            RegisterFormat.Type.valueOf(type.toUpperCase(Locale.ROOT)),
            Order.valueOf(order.toUpperCase(Locale.ROOT)),
            scale,
            0,
            false);
    assertArrayEquals(words(registers), format.registers(value));
  }

  @Test
  void takesOffTheOffset() {
    var format = new RegisterFormat(RegisterFormat.Type.U16, Order.ABCD, 0.1, -40, false);
    assertArrayEquals(new int[] {650}, format.registers(25));
  }

  /// A sensor beyond its range stays at the end of it; a counter goes round.
  @ParameterizedTest
  @CsvSource({
    "70000, u16, false, FFFF",
    "-1, u16, false, 0000",
    "40000, s16, false, 7FFF",
    "-40000, s16, false, 8000",
    "1e308, u16, false, FFFF",
    "-Infinity, s32, false, 8000 0000",
    "65536, u16, true, 0000",
    "65541, u16, true, 0005",
    "4294967297, u32, true, 0000 0001",
  })
  void staysInRangeOrGoesRound(double value, String type, boolean wraps, String registers) {
    var format =
        new RegisterFormat(
            RegisterFormat.Type.valueOf(type.toUpperCase(Locale.ROOT)), Order.ABCD, 1, 0, wraps);
    assertArrayEquals(words(registers), format.registers(value));
  }

  @Test
  void refusesAScaleOfZero() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new RegisterFormat(RegisterFormat.Type.U16, Order.ABCD, 0, 0, false));
  }

  private static int[] words(String hex) {
    return Stream.of(hex.split(" ")).mapToInt(w -> Integer.parseInt(w, 16)).toArray();
  }
}
