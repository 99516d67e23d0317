package org.fieldbeacon.bench;

import java.util.List;
import org.fieldbeacon.agent.Moment;
import org.fieldbeacon.agent.Pipeline;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.outbox.AlarmCommits;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.observation.Observation;

/// Drives the gateway's pipeline as its own thread does: readings in batches, time after each,
/// every flagged observation into the log, every alarm change into the alarm store. The map's
/// receipts are given now and then, so that the log lets confirmed rows go as it does with the link
/// up.
final class PipelineDriver implements Pipeline.Effects {
  private static final int BATCH = 256;
  private static final int RECEIPT_EVERY = 50_000;

  private final Pipeline pipeline;
  private final ObservationLog log;
  private final AlarmCommits commits;
  private final StationField field;
  private final int commitEvery;
  private long alarmChanges;

  /// @param commitEvery observations after which to commit; 0 leaves that to the log
  PipelineDriver(
      SiteConfig site, AlarmStore alarms, ObservationLog log, StationField field, int commitEvery) {
    this.log = log;
    this.field = field;
    this.commitEvery = commitEvery;
    commits = new AlarmCommits(alarms, log::flush, () -> {});
    pipeline = Pipeline.of(site, alarms.epoch(), List.of(), this, field.now());
    pipeline.start(_ -> {}, Moment.virtual(field.now()));
  }

  void drive(int observations) {
    for (int i = 1; i <= observations; i++) {
      Observation reading = field.next();
      pipeline.observe(reading, Moment.virtual(reading.receivedTime()));
      if (i % BATCH == 0) {
        pipeline.onTime(Moment.virtual(field.now()));
      }
      if (commitEvery > 0 && i % commitEvery == 0) {
        log.flush().join();
      }
      if (i % RECEIPT_EVERY == 0) {
        log.confirm(log.lastSeq(), List.of());
      }
    }
  }

  long alarmChanges() {
    return alarmChanges;
  }

  @Override
  public void observed(Observation flagged) {
    log.append(flagged);
  }

  @Override
  public void act(OutputEvent.Write write) {
    throw new IllegalStateException("got " + write + " from a site without outputs");
  }

  @Override
  public void told(OutputEvent.Told told) {
    throw new IllegalStateException("got " + told + " from a site without outputs");
  }

  @Override
  public void changed(List<AlarmTransition> transitions) {
    alarmChanges += transitions.size();
    var _ = commits.add(transitions);
  }
}
