package org.fieldbeacon.simulator;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints each event as one line: for people, or as a JSON object. Every text in it is a checked
/// name, so nothing has to be escaped.
final class EventPrinter implements Consumer<SimulatorEvent> {
  private final PrintWriter out;
  private final boolean json;

  EventPrinter(PrintWriter out, boolean json) {
    this.out = out;
    this.json = json;
  }

  @Override
  public synchronized void accept(SimulatorEvent event) {
    out.println(json ? json(event) : line(event));
    out.flush();
  }

  private static String line(SimulatorEvent event) {
    return switch (event) {
      case SimulatorEvent.Ready ready ->
          "ready: %s at %s x, %s"
              .formatted(
                  ready.scenario(),
                  number(ready.timeFactor()),
                  Stream.concat(
                          ready.devices().stream().map(d -> d.device() + "=127.0.0.1:" + d.port()),
                          Stream.concat(
                              ready.cameras().stream()
                                  .map(c -> c.camera() + "=http://127.0.0.1:" + c.port()),
                              Stream.concat(
                                  ready.servers().stream().map(s -> s.server() + "=" + s.url()),
                                  ready.reporters().entrySet().stream()
                                      .map(r -> r.getKey() + "=127.0.0.1:" + r.getValue()))))
                      .collect(Collectors.joining(" ")));
      case SimulatorEvent.VariableSet v ->
          "%s: %s set to %s (after %s s)"
              .formatted(v.server(), v.variable(), number(v.value()), seconds(v.real()));
      case SimulatorEvent.OutputSwitched o ->
          "%s: %s %s (coil %d, after %s s)"
              .formatted(
                  o.device(), o.output(), o.on() ? "ON" : "OFF", o.coil(), seconds(o.real()));
      case SimulatorEvent.FaultSwitched f ->
          "%s: fault %s %s (after %s s)"
              .formatted(
                  f.device(), f.fault().word(), f.on() ? "begins" : "ends", seconds(f.real()));
    };
  }

  private static String json(SimulatorEvent event) {
    return switch (event) {
      case SimulatorEvent.Ready ready ->
          "{\"event\":\"ready\",\"scenario\":\"%s\",\"time-factor\":%s,\"devices\":[%s],\"cameras\":[%s],\"servers\":[%s],\"reporters\":[%s]}"
              .formatted(
                  ready.scenario(),
                  number(ready.timeFactor()),
                  ready.devices().stream().map(EventPrinter::json).collect(Collectors.joining(",")),
                  ready.cameras().stream().map(EventPrinter::json).collect(Collectors.joining(",")),
                  ready.servers().stream()
                      .map(s -> "{\"id\":\"%s\",\"url\":\"%s\"}".formatted(s.server(), s.url()))
                      .collect(Collectors.joining(",")),
                  ready.reporters().entrySet().stream()
                      .map(
                          r ->
                              "{\"id\":\"%s\",\"host\":\"127.0.0.1\",\"port\":%d}"
                                  .formatted(r.getKey(), r.getValue()))
                      .collect(Collectors.joining(",")));
      case SimulatorEvent.VariableSet v ->
          "{\"event\":\"variable\",\"server\":\"%s\",\"variable\":\"%s\",\"value\":%s,%s}"
              .formatted(
                  v.server(), v.variable(), number(v.value()), times(v.real(), v.simulated()));
      case SimulatorEvent.OutputSwitched o ->
          "{\"event\":\"output\",\"device\":\"%s\",\"output\":\"%s\",\"coil\":%d,\"on\":%b,%s}"
              .formatted(o.device(), o.output(), o.coil(), o.on(), times(o.real(), o.simulated()));
      case SimulatorEvent.FaultSwitched f ->
          "{\"event\":\"fault\",\"device\":\"%s\",\"fault\":\"%s\",\"on\":%b,%s}"
              .formatted(f.device(), f.fault().word(), f.on(), times(f.real(), f.simulated()));
    };
  }

  private static String json(SimulatorEvent.Listening device) {
    return "{\"id\":\"%s\",\"host\":\"127.0.0.1\",\"port\":%d,\"framing\":\"%s\",\"units\":%s}"
        .formatted(
            device.device(),
            device.port(),
            device.framing().name().toLowerCase(Locale.ROOT),
            device.units());
  }

  private static String json(SimulatorEvent.Showing camera) {
    return "{\"id\":\"%s\",\"host\":\"127.0.0.1\",\"port\":%d}"
        .formatted(camera.camera(), camera.port());
  }

  private static String times(Duration real, Duration simulated) {
    return "\"after-s\":%s,\"simulated-s\":%s".formatted(seconds(real), seconds(simulated));
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f", duration.toMillis() / 1000.0);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.valueOf((long) value)
        : String.valueOf(value);
  }
}
