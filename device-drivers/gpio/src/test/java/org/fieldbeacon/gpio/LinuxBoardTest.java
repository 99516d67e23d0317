package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.extension.Plugin;
import com.pi4j.provider.Provider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
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

  /// linux/spi/spidev.h: `spi_ioc_transfer` has 32 bytes on 32 and on 64 bits.
  @Test
  void aTransferHasTheKernelsNumbersAndLayout() {
    assertEquals(0x40016B01L, LinuxBoard.SPI_MODE);
    assertEquals(0x40046B04L, LinuxBoard.SPI_HERTZ);
    assertEquals(0x40206B00L, LinuxBoard.SPI_MESSAGE);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(3);
      MemorySegment in = arena.allocate(3);
      MemorySegment transfer = LinuxBoard.SpiPort.message(arena, out, in, 3, 675_000);
      assertEquals(out.address(), transfer.get(ValueLayout.JAVA_LONG, 0));
      assertEquals(in.address(), transfer.get(ValueLayout.JAVA_LONG, 8));
      assertEquals(3, transfer.get(ValueLayout.JAVA_INT, 16));
      assertEquals(675_000, transfer.get(ValueLayout.JAVA_INT, 20));
      assertEquals(8, transfer.get(ValueLayout.JAVA_BYTE, 26));
    }
  }

  /// Through Pi4J's own API, as every board that is no Raspberry Pi is.
  @Test
  void whatIsNoChipAndNoBusIsToldByName() throws IOException {
    for (String name : List.of("gpiochip0", "i2c-1", "spidev0.0")) {
      Files.writeString(dev.resolve(name), "");
    }
    try (var board = Pi4jBoard.ofKernel(dev, "gpiochip0", dev, 0)) {
      var pins = assertThrows(IOException.class, () -> board.output(4, false));
      assertTrue(String.valueOf(pins.getMessage()).contains("ENOTTY"), pins.getMessage());
      var input = assertThrows(IOException.class, () -> board.input(4, Board.Pull.UP, _ -> {}));
      assertTrue(String.valueOf(input.getMessage()).contains("line 4"), input.getMessage());
      var again = assertThrows(IOException.class, () -> board.input(4, Board.Pull.UP, _ -> {}));
      assertEquals(input.getMessage(), again.getMessage(), "the first try is not in the way");
      var bus = assertThrows(IOException.class, () -> board.i2c(1, 0x76).readRegister(0xD0, 1));
      assertTrue(String.valueOf(bus.getMessage()).contains("0x76"), bus.getMessage());
      assertThrows(IOException.class, () -> board.i2c(9, 0x76));
      var spi = assertThrows(IOException.class, () -> board.spi(0, 0, 0, 1_000_000));
      assertTrue(String.valueOf(spi.getMessage()).contains("spidev0.0"), spi.getMessage());
    }
  }

  /// Anybody's Pi4J finds the providers, as it finds those of its own plug-ins.
  @Test
  void pi4jFindsTheProvidersByItself() {
    var plugins =
        ServiceLoader.load(Plugin.class).stream().map(p -> p.type().getSimpleName()).toList();
    assertTrue(plugins.contains("KernelPlugin"), plugins.toString());
    var pi4j =
        Pi4J.newContextBuilder()
            .noAutoDetect()
            .add(KernelPlugin.providers(dev, "gpiochip0").toArray(Provider[]::new))
            .build();
    try {
      assertTrue(pi4j.hasProvider("kernel-digital-input"));
      assertTrue(pi4j.hasProvider("kernel-digital-output"));
      assertTrue(pi4j.hasProvider("kernel-i2c"));
      assertTrue(pi4j.hasProvider("kernel-spi"));
    } finally {
      pi4j.shutdown();
    }
  }
}
