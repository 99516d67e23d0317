package org.fieldbeacon.gpio;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.LastStatus;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.gpio.Sensor.Kind;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;

/// All devices of one board. Each is opened when it is first needed and again after it failed, so
/// that a sensor that is plugged in later is found; one that fails touches no other.
final class GpioDriver implements PollingDriver, Actuator {
  private static final double HALF_A_PERCENT = 0.5;

  private final String name;
  private final Path stateDir;
  private final Hardware hardware;
  private final BoardOpener opener;
  private final DriverContext context;
  private final LongSupplier nanos;
  private final Map<String, Slot> slots = new LinkedHashMap<>();
  private final ReentrantLock lock = new ReentrantLock(true);
  private Optional<Board> board = Optional.empty();
  private volatile boolean closed;

  /// Opens the real board, or in tests another.
  @FunctionalInterface
  interface BoardOpener {
    Board open() throws IOException;
  }

  GpioDriver(
      String name,
      Path stateDir,
      Hardware hardware,
      BoardOpener opener,
      List<Device> devices,
      DriverContext context,
      LongSupplier nanos) {
    this.name = name;
    this.stateDir = stateDir;
    this.hardware = hardware;
    this.opener = opener;
    this.context = context;
    this.nanos = nanos;
    Instant now = context.clock().instant();
    devices.forEach(d -> slots.put(d.name(), new Slot(d, now)));
  }

  /// One device and, once it is open, its sensor.
  private static final class Slot {
    final Device device;
    final Kind kind;
    final Map<String, Attributes> readable = new LinkedHashMap<>();
    Optional<Sensor> sensor = Optional.empty();
    final LastStatus status;

    Slot(Device device, Instant now) {
      this.device = device;
      kind = GpioDriverFactory.kind(device.profile());
      device.profile().points().stream()
          .filter(p -> p.access().canRead())
          .forEach(p -> readable.put(p.name(), p.address()));
      status = new LastStatus(device.name(), now);
    }
  }

  /// Counting begins here, not with the first poll; outputs go off.
  @Override
  public void open() {
    lock.lock();
    try {
      for (Slot slot : slots.values()) {
        try {
          if (slot.kind.isOpenAtOnce()) {
            sensor(slot);
          }
        } catch (IOException e) {
          become(slot, State.MISCONFIGURED, String.valueOf(e.getMessage()));
        }
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    lock.lock();
    try {
      slots.values().forEach(s -> s.sensor.ifPresent(Sensor::close));
      board.ifPresent(Board::close);
      board = Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void poll(Device device) {
    Slot slot = slot(device.name());
    lock.lock();
    try {
      if (!closed) {
        give(slot, sensor(slot).measure(slot.readable));
      }
    } catch (IOException e) {
      fail(slot, e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    Slot slot = slot(output.device());
    boolean isWritable =
        slot.device.profile().point(output.point()).filter(p -> p.access().canWrite()).isPresent();
    if (!isWritable) {
      return new WriteResult.Refused(output + ": its profile says it is only read");
    }
    if (!slot.kind.takes(value)) {
      return new WriteResult.Refused(
          output
              + ": got "
              + value
              + (slot.kind == Kind.PWM_OUTPUT ? ", wanted 0..100" : ", wanted 0 or 1"));
    }
    try {
      if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        return new WriteResult.TimedOut(output + ": the board stayed busy for " + timeout);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WriteResult.TimedOut(output + ": interrupted");
    }
    try {
      OptionalDouble now = closed ? OptionalDouble.empty() : sensor(slot).set(value);
      return now.isPresent() && Math.abs(now.getAsDouble() - value) <= HALF_A_PERCENT
          ? new WriteResult.Done()
          : new WriteResult.Refused(output + ": the line did not take it");
    } catch (IOException e) {
      fail(slot, e);
      return new WriteResult.Refused(output + ": " + e.getMessage());
    } finally {
      lock.unlock();
    }
  }

  private Sensor sensor(Slot slot) throws IOException {
    if (slot.sensor.isEmpty()) {
      slot.sensor = Optional.of(opened(slot));
    }
    return slot.sensor.get();
  }

  private Sensor opened(Slot slot) throws IOException {
    Attributes address = slot.device.address();
    Attributes profile = slot.device.profile().settings();
    boolean activeLow =
        profile.oneOf(Words.ACTIVE, Words.Active.class, defaultActive(slot.kind))
            == Words.Active.LOW;
    int line = address.integer(Words.LINE, 0, GpioDriverFactory.MOST_LINE, 0);
    return switch (slot.kind) {
      case TIPPING_BUCKET -> bucket(slot, line, activeLow);
      case CONTACT -> Contact.of(gpio(slot).input(line, pull(profile), _ -> {}), activeLow);
      case OUTPUT -> Contact.of(gpio(slot).output(line, activeLow));
      case BME280 -> new Bme280(i2c(slot, 0x76));
      case ADS1115 -> new Ads1115(i2c(slot, 0x48));
      case BH1750 -> new Bh1750(i2c(slot, 0x23));
      case DS18B20 -> {
        String id = address.text(Words.ID, "");
        yield new Ds18b20(
            hardware.w1Devices(),
            id,
            said -> context.tap().note(slot.device.name(), false, "1-wire " + id, () -> said));
      }
      case MCP3008 ->
          new Mcp3008(
              spi(slot, Mcp3008.MODE, Mcp3008.HERTZ),
              profile.number(Words.REFERENCE_V, GpioDriverFactory.USUAL_REFERENCE_V));
      case MAX31855 -> new Max31855(spi(slot, Max31855.MODE, Max31855.HERTZ));
      case MAX31865 ->
          new Max31865(
              spi(slot, Max31865.MODE, Max31865.HERTZ),
              profile.number(Words.NOMINAL_OHM, GpioDriverFactory.USUAL_NOMINAL_OHM),
              profile.number(Words.REFERENCE_OHM, GpioDriverFactory.USUAL_REFERENCE_OHM),
              profile.integer(Words.WIRES, 2, 4, GpioDriverFactory.USUAL_WIRES));
      case PWM_OUTPUT -> new PwmOutput(pwm(slot, activeLow));
    };
  }

  private Sensor bucket(Slot slot, int line, boolean activeLow) throws IOException {
    Attributes profile = slot.device.profile().settings();
    var bucket =
        new TippingBucket(
            new TipCount(stateDir, slot.device.name()),
            profile.number(Words.MM_PER_TIP, 0.2),
            !activeLow,
            Duration.ofMillis(
                profile.integer(Words.DEBOUNCE, 0, GpioDriverFactory.MOST_DEBOUNCE_MS, 100)),
            nanos);
    Board.Input input = gpio(slot).input(line, pull(profile), bucket);
    bucket.startsAt(input.isHigh());
    return bucket;
  }

  private static Board.Pull pull(Attributes profile) {
    return profile.oneOf(Words.PULL, Board.Pull.class, Board.Pull.UP);
  }

  /// A contact to ground with a pull-up; a relay board that switches with high.
  static Words.Active defaultActive(Kind kind) {
    return kind.isOutput() ? Words.Active.HIGH : Words.Active.LOW;
  }

  private Board gpio(Slot slot) throws IOException {
    hardware.requireGpio();
    return board(slot);
  }

  private Board.I2cPort i2c(Slot slot, int usual) throws IOException {
    Attributes address = slot.device.address();
    int bus = address.integer(Words.BUS, 0, GpioDriverFactory.MOST_BUS, 1);
    hardware.requireI2c(bus);
    return board(slot).i2c(bus, address.integer(Words.DEVICE, 0x08, 0x77, usual));
  }

  private Board.SpiPort spi(Slot slot, int mode, int hertz) throws IOException {
    Attributes address = slot.device.address();
    int bus = GpioDriverFactory.spiBus(address);
    int chipSelect = GpioDriverFactory.chipSelect(address);
    hardware.requireSpi(bus, chipSelect);
    return board(slot).spi(bus, chipSelect, mode, hertz);
  }

  private Board.PwmPort pwm(Slot slot, boolean activeLow) throws IOException {
    Attributes address = slot.device.address();
    Attributes profile = slot.device.profile().settings();
    hardware.requirePwm();
    int hertz =
        profile.integer(
            Words.FREQUENCY, 1, GpioDriverFactory.MOST_HERTZ, GpioDriverFactory.USUAL_HERTZ);
    return board(slot).pwm(GpioDriverFactory.pwmChannel(address), hertz, activeLow);
  }

  private Board board(Slot slot) throws IOException {
    if (board.isEmpty()) {
      board = Optional.of(opener.open());
    }
    return new TappedBoard(board.get(), context.tap(), slot.device.name());
  }

  private void give(Slot slot, Map<String, Measured> values) {
    Instant now = context.clock().instant();
    String trouble = "";
    for (PointProfile point : slot.device.profile().points()) {
      Measured m = values.get(point.name());
      if (m != null) {
        context.observations().accept(observation(slot, point, m, now));
        if (trouble.isEmpty()) {
          trouble = m.detail();
        }
      }
    }
    become(slot, trouble.isEmpty() ? State.ONLINE : State.DEGRADED, trouble);
  }

  private Observation observation(Slot slot, PointProfile point, Measured m, Instant now) {
    double value = Double.isNaN(m.value()) ? m.value() : inUnitOf(slot.kind, point, m.value());
    return new Observation(
        new PointId(slot.device.name(), point.name()),
        value,
        point.unit(),
        now,
        now,
        Duration.ZERO,
        m.quality(),
        source(slot),
        m.detail());
  }

  /// A voltage that the profile scales is in the point's unit already.
  private static double inUnitOf(Kind kind, PointProfile point, double value) {
    Unit own = kind.readings().get(Words.reading(point.name(), point.address()));
    return own == null || !own.convertsTo(point.unit()) ? value : own.convert(value, point.unit());
  }

  /// It is opened anew at the next poll, since it may have been unplugged.
  private void fail(Slot slot, IOException e) {
    String detail = String.valueOf(e.getMessage());
    boolean wasOpen = slot.sensor.isPresent();
    if (!slot.kind.isOpenAtOnce()) {
      slot.sensor = Optional.empty();
    }
    become(slot, wasOpen ? State.OFFLINE : State.MISCONFIGURED, detail);
    Instant now = context.clock().instant();
    for (PointProfile point : slot.device.profile().points()) {
      if (point.access().canRead()) {
        context
            .observations()
            .accept(
                Observation.missing(
                    new PointId(slot.device.name(), point.name()),
                    point.unit(),
                    now,
                    source(slot),
                    detail));
      }
    }
  }

  private void become(Slot slot, State state, String detail) {
    if (slot.status.becomes(state, detail, context.clock().instant())) {
      context.statuses().accept(slot.status.status());
    }
  }

  private String source(Slot slot) {
    return "board " + name + " " + slot.kind.name().toLowerCase(Locale.ROOT);
  }

  private Slot slot(String device) {
    Slot slot = slots.get(device);
    if (slot == null) {
      throw new IllegalArgumentException(
          "board " + name + ": got device " + device + ", wanted one of " + slots.keySet());
    }
    return slot;
  }
}
