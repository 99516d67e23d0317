package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's numbers and layouts, and that what is no board ends in words and not in a crash. No
/// board hangs on the machines that run this.
class LinuxBoardTest {
  @TempDir Path dev;

  /// linux/gpio.h as of 5.10: what `_IOWR` makes of its structures.
  @Test
  void requestsHaveTheKernelsNumbers() {
    assertEquals(0xC250B407L, LinuxBoard.iowr(0x07, 592));
    assertEquals(0xC010B40EL, LinuxBoard.iowr(0x0E, 16));
    assertEquals(0xC010B40FL, LinuxBoard.iowr(0x0F, 16));
  }

  /// An output has its value from its first moment: flag 3, one attribute of kind 2.
  @Test
  void anOutputIsRequestedWithItsFirstValue() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment request = LinuxBoard.request(arena, 22, 1L << 3, true);
      assertEquals(592, request.byteSize());
      assertEquals(22, request.get(ValueLayout.JAVA_INT, 0));
      assertEquals('f', request.get(ValueLayout.JAVA_BYTE, 256));
      assertEquals(8, request.get(ValueLayout.JAVA_LONG, 288));
      assertEquals(1, request.get(ValueLayout.JAVA_INT, 296));
      assertEquals(2, request.get(ValueLayout.JAVA_INT, 320));
      assertEquals(1, request.get(ValueLayout.JAVA_LONG, 328));
      assertEquals(1, request.get(ValueLayout.JAVA_LONG, 336));
      assertEquals(1, request.get(ValueLayout.JAVA_INT, 560));
    }
  }

  @Test
  void whatIsNoChipAndNoBusIsToldByName() throws IOException {
    Files.writeString(dev.resolve("gpiochip0"), "");
    Files.writeString(dev.resolve("i2c-1"), "");
    try (var board = new LinuxBoard(dev, "gpiochip0")) {
      var pins = assertThrows(IOException.class, () -> board.output(4, false));
      assertTrue(String.valueOf(pins.getMessage()).contains("ENOTTY"), pins.getMessage());
      var input = assertThrows(IOException.class, () -> board.input(4, Board.Pull.UP, _ -> {}));
      assertTrue(String.valueOf(input.getMessage()).contains("line 4"), input.getMessage());
      var bus = assertThrows(IOException.class, () -> board.i2c(1, 0x76).readRegister(0xD0, 1));
      assertTrue(String.valueOf(bus.getMessage()).contains("0x76"), bus.getMessage());
      assertThrows(IOException.class, () -> board.i2c(9, 0x76));
    }
  }
}
