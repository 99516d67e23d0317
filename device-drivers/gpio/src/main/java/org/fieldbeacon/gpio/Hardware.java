package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Where the kernel shows the board's pins and buses, and whether there are any.
///
/// @param dev `/dev`
/// @param w1Devices `/sys/bus/w1/devices`
/// @param pwmChip `/sys/class/pwm/pwmchip0`
record Hardware(Path dev, Path w1Devices, Path pwmChip) {
  static final Path PWM = Path.of("/sys/class/pwm");

  static Hardware ofThisMachine(Path w1Devices, int pwmChip) {
    return new Hardware(Path.of("/dev"), w1Devices, PWM.resolve("pwmchip" + pwmChip));
  }

  void requireGpio() throws IOException {
    if (named("gpiochip").isEmpty()) {
      throw new IOException(
          "got no "
              + dev
              + "/gpiochip*: this machine has no GPIO that Linux shows; wanted a board"
              + " with pins, or the device on one");
    }
  }

  void requireI2c(int bus) throws IOException {
    Path file = dev.resolve("i2c-" + bus);
    if (!Files.exists(file)) {
      List<String> there = named("i2c-");
      throw new IOException(
          "got no "
              + file
              + ", "
              + (there.isEmpty() ? "and no other I2C bus" : "only " + there)
              + "; wanted the bus enabled (dtparam=i2c_arm=on, module i2c-dev)");
    }
    if (!Files.isReadable(file) || !Files.isWritable(file)) {
      throw new IOException(
          "got no permission for " + file + "; wanted the gateway's user in the group i2c");
    }
  }

  void requireSpi(int bus, int chipSelect) throws IOException {
    Path file = dev.resolve("spidev" + bus + "." + chipSelect);
    if (!Files.exists(file)) {
      List<String> there = named("spidev");
      throw new IOException(
          "got no "
              + file
              + ", "
              + (there.isEmpty() ? "and no other SPI device" : "only " + there)
              + "; wanted the bus enabled (dtparam=spi=on, module spidev)");
    }
    if (!Files.isReadable(file) || !Files.isWritable(file)) {
      throw new IOException(
          "got no permission for " + file + "; wanted the gateway's user in the group spi");
    }
  }

  void requirePwm() throws IOException {
    if (!Files.exists(pwmChip)) {
      throw new IOException(
          "got no " + pwmChip + "; wanted PWM enabled on a pin (dtoverlay=pwm on a Raspberry Pi)");
    }
  }

  private List<String> named(String prefix) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(dev, prefix + "*")) {
      files.forEach(f -> names.add(String.valueOf(f.getFileName())));
    }
    Collections.sort(names);
    return names;
  }
}
