package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fieldbeacon.agent.action.OutputEvent.Told;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// Decides what every output of a site shall be, from alarms, readings and people; says what is to
/// be written and what is to be told. No clock, no thread, no chance: the same calls give the same
/// events. One thread. Time never goes back: a `now` before an earlier one is taken as that, so the
/// caller gives instants from a source that does not jump.
///
/// **On** is wanted while any trigger holds. A trigger holds while the alarm of its rule calls and
/// was, by the last *trusted* word, at its level or worse. An untrusted word switches nothing on
/// and nothing off; a silenced alarm calls for nothing. While the output is off, an alarm at a
/// trigger's level that does not switch it on is told in [OutputState#withheld] with the reason,
/// and as [OutputWord#WITHHELD] when that is doubt.
///
/// **Fail-safe.** [#start] and [#stop] put every output into its fail-safe state, past the shortest
/// times. An output that fails safe to on stays on until every rule that triggers it has said a
/// trusted word; one that fails safe to off needs no more than one trigger that holds.
///
/// **Interlocks** forbid on, to alarms, people and the fail-safe state alike. One that begins to
/// hold switches off at once. A suspect reading makes an interlock hold when it compares so, and
/// never clears it. One without a trusted present reading leaves the output in its fail-safe state:
/// if that is off, it blocks switching on as soon as a reading is missing, failed or doubtful, and
/// switches off once there was no clear reading for the point's patience; if that is on, it forbids
/// nothing. An interlock that held does so until a trusted reading says otherwise, however old.
///
/// **Shortest times** on and off count from when the device took the command. Interlock, dead-man,
/// a person's *off*, start and stop do not wait for the shortest time on.
///
/// **Dead-man.** The time on while a trigger holds is added up from one renewal to the next, across
/// interruptions; reaching the limit switches off, and no trigger is heard until one is renewed:
/// begins to hold, or holds and rises or calls anew by a trusted word. It bounds neither the
/// fail-safe state nor a person's command, which ends by itself.
///
/// **A person** may hold an output on or off for [#LONGEST_OVERRIDE] at most, whatever its triggers
/// say.
///
/// **Writes.** One at a time per output; what is wanted when it is answered counts next. A write
/// that fails is repeated after 200 ms, doubling up to 5 s, as long as it is wanted. It is told at
/// the first failure, when the kind of failure changes, and when writes go through again.
///
/// **Read-back.** After a write the read-back has its point's patience to show the commanded value.
/// If it shows another then, or at any later time, that is told once and the write is repeated. One
/// that shows nothing is told and the write stands. Its value is compared in its own unit with the
/// numbers for on and off.
///
/// **Patience** of a point is three of its polls, 5 s at least.
public final class OutputEngine {
  /// A person's command ends after this at the latest.
  public static final Duration LONGEST_OVERRIDE = Duration.ofHours(24);

  private static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(5);
  private static final int PATIENCE_POLLS = 3;

  private final Map<String, Output> outputs = new LinkedHashMap<>();
  private final Map<String, List<Output>> byRule = new LinkedHashMap<>();
  private final Map<PointId, List<Output>> byPoint = new LinkedHashMap<>();
  private final List<OutputEvent> out = new ArrayList<>();
  private Instant latest = Instant.MIN;

  /// Decides nothing before [#start]; what is heard before counts from then.
  ///
  /// @param configs of unlike ids
  /// @param pollInterval how often a point is read, for interlocks and read-backs
  public OutputEngine(List<OutputConfig> configs, Function<PointId, Duration> pollInterval) {
    Function<PointId, Duration> patience = p -> patience(pollInterval.apply(p));
    for (OutputConfig config : configs) {
      var output = new Output(config, patience, out);
      outputs.put(config.id(), output);
      config.triggers().stream()
          .map(OutputConfig.Trigger::rule)
          .distinct()
          .forEach(r -> byRule.computeIfAbsent(r, _ -> new ArrayList<>()).add(output));
      config.interlocks().forEach(i -> listen(i.point(), output));
      config.readBack().ifPresent(p -> listen(p, output));
    }
  }

  /// Puts every output into its fail-safe state and begins to decide. Once, first.
  public List<OutputEvent> start(Instant now) {
    return all(outputs.values(), Output::start, now);
  }

  /// Puts every output into its fail-safe state by one last write each; after this nothing is
  /// decided any more.
  public List<OutputEvent> stop(Instant now) {
    return all(outputs.values().stream().filter(Output::isRunning).toList(), Output::stop, now);
  }

  /// An alarm has changed, or its rule has judged for the first time.
  public List<OutputEvent> onAlarm(AlarmWord word, Instant now) {
    return all(byRule.getOrDefault(word.ruleId(), List.of()), (o, t) -> o.hear(word, t), now);
  }

  /// A reading of any point, as quality has flagged it.
  public List<OutputEvent> onObservation(Observation flagged, Instant now) {
    return all(byPoint.getOrDefault(flagged.point(), List.of()), (o, t) -> o.hear(flagged, t), now);
  }

  /// What became of a write. An answer to another than the one in flight is not heard.
  public List<OutputEvent> onWritten(
      String outputId, long attempt, WriteResult result, Instant now) {
    Output output = outputs.get(outputId);
    return output == null
        ? List.of()
        : all(List.of(output), (o, t) -> o.written(attempt, result, t), now);
  }

  /// Time has passed; due at [#nextDeadline], harmless at any other time.
  public List<OutputEvent> onTime(Instant now) {
    return all(outputs.values(), Output::step, now);
  }

  /// A person commands an output. What cannot be is told as refused.
  public List<OutputEvent> command(String outputId, OutputCommand command, Instant now) {
    Output output = outputs.get(outputId);
    if (output == null || !output.isRunning()) {
      String wanted = "one of " + outputs.keySet() + ", between start and stop";
      String zh = "输出 " + outputId + " 不存在或未运行";
      String en = "got output " + outputId + ", wanted " + wanted;
      Told told = new Told(outputId, OutputWord.COMMAND_REFUSED, Reasons.refused(zh, en), at(now));
      return List.of(told);
    }
    return all(List.of(output), (o, t) -> o.command(command, t), now);
  }

  /// When [#onTime] is due; [Instant#MAX] when only another input can change anything.
  public Instant nextDeadline() {
    return outputs.values().stream()
        .map(Output::deadline)
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  /// How every output stands, in the site file's order; none before start.
  public List<OutputState> states() {
    return outputs.values().stream().filter(Output::isRunning).map(Output::state).toList();
  }

  private interface Input {
    void give(Output output, Instant now);
  }

  private List<OutputEvent> all(Iterable<Output> to, Input input, Instant now) {
    Instant then = at(now);
    to.forEach(o -> input.give(o, then));
    List<OutputEvent> events = List.copyOf(out);
    out.clear();
    return events;
  }

  private Instant at(Instant now) {
    latest = now.isBefore(latest) ? latest : now;
    return latest;
  }

  private void listen(PointId point, Output output) {
    List<Output> listeners = byPoint.computeIfAbsent(point, _ -> new ArrayList<>());
    if (!listeners.contains(output)) {
      listeners.add(output);
    }
  }

  private static Duration patience(Duration pollInterval) {
    Duration polls = pollInterval.multipliedBy(PATIENCE_POLLS);
    return polls.compareTo(SHORTEST_PATIENCE) > 0 ? polls : SHORTEST_PATIENCE;
  }
}
