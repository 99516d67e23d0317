package org.fieldbeacon.modbus;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;
import org.fieldbeacon.driver.Problems;

/// The `modbus` protocol: what its words in files mean, and drivers for its lines.
public final class ModbusDriverFactory implements DriverFactory {
  private static final Set<String> PROFILE_KEYS =
      Set.of("order", "max-gap", "max-words", "write-function", TextRegisters.KEY);
  private static final Set<String> LINK_KEYS = Set.of("framing", "turnaround-ms", "retries");

  /// How frames stand on the line.
  private enum FramingWord {
    TCP,
    RTU
  }

  /// How registers are written.
  private enum WriteWord {
    SINGLE,
    MULTIPLE
  }

  @Override
  public String protocol() {
    return "modbus";
  }

  @Override
  public List<Problem> check(DeviceProfile profile) {
    var problems = new Problems();
    Attributes settings = profile.settings();
    problems.unknown("settings", settings, PROFILE_KEYS);
    problems.attempt("settings", () -> settings.integer("max-gap", 0, Block.MAX_WORDS, 8));
    problems.attempt("settings", () -> settings.integer("max-words", 1, Block.MAX_WORDS, 125));
    problems.attempt("settings", () -> settings.oneOf("order", WordOrder.class, WordOrder.ABCD));
    problems.attempt(
        "settings", () -> settings.oneOf("write-function", WriteWord.class, WriteWord.SINGLE));
    TextRegisters.read(
        settings, p -> problems.add(new Problem("settings." + p.path(), p.got(), p.wanted())));
    for (int i = 0; i < profile.points().size(); i++) {
      check("points[" + i + "].address", profile.points().get(i), problems);
    }
    return problems.all();
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    var problems = new Problems();
    problems.unknown("address", device.address(), Set.of("unit"));
    problems.attempt("address", () -> device.address().integer("unit", 0, 255, 1));
    if (link instanceof LinkConfig.TcpListener) {
      problems.add(new Problem("link.type", "tcp-listener", "tcp, serial or replay"));
    }
    Attributes settings = link.settings();
    problems.unknown("link", settings, LINK_KEYS);
    problems.attempt("link", () -> framing(link));
    problems.attempt("link", () -> settings.integer("turnaround-ms", 0, 10_000, 0));
    problems.attempt("link", () -> settings.integer("retries", 0, 5, 1));
    return problems.all();
  }

  @Override
  public Optional<String> decoder(LinkConfig link) {
    return Optional.of(framing(link) == FramingWord.TCP ? "modbus-tcp" : "modbus-rtu");
  }

  @Override
  public Driver create(LinkConfig link, List<Device> devices, DriverContext context) {
    return new ModbusDriver(
        bus(link, link.responseTimeout(), context.tap()),
        link.settings().integer("retries", 0, 5, 1),
        devices,
        context);
  }

  /// The line of a link, not yet open.
  static ModbusBus bus(LinkConfig link, Duration answerWithin, LineTap tap) {
    Framing framing =
        switch (framing(link)) {
          case TCP -> new Framing.Tcp();
          case RTU -> new Framing.Rtu();
        };
    int turnaroundMs = link.settings().integer("turnaround-ms", 0, 10_000, defaultTurnaround(link));
    return new ModbusBus(link.newLink(tap), framing, answerWithin, Duration.ofMillis(turnaroundMs));
  }

  private static FramingWord framing(LinkConfig link) {
    FramingWord usual =
        link instanceof LinkConfig.Serial || link instanceof LinkConfig.Replay
            ? FramingWord.RTU
            : FramingWord.TCP;
    return link.settings().oneOf("framing", FramingWord.class, usual);
  }

  /// 3.5 characters of 11 bits, and 2 ms at least (Modbus over Serial Line V1.02 §2.5.1.1).
  private static int defaultTurnaround(LinkConfig link) {
    return link instanceof LinkConfig.Serial serial
        ? Math.max(2, (int) Math.ceil(3.5 * 11 * 1000 / serial.baud()))
        : 0;
  }

  private static void check(String path, PointProfile point, Problems problems) {
    problems.unknown(path, point.address(), PointAddress.KEYS);
    problems.attempt(
        path,
        () -> {
          PointAddress address = PointAddress.read(point.address(), WordOrder.ABCD);
          if (!point.address().has("register")) {
            problems.add(new Problem(path + ".register", "nothing", "a register 0..65535"));
          }
          if (point.access().canWrite() && !address.table().isWritable()) {
            problems.add(
                new Problem(
                    path + ".table", "a table that cannot be written", "coil or holding-register"));
          }
          if (point.access().canWrite()
              && !address.table().isBits()
              && address.type() == RegisterType.BIT) {
            problems.add(
                new Problem(
                    path + ".type", "a writable bit of a register", "a type of whole registers"));
          }
          if (address.register() + address.size() > 65_536) {
            problems.add(
                new Problem(
                    path + ".register",
                    String.valueOf(address.register()),
                    "a register with " + address.size() + " registers below 65536"));
          }
          if (address.scale() == 0) {
            problems.add(new Problem(path + ".scale", "0", "a number other than 0"));
          }
          if (address.bit() + address.bits() > 16) {
            problems.add(
                new Problem(
                    path + ".bits", String.valueOf(address.bits()), "bit + bits of 16 at most"));
          }
          return address;
        });
  }
}
