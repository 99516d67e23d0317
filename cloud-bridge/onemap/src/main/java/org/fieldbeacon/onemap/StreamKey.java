package org.fieldbeacon.onemap;

import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Stream;

/// One numbering of one gateway.
record StreamKey(String gateway, String epoch, Stream stream) {
  static StreamKey of(Envelope envelope) {
    return new StreamKey(envelope.gateway(), envelope.epoch(), envelope.stream());
  }
}
