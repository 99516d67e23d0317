package org.fieldbeacon.simulator.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.fieldbeacon.simulator.fault.Fault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Frames are the examples of Modbus Application Protocol V1.1b3, by section.
class PduAnswersTest {
  private final ModbusUnit unit = new ModbusUnit(1);
  private final List<String> writes = new ArrayList<>();

  @BeforeEach
  void lay() {
    // §6.1: coils 20 to 38 are CD 6B 05.
    bits(Table.COIL, 19, 0xCD, 0x6B, 0x05);
    // §6.2: inputs 197 to 218 are AC DB 35.
    bits(Table.DISCRETE_INPUT, 196, 0xAC, 0xDB, 0x35);
    unit.set(Table.HOLDING_REGISTER, 107, 0x022B, 0x0000, 0x0064);
    unit.set(Table.INPUT_REGISTER, 8, 0x000A);
    unit.define(Table.COIL, 172, 1);
    unit.define(Table.HOLDING_REGISTER, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "01 0013 0013, 01 03 CD6B05", // §6.1
    "02 00C4 0016, 02 03 ACDB35", // §6.2
    "03 006B 0003, 03 06 022B 0000 0064", // §6.3
    "04 0008 0001, 04 02 000A", // §6.4
    "05 00AC FF00, 05 00AC FF00", // §6.5
    "06 0001 0003, 06 0001 0003", // §6.6
    "0F 0013 000A 02 CD01, 0F 0013 000A", // §6.11
    "10 0001 0002 04 000A 0102, 10 0001 0002", // §6.12
  })
  void answersTheExamplesOfTheStandard(String request, String answer) {
    assertEquals(answer.replace(" ", ""), ask(request));
  }

  /// Each function's order of checks: code 3 for a wrong quantity or length, then code 2.
  @ParameterizedTest
  @CsvSource({
    "07, 87 01",
    "2B 0E 01 00, AB 01",
    "01 0013 0000, 81 03",
    "01 0013 07D1, 81 03",
    "01 FFFF 0002, 81 02",
    "03 006B 007E, 83 03",
    "03 006B 00, 83 03",
    "03 006A 0002, 83 02",
    "04 0007 0001, 84 02",
    "05 00AC 0001, 85 03",
    "05 00AD FF00, 85 02",
    "06 0001, 86 03",
    "06 0050 0001, 86 02",
    "0F 0013 07B1 02 CD01, 8F 03",
    "0F 0013 000A 01 CD01, 8F 03",
    "0F 0013 000A 02 CD, 8F 03",
    "10 0001 0000 00, 90 03",
    "10 0001 007C F8, 90 03",
    "10 0001 0002 04 000A 01, 90 03",
    "10 0002 0002 04 000A 0102, 90 02",
  })
  void refusesWithTheCodeOfTheStandard(String request, String answer) {
    assertEquals(answer.replace(" ", ""), ask(request));
    assertEquals(List.of(), writes);
  }

  @Test
  void writesWhatItAnswersFor() {
    ask("0F 0013 000A 02 CD01");
    ask("10 0001 0002 04 FFFF 0102");
    assertEquals(0xFFFF, unit.get(Table.HOLDING_REGISTER, 1));
    assertEquals(0x0102, unit.get(Table.HOLDING_REGISTER, 2));
    assertEquals("0102CD01", ask("01 0013 000A"));
    assertEquals(List.of("COIL 19 10", "HOLDING_REGISTER 1 2"), writes);
  }

  @Test
  void takesAWriteWithoutEffectWhenStuck() {
    unit.faults().on(new Fault.Stuck(Set.of()));
    assertEquals("0500ACFF00", ask("05 00AC FF00"));
    assertEquals(0, unit.get(Table.COIL, 172));
  }

  private String ask(String hex) {
    byte[] answer =
        PduAnswers.answer(
            HexFormat.of().parseHex(hex.replace(" ", "")),
            unit,
            (_, table, first, count) -> writes.add(table + " " + first + " " + count));
    return HexFormat.of().withUpperCase().formatHex(answer);
  }

  private void bits(Table table, int first, int... bytes) {
    for (int i = 0; i < 8 * bytes.length; i++) {
      unit.set(table, first + i, bytes[i / 8] >> i % 8 & 1);
    }
  }
}
