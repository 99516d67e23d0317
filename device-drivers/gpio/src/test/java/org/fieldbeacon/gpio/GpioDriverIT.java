package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalInputProvider;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;
import com.pi4j.plugin.mock.provider.i2c.MockI2C;
import com.pi4j.plugin.mock.provider.i2c.MockI2CProvider;
import com.pi4j.plugin.mock.provider.pwm.MockPwm;
import com.pi4j.plugin.mock.provider.pwm.MockPwmProvider;
import com.pi4j.plugin.mock.provider.spi.MockSpi;
import com.pi4j.plugin.mock.provider.spi.MockSpiProvider;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.PointProfile.Access;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A board whose pins and buses are Pi4J's mock ones.
class GpioDriverIT {
  private static final Instant NOW = Instant.parse("2026-07-14T03:00:00Z");

  @TempDir Path folder;
  private final List<Observation> seen = new ArrayList<>();
  private final List<DeviceStatus> statuses = new ArrayList<>();
  private final AtomicLong nanos = new AtomicLong();
  private final LineTap tap = new LineTap(() -> NOW, () -> 0);
  private Context pi4j;

  @BeforeEach
  void board() throws IOException {
    pi4j =
        Pi4J.newContextBuilder()
            .noAutoDetect()
            .add(
                MockDigitalInputProvider.newInstance(),
                MockDigitalOutputProvider.newInstance(),
                MockI2CProvider.newInstance(),
                MockSpiProvider.newInstance(),
                MockPwmProvider.newInstance())
            .build();
    Files.createDirectories(folder.resolve("dev"));
    Files.createDirectories(folder.resolve("pwm/pwmchip0"));
    Files.writeString(folder.resolve("dev/spidev0.0"), "");
    Files.writeString(folder.resolve("dev/gpiochip0"), "");
    Files.writeString(folder.resolve("dev/i2c-1"), "");
  }

  @AfterEach
  void shutdown() {
    pi4j.shutdown();
  }

  @Test
  void rainIsCountedBetweenPollsAndOverARestartOfTheDriver() {
    Device rain = rain();
    try (var driver = driver(rain)) {
      driver.open();
      tips(3);
      driver.poll(rain);
      assertEquals(0.6, last("rain/rain-total").value(), 1e-9);
      assertEquals(Unit.MILLIMETRE, last("rain/rain-total").unit());
      assertEquals(State.ONLINE, statuses.getLast().state());
      tips(1);
    }
    pi4j =
        Pi4J.newContextBuilder().noAutoDetect().add(MockDigitalInputProvider.newInstance()).build();
    try (var driver = driver(rain)) {
      driver.open();
      driver.poll(rain);
      assertEquals(0.8, last("rain/rain-total").value(), 1e-9);
    }
  }

  @Test
  void aSirenIsSwitchedReadBackAndOffOnceTheDriverIsClosed() {
    Device siren =
        device(
            "siren",
            Map.of("sensor", "output", "active", "low"),
            Map.of("line", 22),
            point("state", Unit.ONE, Access.READ_WRITE, Map.of()));
    MockDigitalOutput line;
    try (var driver = driver(siren)) {
      driver.open();
      line = pi4j.registry().get("out-22", MockDigitalOutput.class);
      assertEquals(DigitalState.HIGH, line.state(), "off is high for a low-active board");
      assertEquals(new WriteResult.Done(), write(driver, "siren/state", 1));
      assertEquals(DigitalState.LOW, line.state());
      driver.poll(siren);
      assertEquals(1, last("siren/state").value());
      assertInstanceOf(WriteResult.Refused.class, write(driver, "siren/state", 0.5));
      assertInstanceOf(WriteResult.Refused.class, write(driver, "siren/other", 1));
    }
    assertEquals(DigitalState.HIGH, line.state());
    var after = driver(siren);
    after.close();
    assertInstanceOf(WriteResult.Refused.class, write(after, "siren/state", 1));
  }

  @Test
  void aContactIsReadByItsActiveLevel() {
    Device door =
        device(
            "door",
            Map.of("sensor", "contact"),
            Map.of("line", 5),
            point("state", Unit.ONE, Access.READ, Map.of()));
    try (var driver = driver(door)) {
      driver.open();
      MockDigitalInput line = pi4j.registry().get("in-5", MockDigitalInput.class);
      line.mockState(DigitalState.HIGH);
      driver.poll(door);
      assertEquals(0, last("door/state").value());
      line.mockState(DigitalState.LOW);
      driver.poll(door);
      assertEquals(1, last("door/state").value());
    }
  }

  @Test
  void lightIsReadThroughPi4jsBus() {
    Device light =
        device(
            "light",
            Map.of("sensor", "bh1750"),
            Map.of("bus", 1),
            point("illuminance", Unit.LUX, Access.READ, Map.of()));
    try (var driver = driver(light)) {
      driver.poll(light);
      driver.poll(light);
      // The mock gives back what was written to it: the command alone, which is too short.
      assertEquals(2, seen.size());
      assertTrue(last("light/illuminance").detail().contains("wanted 2"), seen.toString());
      MockI2C chip = pi4j.registry().get("i2c-1-35", MockI2C.class);
      chip.write((byte) 0x83);
      driver.poll(light);
      assertEquals(0x8320 / 1.2, last("light/illuminance").value(), 0.1);
      assertEquals(State.ONLINE, statuses.getLast().state());
    }
  }

  @Test
  void aVoltageIsReadThroughPi4jsSpi() {
    Device level =
        device(
            "level",
            Map.of("sensor", "mcp3008", "reference-v", 5),
            Map.of("bus", 0, "chip-select", 0),
            point("level", Unit.METRE, Access.READ, Map.of("channel", 2, "scale", 2)));
    try (var driver = driver(level)) {
      driver.poll(level);
      MockSpi chip = pi4j.registry().get("spi-0-0", MockSpi.class);
      assertArrayEquals(new byte[] {1, (byte) 0xA0, 0}, chip.readEntireMockBuffer());
      chip.write(new byte[] {0, 0x02, 0x00});
      driver.poll(level);
      assertEquals(5.0, last("level/level").value(), 1e-9, seen.toString());
    }
  }

  @Test
  void aVentIsOpenedByPercentReadBackAndShutOnceTheDriverIsClosed() {
    Device vent = vent(Map.of("sensor", "pwm-output", "active", "low"));
    MockPwm line;
    try (var driver = driver(vent)) {
      driver.open();
      line = pi4j.registry().get("pwm-0", MockPwm.class);
      assertEquals(100, line.getDutyCycle(), "shut is always high for a low-active fan");
      assertEquals(new WriteResult.Done(), write(driver, "vent/opening", 30));
      assertEquals(70, line.getDutyCycle());
      driver.poll(vent);
      assertEquals(30, last("vent/opening").value());
      assertInstanceOf(WriteResult.Refused.class, write(driver, "vent/opening", 100.5));
      assertInstanceOf(WriteResult.Refused.class, write(driver, "vent/opening", -1));
      assertInstanceOf(WriteResult.Refused.class, write(driver, "vent/opening", Double.NaN));
    }
    assertEquals(100, line.getDutyCycle());
  }

  /// The kernel's files as linuxfs writes them: no chip hangs on the machines that run this.
  @Test
  void pwmOfARealBoardIsWrittenToTheKernelsFiles() throws IOException {
    Path channel = Files.createDirectories(folder.resolve("pwm/pwmchip0/pwm1"));
    Files.writeString(folder.resolve("pwm/pwmchip0/npwm"), "2\n");
    for (String file : List.of("period", "duty_cycle", "enable")) {
      Files.writeString(channel.resolve(file), "0\n");
    }
    Files.writeString(channel.resolve("polarity"), "normal\n");
    Files.writeString(folder.resolve("pwm/pwmchip0/export"), "");
    Files.writeString(folder.resolve("pwm/pwmchip0/unexport"), "");
    try (var board =
        Pi4jBoard.ofKernel(folder.resolve("dev"), "gpiochip0", folder.resolve("pwm"), 0)) {
      Board.PwmPort fan = board.pwm(1, 25_000, false);
      fan.set(40);
      assertEquals("40000", Files.readString(channel.resolve("period")).strip());
      assertEquals("16000", Files.readString(channel.resolve("duty_cycle")).strip());
      assertEquals("1", Files.readString(channel.resolve("enable")).strip());
    }
    assertEquals("0", Files.readString(channel.resolve("enable")).strip());
    try (var board =
        Pi4jBoard.ofKernel(folder.resolve("dev"), "gpiochip0", folder.resolve("pwm"), 0)) {
      board.pwm(1, 25_000, true).set(40);
      assertEquals("24000", Files.readString(channel.resolve("duty_cycle")).strip());
    }
    assertEquals("40000", Files.readString(channel.resolve("duty_cycle")).strip());
    assertEquals("1", Files.readString(channel.resolve("enable")).strip());
  }

  private static Device vent(Map<String, Object> settings) {
    return device(
        "vent",
        settings,
        Map.of("channel", 0),
        point("opening", Unit.PERCENT, Access.READ_WRITE, Map.of()));
  }

  /// The same words whatever is plugged in: this machine, a container, a board with a bus off.
  @Test
  void aMachineWithoutTheHardwareIsToldWhatIsMissing() throws IOException {
    Files.delete(folder.resolve("dev/gpiochip0"));
    Files.delete(folder.resolve("dev/i2c-1"));
    Files.writeString(folder.resolve("dev/i2c-3"), "");
    Device rain = rain();
    Device air =
        device(
            "air",
            Map.of("sensor", "bme280"),
            Map.of(),
            point("temperature", Unit.CELSIUS, Access.READ, Map.of()));
    try (var driver = driver(rain, air)) {
      driver.open();
      assertEquals(State.MISCONFIGURED, statuses.getLast().state());
      assertTrue(statuses.getLast().detail().contains("gpiochip"), statuses.toString());
      driver.poll(rain);
      assertTrue(last("rain/rain-total").isMissing());
      driver.poll(air);
      Observation none = last("air/temperature");
      assertTrue(none.isMissing() && none.detail().contains("only [i2c-3]"), none.toString());
      Files.delete(folder.resolve("dev/spidev0.0"));
      Files.delete(folder.resolve("pwm/pwmchip0"));
      Device kiln =
          device(
              "kiln",
              Map.of("sensor", "max31855"),
              Map.of(),
              point("temperature", Unit.CELSIUS, Access.READ, Map.of()));
      Device vent = vent(Map.of("sensor", "pwm-output"));
      try (var other = driver(kiln, vent)) {
        other.poll(kiln);
        assertTrue(last("kiln/temperature").detail().contains("dtparam=spi=on"), seen.toString());
        var refused = assertInstanceOf(WriteResult.Refused.class, write(other, "vent/opening", 5));
        assertTrue(refused.reason().contains("dtoverlay=pwm"), refused.toString());
      }
      Files.writeString(folder.resolve("dev/gpiochip0"), "");
      driver.poll(rain);
      assertFalse(last("rain/rain-total").isMissing());
    }
  }

  @Test
  void aThermometerWithBadWiringIsMissingAndTheOthersAreRead() throws IOException {
    Device cold = thermometer("cold", "28-000000000001");
    Device warm = thermometer("warm", "28-000000000002");
    w1("28-000000000001", "aa : crc=aa NO\naa t=20000\n");
    w1("28-000000000002", "aa : crc=aa YES\naa t=21500\n");
    try (var driver = driver(cold, warm)) {
      driver.poll(cold);
      driver.poll(warm);
      assertTrue(last("cold/temperature").isMissing());
      assertEquals(294.65, last("warm/temperature").value(), 1e-9);
      w1("28-000000000001", "aa : crc=aa YES\naa t=85000\n");
      driver.poll(cold);
      assertEquals(Quality.SUSPECT, last("cold/temperature").quality());
    }
  }

  @Test
  void aRealBoardThatIsNoneIsToldAndNotThrown() {
    var factory = new GpioDriverFactory();
    var link = new LinkConfig.Board("board", folder, Duration.ofSeconds(1), Attributes.NONE);
    Device rain = rain();
    assertTrue(factory.takes(link));
    assertEquals(List.of(), factory.check(rain.profile()));
    assertEquals(List.of(), factory.check(rain, link));
    var context = new DriverContext(() -> NOW, seen::add, statuses::add);
    try (var driver = (GpioDriver) factory.create(link, List.of(rain), context)) {
      driver.open();
      driver.poll(rain);
      assertEquals(1, seen.size());
      assertTrue(seen.getFirst().isMissing() || Files.exists(Path.of("/dev/gpiochip0")));
    }
  }

  @Test
  void wordsThatCannotBeAreNamed() {
    var factory = new GpioDriverFactory();
    var link =
        new LinkConfig.Board(
            "board", folder, Duration.ofSeconds(1), new Attributes(Map.of("x", 1)));
    Device bad =
        device(
            "bad",
            Map.of("sensor", "tipping-bucket"),
            Map.of("pin", 4),
            point("wind", Unit.METRE_PER_SECOND, Access.READ, Map.of()));
    assertEquals(1, factory.check(bad.profile()).size());
    assertEquals(3, factory.check(bad, link).size(), factory.check(bad, link).toString());
    Device unsaid =
        device("unsaid", Map.of(), Map.of(), point("x", Unit.ONE, Access.READ, Map.of()));
    assertEquals("settings.sensor", factory.check(unsaid.profile()).getFirst().path());
    Device adc =
        device(
            "adc",
            Map.of("sensor", "ads1115"),
            Map.of(),
            point("level", Unit.METRE, Access.READ, Map.of("channel", 0, "range-v", 3.3)));
    assertEquals(2, factory.check(adc.profile()).size(), factory.check(adc.profile()).toString());
  }

  /// What a technician sees of a board: registers, edges, what the kernel says; each device's own.
  @Test
  void registersEdgesAndSwitchesAreToldWhileSomebodyLooks() throws IOException {
    Device rain = rain();
    Device cold = thermometer("cold", "28-000000000001");
    w1("28-000000000001", "aa : crc=aa YES\naa t=20000\n");
    Device vent = vent(Map.of("sensor", "pwm-output"));
    Device level =
        device(
            "level",
            Map.of("sensor", "mcp3008"),
            Map.of(),
            point("level", Unit.METRE, Access.READ, Map.of("channel", 2, "scale", 2)));
    try (var driver = driver(rain, cold, vent, level)) {
      driver.open();
      tap.watch(0);
      tips(1);
      driver.poll(cold);
      driver.poll(level);
      assertEquals(new WriteResult.Done(), write(driver, "vent/opening", 30));
      List<String> told =
          tap.watch(0).stream()
              .map(
                  p ->
                      p.device()
                          + (p.isSent() ? " > " : " < ")
                          + p.connection()
                          + ": "
                          + new String(p.bytes(), StandardCharsets.UTF_8))
              .toList();
      for (String wanted :
          List.of(
              "rain < line 17: edge, now high",
              "rain < line 17: edge, now low",
              "cold < 1-wire 28-000000000001: aa : crc=aa YES\naa t=20000",
              "level > spi0.0: shift out 01 A0 00",
              "vent > pwm 0: set 30 %")) {
        assertTrue(told.contains(wanted), wanted + " in " + told);
      }
      assertTrue(told.stream().anyMatch(t -> t.startsWith("level < spi0.0: shifted in ")));
    }
  }

  @Test
  void theRegistersOfAChipAreToldAndItsSilenceToo() throws IOException {
    var chip = new FakeChip().with(0xD0, "60");
    var board = new TappedBoard(new OneChip(chip), tap, "air");
    tap.watch(0);
    Board.I2cPort port = board.i2c(1, 0x76);
    port.write(0xF4, 0x27);
    port.readRegister(0xD0, 1);
    chip.isGone = true;
    assertThrows(IOException.class, () -> port.readRegister(0xD0, 1));
    assertEquals(
        List.of("write F4 27", "register 0xD0: 60", "no answer: Remote I/O error"),
        tap.watch(0).stream().map(p -> new String(p.bytes(), StandardCharsets.UTF_8)).toList());
    assertEquals("i2c-1 0x76", tap.watch(0).getFirst().connection());
  }

  /// A bus with one chip.
  private record OneChip(FakeChip chip) implements Board {
    @Override
    public Input input(int line, Pull pull, Edge onEdge) {
      throw new AssertionError();
    }

    @Override
    public Output output(int line, boolean activeLow) {
      throw new AssertionError();
    }

    @Override
    public I2cPort i2c(int bus, int device) {
      return chip;
    }

    @Override
    public SpiPort spi(int bus, int chipSelect, int mode, int hertz) {
      throw new AssertionError();
    }

    @Override
    public PwmPort pwm(int channel, int hertz, boolean activeLow) {
      throw new AssertionError();
    }

    @Override
    public void close() {}
  }

  @Test
  void whatTheKernelHasFoundOnItsOneWireBusIsToldWithTheProfileOfAThermometer() throws IOException {
    List<FieldScanner.Found> found = new ArrayList<>();
    assertThrows(IOException.class, () -> W1Scanner.scan(folder.resolve("none"), found::add));
    w1("28-0316a2795f4f", "");
    w1("01-000000000002", "");
    Files.createDirectories(folder.resolve("w1/w1_bus_master1"));
    W1Scanner.scan(folder.resolve("w1"), found::add);
    assertEquals(
        List.of(Map.of("id", "01-000000000002"), Map.of("id", "28-0316a2795f4f")),
        found.stream().map(FieldScanner.Found::address).toList());
    assertEquals(List.of("ds18b20"), found.getLast().profiles());
    assertEquals(List.of(), found.getFirst().profiles());
  }

  private void tips(int count) {
    MockDigitalInput line = pi4j.registry().get("in-17", MockDigitalInput.class);
    for (int i = 0; i < count; i++) {
      line.mockState(DigitalState.HIGH);
      nanos.addAndGet(Duration.ofMillis(300).toNanos());
      line.mockState(DigitalState.LOW);
      nanos.addAndGet(Duration.ofMillis(300).toNanos());
    }
  }

  private static Device rain() {
    return device(
        "rain",
        Map.of("sensor", "tipping-bucket", "mm-per-tip", 0.2),
        Map.of("line", 17),
        point("rain-total", Unit.MILLIMETRE, Access.READ, Map.of()));
  }

  private static Device thermometer(String name, String id) {
    return device(
        name,
        Map.of("sensor", "ds18b20"),
        Map.of("id", id),
        point("temperature", Unit.KELVIN, Access.READ, Map.of()));
  }

  private void w1(String id, String text) throws IOException {
    Path device = Files.createDirectories(folder.resolve("w1").resolve(id));
    Files.writeString(device.resolve("w1_slave"), text);
  }

  private GpioDriver driver(Device... devices) {
    return new GpioDriver(
        "board",
        folder.resolve("state"),
        new Hardware(folder.resolve("dev"), folder.resolve("w1"), folder.resolve("pwm/pwmchip0")),
        () -> new Pi4jBoard(pi4j),
        List.of(devices),
        new DriverContext(() -> NOW, seen::add, statuses::add, Frame.Sink.NOWHERE, tap),
        nanos::get);
  }

  private Observation last(String point) {
    return seen.stream()
        .filter(o -> o.point().toString().equals(point))
        .reduce((_, b) -> b)
        .orElseThrow(() -> new AssertionError("nothing of " + point + " in " + seen));
  }

  private static WriteResult write(GpioDriver driver, String point, double value) {
    return driver.write(PointId.parse(point), value, Duration.ofSeconds(1));
  }

  private static PointProfile point(
      String name, Unit unit, Access access, Map<String, Object> address) {
    return new PointProfile(
        name, new Text(name, name), name, unit, -1e9, 1e9, access, new Attributes(address));
  }

  private static Device device(
      String name, Map<String, Object> settings, Map<String, Object> address, PointProfile point) {
    return new Device(
        name,
        new Text(name, name),
        new DeviceProfile(
            "any", new Text("", ""), "gpio", new Attributes(settings), List.of(point)),
        new Attributes(address),
        Duration.ofSeconds(1),
        Optional.empty());
  }
}
