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
  static final String CHIP_SELECT = "chip-select";
  static final String PWM_CHIP = "pwm-chip";
  static final String REFERENCE_V = "reference-v";
  static final String REFERENCE_OHM = "reference-ohm";
  static final String NOMINAL_OHM = "nominal-ohm";
  static final String WIRES = "wires";
  static final String FREQUENCY = "frequency-hz";

  static final Set<String> LINK = Set.of(W1_DIR, THROUGH, CHIP, PWM_CHIP);
  static final Set<String> PROFILE =
      Set.of(
          SENSOR,
          MM_PER_TIP,
          DEBOUNCE,
          PULL,
          ACTIVE,
          REFERENCE_V,
          REFERENCE_OHM,
          NOMINAL_OHM,
          WIRES,
          FREQUENCY);
  static final Set<String> POINT = Set.of(READING);
  static final Set<String> ADC_POINT = Set.of(READING, CHANNEL, RANGE, SCALE, OFFSET);
  static final Set<String> SPI_ADC_POINT = Set.of(READING, CHANNEL, SCALE, OFFSET);
  static final Set<String> ON_LINE = Set.of(LINE);
  static final Set<String> ON_I2C = Set.of(BUS, DEVICE);
  static final Set<String> ON_SPI = Set.of(BUS, CHIP_SELECT);
  static final Set<String> ON_PWM = Set.of(CHANNEL);
  static final Set<String> ON_W1 = Set.of(ID);

  private Words() {}

  /// Which level means on, tip or closed.
  enum Active {
    LOW,
    HIGH
  }

  /// Which of Pi4J's providers reach the pins: gpiod and linuxfs on a Raspberry Pi, else those of
  /// this room on the kernel's own interfaces.
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
