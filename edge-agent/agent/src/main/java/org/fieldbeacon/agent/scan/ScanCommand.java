package org.fieldbeacon.agent.scan;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.config.ShippedProfiles;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.DriverFactory;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.FieldScanner.Found;
import org.fieldbeacon.driver.FieldScanner.Limits;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Text;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `fieldbeacon scan`.
@Command(
    name = "scan",
    mixinStandardHelpOptions = true,
    description = {
      "Finds devices on a line or behind an address, and suggests profiles. Only asks, never sets.",
      "  modbus  tcp://HOST:PORT, rtu-tcp://HOST:PORT, serial:/dev/ttyUSB0: unit after unit",
      "  opcua   opc.tcp://HOST:PORT/PATH: endpoints, devices that its variables may be; where none",
      "          fits or with --thorough: all variables with node id, type and unit",
      "  sdi12   serial:/dev/ttyUSB0, tcp://HOST:PORT: addresses 0 to 9; --thorough: letters too",
      "  i2c     i2c:1: addresses of a bus of this board",
      "  w1      w1: sensors that the kernel has found on this board's 1-Wire bus",
      "  SPI cannot be scanned: its chips have no addresses and say nothing of themselves"
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:something was found", "1:nothing, or the line cannot be used", "2:usage"})
public final class ScanCommand implements Callable<Integer> {
  private static final int LAST_ADDRESS = 247;

  /// An SPI chip is selected by a wire of its own and shifts out whatever it holds; nobody who is
  /// not told can know what it is.
  private static final String NO_SPI =
      "another: SPI cannot be scanned, since its chips have no addresses and say nothing of"
          + " themselves; choose the chip's profile (mcp3008-level-probe, max31855-thermocouple,"
          + " max31865-pt100), name bus and chip-select, and read it once in the console";

  private static final Duration MOST = Duration.ofHours(1);

  @Parameters(index = "0", paramLabel = "PROTOCOL", description = "modbus, opcua, sdi12, i2c or w1")
  private String protocol = "";

  @Parameters(index = "1", paramLabel = "TARGET", description = "where; see above")
  private String target = "";

  @Option(
      names = "--addresses",
      paramLabel = "1-32",
      description = "which to ask, modbus 1-32 and i2c 8-119 unless said")
  private String addresses = "";

  @Option(names = "--within", paramLabel = "PT60S", description = "at most so long, PT60S")
  private String within = "PT60S";

  @Option(names = "--thorough", description = "also what takes longer")
  private boolean thorough;

  @Option(names = "--no-profiles", description = "do not try which profiles fit")
  private boolean noProfiles;

  @Option(names = "--baud", description = "of a serial line; 9600, sdi12 1200")
  private int baud;

  @Option(names = "--parity", description = "none, even, odd")
  private String parity = "none";

  @Option(names = "--security", description = "opcua: basic256sha256 (default), none, …")
  private String security = "";

  @Option(names = "--identity", description = "opcua: anonymous, password or certificate")
  private String identity = "";

  @Option(names = "--user", description = "opcua: who signs in")
  private @Nullable String user;

  @Option(names = "--password-file", description = "opcua: holds the password")
  private @Nullable Path passwordFile;

  @Option(names = "--state-dir", description = "opcua: keys and believed certificates")
  private Path stateDir = Path.of("var/scan");

  @Option(names = "--json", description = "one JSON object a line, a summary last")
  private boolean json;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws InterruptedException {
    Optional<FieldScanner> scanner = FieldScanner.named(protocol);
    if (protocol.equals("spi")) {
      return refuse("protocol", protocol, NO_SPI);
    }
    if (scanner.isEmpty()) {
      return refuse("protocol", protocol, "one of " + known());
    }
    Optional<Limits> limits = limits();
    if (limits.isEmpty()) {
      return 2;
    }
    Optional<LinkConfig.Serial.Parity> bits = parity();
    if (bits.isEmpty()) {
      return refuse("--parity", parity, "none, even or odd");
    }
    if ((user == null) != (passwordFile == null)) {
      return refuse("--user", "one of --user and --password-file", "both or neither");
    }
    Optional<LinkConfig> link =
        ScanTarget.parse(
            target,
            protocol,
            new ScanTarget.Settings(
                baud,
                bits.get(),
                security,
                identity,
                Optional.ofNullable(user),
                Optional.ofNullable(passwordFile),
                stateDir));
    return link.isEmpty()
        ? refuse("target", target, scanner.get().targets())
        : scan(scanner.get(), link.get(), limits.get());
  }

  private int scan(FieldScanner scanner, LinkConfig link, Limits limits)
      throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    long end = System.nanoTime() + limits.within().toNanos();
    List<Found> finds = new ArrayList<>();
    List<String> remarks = new ArrayList<>();
    Optional<String> trouble = Optional.empty();
    try {
      List<DeviceProfile> profiles = noProfiles ? List.of() : ShippedProfiles.speaking(protocol);
      scanner.scan(link, limits, profiles, new Shown(finds, remarks, out));
      suggest(link, finds, profiles, end, out);
    } catch (IOException e) {
      trouble = Optional.of(String.valueOf(e.getMessage()));
    }
    end(finds.size(), trouble, remarks, System.nanoTime() >= end, out);
    return finds.isEmpty() || trouble.isPresent() ? 1 : 0;
  }

  /// Shows each find as it comes, but for those that profiles are tried on.
  private final class Shown implements FieldScanner.Heard {
    private final List<Found> finds;
    private final List<String> remarks;
    private final PrintWriter out;

    Shown(List<Found> finds, List<String> remarks, PrintWriter out) {
      this.finds = finds;
      this.remarks = remarks;
      this.out = out;
    }

    @Override
    public void found(Found found) {
      finds.add(found);
      if (!mayFit(found)) {
        show(found, found.profiles(), out);
      }
    }

    @Override
    public void remark(Text words) {
      remarks.add(words.en());
    }
  }

  /// Whether profiles are tried before it is shown: they need the line for themselves.
  private boolean mayFit(Found found) {
    return !noProfiles && found.profiles().isEmpty() && !found.address().isEmpty();
  }

  private void suggest(
      LinkConfig link, List<Found> finds, List<DeviceProfile> profiles, long end, PrintWriter out) {
    Optional<DriverFactory> factory = DriverFactory.forProtocol(protocol);
    for (Found found : finds) {
      if (mayFit(found)) {
        List<String> fitting =
            factory
                .map(f -> ProfileFit.suggest(new Line.Own(link), found.address(), profiles, f, end))
                .orElse(List.of());
        show(found, fitting, out);
      }
    }
  }

  private void show(Found found, List<String> profiles, PrintWriter out) {
    if (json) {
      out.println(
          new JsonObject()
              .put("type", "found")
              .put("address", new JsonObject(found.address()))
              .put("fields", new JsonObject(found.fields()))
              .put("profiles", new JsonArray(profiles))
              .encode());
    } else {
      String fields =
          found.fields().entrySet().stream()
              .map(e -> e.getKey() + " " + words(e.getValue()))
              .collect(Collectors.joining(", "));
      String may = profiles.isEmpty() ? "" : "; may be " + String.join(" or ", profiles);
      out.println(fields + may);
    }
    out.flush();
  }

  /// `sluice-gate-opcua: found 5, points 6` rather than brackets.
  private static String words(Object value) {
    return switch (value) {
      case List<?> list -> list.stream().map(ScanCommand::words).collect(Collectors.joining(" / "));
      case Map<?, ?> map ->
          map.entrySet().stream()
              .map(e -> e.getKey() + " " + words(e.getValue()))
              .collect(Collectors.joining(", ", "(", ")"));
      default -> String.valueOf(value);
    };
  }

  private void end(
      int found, Optional<String> trouble, List<String> remarks, boolean isOver, PrintWriter out) {
    if (json) {
      var summary = new JsonObject().put("type", "summary").put("found", found);
      summary.put("complete", trouble.isEmpty() && !isOver);
      trouble.ifPresent(t -> summary.put("trouble", t));
      if (!remarks.isEmpty()) {
        summary.put("remarks", new JsonArray(remarks));
      }
      out.println(summary.encode());
    } else {
      remarks.forEach(out::println);
      trouble.ifPresent(t -> spec.commandLine().getErr().println("scan: " + t));
      out.println(found + " found" + (isOver ? "; the time was over before the end" : ""));
    }
    out.flush();
  }

  private Optional<Limits> limits() {
    int first = protocol.equals("i2c") ? 0x08 : 1;
    int last = protocol.equals("i2c") ? 0x77 : 32;
    if (!addresses.isEmpty()) {
      String[] ends = addresses.split("-", -1);
      try {
        first = Integer.parseInt(ends[0]);
        last = Integer.parseInt(ends[ends.length - 1]);
      } catch (NumberFormatException _) {
        first = -1;
      }
      if (ends.length > 2 || first < 0 || last < first || last > LAST_ADDRESS) {
        refuse("--addresses", addresses, "1-32, within 0.." + LAST_ADDRESS);
        return Optional.empty();
      }
    }
    try {
      Duration time = Duration.parse(within);
      if (!time.isNegative() && !time.isZero() && time.compareTo(MOST) <= 0) {
        return Optional.of(new Limits(time, first, last, thorough));
      }
    } catch (DateTimeException _) {
      // Told below.
    }
    refuse("--within", within, "a duration above zero, PT1H at most");
    return Optional.empty();
  }

  private Optional<LinkConfig.Serial.Parity> parity() {
    return switch (parity) {
      case "none" -> Optional.of(LinkConfig.Serial.Parity.NONE);
      case "even" -> Optional.of(LinkConfig.Serial.Parity.EVEN);
      case "odd" -> Optional.of(LinkConfig.Serial.Parity.ODD);
      default -> Optional.empty();
    };
  }

  private int refuse(String what, String got, String wanted) {
    spec.commandLine()
        .getErr()
        .println("scan: " + what + ": got \"" + got + "\", wanted " + wanted);
    return 2;
  }

  private static String known() {
    return FieldScanner.all().stream()
        .map(FieldScanner::name)
        .sorted()
        .collect(Collectors.joining(", "));
  }
}
