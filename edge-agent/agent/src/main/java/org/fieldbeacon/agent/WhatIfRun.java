package org.fieldbeacon.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.ModelUse;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.LiveSite.Episode;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.inference.ModelQuestion;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// One rule alone over stored readings: the gateway's own pipeline on a virtual clock, without
/// outputs, its alarms acknowledged as soon as they are raised.
final class WhatIfRun implements Pipeline.Effects {
  private final List<Episode> episodes = new ArrayList<>();
  private final Pipeline pipeline;
  private Instant now;
  private Optional<Instant> raisedAt = Optional.empty();
  private Level worst = Level.NONE;
  private Text summary = new Text("", "");

  WhatIfRun(SiteConfig site, String rule, Instant from) {
    now = from;
    pipeline = Pipeline.of(alone(site, rule), "what-if", List.of(), this, from);
    pipeline.start(_ -> {}, Moment.virtual(from));
  }

  /// A site with this rule alone, of the points it listens to.
  private static SiteConfig alone(SiteConfig site, String ruleId) {
    HazardRule rule = site.rule(ruleId).orElseThrow();
    Set<PointId> points = points(rule);
    var quality =
        site.quality().entrySet().stream()
            .filter(e -> points.contains(e.getKey()))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new SiteConfig(
        site.schemaVersion(),
        site.gateway(),
        site.links(),
        site.devices(),
        quality,
        models(rule),
        List.of(rule),
        List.of(),
        site.store(),
        Optional.empty(),
        site.health(),
        Optional.empty());
  }

  /// What a rule reads of the field.
  static Set<PointId> points(HazardRule rule) {
    return switch (rule) {
      case HazardRule.ModelEvent event ->
          event.sensor().map(s -> Set.of(s.point())).orElse(Set.of());
      case HazardRule.ForecastCrossing _, HazardRule.CameraCredibility _ -> Set.of();
      case HazardRule.RiverLevel _, HazardRule.Rainstorm _, HazardRule.Credibility _ ->
          Set.of(rule.point());
    };
  }

  /// Whose answers a rule judges.
  static List<ModelUse> models(HazardRule rule) {
    return switch (rule) {
      case HazardRule.ModelEvent event -> event.models();
      case HazardRule.ForecastCrossing forecast -> List.of(forecast.model());
      case HazardRule.CameraCredibility camera -> List.of(camera.model());
      case HazardRule.RiverLevel _, HazardRule.Rainstorm _, HazardRule.Credibility _ -> List.of();
    };
  }

  /// A stored reading as it came from the field.
  static Observation fresh(Observation stored) {
    return stored.isMissing() ? stored : stored.flagged(Quality.NOT_EVALUATED, "");
  }

  /// The next reading, as it came from the field.
  void take(Observation stored) {
    passTo(stored.receivedTime());
    pipeline.observe(fresh(stored), Moment.virtual(now));
  }

  /// The next answer of a model.
  void take(StoredAnswers.Heard answer) {
    passTo(answer.received());
    pipeline.answered(answer.result(), Moment.virtual(now));
  }

  /// Ends at a time; what stands then still stands.
  List<Episode> finish(Instant until) {
    passTo(until);
    raisedAt.ifPresent(at -> episodes.add(new Episode(at, Optional.empty(), worst, summary)));
    return episodes;
  }

  private void passTo(Instant until) {
    Instant due = now.plus(pipeline.untilDue(Moment.virtual(now)));
    while (!due.isAfter(until)) {
      now = due;
      pipeline.onTime(Moment.virtual(now));
      due = now.plus(pipeline.untilDue(Moment.virtual(now)));
    }
    now = until.isAfter(now) ? until : now;
  }

  @Override
  public void changed(List<AlarmTransition> transitions) {
    transitions.forEach(t -> note(t.alarm()));
  }

  private void note(AlarmRecord alarm) {
    boolean active = alarm.life().state().isActive();
    if (active) {
      if (raisedAt.isEmpty()) {
        raisedAt = Optional.of(now);
        worst = Level.NONE;
      }
      if (alarm.life().level().isWorseThan(worst) || worst == Level.NONE) {
        worst = alarm.life().level();
        alarm
            .message()
            .ifPresent(
                m -> summary = new Text(m.evidence().summary().zh(), m.evidence().summary().en()));
      }
    } else if (raisedAt.isPresent()) {
      episodes.add(new Episode(raisedAt.get(), Optional.of(now), worst, summary));
      raisedAt = Optional.empty();
    }
  }

  @Override
  public void observed(Observation flagged) {
    // Stored already.
  }

  @Override
  public void ask(ModelQuestion question) {
    // It has been answered, and the answer is stored.
  }

  @Override
  public void act(OutputEvent.Write write) {
    throw new IllegalStateException("a site without outputs writes nothing");
  }

  @Override
  public void told(OutputEvent.Told told) {
    throw new IllegalStateException("a site without outputs tells nothing");
  }
}
