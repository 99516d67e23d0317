package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.clock.ClockFollower;
import org.fieldbeacon.agent.clock.ClockState;
import org.fieldbeacon.agent.clock.ClockWatch;
import org.fieldbeacon.agent.clock.MachineClock;
import org.fieldbeacon.agent.clock.Receiver;
import org.fieldbeacon.agent.clock.SystemClock;
import org.fieldbeacon.agent.clock.TimeServer;
import org.fieldbeacon.agent.config.ClockConfig;
import org.fieldbeacon.agent.console.AuditLog.Actor;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Text;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How good the gateway's clock is, what it follows, and what others say: a time server, a GNSS
/// receiver, which also says where the gateway stands, a phone, whose time can be taken over. Tells
/// of every jump.
final class ClockApi {
  private static final Logger LOG = LoggerFactory.getLogger(ClockApi.class);
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(3);
  private static final Duration FIX_PATIENCE = Duration.ofSeconds(15);
  private static final Duration FIX_ENOUGH = Duration.ofSeconds(3);
  private static final String NMEA = "nmea0183";
  private static final String SERVER_CODE = "[A-Za-z0-9:\\[][A-Za-z0-9.:\\[\\]-]{0,260}";
  private static final Text SERVER_WANTED =
      new Text("主机名或 IP,可带 :端口", "a host name or an address, :PORT behind it or not");
  private static final Text RECEIVER_WANTED =
      new Text("serial:/dev/ttyUSB0 或 tcp://主机:端口", "serial:/dev/ttyUSB0 or tcp://HOST:PORT");
  private static final Shape SERVER =
      Shape.of(
          new Field.Code("server", true, Pattern.compile(SERVER_CODE), SERVER_WANTED),
          new Field.Whole("port", false, 1, 65_535));
  private static final Shape RECEIVER = Shape.of(line("target", true), baud());

  private static final String TARGET = "clock";
  private static final Shape TIME = Shape.of(new Field.Time("at", true));
  private static final String HOW =
      "AmbientCapabilities=CAP_SYS_TIME, CapabilityBoundingSet=CAP_SYS_TIME";

  private final SiteHost host;
  private final ScanDesk scans;
  private final AuditLog audit;
  private final Work writes;
  private final Work trials;
  private final InstantSource clock;
  private final SystemClock machine;
  private final PhoneTime phone;
  private final ClockWatch watch;

  private final Pace jumps = new Pace(20, Duration.ofMinutes(10), System::nanoTime);

  /// Servers are not to be flooded by way of a gateway, nor is each look worth seconds of waiting.
  private final Pace pace = new Pace(5, Duration.ofSeconds(5), System::nanoTime);

  ClockApi(
      SiteHost host,
      ScanDesk scans,
      AuditLog audit,
      Work writes,
      Work trials,
      InstantSource clock,
      SystemClock machine,
      PhoneTime phone) {
    this.host = host;
    this.scans = scans;
    this.audit = audit;
    this.writes = writes;
    this.trials = trials;
    this.clock = clock;
    this.machine = machine;
    this.phone = phone;
    watch = new ClockWatch(clock, System::nanoTime);
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/clock",
            Role.VIEWER,
            "The gateway's time, what sets its clock, how wrong it may be, and which programs that"
                + " set clocks run or are installed.",
            _ -> trials.run(() -> Reply.json(clock(machine.look())))),
        Route.post(
            "/clock/set",
            Role.TECHNICIAN,
            "Takes a phone's time over, once: where nothing keeps the clock right, and the gateway has"
                + " the right to set it.",
            TIME,
            this::set),
        Route.post(
            "/clock/compare",
            Role.TECHNICIAN,
            "Asks a time server (SNTP) how far the gateway's clock is off. Sets nothing.",
            SERVER,
            this::compare),
        Route.post(
            "/clock/receiver",
            Role.TECHNICIAN,
            "Listens to a GNSS receiver (NMEA 0183) for up to 15 s: where it is, and how far the"
                + " gateway's clock is off.",
            RECEIVER,
            this::receiver));
  }

  /// Up to four time servers, with spaces between.
  static Field servers(String name) {
    return new Field.Code(
        name, false, Pattern.compile(SERVER_CODE + "(?: " + SERVER_CODE + "){0,3}"), SERVER_WANTED);
  }

  /// The line to a receiver.
  static Field line(String name, boolean isRequired) {
    return new Field.Code(
        name,
        isRequired,
        Pattern.compile(
            "(?:serial:/dev/[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,120}"
                + "|tcp://[A-Za-z0-9.-]{1,253}:[0-9]{1,5})"),
        RECEIVER_WANTED);
  }

  /// Of a receiver's line.
  static Field baud() {
    return new Field.Whole("baud", false, 300, 921_600);
  }

  /// A jump of the clock, by whomever, goes on record and into the log. Blocks; on the worker.
  void look() {
    watch
        .look()
        .ifPresent(
            jump -> {
              LOG.warn(
                  "the clock has jumped by {} s, from {} to {}",
                  jump.by().toMillis() / 1e3,
                  jump.from(),
                  jump.to());
              phone.forget();
              record(jump);
            });
  }

  /// A clock that is out of order, and jumps all day, fills the log but not the record.
  private void record(ClockWatch.Jump jump) {
    try {
      jumps.take();
    } catch (ApiProblem _) {
      return;
    }
    audit.record(
        new Actor("", "gateway", ""),
        "clock-jumped",
        TARGET,
        jump.from().toString(),
        jump.to().toString());
  }

  /// On record before and, where it is refused, after.
  private Future<Reply> set(Ask ask) {
    Instant to = OffsetDateTime.parse(ask.body().getString("at")).toInstant();
    if (!SystemClock.isCredible(to)) {
      throw ApiProblem.field(
          "at", "手机时间不对;应在 2026 年至 2100 年之间", "a time from 2026 to 2100; this phone's is wrong");
    }
    pace.take();
    long asked = System.nanoTime();
    return writes.run(
        () -> {
          ClockState state = machine.look();
          if (state.isSynchronized()) {
            throw ApiProblem.of(
                409,
                "时钟已经同步(" + state.detail().zh() + "),不用手机时间覆盖",
                "the clock is synchronized ("
                    + state.detail().en()
                    + "): a phone's time does not overrule that");
          }
          if (!machine.maySet()) {
            throw noRight();
          }
          look();
          Instant from = clock.instant();
          audit.record(ask.actor(), "clock-ordered", TARGET, from.toString(), to.toString());
          // What it has waited in the queue has passed on the phone too.
          Instant wanted = to.plusNanos(System.nanoTime() - asked);
          SystemClock.Answer answer = machine.set(wanted);
          if (answer != SystemClock.Answer.DONE) {
            audit.record(ask.actor(), "clock-refused", TARGET, "", Json.word(answer));
            throw answer == SystemClock.Answer.NO_RIGHT
                ? noRight()
                : ApiProblem.of(409, "系统没有接受这个时间", "the system has not taken this time");
          }
          var _ = watch.look();
          phone.taken(wanted);
          LOG.warn("user={} set the clock from {} to {}, by a phone", ask.who(), from, wanted);
          audit.record(
              ask.actor(), "clock-set", TARGET, from.toString(), clock.instant().toString());
          return Reply.json(clock(machine.look()));
        });
  }

  private static ApiProblem noRight() {
    return ApiProblem.of(
        409,
        "网关没有设置时钟的权限(CAP_SYS_TIME)。请装机人员在 systemd 服务里加上 " + HOW + " 后重启,或用下面的命令在网关上设置",
        "the gateway has no right to set the clock (CAP_SYS_TIME): whoever has installed it adds "
            + HOW
            + " to the systemd service and restarts it, or sets the clock there with the commands"
            + " below");
  }

  private JsonObject clock(ClockState kernel) {
    Optional<ClockFollower> follower = host.live().flatMap(LiveSite::clock);
    ClockState followed = follower.map(f -> f.over(kernel)).orElse(kernel);
    ClockState state = phone.over(followed, clock.instant());
    var json =
        new JsonObject()
            .put("at", clock.instant().toString())
            .put("source", Json.word(state.source()))
            .put("synchronized", state.isSynchronized())
            .put("detail", Json.text(state.detail()))
            .put("running", new JsonArray(MachineClock.setters()))
            .put("installed", new JsonArray(MachineClock.installed()))
            .put("maySet", machine.maySet());
    state.uncertainty().ifPresent(u -> json.put("uncertaintySeconds", seconds(u)));
    follower.ifPresent(f -> json.put("following", following(f.status())));
    return json;
  }

  private static JsonObject following(ClockFollower.Status status) {
    var json =
        new JsonObject()
            .put("doing", Json.word(status.doing()))
            .put("source", status.source())
            .put("why", Json.text(new Text(InChinese.of(status.why()), status.why())));
    status.at().ifPresent(at -> json.put("at", at.toString()));
    status
        .told()
        .ifPresent(
            told ->
                json.put("offsetSeconds", seconds(told.offset()))
                    .put("uncertaintySeconds", seconds(told.uncertainty()))
                    .put("detail", told.detail()));
    return json;
  }

  private Future<Reply> compare(Ask ask) {
    ClockConfig.Server server =
        ClockConfig.Server.parse(ask.body().getString("server"))
            .orElseThrow(() -> ApiProblem.field("server", SERVER_WANTED.zh(), SERVER_WANTED.en()));
    int port = ask.body().getInteger("port", server.port());
    pace.take();
    return trials.run(
        () -> {
          try {
            TimeServer.Comparison seen =
                new TimeServer(clock, System::nanoTime).ask(server.host(), port, SERVER_PATIENCE);
            return Reply.json(
                new JsonObject()
                    .put("offsetSeconds", seconds(seen.offset()))
                    .put("uncertaintySeconds", seconds(seen.uncertainty()))
                    .put("stratum", seen.stratum()));
          } catch (IOException e) {
            throw silent(e);
          }
        });
  }

  private Future<Reply> receiver(Ask ask) {
    String target = ask.body().getString("target");
    LinkConfig link =
        ScanDesk.target(
                target,
                NMEA,
                ask.body().getInteger("baud", 0),
                LinkConfig.Serial.Parity.NONE,
                Path.of("."))
            .filter(_ -> !target.contains("/.."))
            .orElseThrow(
                () -> ApiProblem.field("target", "串口或主机:端口", "a serial port, or a host and port"));
    pace.take();
    return trials.run(
        () -> {
          Line line = Lines.of(link, NMEA, host.live());
          return scans
              .alone(() -> Reply.json(fix(line)))
              .orElseThrow(
                  () -> ApiProblem.of(409, "正在扫描,请稍候", "a scan is under way; wait for its end"));
        });
  }

  private JsonObject fix(Line line) {
    try {
      Receiver.Fix fix = Receiver.listen(line.link(), FIX_PATIENCE, FIX_ENOUGH, clock);
      var json =
          new JsonObject()
              .put("latitudeDeg", fix.position().latitudeDeg())
              .put("longitudeDeg", fix.position().longitudeDeg());
      fix.satellites().ifPresent(n -> json.put("satellites", n));
      fix.hdop().ifPresent(n -> json.put("hdop", n));
      fix.offset().ifPresent(o -> json.put("offsetSeconds", seconds(o)));
      return json;
    } catch (IOException e) {
      throw silent(e);
    }
  }

  /// Something out there does not answer; the request itself was right.
  private static ApiProblem silent(IOException e) {
    return ApiProblem.of(409, "没有得到:" + e.getMessage(), String.valueOf(e.getMessage()));
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
