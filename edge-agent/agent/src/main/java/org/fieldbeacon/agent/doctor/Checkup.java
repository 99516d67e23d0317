package org.fieldbeacon.agent.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.UnaryOperator;
import org.fieldbeacon.driver.DriverFactory;

/// Looks at everything once. What is absent is said; what is there and cannot be used is a problem
/// with what to do.
///
/// @param kernel what the kernel shows
/// @param now by this machine's clock
/// @param property the JVM's properties
/// @param folder where a gateway would keep its data
/// @param path folders with programs, between colons
record Checkup(
    KernelFiles kernel, Instant now, UnaryOperator<String> property, Path folder, String path) {
  private static final int JDK = 25;

  /// No gateway was built before this; a clock below it has not been set.
  private static final Instant PLAUSIBLE = Instant.parse("2025-01-01T00:00:00Z");

  private static final long LEAST_FREE = 512L << 20;
  private static final int HOT_MILLI = 80_000;

  /// `sys/class/net/*/type` of CAN (ARPHRD_CAN, linux/if_arp.h).
  private static final String CAN_TYPE = "280";

  List<Finding> all() {
    List<Finding> all = new ArrayList<>();
    all.add(board());
    all.add(java());
    all.add(memory());
    all.add(disk());
    all.addAll(clock());
    all.addAll(thermal());
    all.addAll(serial());
    all.addAll(can());
    all.addAll(gpio());
    all.addAll(i2c());
    all.addAll(spi());
    all.addAll(oneWire());
    all.addAll(cameras());
    all.add(ffmpeg());
    all.add(drivers());
    return all;
  }

  private Finding board() {
    String model =
        kernel
            .line("proc/device-tree/model")
            .or(() -> kernel.line("sys/class/dmi/id/product_name"))
            .orElse("unknown board");
    return Finding.ok("board", model, property.apply("os.arch"));
  }

  private Finding java() {
    String version = property.apply("java.specification.version");
    String what = property.apply("java.vendor") + " " + property.apply("java.version");
    return version.equals(String.valueOf(JDK))
        ? Finding.ok("java", version, what)
        : Finding.problem("java", version, what, "install a JDK " + JDK);
  }

  private Finding memory() {
    Optional<String> total = kernel.line("proc/meminfo");
    return total.isPresent()
        ? Finding.ok("memory", "", total.get().replaceAll("\\s+", " "))
        : Finding.absent("memory", "the kernel says nothing of it", "");
  }

  private Finding disk() {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      String detail = (free >> 20) + " MB free";
      return free >= LEAST_FREE
          ? Finding.ok("disk", folder.toString(), detail)
          : Finding.problem(
              "disk", folder.toString(), detail, "a gateway wants " + (LEAST_FREE >> 20) + " MB");
    } catch (IOException e) {
      return Finding.problem(
          "disk", folder.toString(), String.valueOf(e.getMessage()), "name a folder that exists");
    }
  }

  private List<Finding> clock() {
    List<Finding> found = new ArrayList<>();
    String source =
        kernel
            .line("sys/devices/system/clocksource/clocksource0/current_clocksource")
            .orElse("unknown clock source");
    found.add(
        now.isBefore(PLAUSIBLE)
            ? Finding.problem("clock", now.toString(), source, "set the clock, or let NTP do it")
            : Finding.ok("clock", now.toString(), source));
    List<String> rtc = kernel.names("dev", "rtc[0-9]*");
    found.add(
        rtc.isEmpty()
            ? Finding.absent(
                "clock", "no battery clock", "times are wrong after power-on until NTP")
            : Finding.ok("clock", "/dev/" + rtc.getFirst(), "battery clock"));
    found.add(
        kernel.exists("run/systemd/timesync/synchronized")
            ? Finding.ok("clock", "NTP", "synchronized by systemd-timesyncd")
            : Finding.absent(
                "clock", "not known to be synchronized", "chrony and others say nothing here"));
    return found;
  }

  private List<Finding> thermal() {
    List<Finding> found = new ArrayList<>();
    for (String zone : kernel.names("sys/class/thermal", "thermal_zone*")) {
      String at = "sys/class/thermal/" + zone + "/";
      String kind = kernel.line(at + "type").orElse(zone);
      Optional<Integer> milli = kernel.line(at + "temp").flatMap(Checkup::number);
      if (milli.isPresent()) {
        String detail = milli.get() / 1000.0 + " °C";
        found.add(
            milli.get() >= HOT_MILLI
                ? Finding.problem("thermal", kind, detail, "give it air: it slows down or stops")
                : Finding.ok("thermal", kind, detail));
      }
    }
    return orAbsent(found, "thermal", "no temperature of its own", "");
  }

  private List<Finding> serial() {
    List<Finding> found = new ArrayList<>();
    for (String tty : kernel.names("sys/class/tty", "tty*")) {
      Optional<String> driver = kernel.linked("sys/class/tty/" + tty + "/device/driver");
      boolean isReal = driver.isPresent() && !driver.get().equals("serial8250");
      if (isReal && kernel.exists("dev/" + tty)) {
        found.add(device("serial", tty, "driver " + driver.get(), "dialout"));
      }
    }
    return orAbsent(found, "serial", "no serial port", "plug in an RS-485 adapter");
  }

  private List<Finding> can() {
    List<Finding> found = new ArrayList<>();
    for (String net : kernel.names("sys/class/net", "*")) {
      if (kernel.line("sys/class/net/" + net + "/type").orElse("").equals(CAN_TYPE)) {
        String state = kernel.line("sys/class/net/" + net + "/operstate").orElse("unknown");
        found.add(
            state.equals("down")
                ? Finding.problem(
                    "can", net, state, "ip link set " + net + " up type can bitrate 250000")
                : Finding.ok("can", net, state));
      }
    }
    return orAbsent(found, "can", "no CAN interface", "");
  }

  private List<Finding> gpio() {
    List<Finding> found = new ArrayList<>();
    for (String chip : kernel.names("dev", "gpiochip*")) {
      String label =
          kernel.line("sys/bus/gpio/devices/" + chip + "/of_node/compatible").orElse("a GPIO chip");
      found.add(device("gpio", chip, label, "gpio"));
    }
    return orAbsent(found, "gpio", "no pins that Linux shows", "");
  }

  private List<Finding> i2c() {
    List<Finding> found = new ArrayList<>();
    for (String bus : kernel.names("dev", "i2c-*")) {
      String name = kernel.line("sys/class/i2c-dev/" + bus + "/name").orElse("a bus");
      found.add(device("i2c", bus, name, "i2c"));
    }
    return orAbsent(found, "i2c", "no I2C bus", "on a Raspberry Pi: dtparam=i2c_arm=on, i2c-dev");
  }

  private List<Finding> spi() {
    List<Finding> found = new ArrayList<>();
    for (String port : kernel.names("dev", "spidev*")) {
      found.add(device("spi", port, "a chip-select, which cannot be scanned for its chip", "spi"));
    }
    return orAbsent(found, "spi", "no SPI bus", "on a Raspberry Pi: dtparam=spi=on");
  }

  private List<Finding> oneWire() {
    List<Finding> found = new ArrayList<>();
    for (String sensor : kernel.names("sys/bus/w1/devices", "[0-9a-f][0-9a-f]-*")) {
      found.add(Finding.ok("1-wire", sensor, sensor.startsWith("28-") ? "DS18B20" : "a device"));
    }
    return orAbsent(found, "1-wire", "no 1-Wire device", "");
  }

  private List<Finding> cameras() {
    List<Finding> found = new ArrayList<>();
    for (String video : kernel.names("dev", "video*")) {
      String name =
          kernel.line("sys/class/video4linux/" + video + "/name").orElse("a video device");
      found.add(device("camera", video, name, "video"));
    }
    return orAbsent(found, "camera", "no camera of its own", "cameras on the network are not seen");
  }

  private Finding ffmpeg() {
    for (String place : path.split(":", -1)) {
      if (!place.isEmpty() && Files.isExecutable(Path.of(place, "ffmpeg"))) {
        return Finding.ok("ffmpeg", place + "/ffmpeg", "pictures from RTSP cameras");
      }
    }
    return Finding.absent("ffmpeg", "not installed", "wanted for RTSP cameras only");
  }

  private static Finding drivers() {
    List<String> protocols =
        ServiceLoader.load(DriverFactory.class).stream()
            .map(p -> p.get().protocol())
            .sorted()
            .toList();
    return Finding.ok("drivers", "", String.join(" ", protocols));
  }

  private Finding device(String area, String name, String detail, String group) {
    return kernel.mayUse("dev/" + name)
        ? Finding.ok(area, "/dev/" + name, detail)
        : Finding.problem(
            area,
            "/dev/" + name,
            detail,
            "no permission: put the gateway's user into group " + group);
  }

  private static List<Finding> orAbsent(
      List<Finding> found, String area, String detail, String advice) {
    return found.isEmpty() ? List.of(Finding.absent(area, detail, advice)) : found;
  }

  private static Optional<Integer> number(String text) {
    try {
      return Optional.of(Integer.parseInt(text));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
