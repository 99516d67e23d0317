package org.fieldbeacon.contract;

import java.util.List;

/// The map's word that it holds messages on its own flash: end to end, unlike a PUBACK. Idempotent
/// and cumulative; a lost receipt is made good by the next.
///
/// @param gateway whose messages
/// @param stream which sequence
/// @param epoch which numbering
/// @param through every seq up to here is stored (or known lost); 0 when none
/// @param also further ranges stored above `through`, ascending
public record Receipt(String gateway, Stream stream, String epoch, long through, List<Range> also) {

  public Receipt {
    also = List.copyOf(also);
  }

  public boolean covers(long seq) {
    return seq <= through || also.stream().anyMatch(r -> r.from() <= seq && seq <= r.to());
  }

  /// @param from first seq of the range
  /// @param to last seq of the range, inclusive
  public record Range(long from, long to) {}
}
