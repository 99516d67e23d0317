package org.fieldbeacon.agent.store;

import org.fieldbeacon.contract.ObservationBatch;

/// The bytes of a batch, in the journal and on the wire alike. Called from the writer thread and
/// from readers at once.
public interface BatchCodec {
  byte[] encode(ObservationBatch batch);

  /// @throws StoreException when the bytes are not what [#encode] made
  ObservationBatch decode(byte[] bytes);

  /// Columns of differences, see [PackedBatchCodec].
  static BatchCodec packed() {
    return new PackedBatchCodec();
  }
}
