package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Problems;
import org.fieldbeacon.gpio.Sensor.Kind;
import org.fieldbeacon.observation.Unit;

/// The `gpio` protocol: the board's own pins and buses.
public final class GpioDriverFactory implements DriverFactory {
  static final int MOST_LINE = 1023;
  static final int MOST_BUS = 255;
  static final int MOST_DEBOUNCE_MS = 10_000;
  static final int MOST_HERTZ = 100_000;
  static final int USUAL_HERTZ = 1000;
  static final int USUAL_WIRES = 2;
  static final double USUAL_REFERENCE_V = 3.3;
  static final double USUAL_REFERENCE_OHM = 430;
  static final double USUAL_NOMINAL_OHM = 100;

  private static final int MOST_SPI_BUS = 6;
  private static final int MOST_CHIP_SELECT = 2;
  private static final int MOST_PWM_CHANNEL = 31;

  static final String CHIP = "gpiochip0";
  private static final String CHIP_NAME = "gpiochip[0-9]{1,3}";
  private static final Path MODEL = Path.of("/proc/device-tree/model");
  private static final String W1_ID = "[0-9a-f]{2}-[0-9a-f]{12}";

  @Override
  public String protocol() {
    return "gpio";
  }

  @Override
  public boolean takes(LinkConfig link) {
    return link instanceof LinkConfig.Board;
  }

  /// What a profile's unit is; a contact when it says nothing, which `check` refuses.
  static Kind kind(DeviceProfile profile) {
    return profile.settings().oneOf(Words.SENSOR, Kind.class, Kind.CONTACT);
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    Attributes settings = profile.settings();
    problems.unknown("settings", settings, Words.PROFILE);
    if (!settings.has(Words.SENSOR)) {
      problems.add("settings.sensor", "nothing", "what it is, as tipping-bucket");
    }
    problems.attempt("settings", () -> kind(profile));
    inRange(settings, Words.MM_PER_TIP, 0.2, 10, problems);
    inRange(settings, Words.REFERENCE_V, USUAL_REFERENCE_V, 6, problems);
    inRange(settings, Words.REFERENCE_OHM, USUAL_REFERENCE_OHM, 10_000, problems);
    inRange(settings, Words.NOMINAL_OHM, USUAL_NOMINAL_OHM, 1000, problems);
    problems.attempt("settings", () -> settings.integer(Words.WIRES, 2, 4, USUAL_WIRES));
    problems.attempt(
        "settings", () -> settings.integer(Words.FREQUENCY, 1, MOST_HERTZ, USUAL_HERTZ));
    problems.attempt("settings", () -> settings.integer(Words.DEBOUNCE, 0, MOST_DEBOUNCE_MS, 100));
    problems.attempt("settings", () -> settings.oneOf(Words.PULL, Board.Pull.class, Board.Pull.UP));
    problems.attempt(
        "settings", () -> settings.oneOf(Words.ACTIVE, Words.Active.class, Words.Active.LOW));
    if (problems.isEmpty()) {
      for (int i = 0; i < profile.points().size(); i++) {
        check("points[" + i + "].address", profile.points().get(i), kind(profile), problems);
      }
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    checkAddress(kind(device.profile()), device.address(), problems);
    problems.unknown("link", link.settings(), Words.LINK);
    problems.attempt("link", () -> through(link.settings()));
    problems.attempt("link", () -> pwmChip(link.settings()));
    if (!link.settings().text(Words.CHIP, CHIP).matches(CHIP_NAME)) {
      problems.add("link.chip", link.settings().text(Words.CHIP, CHIP), "as gpiochip0");
    }
    return problems.all();
  }

  private static void checkAddress(Kind kind, Attributes address, Problems problems) {
    if (kind.isOnLine()) {
      problems.unknown("address", address, Words.ON_LINE);
      if (!address.has(Words.LINE)) {
        problems.add("address.line", "nothing", "a GPIO line 0.." + MOST_LINE);
      }
      problems.attempt("address", () -> address.integer(Words.LINE, 0, MOST_LINE, 0));
    } else if (kind.isOnI2c()) {
      problems.unknown("address", address, Words.ON_I2C);
      problems.attempt("address", () -> address.integer(Words.BUS, 0, MOST_BUS, 1));
      problems.attempt("address", () -> address.integer(Words.DEVICE, 0x08, 0x77, 0x48));
    } else if (kind.isOnSpi()) {
      problems.unknown("address", address, Words.ON_SPI);
      problems.attempt("address", () -> spiBus(address));
      problems.attempt("address", () -> chipSelect(address));
    } else if (kind == Kind.PWM_OUTPUT) {
      problems.unknown("address", address, Words.ON_PWM);
      problems.attempt("address", () -> pwmChannel(address));
    } else {
      problems.unknown("address", address, Words.ON_W1);
      if (!address.text(Words.ID, "").matches(W1_ID)) {
        problems.add(
            "address.id",
            "\"" + address.text(Words.ID, "") + "\"",
            "as under /sys/bus/w1/devices: 28-0316a2795f4f");
      }
    }
  }

  static int spiBus(Attributes address) {
    return address.integer(Words.BUS, 0, MOST_SPI_BUS, 0);
  }

  static int chipSelect(Attributes address) {
    return address.integer(Words.CHIP_SELECT, 0, MOST_CHIP_SELECT, 0);
  }

  static int pwmChannel(Attributes address) {
    return address.integer(Words.CHANNEL, 0, MOST_PWM_CHANNEL, 0);
  }

  static int pwmChip(Attributes link) {
    return link.integer(Words.PWM_CHIP, 0, MOST_BUS, 0);
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    if (!(link instanceof LinkConfig.Board board)) {
      throw new IllegalArgumentException(
          "link " + link.name() + ": got " + link + ", wanted a board");
    }
    Path w1 = Path.of(link.settings().text(Words.W1_DIR, "/sys/bus/w1/devices"));
    return new GpioDriver(
        link.name(),
        board.stateDir(),
        Hardware.ofThisMachine(w1, pwmChip(link.settings())),
        () -> open(link.settings()),
        devices,
        context,
        System::nanoTime);
  }

  /// The board that a link's settings name.
  static Board open(Attributes link) throws IOException {
    Path dev = Path.of("/dev");
    boolean isKernel =
        switch (through(link)) {
          case AUTO -> !isRaspberryPi();
          case PI4J -> false;
          case KERNEL -> true;
        };
    return isKernel
        ? Pi4jBoard.ofKernel(dev, link.text(Words.CHIP, CHIP), Hardware.PWM, pwmChip(link))
        : Pi4jBoard.ofRaspberryPi(pwmChip(link));
  }

  private static Words.Through through(Attributes link) {
    return link.oneOf(Words.THROUGH, Words.Through.class, Words.Through.AUTO);
  }

  private static boolean isRaspberryPi() {
    try {
      return Files.readString(MODEL).contains("Raspberry Pi");
    } catch (IOException _) {
      return false;
    }
  }

  private static void inRange(
      Attributes settings, String key, double usual, double most, Problems problems) {
    problems.attempt(
        "settings",
        () -> {
          double value = settings.number(key, usual);
          if (!(value > 0 && value <= most)) {
            problems.add("settings." + key, String.valueOf(value), "above 0, up to " + most);
          }
          return value;
        });
  }

  private static void check(String path, PointProfile point, Kind kind, Problems problems) {
    problems.unknown(
        path,
        point.address(),
        switch (kind) {
          case ADS1115 -> Words.ADC_POINT;
          case MCP3008 -> Words.SPI_ADC_POINT;
          default -> Words.POINT;
        });
    String reading = Words.reading(point.name(), point.address());
    Unit unit = kind.readings().get(kind.isAdc() ? "voltage" : reading);
    if (unit == null) {
      problems.add(
          path + ".reading",
          "\"" + reading + "\"",
          "one of " + new TreeSet<>(kind.readings().keySet()));
    } else if (!kind.isAdc() && !unit.convertsTo(point.unit())) {
      problems.add(
          path + ".reading", unit.ucum(), "a unit that converts to " + point.unit().ucum());
    }
    if (point.access().canWrite() && !kind.isOutput()) {
      problems.add(path, "an output", "sensor: output or pwm-output");
    }
    if (kind == Kind.PWM_OUTPUT && point.unit() != Unit.PERCENT) {
      problems.add(path + ".reading", point.unit().ucum(), "%, which is what is written");
    }
    if (kind.isAdc()) {
      int last = kind == Kind.MCP3008 ? Mcp3008.MOST_CHANNEL : Ads1115.MOST_CHANNEL;
      problems.attempt(path, () -> point.address().integer(Words.CHANNEL, 0, last, 0));
      problems.attempt(path, () -> scaled(path, point, problems));
    }
    if (kind == Kind.ADS1115) {
      problems.attempt(path, () -> range(path, point, problems));
    }
  }

  private static Double range(String path, PointProfile point, Problems problems) {
    double range = point.address().number(Words.RANGE, 4.096);
    if (!Ads1115.isRange(range)) {
      problems.add(path + ".range-v", String.valueOf(range), Ads1115.ranges());
    }
    return range;
  }

  private static Boolean scaled(String path, PointProfile point, Problems problems) {
    boolean scaled = point.address().has(Words.SCALE) || point.address().has(Words.OFFSET);
    if (!scaled && !Unit.VOLT.convertsTo(point.unit())) {
      problems.add(path + ".scale", "nothing", "what makes volts " + point.unit().ucum());
    }
    return scaled;
  }
}
