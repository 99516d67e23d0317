package org.fieldbeacon.agent.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.fieldbeacon.agent.alarm.AlarmEvent.Acknowledge;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionActive;
import org.fieldbeacon.agent.alarm.AlarmEvent.ConditionInactive;
import org.fieldbeacon.agent.alarm.AlarmEvent.Escalate;
import org.fieldbeacon.agent.alarm.AlarmEvent.ReAlarm;
import org.fieldbeacon.agent.alarm.AlarmEvent.Shelve;
import org.fieldbeacon.agent.alarm.AlarmEvent.ShelveExpired;
import org.fieldbeacon.agent.alarm.AlarmEvent.Suppress;
import org.fieldbeacon.agent.alarm.AlarmEvent.Unsuppress;
import org.fieldbeacon.agent.alarm.AlarmLifeCycle.Outcome;
import org.fieldbeacon.agent.alarm.AlarmRecord.Since;
import org.fieldbeacon.agent.config.AlarmConfig;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapChain;
import org.fieldbeacon.contract.cap.CapProposal;
import org.fieldbeacon.contract.cap.CapXml;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All alarms of the site at work: gives each assessment and order to the one transition table,
/// runs the timers, lets one alarm suppress another, and says what changed, in the words of the
/// map. It keeps no clock and writes nothing: whoever calls it commits what it returns. Pipeline
/// thread.
///
/// One alarm per rule. A raising out of normal begins a new alarm id; what calls again before the
/// alarm is over goes on under the old one.
public final class AlarmEngine {
  private static final Logger LOG = LoggerFactory.getLogger(AlarmEngine.class);

  /// After three quarters of its validity a standing alert is sent anew.
  private static final int RENEW_QUARTERS = 3;

  /// What changes nothing that the public would have to know.
  private static final Set<String> NOT_FOR_ALERTS =
      Set.of(
          "acknowledged",
          "escalated",
          "re-alarmed",
          "reset",
          "shelved",
          "suppressed",
          "removed-from-service");

  private final AlarmScene scene;
  private final Duration renewAfter;
  private final Map<String, AlarmConfig> settings;
  private final Map<String, AlarmRecord> alarms = new TreeMap<>();

  /// @param settings how the alarm of each rule behaves
  /// @param kept alarms from before, of rules there are and of rules there are no more
  public AlarmEngine(
      AlarmScene scene,
      Map<String, AlarmConfig> settings,
      Collection<AlarmRecord> kept,
      Instant now) {
    this.scene = scene;
    renewAfter = scene.origin().validity().multipliedBy(RENEW_QUARTERS).dividedBy(4);
    this.settings = new TreeMap<>(settings);
    for (AlarmRecord alarm : kept) {
      alarms.merge(alarm.ruleId(), alarm, (a, b) -> a.raising() > b.raising() ? a : b);
    }
    this.settings.forEach(
        (rule, config) ->
            alarms.compute(
                rule,
                (_, known) ->
                    known == null
                        ? unraised(rule, config, now)
                        : known.with(known.life().configured(config.latched()))));
  }

  private AlarmRecord unraised(String rule, AlarmConfig config, Instant now) {
    return new AlarmRecord(
        scene.alarmId(rule, 0),
        0,
        0,
        Alarm.normal(rule, config.latched(), now),
        true,
        Since.start(now),
        CapChain.EMPTY,
        Optional.empty());
  }

  /// Call once, before anything else: ends the alarms of rules that are gone, and suppresses and
  /// unsuppresses as the files have it now.
  public List<AlarmTransition> start(Instant now) {
    List<AlarmTransition> said = new ArrayList<>();
    for (String rule : List.copyOf(alarms.keySet())) {
      AlarmRecord alarm = of(rule);
      if (settings.containsKey(rule)) {
        suppressOthers(rule, now, said);
      } else {
        if (alarm.life().state() != AlarmState.NORMAL) {
          Alarm ended = alarm.life().to(AlarmState.NORMAL).shelved(Optional.empty());
          keep(alarm, ended.suppressed(false).revised(now), "rule-removed", now, said);
        }
        alarms.remove(rule);
      }
    }
    for (String rule : settings.keySet()) {
      if (settings.get(rule).suppressedBy().filter(alarms::containsKey).isEmpty()) {
        apply(rule, new Unsuppress(), now, said);
      }
    }
    return said;
  }

  /// Takes what a rule says now.
  public List<AlarmTransition> onAssessment(Assessment assessment, Instant now) {
    List<AlarmTransition> said = new ArrayList<>();
    String rule = assessment.ruleId();
    AlarmRecord before = of(rule);
    boolean active = assessment.level() != Level.NONE;
    AlarmEvent event = active ? new ConditionActive(assessment.level()) : new ConditionInactive();
    switch (AlarmLifeCycle.apply(before.life(), event, now)) {
      case Outcome.Changed(Alarm life, String word) -> {
        AlarmRecord heard =
            word.equals("raised") ? begin(before, assessment) : hear(before, assessment);
        keep(heard, life, word, now, said);
        suppressOthers(rule, now, said);
      }
      case Outcome.Unchanged _ -> {
        AlarmRecord heard = active ? hear(before, assessment) : before;
        if (isNews(before, heard)) {
          keep(heard, heard.life().revised(now), "updated", now, said);
        }
      }
      case Outcome.Refused(String reason) -> throw new IllegalStateException(rule + ": " + reason);
    }
    return said;
  }

  private AlarmRecord begin(AlarmRecord before, Assessment said) {
    int raising = before.raising() + 1;
    String alarmId = scene.alarmId(before.ruleId(), raising);
    return new AlarmRecord(
        alarmId,
        raising,
        before.life().revision(),
        before.life(),
        said.trusted(),
        before.since(),
        CapChain.EMPTY,
        Optional.of(AlarmMessages.of(scene, alarmId, said)));
  }

  private static AlarmRecord hear(AlarmRecord before, Assessment said) {
    return new AlarmRecord(
        before.alarmId(),
        before.raising(),
        before.revisionBefore(),
        before.life(),
        said.trusted(),
        before.since(),
        before.chain(),
        before.message().map(m -> AlarmMessages.updated(m, said)));
  }

  private static boolean isNews(AlarmRecord before, AlarmRecord heard) {
    return before.trusted() != heard.trusted()
        || !before
            .message()
            .map(AlarmMessage::headline)
            .equals(heard.message().map(AlarmMessage::headline));
  }

  /// Lets time pass: call at [#nextDeadline] or at any other time.
  ///
  /// @param present the word of a rule that stands, with the evidence of now: what is told again is
  ///   told as it is
  public List<AlarmTransition> onTime(Instant now, Function<String, Optional<Assessment>> present) {
    List<AlarmTransition> said = new ArrayList<>();
    for (String rule : settings.keySet()) {
      AlarmRecord alarm = of(rule);
      alarms.put(rule, alarm.with(alarm.since().notAfter(now)));
      if (dueAt(of(rule)).isAfter(now)) {
        continue;
      }
      if (alarm.life().state().isActive()) {
        present.apply(rule).ifPresent(word -> alarms.put(rule, hear(of(rule), word)));
      }
      if (!shelvedUntil(of(rule)).isAfter(now)) {
        apply(rule, new ShelveExpired(), now, said);
      }
      if (!escalatesAt(of(rule)).isAfter(now)) {
        apply(rule, new Escalate(), now, said);
      }
      if (!callsAgainAt(of(rule)).isAfter(now)) {
        apply(rule, new ReAlarm(), now, said);
      }
      if (!renewsAt(of(rule)).isAfter(now)) {
        keep(of(rule), of(rule).life().revised(now), "renewed", now, said);
      }
    }
    return said;
  }

  /// When a timer runs out next; `Instant.MAX` when none runs.
  public Instant nextDeadline() {
    Instant next = Instant.MAX;
    for (String rule : settings.keySet()) {
      next = earlier(next, dueAt(of(rule)));
    }
    return next;
  }

  private Instant dueAt(AlarmRecord alarm) {
    return earlier(
        earlier(shelvedUntil(alarm), escalatesAt(alarm)),
        earlier(callsAgainAt(alarm), renewsAt(alarm)));
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  /// One-shot shelving too ends after the longest time that the site allows.
  private Instant shelvedUntil(AlarmRecord alarm) {
    return alarm
        .life()
        .shelving()
        .map(
            s -> {
              Instant latest = alarm.since().shelved().plus(config(alarm).shelveMax());
              return s.until().filter(u -> u.isBefore(latest)).orElse(latest);
            })
        .orElse(Instant.MAX);
  }

  private Instant escalatesAt(AlarmRecord alarm) {
    Alarm life = alarm.life();
    boolean waits =
        life.state().needsAcknowledgement() && life.isAnnunciated() && !life.escalated();
    return waits ? after(alarm.since().called(), config(alarm).escalateAfter()) : Instant.MAX;
  }

  private Instant callsAgainAt(AlarmRecord alarm) {
    boolean stands =
        alarm.life().state() == AlarmState.ACKNOWLEDGED && alarm.life().isAnnunciated();
    return stands ? after(alarm.since().acknowledged(), config(alarm).reAlarm()) : Instant.MAX;
  }

  private Instant renewsAt(AlarmRecord alarm) {
    boolean stands = !alarm.chain().sent().isEmpty() && isDueForAlert(alarm.life());
    return stands ? alarm.since().proposed().plus(renewAfter) : Instant.MAX;
  }

  private static Instant after(Instant start, Optional<Duration> wait) {
    return wait.map(start::plus).orElse(Instant.MAX);
  }

  /// What a person's order came to.
  public sealed interface Answer {
    /// Obeyed; all that changed by it.
    record Done(List<AlarmTransition> transitions) implements Answer {}

    /// Not obeyed, for this reason.
    record Refused(String reason) implements Answer {}
  }

  /// ISA-18.2 acknowledge.
  ///
  /// @param revision of the alarm's message that the person saw
  public Answer acknowledge(String alarmId, long revision, String by, String note, Instant now) {
    return byId(alarmId)
        .map(a -> order(a.ruleId(), new Acknowledge(by, note, seen(a, revision)), now))
        .orElseGet(() -> unknown(alarmId));
  }

  /// ISA-18.2 shelve, until a time.
  public Answer shelve(String alarmId, Instant until, String by, String note, Instant now) {
    return byId(alarmId)
        .map(a -> order(a.ruleId(), new Shelve(by, note, Optional.of(until)), now))
        .orElseGet(() -> unknown(alarmId));
  }

  /// What a person wants of a rule's alarm, whether it stands or not. An acknowledgement's revision
  /// counts as the life's does.
  public Answer order(String ruleId, AlarmEvent event, Instant now) {
    if (!settings.containsKey(ruleId)) {
      return new Answer.Refused("got rule \"" + ruleId + "\", wanted one of " + settings.keySet());
    }
    if (event instanceof Shelve shelve && shelve.until().isPresent()) {
      Instant latest = now.plus(config(of(ruleId)).shelveMax());
      if (shelve.until().get().isAfter(latest)) {
        return new Answer.Refused(
            "shelve until: got " + shelve.until().get() + ", wanted " + latest + " or earlier");
      }
    }
    List<AlarmTransition> said = new ArrayList<>();
    Optional<String> refused = apply(ruleId, event, now, said);
    return refused.<Answer>map(Answer.Refused::new).orElseGet(() -> new Answer.Done(said));
  }

  /// The life's revision for a message's, whatever number came.
  private static long seen(AlarmRecord alarm, long revision) {
    return alarm.revisionBefore() + Math.min(revision, alarm.revision());
  }

  private static Answer unknown(String alarmId) {
    return new Answer.Refused(
        "got alarm \"" + alarmId + "\", wanted the present alarm of one of the rules");
  }

  private Optional<AlarmRecord> byId(String alarmId) {
    return alarms.values().stream().filter(a -> a.alarmId().equals(alarmId)).findFirst();
  }

  /// The alarms of all rules, by rule.
  public List<AlarmRecord> all() {
    return List.copyOf(alarms.values());
  }

  /// The alarm of a rule.
  ///
  /// @throws IllegalArgumentException when there is no such rule
  public AlarmRecord of(String ruleId) {
    AlarmRecord alarm = alarms.get(ruleId);
    if (alarm == null) {
      throw new IllegalArgumentException(
          "rule: got \"" + ruleId + "\", wanted one of " + alarms.keySet());
    }
    return alarm;
  }

  private AlarmConfig config(AlarmRecord alarm) {
    return settings.getOrDefault(alarm.ruleId(), AlarmConfig.DEFAULT);
  }

  /// Adds what changed to `said`.
  ///
  /// @return why not, when it was refused
  private Optional<String> apply(
      String rule, AlarmEvent event, Instant now, List<AlarmTransition> said) {
    return switch (AlarmLifeCycle.apply(of(rule).life(), event, now)) {
      case Outcome.Changed(Alarm life, String word) -> {
        keep(of(rule), life, word, now, said);
        suppressOthers(rule, now, said);
        yield Optional.empty();
      }
      case Outcome.Unchanged _ -> Optional.empty();
      case Outcome.Refused(String reason) -> Optional.of(reason);
    };
  }

  /// An alarm that is out of service explains nothing.
  private void suppressOthers(String rule, Instant now, List<AlarmTransition> said) {
    Alarm life = of(rule).life();
    boolean explains = life.state().isActive() && life.outOfService().isEmpty();
    for (Map.Entry<String, AlarmConfig> other : settings.entrySet()) {
      if (other.getValue().suppressedBy().filter(rule::equals).isPresent()) {
        apply(other.getKey(), explains ? new Suppress() : new Unsuppress(), now, said);
      }
    }
  }

  private void keep(
      AlarmRecord before, Alarm life, String word, Instant now, List<AlarmTransition> said) {
    Since since = since(before, life, now);
    AlarmRecord after =
        new AlarmRecord(
            before.alarmId(),
            before.raising(),
            before.revisionBefore(),
            life,
            before.trusted(),
            since,
            before.chain(),
            before.message());
    if (before.message().isPresent()) {
      after = told(after, before.message().get(), word, now);
    }
    alarms.put(after.ruleId(), after);
    said.add(new AlarmTransition(word, after));
  }

  private static Since since(AlarmRecord before, Alarm life, Instant now) {
    Alarm old = before.life();
    Since was = before.since();
    boolean calls =
        life.calledRevision() != old.calledRevision()
            || (life.isAnnunciated() && !old.isAnnunciated());
    boolean seen =
        life.acknowledgement().isPresent() && !life.acknowledgement().equals(old.acknowledgement());
    boolean shelved = life.shelving().isPresent() && !life.shelving().equals(old.shelving());
    return new Since(
        calls ? now : was.called(),
        seen ? now : was.acknowledged(),
        shelved ? now : was.shelved(),
        was.proposed());
  }

  /// With the message of this revision, and the alert that goes with it.
  private AlarmRecord told(AlarmRecord alarm, AlarmMessage words, String word, Instant now) {
    AlarmMessage plain =
        AlarmMessages.next(words, alarm.life(), alarm.revision(), word, Optional.empty());
    boolean silent = plain.active() && !alarm.life().isAnnunciated();
    Optional<CapAlert> alert =
        NOT_FOR_ALERTS.contains(word) || silent ? Optional.empty() : propose(plain, alarm.chain());
    Since since = alarm.since();
    return new AlarmRecord(
        alarm.alarmId(),
        alarm.raising(),
        alarm.revisionBefore(),
        alarm.life(),
        alarm.trusted(),
        alert.isEmpty()
            ? since
            : new Since(since.called(), since.acknowledged(), since.shelved(), now),
        alert.map(alarm.chain()::after).orElse(alarm.chain()),
        Optional.of(
            AlarmMessages.next(
                words, alarm.life(), alarm.revision(), word, alert.map(CapXml::write))));
  }

  /// An alert that breaks the rules of CAP is a bug; the alarm must not be lost to it.
  private Optional<CapAlert> propose(AlarmMessage message, CapChain chain) {
    try {
      return CapProposal.from(message, scene.origin(), chain);
    } catch (ContractException e) {
      LOG.error("alarm={} goes without an alert: {}", message.alarmId(), e.getMessage());
      return Optional.empty();
    }
  }

  private static boolean isDueForAlert(Alarm life) {
    return life.state().isActive()
        && life.level().isWorseThan(Level.NOTICE)
        && life.isAnnunciated();
  }
}
