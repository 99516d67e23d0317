package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fieldbeacon.driver.Attributes;

/// Maxim DS18B20 on 1-Wire, as the kernel's `w1_therm` tells it. Reading the file makes the sensor
/// convert, which takes 0.75 s.
///
/// ```
///   72 01 4b 46 7f ff 0e 10 57 : crc=57 YES
///   72 01 4b 46 7f ff 0e 10 57 t=23125
/// ```
final class Ds18b20 implements Sensor {
  private static final Pattern TEMPERATURE = Pattern.compile("t=(-?\\d{1,7})");

  /// What the scratchpad holds until the first conversion (data sheet 19-7487, table 1).
  private static final int POWER_ON_MILLI = 85_000;

  private static final int LEAST_MILLI = -55_000;
  private static final int MOST_MILLI = 125_000;

  private final Path file;
  private final Consumer<String> told;

  /// @param devices `/sys/bus/w1/devices`
  /// @param id `28-0316a2795f4f`
  /// @param told takes what the kernel says of it
  Ds18b20(Path devices, String id, Consumer<String> told) {
    this.told = told;
    file = devices.resolve(id).resolve("w1_slave");
  }

  @Override
  public Map<String, Measured> measure(Map<String, Attributes> points) throws IOException {
    Measured now = read();
    Map<String, Measured> all = new HashMap<>();
    points.keySet().forEach(p -> all.put(p, now));
    return all;
  }

  private Measured read() throws IOException {
    String text;
    try {
      text = Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new IOException(
          file + ": no such file; wanted the sensor wired, dtoverlay=w1-gpio and w1_therm loaded");
    }
    told.accept(text.strip());
    return parse(text);
  }

  static Measured parse(String text) {
    Matcher temperature = TEMPERATURE.matcher(text);
    if (!text.contains(" YES")) {
      String got = text.isBlank() ? "nothing" : text.contains(" NO") ? "crc NO" : "no crc line";
      return Measured.missing("got " + got + ", wanted crc YES: bad wiring, or too long a cable");
    }
    if (!temperature.find()) {
      return Measured.missing("got no t= in what the kernel says");
    }
    int milli = Integer.parseInt(temperature.group(1));
    if (milli == POWER_ON_MILLI) {
      return Measured.suspect(85, "85 °C is what it says after power-on, before it has measured");
    }
    if (milli < LEAST_MILLI || milli > MOST_MILLI) {
      return Measured.missing("got t=" + milli + ", wanted -55000..125000");
    }
    return Measured.of(milli / 1000.0);
  }
}
