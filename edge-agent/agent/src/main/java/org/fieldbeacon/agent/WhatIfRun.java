package org.fieldbeacon.agent;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.console.LiveSite.Episode;
import org.fieldbeacon.agent.hazard.Level;
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
    PointId point = rule.point();
    var quality =
        site.quality().entrySet().stream()
            .filter(e -> e.getKey().equals(point))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new SiteConfig(
        site.schemaVersion(),
        site.gateway(),
        site.links(),
        site.devices(),
        quality,
        List.of(rule),
        List.of(),
        site.store(),
        Optional.empty(),
        site.health());
  }

  /// The next reading, as it came from the field.
  void take(Observation stored) {
    Instant due = stored.receivedTime().isAfter(now) ? stored.receivedTime() : now;
    passTo(due);
    pipeline.observe(
        stored.isMissing() ? stored : stored.flagged(Quality.NOT_EVALUATED, ""),
        Moment.virtual(now));
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
  public void act(OutputEvent.Write write) {
    throw new IllegalStateException("a site without outputs writes nothing");
  }

  @Override
  public void told(OutputEvent.Told told) {
    throw new IllegalStateException("a site without outputs tells nothing");
  }
}
