package org.fieldbeacon.agent.outbox;

import java.time.Instant;
import java.util.List;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.JournalRow;
import org.fieldbeacon.agent.store.ObservationLog;
import org.fieldbeacon.agent.store.OutboxRow;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.uplink.Outbox;

/// The two stores as the uplink sees them: alarms and command results in the ALARM stream, batches
/// of observations in the other. Uplink thread.
public final class StoredOutbox implements Outbox {
  private static final int EPOCH_PART = 8;

  private final String gateway;
  private final AlarmStore alarms;
  private final ObservationLog observations;
  private final String epoch;

  public StoredOutbox(String gateway, AlarmStore alarms, ObservationLog observations) {
    this.gateway = gateway;
    this.alarms = alarms;
    this.observations = observations;
    epoch = part(alarms.epoch()) + "-" + part(observations.epoch());
  }

  private static String part(String storeEpoch) {
    return storeEpoch.substring(0, Math.min(EPOCH_PART, storeEpoch.length()));
  }

  /// Of both stores: when either one begins anew, so does the numbering as the map sees it.
  @Override
  public String epoch() {
    return epoch;
  }

  @Override
  public long oldest(Stream stream) {
    return switch (stream) {
      case ALARM -> alarms.oldest();
      case OBSERVATION -> observations.oldestSeq();
    };
  }

  @Override
  public List<Envelope> peek(Stream stream, long afterSeq, int max) {
    long oldest = oldest(stream);
    return switch (stream) {
      case ALARM -> alarms.peek(afterSeq, max).stream().map(row -> envelope(row, oldest)).toList();
      case OBSERVATION ->
          observations.peek(afterSeq, max).stream().map(row -> envelope(row, oldest)).toList();
    };
  }

  private Envelope envelope(OutboxRow row, long oldest) {
    return envelope(Stream.ALARM, row.seq(), oldest, row.kind(), row.body());
  }

  private Envelope envelope(JournalRow row, long oldest) {
    return envelope(Stream.OBSERVATION, row.seq(), oldest, "observations", row.blob());
  }

  private Envelope envelope(Stream stream, long seq, long oldest, String kind, byte[] body) {
    return new Envelope(gateway, stream, epoch, seq, oldest, Instant.EPOCH, kind, body);
  }

  /// Receipts for observations reach the disk with the next compaction: after a crash before that
  /// some rows travel once more, and the map merges them.
  @Override
  public void confirm(Receipt receipt) {
    switch (receipt.stream()) {
      case ALARM -> alarms.confirm(receipt.through(), receipt.also()).join();
      case OBSERVATION -> observations.confirm(receipt.through(), receipt.also());
    }
  }

  @Override
  public long backlog(Stream stream) {
    return switch (stream) {
      case ALARM -> alarms.figures().waiting();
      case OBSERVATION -> observations.unconfirmed();
    };
  }
}
