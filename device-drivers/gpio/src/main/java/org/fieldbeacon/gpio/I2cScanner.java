package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LinkConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads one byte at each address of an I²C bus; nothing is written but the number of an identity
/// register, and that only where a chip is known to have one.
public final class I2cScanner implements FieldScanner {
  private static final Logger LOG = LoggerFactory.getLogger(I2cScanner.class);

  /// The I²C bus specification UM10204 §3.1.12 keeps 0x00..0x07 and 0x78..0x7F for itself.
  private static final int FIRST = 0x08;

  private static final int LAST = 0x77;
  private static final int BME280_ID = 0x60;

  @Override
  public String name() {
    return "i2c";
  }

  @Override
  public String targets() {
    return "i2c:BUS, as i2c:1";
  }

  @Override
  public void scan(LinkConfig link, Limits limits, Heard heard) throws IOException {
    int bus = link.settings().integer(Words.BUS, 0, GpioDriverFactory.MOST_BUS, 1);
    Hardware.ofThisMachine(Path.of("/sys/bus/w1/devices"), 0).requireI2c(bus);
    try (Board board = GpioDriverFactory.open(Attributes.NONE)) {
      scan(board, bus, limits, heard);
    }
  }

  static void scan(Board board, int bus, Limits limits, Heard heard) throws IOException {
    long end = System.nanoTime() + limits.within().toNanos();
    int first = Math.max(FIRST, limits.first());
    int last = Math.min(LAST, limits.last());
    for (int device = first; device <= last && System.nanoTime() < end; device++) {
      heard.asking(device);
      Board.I2cPort port = board.i2c(bus, device);
      try {
        port.read(1);
      } catch (IOException e) {
        LOG.debug("nobody at 0x{}: {}", Integer.toHexString(device), e.getMessage());
        continue;
      }
      heard.found(found(bus, device, port));
    }
  }

  private static Found found(int bus, int device, Board.I2cPort port) {
    String may =
        switch (device) {
          case 0x23, 0x5C -> "bh1750";
          case 0x48, 0x49, 0x4A, 0x4B -> "ads1115-level-probe";
          case 0x76, 0x77 -> isBme280(port) ? "bme280" : "";
          default -> "";
        };
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("bus", bus);
    fields.put("device", "0x%02X".formatted(device));
    return new Found(
        Map.of(Words.BUS, bus, Words.DEVICE, device),
        fields,
        may.isEmpty() ? List.of() : List.of(may));
  }

  private static boolean isBme280(Board.I2cPort port) {
    try {
      return (port.readRegister(0xD0, 1)[0] & 0xFF) == BME280_ID;
    } catch (IOException _) {
      return false;
    }
  }
}
