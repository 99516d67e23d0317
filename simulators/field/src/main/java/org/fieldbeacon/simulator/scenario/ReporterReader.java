package org.fieldbeacon.simulator.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Logger;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Message;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Protocol;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Side;
import org.fieldbeacon.simulator.series.SimulatedClock;

/// The `reporters` of a scenario.
final class ReporterReader {
  static final Set<String> REQUIRED = Set.of("id", "protocol", "port");
  static final Set<String> OPTIONAL =
      Set.of(
          "side",
          "host",
          "address",
          "interval",
          "values",
          "file",
          "topic",
          "json",
          "payload",
          "model",
          "fport",
          "logger");
  static final Set<String> VALUE_OPTIONAL =
      Set.of("value", "series", "column", "mode", "bucket-mm", "window");

  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(5);
  private static final int MOST_LINES = 100_000;
  private static final long MOST_STORED = 10_000;

  private final Path folder;
  private final Recordings recordings;
  private final Map<String, String> environment;

  /// @param environment what `${NAME:default}` in a host or port means
  ReporterReader(Path folder, Recordings recordings, Map<String, String> environment) {
    this.folder = folder;
    this.recordings = recordings;
    this.environment = environment;
  }

  ReporterSpec read(YamlCursor at) {
    Map<String, YamlCursor> keys = at.mapping(REQUIRED, OPTIONAL);
    String id = keys.containsKey("id") ? keys.get("id").name() : "";
    Protocol protocol =
        keys.containsKey("protocol") ? keys.get("protocol").oneOf(Protocol.class) : Protocol.HJ212;
    Side side = keys.containsKey("side") ? keys.get("side").oneOf(Side.class) : Side.CONNECTS;
    int least = side == Side.LISTENS ? 0 : 1;
    int port = keys.containsKey("port") ? keys.get("port").port(least, environment) : 0;
    Map<String, Signal> values = new LinkedHashMap<>();
    Optional.ofNullable(keys.get("values"))
        .ifPresent(
            v ->
                v.mapping(Set.of(), Set.of())
                    .forEach((name, each) -> values.put(name, signal(each))));
    List<String> lines = keys.containsKey("file") ? lines(keys.get("file")) : List.of();
    boolean hasMessage = keys.containsKey("json") || keys.containsKey("payload");
    if (hasMessage != (protocol == Protocol.MQTT)) {
      at.problem(
          hasMessage ? "json or payload" : "neither json nor payload",
          "one of them with protocol mqtt, and only there");
    }
    boolean isSensor = protocol == Protocol.SDI12;
    if (isSensor && side != Side.LISTENS) {
      at.problem("side connects", "side: listens with protocol sdi12");
    }
    if (isSensor && !text(keys, "address").matches("[0-9A-Za-z]")) {
      at.problem("the address \"" + text(keys, "address") + "\"", "one of 0-9 A-Z a-z");
    }
    if (isSensor && !text(keys, "model").matches("[ -~]{17,30}")) {
      at.problem(
          "the model \"" + text(keys, "model") + "\"", "maker 8, model 6, version 3 characters");
    }
    Duration interval =
        keys.containsKey("interval")
            ? keys.get("interval").duration(Duration.ofMillis(1))
            : DEFAULT_INTERVAL;
    return new ReporterSpec(
        id,
        protocol,
        side,
        keys.containsKey("host") ? keys.get("host").text(environment) : "127.0.0.1",
        port,
        port == 0 ? id : String.valueOf(port),
        keys.containsKey("address") ? keys.get("address").text() : "",
        interval,
        values,
        hasMessage || isSensor ? Optional.of(message(keys)) : Optional.empty(),
        lines,
        keys.containsKey("logger")
            ? Optional.of(logger(keys.get("logger"), interval))
            : Optional.empty());
  }

  private static Logger logger(YamlCursor at, Duration interval) {
    Map<String, YamlCursor> keys = at.mapping(Set.of("stored"), Set.of("time-factor"));
    Duration stored =
        keys.containsKey("stored") ? keys.get("stored").duration(Duration.ofMillis(1)) : interval;
    if (stored.dividedBy(interval) > MOST_STORED) {
      at.problem(stored + " in steps of " + interval, "at most " + MOST_STORED + " records");
    }
    return new Logger(
        stored,
        keys.containsKey("time-factor")
            ? keys.get("time-factor").above0(SimulatedClock.MAX_FACTOR)
            : 1);
  }

  private Signal signal(YamlCursor at) {
    return RegisterReader.signal(recordings, at, at.mapping(Set.of(), VALUE_OPTIONAL));
  }

  private static Message message(Map<String, YamlCursor> keys) {
    return new Message(
        text(keys, "topic"),
        text(keys, "json"),
        text(keys, "payload"),
        text(keys, "model"),
        keys.containsKey("fport") ? keys.get("fport").integer(1, 255) : 2);
  }

  private static String text(Map<String, YamlCursor> keys, String key) {
    YamlCursor at = keys.get(key);
    return at == null ? "" : at.text();
  }

  private List<String> lines(YamlCursor at) {
    try (var all = Files.lines(folder.resolve(at.text()))) {
      List<String> lines = all.filter(l -> !l.isBlank()).limit(MOST_LINES).toList();
      if (lines.isEmpty()) {
        at.problem("an empty file", "recorded lines");
      }
      return lines;
    } catch (IOException | java.io.UncheckedIOException | InvalidPathException _) {
      at.problem("\"" + at.text() + "\"", "a file with recorded lines");
      return List.of();
    }
  }
}
