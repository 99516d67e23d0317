package org.fieldbeacon.agent.store;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.Wire;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rows whose bytes no longer decode: left out of answers, counted, never a stop for the others.
final class DamagedRows {
  private static final Logger LOG = LoggerFactory.getLogger(DamagedRows.class);
  private static final ObservationBatch NOTHING = new ObservationBatch(List.of());
  private static final int LOG_EVERY = 1000;

  private final LongAdder count = new LongAdder();

  ObservationBatch decode(byte[] body) {
    try {
      return Wire.decodeObservations(body);
    } catch (ContractException e) {
      note(String.valueOf(e.getMessage()));
      return NOTHING;
    }
  }

  void note(String what) {
    if (count.sum() % LOG_EVERY == 0) {
      LOG.error("observation row damaged, {} before it: {}", count.sum(), what);
    }
    count.increment();
  }

  long count() {
    return count.sum();
  }
}
