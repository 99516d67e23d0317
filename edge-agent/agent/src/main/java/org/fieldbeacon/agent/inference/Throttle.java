package org.fieldbeacon.agent.inference;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// By how much models are to be slowed down: for heat, as the kernel's thermal zones tell it, and
/// for a battery that runs empty, as its power supplies do (Linux, Documentation/ABI/testing,
/// sysfs-class-thermal and sysfs-class-power). What cannot be read slows nothing down. One thread.
public final class Throttle {
  private static final long WARM_MILLI = 75_000;
  private static final long HOT_MILLI = 85_000;
  private static final int LOW_PERCENT = 30;
  private static final int EMPTY_PERCENT = 15;
  private static final int SLOW = 2;
  private static final int SLOWEST = 6;

  private final Path sys;

  /// @param sys the folder `/sys/class`
  public Throttle(Path sys) {
    this.sys = sys;
  }

  /// 1 when nothing is wrong, 2 when warm or low, 6 when hot or nearly empty.
  public int factor() {
    return Math.max(heat(), battery());
  }

  private int heat() {
    long hottest = 0;
    for (Path zone : folders("thermal", "thermal_zone")) {
      hottest = Math.max(hottest, number(zone.resolve("temp")).orElse(0));
    }
    return hottest >= HOT_MILLI ? SLOWEST : hottest >= WARM_MILLI ? SLOW : 1;
  }

  private int battery() {
    int factor = 1;
    for (Path supply : folders("power_supply", "")) {
      OptionalLong percent = number(supply.resolve("capacity"));
      boolean isEmptying = text(supply.resolve("status")).equals("Discharging");
      if (isEmptying && percent.isPresent()) {
        long left = percent.getAsLong();
        factor = Math.max(factor, left < EMPTY_PERCENT ? SLOWEST : left < LOW_PERCENT ? SLOW : 1);
      }
    }
    return factor;
  }

  private List<Path> folders(String kind, String prefix) {
    try (Stream<Path> all = Files.list(sys.resolve(kind))) {
      return all.filter(p -> String.valueOf(p.getFileName()).startsWith(prefix)).toList();
    } catch (IOException _) {
      return List.of();
    }
  }

  private static OptionalLong number(Path file) {
    try {
      return OptionalLong.of(Long.parseLong(text(file)));
    } catch (NumberFormatException _) {
      return OptionalLong.empty();
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException _) {
      return "";
    }
  }
}
