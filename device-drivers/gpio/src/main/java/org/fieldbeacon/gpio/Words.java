package org.fieldbeacon.gpio;

import java.util.Set;
import org.fieldbeacon.driver.Attributes;

/// The words of site files and profiles.
final class Words {
  static final String SENSOR = "sensor";
  static final String MM_PER_TIP = "mm-per-tip";
  static final String DEBOUNCE = "debounce-ms";
  static final String PULL = "pull";
  static final String ACTIVE = "active";
  static final String READING = "reading";
  static final String CHANNEL = "channel";
  static final String RANGE = "range-v";
  static final String SCALE = "scale";
  static final String OFFSET = "offset";
  static final String LINE = "line";
  static final String BUS = "bus";
  static final String DEVICE = "device";
  static final String ID = "id";
  static final String W1_DIR = "w1-dir";
  static final String THROUGH = "through";
  static final String CHIP = "chip";

  static final Set<String> LINK = Set.of(W1_DIR, THROUGH, CHIP);
  static final Set<String> PROFILE = Set.of(SENSOR, MM_PER_TIP, DEBOUNCE, PULL, ACTIVE);
  static final Set<String> POINT = Set.of(READING);
  static final Set<String> ADC_POINT = Set.of(READING, CHANNEL, RANGE, SCALE, OFFSET);
  static final Set<String> ON_LINE = Set.of(LINE);
  static final Set<String> ON_I2C = Set.of(BUS, DEVICE);
  static final Set<String> ON_W1 = Set.of(ID);

  private Words() {}

  /// Which level means on, tip or closed.
  enum Active {
    LOW,
    HIGH
  }

  /// What reaches the pins: Pi4J on a Raspberry Pi, else the kernel's own interfaces.
  enum Through {
    AUTO,
    PI4J,
    KERNEL
  }

  /// What a point reads: its own name unless it says otherwise.
  static String reading(String point, Attributes address) {
    return address.text(READING, point);
  }
}
