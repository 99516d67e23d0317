package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.config.ProfileCatalogue;
import org.fieldbeacon.agent.config.SiteDevice;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.fieldbeacon.agent.scan.ScanDesk.Find;
import org.fieldbeacon.agent.scan.ScanDesk.Request;
import org.fieldbeacon.agent.scan.ScanDesk.State;
import org.fieldbeacon.agent.scan.ScanTarget;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.FieldScanner;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Text;

/// Looking for devices on a line. One scan at a time; a line that is polled is asked between polls.
final class ScanApi {
  private static final int LAST_ADDRESS = 247;
  private static final int LAST_USUAL = 32;
  private static final int LONGEST_S = 300;
  private static final int USUAL_S = 60;

  /// UM10204 §3.1.12.
  private static final int FIRST_I2C = 0x08;

  private static final int LAST_I2C = 0x77;
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Pattern TARGET =
      Pattern.compile(
          "link:[a-z0-9][a-z0-9-]{0,63}"
              + "|serial:/dev/[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,120}"
              + "|(tcp|rtu-tcp)://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}"
              + "|opc[.]tcp://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}(/[A-Za-z0-9_./-]{0,120})?"
              + "|i2c:[0-9]{1,3}|w1:");
  private static final Shape SCAN =
      Shape.of(
          new Field.Choice("protocol", true, List.of("modbus", "opcua", "sdi12", "i2c", "w1")),
          new Field.Code(
              "target",
              true,
              TARGET,
              new Text(
                  "link:线路、serial:/dev/ttyUSB0、tcp://主机:端口、rtu-tcp://主机:端口、opc.tcp://主机:端口、i2c:1 或 w1:",
                  "link:NAME, serial:/dev/ttyUSB0, tcp://HOST:PORT, rtu-tcp://HOST:PORT,"
                      + " opc.tcp://HOST:PORT, i2c:1 or w1:")),
          new Field.Whole("first", false, 0, LAST_ADDRESS),
          new Field.Whole("last", false, 0, LAST_ADDRESS),
          new Field.Whole("seconds", false, 1, LONGEST_S),
          new Field.Flag("thorough", false),
          new Field.Whole("baud", false, 300, 921_600),
          new Field.Choice("parity", false, List.of("none", "even", "odd")),
          new Field.Choice(
              "security",
              false,
              List.of("basic256sha256", "aes128-sha256-rsaoaep", "aes256-sha256-rsapss", "none")),
          new Field.Words("user", false, 1, 128, false),
          new Field.Words("password", false, 1, 256, false));

  private final SiteHost host;
  private final ScanDesk desk;
  private final AuditLog audit;
  private final Work writes;
  private final Path siteFolder;
  private final Path stateDir;

  /// @param stateDir keys and believed certificates of servers that are looked at
  ScanApi(
      SiteHost host, ScanDesk desk, AuditLog audit, Work writes, Path siteFolder, Path stateDir) {
    this.host = host;
    this.desk = desk;
    this.audit = audit;
    this.writes = writes;
    this.siteFolder = siteFolder;
    this.stateDir = stateDir;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/scan",
            Role.VIEWER,
            "The scan under way, or the last one: how far it is and what it has found.",
            _ -> Future.succeededFuture(Reply.json(view()))),
        Route.get(
            "/scan/lines",
            Role.TECHNICIAN,
            "Where one can look: links of the site, serial ports and buses of this machine.",
            _ -> writes.run(() -> Reply.json(lines()))),
        Route.post(
            "/scan",
            Role.TECHNICIAN,
            "Looks for devices on a line; only asks, never sets. One at a time.",
            SCAN,
            this::begin),
        Route.delete("/scan", Role.TECHNICIAN, "Ends the scan under way.", this::cancel));
  }

  private Future<Reply> begin(Ask ask) {
    JsonObject body = ask.body();
    String protocol = body.getString("protocol");
    FieldScanner scanner =
        FieldScanner.named(protocol)
            .orElseThrow(
                () -> ApiProblem.field("protocol", "此版本没有这种协议", "a protocol that has a scanner"));
    boolean isI2c = protocol.equals("i2c");
    int first = body.getInteger("first", isI2c ? FIRST_I2C : 1);
    int last = body.getInteger("last", isI2c ? LAST_I2C : Math.max(first, LAST_USUAL));
    if (last < first) {
      throw ApiProblem.field("last", "不小于起始地址", "not below the first address");
    }
    var limits =
        new FieldScanner.Limits(
            Duration.ofSeconds(body.getInteger("seconds", USUAL_S)),
            first,
            last,
            body.getBoolean("thorough", false));
    String target = body.getString("target");
    if (body.containsKey("user") != body.containsKey("password")) {
      throw ApiProblem.field("password", "用户和密码要一起填", "user and password, both or neither");
    }
    return writes.run(
        () -> {
          Optional<Path> password = password(body);
          LinkConfig link = link(body, protocol, scanner, password);
          Line line = Lines.of(link, protocol, host.live());
          List<DeviceProfile> profiles =
              ProfileCatalogue.all(siteFolder).stream()
                  .filter(p -> p.protocol().equals(protocol))
                  .toList();
          var request = new Request(protocol, target, line, limits, profiles);
          if (!desk.start(forgetting(scanner, password), request, ask.who())) {
            forget(password);
            throw ApiProblem.of(409, "已有一次扫描正在进行", "a scan is under way already");
          }
          audit.record(ask.actor(), "scan-started", target, "", protocol);
          return Reply.json(view()).withStatus(202);
        });
  }

  /// A file for the time of the scan, readable by the gateway only.
  private Optional<Path> password(JsonObject body) throws IOException {
    if (!body.containsKey("password")) {
      return Optional.empty();
    }
    Files.createDirectories(stateDir);
    // One that a kill has left.
    try (DirectoryStream<Path> old = Files.newDirectoryStream(stateDir, "password*")) {
      for (Path file : old) {
        Files.delete(file);
      }
    }
    Path file = Files.createTempFile(stateDir, "password", "", OWNER_ONLY);
    return Optional.of(Files.writeString(file, body.getString("password") + "\n"));
  }

  private static FieldScanner forgetting(FieldScanner scanner, Optional<Path> password) {
    return password.isEmpty() ? scanner : new Forgetting(scanner, password.get());
  }

  private static void forget(Optional<Path> password) throws IOException {
    if (password.isPresent()) {
      Files.deleteIfExists(password.get());
    }
  }

  /// A scanner after which a password is gone.
  private record Forgetting(FieldScanner scanner, Path password) implements FieldScanner {
    @Override
    public String name() {
      return scanner.name();
    }

    @Override
    public String targets() {
      return scanner.targets();
    }

    @Override
    public void scan(LinkConfig link, Limits limits, Heard heard)
        throws IOException, InterruptedException {
      scan(link, limits, List.of(), heard);
    }

    @Override
    public void scan(LinkConfig link, Limits limits, List<DeviceProfile> profiles, Heard heard)
        throws IOException, InterruptedException {
      try {
        scanner.scan(link, limits, profiles, heard);
      } finally {
        Files.deleteIfExists(password);
      }
    }
  }

  private LinkConfig link(
      JsonObject body, String protocol, FieldScanner scanner, Optional<Path> password) {
    String target = body.getString("target");
    if (target.startsWith("link:")) {
      String name = target.substring("link:".length());
      return SiteApi.live(host).site().links().stream()
          .filter(l -> l.name().equals(name))
          .findFirst()
          .orElseThrow(() -> ApiProblem.field("target", "没有这条线路", "a link of the running site"));
    }
    var parity =
        LinkConfig.Serial.Parity.valueOf(body.getString("parity", "none").toUpperCase(Locale.ROOT));
    var settings =
        new ScanTarget.Settings(
            body.getInteger("baud", 0),
            parity,
            body.getString("security", ""),
            "",
            Optional.ofNullable(body.getString("user")),
            password,
            stateDir);
    return ScanDesk.target(target, protocol, settings)
        .filter(l -> !target.contains("/.."))
        .filter(l -> fits(protocol, l))
        .orElseThrow(() -> ApiProblem.field("target", scanner.targets(), scanner.targets()));
  }

  private static boolean fits(String protocol, LinkConfig link) {
    return switch (link) {
      case LinkConfig.Serial _, LinkConfig.Tcp _ ->
          protocol.equals("modbus") || protocol.equals("sdi12");
      case LinkConfig.Endpoint _ -> protocol.equals("opcua");
      case LinkConfig.Board _ -> protocol.equals("i2c") || protocol.equals("w1");
      case LinkConfig.TcpListener _,
          LinkConfig.Udp _,
          LinkConfig.Can _,
          LinkConfig.Folder _,
          LinkConfig.Replay _ ->
          false;
    };
  }

  private Future<Reply> cancel(Ask ask) {
    return writes.run(
        () -> {
          desk.cancel();
          return Reply.json(view());
        });
  }

  private JsonObject lines() {
    var links = new JsonArray();
    host.live().ifPresent(live -> live.site().links().forEach(link -> links.add(link(link, live))));
    return new JsonObject()
        .put("links", links)
        .put("serialPorts", new JsonArray(Lines.serialPorts(Path.of("/dev"))))
        .put("i2cBuses", new JsonArray(Lines.i2cBuses(Path.of("/dev"))));
  }

  private static JsonObject link(LinkConfig link, LiveSite live) {
    List<SiteDevice> devices = live.site().devicesOn(link.name());
    var json =
        new JsonObject()
            .put("name", link.name())
            .put("devices", devices.size())
            .put("shared", live.sharedLine(link.name()).isPresent())
            .put("where", where(link));
    devices.stream()
        .findFirst()
        .ifPresent(d -> json.put("protocol", d.device().profile().protocol()));
    return json;
  }

  private static String where(LinkConfig link) {
    return switch (link) {
      case LinkConfig.Tcp tcp -> tcp.host() + ":" + tcp.port();
      case LinkConfig.Serial serial -> serial.device() + " " + serial.baud();
      case LinkConfig.TcpListener listener -> "← " + listener.host() + ":" + listener.port();
      case LinkConfig.Udp udp ->
          udp.peer()
              .map(peer -> "udp " + peer.host() + ":" + peer.port())
              .orElse("← udp " + udp.host() + ":" + udp.port());
      case LinkConfig.Can can -> can.networkInterface();
      case LinkConfig.Endpoint endpoint -> endpoint.url().toString();
      case LinkConfig.Board _ -> "";
      case LinkConfig.Folder folder -> folder.path().toString();
      case LinkConfig.Replay replay -> replay.file().toString();
    };
  }

  private JsonObject view() {
    return desk.state().map(this::view).orElseGet(() -> new JsonObject().put("phase", "none"));
  }

  private JsonObject view(State state) {
    Request request = state.request();
    var finds = new JsonArray();
    state.finds().forEach(f -> finds.add(find(f, request)));
    var view = new JsonObject();
    InChinese.put(view, "trouble", state.trouble());
    return view.put("phase", Json.word(state.phase()))
        .put("protocol", request.protocol())
        .put("target", request.target())
        .put("shared", request.isShared())
        .put("by", state.by())
        .put("startedAt", state.startedAt().toString())
        .put("seconds", request.limits().within().toSeconds())
        .put("first", request.limits().first())
        .put("last", request.limits().last())
        .put("asking", state.asking())
        .put("cut", state.isCut())
        .put("remarks", new JsonArray(state.remarks().stream().map(ScanApi::remark).toList()))
        .put("found", finds);
  }

  private static JsonObject remark(Text words) {
    return Json.text(new Text(InChinese.of(words.zh()), words.en()));
  }

  private JsonObject find(Find find, Request request) {
    var json =
        new JsonObject()
            .put("address", new JsonObject(find.found().address()))
            .put("fields", new JsonObject(find.found().fields()))
            .put("profiles", new JsonArray(find.profiles()));
    known(find, request).ifPresent(name -> json.put("device", name));
    return json;
  }

  /// The device of the site that a find is, where it is one.
  private Optional<String> known(Find find, Request request) {
    return host.live()
        .flatMap(
            live ->
                Lines.used(request.line().link(), live)
                    .flatMap(
                        link ->
                            live.site().devicesOn(link.name()).stream()
                                .map(SiteDevice::device)
                                .filter(d -> isAt(find, d.address().values()))
                                .map(d -> d.name())
                                .findFirst()));
  }

  private static boolean isAt(Find find, java.util.Map<String, Object> address) {
    return !find.found().address().isEmpty()
        && find.found().address().entrySet().stream()
            .allMatch(
                e ->
                    Objects.equals(
                        String.valueOf(address.get(e.getKey())), String.valueOf(e.getValue())));
  }
}
