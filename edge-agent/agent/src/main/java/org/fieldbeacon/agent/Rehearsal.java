package org.fieldbeacon.agent;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.HazardRule;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.HazardKind;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Raises and ends an alarm of the site a few times in an engine of its own before anything is
/// read, and throws it away. Without it the first alarm in earnest waits, siren and all, until the
/// classes behind alarms, alerts and their messages are loaded: a tenth of a second on a large
/// machine, much more on a small one.
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final int TURNS = 30;
  private static final Duration LONGEST = Duration.ofSeconds(2);
  private static final PointId POINT = new PointId("rehearsal", "rehearsal");
  private static final Text WORDS = new Text("预演", "Rehearsal");

  private final AlarmEngine engine;
  private Instant now;

  private Rehearsal(SiteConfig site, Instant now) {
    this.now = now;
    engine =
        new AlarmEngine(SitePresence.scene(site, "rehearsal"), Rules.alarms(site), List.of(), now);
  }

  /// Does nothing for a site without rules. Never fails: it is only a rehearsal.
  ///
  /// @return the messages it made
  static int hold(SiteConfig site, Instant now) {
    long start = System.nanoTime();
    int messages = 0;
    try {
      var rehearsal = new Rehearsal(site, now);
      List<String> rules = site.rules().stream().map(HazardRule::id).limit(1).toList();
      for (int turn = 0; turn < TURNS && System.nanoTime() - start < LONGEST.toNanos(); turn++) {
        for (String rule : rules) {
          messages += rehearsal.turn(rule);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("rehearsal of an alarm failed", e);
    }
    LOG.debug("rehearsed messages={} ms={}", messages, (System.nanoTime() - start) / 1_000_000);
    return messages;
  }

  private int turn(String rule) {
    return Stream.of(Level.YELLOW, Level.RED, Level.NONE).mapToInt(l -> say(rule, l)).sum();
  }

  private int say(String rule, Level level) {
    now = now.plusSeconds(60);
    List<AlarmTransition> said = engine.onAssessment(assessment(rule, level), now);
    int messages = 0;
    for (AlarmTransition transition : said) {
      AlarmRecord kept = AlarmRecord.of(transition.alarm().row());
      if (kept.message().isPresent()) {
        Wire.decodeAlarm(Wire.encode(kept.message().get()));
        messages++;
      }
    }
    return messages;
  }

  private Assessment assessment(String rule, Level level) {
    Observation reading = Observation.of(POINT, 1, Unit.METRE, now, "rehearsal");
    var evidence =
        new Assessment.Evidence(WORDS, Map.of("limit", 1.0), Unit.METRE, List.of(reading));
    return new Assessment(
        rule, HazardKind.RIVER_LEVEL, POINT, level, now, true, 1, WORDS, evidence);
  }
}
