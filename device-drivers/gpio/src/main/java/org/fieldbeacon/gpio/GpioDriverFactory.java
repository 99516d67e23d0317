package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.gpio.Sensor.Kind;
import org.fieldbeacon.observation.Unit;

/// The `gpio` protocol: the board's own pins and buses.
public final class GpioDriverFactory implements DriverFactory {
  static final int MOST_LINE = 1023;
  static final int MOST_BUS = 255;
  static final int MOST_DEBOUNCE_MS = 10_000;

  private static final String CHIP = "gpiochip0";
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
    List<Problem> problems = new ArrayList<>();
    Attributes settings = profile.settings();
    reportUnknown("settings", settings, Words.PROFILE, problems::add);
    if (!settings.has(Words.SENSOR)) {
      problems.add(new Problem("settings.sensor", "nothing", "what it is, as tipping-bucket"));
    }
    attempt("settings", problems::add, () -> kind(profile));
    attempt("settings", problems::add, () -> positive(settings, problems::add));
    attempt(
        "settings",
        problems::add,
        () -> settings.integer(Words.DEBOUNCE, 0, MOST_DEBOUNCE_MS, 100));
    attempt(
        "settings",
        problems::add,
        () -> settings.oneOf(Words.PULL, Board.Pull.class, Board.Pull.UP));
    attempt(
        "settings",
        problems::add,
        () -> settings.oneOf(Words.ACTIVE, Words.Active.class, Words.Active.LOW));
    if (problems.isEmpty()) {
      for (int i = 0; i < profile.points().size(); i++) {
        check("points[" + i + "].address", profile.points().get(i), kind(profile), problems::add);
      }
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    Kind kind = kind(device.profile());
    Attributes address = device.address();
    if (kind.isOnLine()) {
      reportUnknown("address", address, Words.ON_LINE, problems::add);
      if (!address.has(Words.LINE)) {
        problems.add(new Problem("address.line", "nothing", "a GPIO line 0.." + MOST_LINE));
      }
      attempt("address", problems::add, () -> address.integer(Words.LINE, 0, MOST_LINE, 0));
    } else if (kind.isOnI2c()) {
      reportUnknown("address", address, Words.ON_I2C, problems::add);
      attempt("address", problems::add, () -> address.integer(Words.BUS, 0, MOST_BUS, 1));
      attempt("address", problems::add, () -> address.integer(Words.DEVICE, 0x08, 0x77, 0x48));
    } else {
      reportUnknown("address", address, Words.ON_W1, problems::add);
      if (!address.text(Words.ID, "").matches(W1_ID)) {
        problems.add(
            new Problem(
                "address.id",
                "\"" + address.text(Words.ID, "") + "\"",
                "as under /sys/bus/w1/devices: 28-0316a2795f4f"));
      }
    }
    reportUnknown("link", link.settings(), Words.LINK, problems::add);
    attempt("link", problems::add, () -> through(link.settings()));
    if (!link.settings().text(Words.CHIP, CHIP).matches(CHIP_NAME)) {
      problems.add(
          new Problem("link.chip", link.settings().text(Words.CHIP, CHIP), "as gpiochip0"));
    }
    return problems;
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
        Hardware.ofThisMachine(w1),
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
    return isKernel ? new LinuxBoard(dev, link.text(Words.CHIP, CHIP)) : Pi4jBoard.open();
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

  private static Double positive(Attributes settings, Consumer<Problem> problems) {
    double mm = settings.number(Words.MM_PER_TIP, 0.2);
    if (!(mm > 0 && mm <= 10)) {
      problems.accept(new Problem("settings.mm-per-tip", String.valueOf(mm), "above 0, up to 10"));
    }
    return mm;
  }

  private static void check(
      String path, PointProfile point, Kind kind, Consumer<Problem> problems) {
    Set<String> known = kind == Kind.ADS1115 ? Words.ADC_POINT : Words.POINT;
    reportUnknown(path, point.address(), known, problems);
    String reading = Words.reading(point.name(), point.address());
    Unit unit = kind.readings().get(kind == Kind.ADS1115 ? "voltage" : reading);
    if (unit == null) {
      problems.accept(
          new Problem(
              path + ".reading",
              "\"" + reading + "\"",
              "one of " + new TreeSet<>(kind.readings().keySet())));
    } else if (kind != Kind.ADS1115 && !unit.convertsTo(point.unit())) {
      problems.accept(
          new Problem(
              path + ".reading", unit.ucum(), "a unit that converts to " + point.unit().ucum()));
    }
    if (point.access().canWrite() && kind != Kind.OUTPUT) {
      problems.accept(new Problem(path, "an output", "sensor: output"));
    }
    if (kind == Kind.ADS1115) {
      attempt(path, problems, () -> point.address().integer(Words.CHANNEL, 0, 3, 0));
      attempt(path, problems, () -> range(path, point, problems));
    }
  }

  private static Double range(String path, PointProfile point, Consumer<Problem> problems) {
    double range = point.address().number(Words.RANGE, 4.096);
    if (!Ads1115.isRange(range)) {
      problems.accept(new Problem(path + ".range-v", String.valueOf(range), Ads1115.ranges()));
    }
    boolean scaled = point.address().has(Words.SCALE) || point.address().has(Words.OFFSET);
    if (!scaled && !Unit.VOLT.convertsTo(point.unit())) {
      problems.accept(
          new Problem(path + ".scale", "nothing", "what makes volts " + point.unit().ucum()));
    }
    return range;
  }

  private static void reportUnknown(
      String path, Attributes attributes, Set<String> known, Consumer<Problem> problems) {
    attributes.reportUnknown(
        known, p -> problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted())));
  }

  private static void attempt(String path, Consumer<Problem> problems, Supplier<?> read) {
    try {
      var _ = read.get();
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted()));
    }
  }
}
