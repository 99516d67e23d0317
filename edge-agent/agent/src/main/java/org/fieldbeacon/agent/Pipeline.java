package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.fieldbeacon.agent.action.AlarmWord;
import org.fieldbeacon.agent.action.OutputCommand;
import org.fieldbeacon.agent.action.OutputEngine;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmScene;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.HazardEvaluator;
import org.fieldbeacon.agent.inference.ModelInputs;
import org.fieldbeacon.agent.inference.ModelQuestion;
import org.fieldbeacon.agent.inference.ModelResult;
import org.fieldbeacon.agent.inference.ResultObservations;
import org.fieldbeacon.agent.quality.QualityControl;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.Frame;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;

/// The way of the data from quality to action, in one place and on one thread:
///
///     observation ─► quality ─► hazard ─► alarm ─► action
///                       │├► store ▲         └► commit
///     picture ──────────┴┴► model ┘
///
/// It keeps no clock and does nothing itself: what is to be done it gives to [Effects], the output's
/// write always before the alarm's commit, and the reading that decided between the two. So the same
/// code runs live, in `replay` and in the benchmarks. One thread.
public final class Pipeline {
  private static final Set<String> CALLS =
      Set.of("raised", "raised-again", "level-raised", "re-alarmed");
  private static final Duration LEAST_STEP = Duration.ofMillis(1);

  /// Where effects go; called on the pipeline's thread, must not block for long.
  public interface Effects {
    /// An observation under its flag; an earlier one again when its flag changed.
    void observed(Observation flagged);

    /// To be carried out, and answered with [Pipeline#written].
    void act(OutputEvent.Write write);

    void told(OutputEvent.Told told);

    /// To be asked, and answered with [Pipeline#answered].
    default void ask(ModelQuestion question) {
      throw new IllegalStateException("got a question for " + question.model() + ", wanted none");
    }

    /// To be made durable and sent.
    void changed(List<AlarmTransition> transitions);
  }

  /// Observations from before.
  @FunctionalInterface
  public interface Stored {
    void tell(Consumer<Observation> to);
  }

  private final QualityControl quality;
  private final List<HazardEvaluator> rules;
  private final Map<PointId, List<HazardEvaluator>> listeners = new HashMap<>();
  private final Map<String, List<HazardEvaluator>> modelListeners = new HashMap<>();
  private final Map<String, ModelUse> models = new HashMap<>();
  private final ModelInputs inputs;
  private final AlarmEngine alarms;
  private final OutputEngine outputs;
  private final Effects effects;
  private final Set<String> judged = new HashSet<>();
  private ClockSteps steps;

  /// A pipeline of this site; judges nothing before [#start].
  ///
  /// @param epoch of the store the alarms live in
  /// @param kept alarms from before
  public static Pipeline of(
      SiteConfig site, String epoch, Collection<AlarmRecord> kept, Effects effects, Instant now) {
    var alarms = new AlarmEngine(SitePresence.scene(site, epoch), Rules.alarms(site), kept, now);
    return new Pipeline(site, alarms, effects, now);
  }

  /// A pipeline whose alarms are raised elsewhere than the site's: tests are marked so.
  static Pipeline of(SiteConfig site, AlarmScene scene, Effects effects, Instant now) {
    return new Pipeline(
        site, new AlarmEngine(scene, Rules.alarms(site), List.of(), now), effects, now);
  }

  private Pipeline(SiteConfig site, AlarmEngine alarms, Effects effects, Instant now) {
    this.alarms = alarms;
    this.effects = effects;
    steps = new ClockSteps(Moment.virtual(now));
    quality = new QualityControl(site.quality(), site.gateway().zone());
    rules = Rules.evaluators(site, now);
    for (HazardEvaluator rule : rules) {
      rule.points().forEach(p -> listeners.computeIfAbsent(p, _ -> new ArrayList<>()).add(rule));
      rule.models()
          .forEach(m -> modelListeners.computeIfAbsent(m, _ -> new ArrayList<>()).add(rule));
    }
    site.models().forEach(use -> models.put(use.id(), use));
    inputs = new ModelInputs(site.models(), now);
    Map<String, Duration> polls = new HashMap<>();
    for (var entry : site.devices()) {
      Device device = entry.device();
      polls.put(device.name(), device.pollInterval());
    }
    outputs =
        new OutputEngine(
            site.outputs(), p -> polls.getOrDefault(p.device(), Duration.ofSeconds(1)));
  }

  /// The points that rules listen to and windows are filled from.
  Set<PointId> watched() {
    Set<PointId> watched = new HashSet<>(listeners.keySet());
    watched.addAll(inputs.points());
    return watched;
  }

  /// Begins. What was stored before goes past the rules first, and the time since, so that they
  /// judge the present by the whole of it; only their last word counts. Outputs start with what is
  /// known by then, so that a siren that should sound does not fall silent for a restart.
  ///
  /// @param stored flagged observations of watched points, oldest first; told one by one, since a
  ///   day of them need not fit into memory
  public void start(Stored stored, Moment at) {
    Map<String, Assessment> last = new LinkedHashMap<>();
    stored.tell(
        observation -> {
          inputs.onStored(observation);
          for (HazardEvaluator rule : listeners.getOrDefault(observation.point(), List.of())) {
            if (rule.wantsStored()) {
              passTo(rule, observation.receivedTime())
                  .forEach(said -> last.put(said.ruleId(), said));
              rule.onObservation(observation).forEach(said -> last.put(said.ruleId(), said));
            }
          }
        });
    for (HazardEvaluator rule : rules) {
      // A delay that has run out meanwhile must not look like one that still runs.
      if (last.containsKey(rule.ruleId()) && !rule.nextDeadline().isAfter(at.now())) {
        rule.onTime(at.now()).forEach(said -> last.put(said.ruleId(), said));
      }
    }
    steps = new ClockSteps(at);
    change(alarms.start(at.now()), at);
    last.values().forEach(said -> judge(said, at));
    carry(outputs.start(at.steady()));
  }

  /// Delays that ran out between two readings did so then, as they would have live.
  private static List<Assessment> passTo(HazardEvaluator rule, Instant until) {
    List<Assessment> said = new ArrayList<>();
    Instant due = rule.nextDeadline();
    Instant before = Instant.MIN;
    while (due.isAfter(before) && due.isBefore(until)) {
      said.addAll(rule.onTime(due));
      before = due;
      due = rule.nextDeadline();
    }
    return said;
  }

  /// Takes one reading, as it came from the field.
  public void observe(Observation reading, Moment at) {
    clock(at);
    for (Observation flagged : quality.apply(steps.corrected(reading, at))) {
      carry(outputs.onObservation(flagged, at.steady()));
      List<AlarmTransition> changes = new ArrayList<>();
      for (HazardEvaluator rule : listeners.getOrDefault(flagged.point(), List.of())) {
        rule.onObservation(flagged).forEach(said -> changes.addAll(judged(said, at)));
      }
      inputs.onObservation(flagged);
      effects.observed(flagged);
      commit(changes);
    }
  }

  /// Takes one picture, as it came from a camera.
  ///
  /// @param slowdown by how much the models' periods are stretched, 1 or more
  public void see(Frame frame, int slowdown, Moment at) {
    inputs.onFrame(frame, at.now(), slowdown).forEach(effects::ask);
  }

  /// The answer to a question.
  public void answered(ModelResult result, Moment at) {
    ModelUse use = models.get(result.use());
    if (use == null) {
      return;
    }
    List<AlarmTransition> changes = new ArrayList<>();
    for (HazardEvaluator rule : modelListeners.getOrDefault(result.use(), List.of())) {
      rule.onResult(result, at.now()).forEach(said -> changes.addAll(judged(said, at)));
    }
    ResultObservations.of(use, result, at.now()).forEach(effects::observed);
    commit(changes);
  }

  /// Lets time pass.
  public void onTime(Moment at) {
    clock(at);
    if (!inputs.nextDeadline().isAfter(at.now())) {
      inputs.due(at.now()).forEach(effects::ask);
    }
    for (HazardEvaluator rule : rules) {
      if (!rule.nextDeadline().isAfter(at.now())) {
        rule.onTime(at.now()).forEach(said -> judge(said, at));
      }
    }
    if (!alarms.nextDeadline().isAfter(at.now())) {
      change(alarms.onTime(at.now(), rule -> present(rule, at)), at);
    }
    if (!outputs.nextDeadline().isAfter(at.steady())) {
      carry(outputs.onTime(at.steady()));
    }
  }

  /// A clock that was set is no time that has passed: no detector has fallen silent by it.
  private void clock(Moment at) {
    if (steps.look(at)) {
      rules.forEach(rule -> rule.onClockSet(at.now()));
    }
  }

  private Optional<Assessment> present(String rule, Moment at) {
    return rules.stream()
        .filter(r -> r.ruleId().equals(rule))
        .findFirst()
        .flatMap(r -> r.present(at.now()));
  }

  /// How long until [#onTime] is due; never less than a millisecond.
  public Duration untilDue(Moment at) {
    Instant next = alarms.nextDeadline();
    next = inputs.nextDeadline().isBefore(next) ? inputs.nextDeadline() : next;
    for (HazardEvaluator rule : rules) {
      next = rule.nextDeadline().isBefore(next) ? rule.nextDeadline() : next;
    }
    Duration clock = between(at.now(), next);
    Duration steady = between(at.steady(), outputs.nextDeadline());
    Duration wait = clock.compareTo(steady) < 0 ? clock : steady;
    return wait.compareTo(LEAST_STEP) < 0 ? LEAST_STEP : wait;
  }

  private static Duration between(Instant from, Instant to) {
    return to.equals(Instant.MAX) ? Duration.ofDays(3650) : Duration.between(from, to);
  }

  /// The answer to a write.
  public void written(String output, long attempt, WriteResult result, Moment at) {
    carry(outputs.onWritten(output, attempt, result, at.steady()));
  }

  /// A person commands an output.
  void command(String output, OutputCommand command, Moment at) {
    carry(outputs.command(output, command, at.steady()));
  }

  /// Alarms that an order has changed, before they are committed.
  void announce(List<AlarmTransition> transitions, Moment at) {
    tellOutputs(transitions, at);
  }

  /// Puts every output into its fail-safe state; nothing is decided after this.
  public void stop(Moment at) {
    carry(outputs.stop(at.steady()));
  }

  AlarmEngine alarms() {
    return alarms;
  }

  List<OutputState> outputs() {
    return outputs.states();
  }

  ModelInputs inputs() {
    return inputs;
  }

  QualityControl quality() {
    return quality;
  }

  private void judge(Assessment said, Moment at) {
    commit(judged(said, at));
  }

  /// Tells the outputs; what is returned is still to be committed.
  private List<AlarmTransition> judged(Assessment said, Moment at) {
    List<AlarmTransition> transitions = alarms.onAssessment(said, at.now());
    boolean isFirstWord = judged.add(said.ruleId());
    if (isFirstWord && transitions.stream().noneMatch(t -> is(t, said.ruleId()))) {
      tellOutputs(alarms.of(said.ruleId()), Optional.empty(), at);
    }
    tellOutputs(transitions, at);
    return transitions;
  }

  private static boolean is(AlarmTransition transition, String rule) {
    return transition.alarm().ruleId().equals(rule);
  }

  private void change(List<AlarmTransition> transitions, Moment at) {
    tellOutputs(transitions, at);
    commit(transitions);
  }

  private void commit(List<AlarmTransition> transitions) {
    if (!transitions.isEmpty()) {
      effects.changed(transitions);
    }
  }

  private void tellOutputs(List<AlarmTransition> transitions, Moment at) {
    for (AlarmTransition transition : transitions) {
      if (judged.contains(transition.alarm().ruleId())) {
        tellOutputs(transition.alarm(), Optional.of(transition.word()), at);
      }
    }
  }

  private void tellOutputs(AlarmRecord alarm, Optional<String> word, Moment at) {
    carry(
        outputs.onAlarm(
            new AlarmWord(
                alarm.ruleId(),
                alarm.life().state().isActive(),
                alarm.life().isAnnunciated(),
                word.filter(CALLS::contains).isPresent(),
                alarm.life().level(),
                alarm.trusted()),
            at.steady()));
  }

  private void carry(List<OutputEvent> events) {
    for (OutputEvent event : events) {
      switch (event) {
        case OutputEvent.Write write -> effects.act(write);
        case OutputEvent.Told told -> effects.told(told);
      }
    }
  }
}
