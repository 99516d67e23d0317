package org.fieldbeacon.agent.console;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import org.fieldbeacon.agent.action.OutputCommand;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.action.OutputState;
import org.fieldbeacon.agent.alarm.AlarmEngine.Answer;
import org.fieldbeacon.agent.alarm.AlarmEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.clock.ClockFollower;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.health.HealthReport;
import org.fieldbeacon.agent.inference.ModelState;
import org.fieldbeacon.agent.store.AlarmEventRow;
import org.fieldbeacon.agent.store.AlarmRow;
import org.fieldbeacon.agent.store.Bucket;
import org.fieldbeacon.driver.DeviceStatus;
import org.fieldbeacon.driver.LineTap;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Quality;

/// A gateway at work, as the console sees it: snapshots that others have made, so that looking
/// costs the pipeline nothing, and orders that end when they are on flash. Any thread; what blocks
/// says so.
public interface LiveSite {
  SiteConfig site();

  List<DeviceStatus> devices();

  /// The last reading; from memory.
  Optional<Observation> latest(PointId point);

  /// The last reading that passed its tests, or that none looked at; from memory.
  Optional<Observation> lastTrusted(PointId point);

  /// The alarms of all rules.
  List<AlarmRecord> alarms();

  List<OutputState> outputs();

  /// The last things that happened to outputs, oldest first.
  List<OutputEvent.Told> actions();

  HealthReport health();

  /// What the site's clock follows; empty where it names no source.
  Optional<ClockFollower> clock();

  /// The site's models; from memory.
  List<ModelState> models();

  /// Empty on a gateway that works alone.
  Optional<Uplink> uplink();

  Storage storage();

  /// The last `limit` readings of the stretch, oldest first. Blocks.
  List<Observation> newest(PointId point, Instant from, Instant to, int limit);

  /// See [org.fieldbeacon.agent.store.ObservationLog#downsampled]. Blocks.
  List<Bucket> downsampled(PointId point, Instant from, Instant to, int buckets);

  /// The alarms kept of earlier raisings, and the present ones. Blocks.
  List<AlarmRow> keptAlarms();

  /// What happened to alarms in a stretch, in order. Blocks.
  List<AlarmEventRow> alarmEvents(Instant from, Instant to);

  /// When the first change was that is still kept; empty when none is. Blocks.
  Optional<Instant> alarmEventsSince();

  /// Copies `alarms.db` into a folder as it is on flash, and `observations.db` if wanted. Blocks,
  /// for long.
  void snapshot(Path folder, boolean withObservations);

  /// What a calibrated point last said before its calibration; empty for one without calibration.
  OptionalDouble uncalibrated(PointId point);

  /// Where the bytes of a link can be looked at; empty for one that is not of this site.
  Optional<LineTap> tap(String link);

  /// The driver of a link, where it lets a technician use its line between polls.
  Optional<SharedLine> sharedLine(String link);

  /// What a person wants of a rule's alarm; ends when it is on flash.
  CompletableFuture<Answer> order(String rule, AlarmEvent event);

  /// What a person wants of an output; ends when it has been decided.
  CompletableFuture<OutputState> command(String output, OutputCommand command);

  /// @param guarantee what may be lost, in a sentence; empty when nothing may
  record Uplink(
      boolean isConnected,
      long backlog,
      Optional<Instant> lastReceiptAt,
      long published,
      String guarantee) {}

  /// @param bytesWritten sent to the disk since `running` began, 0 where the system does not tell
  /// @param unconfirmedAlarms messages that the map has not confirmed
  record Storage(
      long bytesWritten,
      Duration running,
      long observations,
      long unconfirmedAlarms,
      long unconfirmedObservations,
      long droppedByRing,
      boolean isReserveSpent) {}

  /// Runs the stored readings of a stretch past one rule of a site, on a virtual clock, through the
  /// pipeline's own code; nothing is stored and nothing is switched. Blocks, for long.
  WhatIf whatIf(SiteConfig site, String rule, Instant from, Instant to);

  /// How many of a point's stored readings would have had each flag under a site's quality tests.
  /// Blocks, for long.
  Map<Quality, Long> flagsIf(SiteConfig site, PointId point, Instant from, Instant to);

  /// The rules, those first that most depends on: levels and rain that sound something.
  List<WalkChoice> walkChoices();

  /// Begins a walk test: a test value is injected where readings come in, and goes the whole way as
  /// a test.
  ///
  /// @param value in the rule's unit; empty for one that raises it
  /// @param silent whether outputs stay as they are
  CompletableFuture<WalkBegin> beginWalk(
      String rule, OptionalDouble value, boolean silent, String by);

  /// What became of the wish for a walk test.
  sealed interface WalkBegin {
    record Begun(WalkState state) implements WalkBegin {}

    /// The real thing would stay silent: a test that passes would be a lie.
    record Refused(Text why) implements WalkBegin {}
  }

  /// The walk test under way, or the last one.
  Optional<WalkState> walk();

  CompletableFuture<WalkState> acknowledgeWalk(String by);

  /// Ends it: the test alarm is taken back at the map too.
  CompletableFuture<WalkState> endWalk();

  /// @param isCut whether there were more readings than are looked at; the newest are
  record WhatIf(long readings, boolean isCut, List<Episode> episodes) {
    public WhatIf {
      episodes = List.copyOf(episodes);
    }
  }

  /// One time an alarm would have stood.
  ///
  /// @param endedAt empty when it still would
  record Episode(Instant raisedAt, Optional<Instant> endedAt, Level worst, Text summary) {}
}
