package org.fieldbeacon.gpio;

import com.pi4j.extension.Plugin;
import com.pi4j.extension.PluginService;
import com.pi4j.provider.Provider;
import java.nio.file.Path;
import java.util.List;

/// Pi4J on any Linux board: providers of digital inputs and outputs, I²C and SPI by the kernel's
/// own interfaces, without a native library. Found by Pi4J's auto-detection on the first GPIO chip;
/// the room itself names the chip.
public final class KernelPlugin implements Plugin {
  @Override
  public void initialize(PluginService service) {
    service.register(providers(Path.of("/dev"), GpioDriverFactory.CHIP).toArray(Provider[]::new));
  }

  /// @param dev `/dev`
  /// @param chip `gpiochip0`
  static List<Provider<?, ?, ?>> providers(Path dev, String chip) {
    var board = new LinuxBoard(dev, chip);
    return List.of(
        new KernelInputProvider(board),
        new KernelOutputProvider(board),
        new KernelI2cProvider(board),
        new KernelSpiProvider(board));
  }
}
