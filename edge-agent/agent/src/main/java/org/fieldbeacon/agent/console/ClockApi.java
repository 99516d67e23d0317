package org.fieldbeacon.agent.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.regex.Pattern;
import org.fieldbeacon.agent.clock.ClockState;
import org.fieldbeacon.agent.clock.MachineClock;
import org.fieldbeacon.agent.clock.Receiver;
import org.fieldbeacon.agent.clock.TimeServer;
import org.fieldbeacon.agent.scan.Line;
import org.fieldbeacon.agent.scan.ScanDesk;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.driver.Text;

/// How good the gateway's clock is, and what others say: a time server, a GNSS receiver, which also
/// says where the gateway stands.
final class ClockApi {
  private static final Duration SERVER_PATIENCE = Duration.ofSeconds(3);
  private static final Duration FIX_PATIENCE = Duration.ofSeconds(15);
  private static final Duration FIX_ENOUGH = Duration.ofSeconds(3);
  private static final int NTP = 123;
  private static final String NMEA = "nmea0183";
  private static final Shape SERVER =
      Shape.of(
          new Field.Code(
              "server",
              true,
              Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]{0,251}[A-Za-z0-9])?"),
              new Text("主机名或 IP", "a host name or an address")),
          new Field.Whole("port", false, 1, 65_535));
  private static final Shape RECEIVER =
      Shape.of(
          new Field.Code(
              "target",
              true,
              Pattern.compile(
                  "serial:/dev/[A-Za-z0-9][A-Za-z0-9_.:@/+-]{0,120}"
                      + "|tcp://[A-Za-z0-9.-]{1,253}:[0-9]{1,5}"),
              new Text(
                  "serial:/dev/ttyUSB0 或 tcp://主机:端口", "serial:/dev/ttyUSB0 or tcp://HOST:PORT")),
          new Field.Whole("baud", false, 300, 921_600));

  private final SiteHost host;
  private final ScanDesk scans;
  private final Work trials;
  private final InstantSource clock;

  /// Servers are not to be flooded by way of a gateway, nor is each look worth seconds of waiting.
  private final Pace pace = new Pace(5, Duration.ofSeconds(5), System::nanoTime);

  ClockApi(SiteHost host, ScanDesk scans, Work trials, InstantSource clock) {
    this.host = host;
    this.scans = scans;
    this.trials = trials;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/clock",
            Role.VIEWER,
            "The gateway's time, what sets its clock, how wrong it may be, and which programs that"
                + " set clocks run or are installed.",
            _ -> trials.run(() -> Reply.json(clock(MachineClock.look())))),
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

  private JsonObject clock(ClockState state) {
    var json =
        new JsonObject()
            .put("at", clock.instant().toString())
            .put("source", Json.word(state.source()))
            .put("synchronized", state.isSynchronized())
            .put("detail", Json.text(state.detail()))
            .put("running", new JsonArray(MachineClock.setters()))
            .put("installed", new JsonArray(MachineClock.installed()));
    state.uncertainty().ifPresent(u -> json.put("uncertaintySeconds", seconds(u)));
    return json;
  }

  private Future<Reply> compare(Ask ask) {
    String server = ask.body().getString("server");
    int port = ask.body().getInteger("port", NTP);
    pace.take();
    return trials.run(
        () -> {
          try {
            TimeServer.Comparison seen =
                new TimeServer(clock, System::nanoTime).ask(server, port, SERVER_PATIENCE);
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
