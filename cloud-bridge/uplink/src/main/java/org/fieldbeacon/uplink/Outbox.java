package org.fieldbeacon.uplink;

import java.util.List;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.Receipt;
import org.fieldbeacon.contract.Stream;

/// What must leave this gateway, on flash until the map confirms it. Implemented by the agent;
/// called on the uplink's thread only, which it may block for as long as a disk takes.
public interface Outbox {
  /// Random id of the store behind it.
  String epoch();

  /// The least seq still held; one above the newest when none is.
  long oldest(Stream stream);

  /// Messages not confirmed yet, ascending, the first ones above `afterSeq`. `sentAt` and `oldest`
  /// are set anew at each sending.
  ///
  /// @param max at most so many
  List<Envelope> peek(Stream stream, long afterSeq, int max);

  /// The map holds these: they need not be sent any more. Comes again, out of order, and for
  /// messages long gone. Must be on flash when it returns.
  void confirm(Receipt receipt);

  /// Messages not confirmed yet. The default counts no further than a thousand.
  default long backlog(Stream stream) {
    return peek(stream, 0, 1000).size();
  }
}
