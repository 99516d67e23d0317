package org.fieldbeacon.modbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Attributes.InvalidAttribute;
import org.fieldbeacon.driver.Attributes.Problem;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.DriverContext;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.PointProfile;

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
    List<Problem> problems = new ArrayList<>();
    Attributes settings = profile.settings();
    settings.reportUnknown(
        PROFILE_KEYS, p -> problems.add(new Problem("settings." + p.path(), p.got(), p.wanted())));
    attempt("settings", problems::add, () -> settings.integer("max-gap", 0, Block.MAX_WORDS, 8));
    attempt(
        "settings", problems::add, () -> settings.integer("max-words", 1, Block.MAX_WORDS, 125));
    attempt(
        "settings", problems::add, () -> settings.oneOf("order", WordOrder.class, WordOrder.ABCD));
    attempt(
        "settings",
        problems::add,
        () -> settings.oneOf("write-function", WriteWord.class, WriteWord.SINGLE));
    TextRegisters.read(
        settings, p -> problems.add(new Problem("settings." + p.path(), p.got(), p.wanted())));
    for (int i = 0; i < profile.points().size(); i++) {
      check("points[" + i + "].address", profile.points().get(i), problems::add);
    }
    return problems;
  }

  @Override
  public List<Problem> check(Device device, LinkConfig link) {
    List<Problem> problems = new ArrayList<>();
    device
        .address()
        .reportUnknown(
            Set.of("unit"),
            p -> problems.add(new Problem("address." + p.path(), p.got(), p.wanted())));
    attempt("address", problems::add, () -> device.address().integer("unit", 0, 255, 1));
    if (link instanceof LinkConfig.TcpListener) {
      problems.add(new Problem("link.type", "tcp-listener", "tcp, serial or replay"));
    }
    Attributes settings = link.settings();
    settings.reportUnknown(
        LINK_KEYS, p -> problems.add(new Problem("link." + p.path(), p.got(), p.wanted())));
    attempt("link", problems::add, () -> framing(link));
    attempt("link", problems::add, () -> settings.integer("turnaround-ms", 0, 10_000, 0));
    attempt("link", problems::add, () -> settings.integer("retries", 0, 5, 1));
    return problems;
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

  private static void check(String path, PointProfile point, Consumer<Problem> problems) {
    point
        .address()
        .reportUnknown(
            PointAddress.KEYS,
            p -> problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted())));
    attempt(
        path,
        problems,
        () -> {
          PointAddress address = PointAddress.read(point.address(), WordOrder.ABCD);
          if (!point.address().has("register")) {
            problems.accept(new Problem(path + ".register", "nothing", "a register 0..65535"));
          }
          if (point.access().canWrite() && !address.table().isWritable()) {
            problems.accept(
                new Problem(
                    path + ".table", "a table that cannot be written", "coil or holding-register"));
          }
          if (point.access().canWrite()
              && !address.table().isBits()
              && address.type() == RegisterType.BIT) {
            problems.accept(
                new Problem(
                    path + ".type", "a writable bit of a register", "a type of whole registers"));
          }
          if (address.register() + address.size() > 65_536) {
            problems.accept(
                new Problem(
                    path + ".register",
                    String.valueOf(address.register()),
                    "a register with " + address.size() + " registers below 65536"));
          }
          if (address.scale() == 0) {
            problems.accept(new Problem(path + ".scale", "0", "a number other than 0"));
          }
          if (address.bit() + address.bits() > 16) {
            problems.accept(
                new Problem(
                    path + ".bits", String.valueOf(address.bits()), "bit + bits of 16 at most"));
          }
          return address;
        });
  }

  private static void attempt(
      String path, Consumer<Problem> problems, java.util.function.Supplier<?> read) {
    try {
      if (read.get() == null) {
        throw new IllegalStateException(path);
      }
    } catch (InvalidAttribute e) {
      Problem p = e.problem();
      problems.accept(new Problem(path + "." + p.path(), p.got(), p.wanted()));
    }
  }
}
