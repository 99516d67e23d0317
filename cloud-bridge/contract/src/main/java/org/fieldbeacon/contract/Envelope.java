package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/// One numbered message of a gateway's stream, as it travels. The map merges on `(gateway, epoch,
/// stream, seq)` and confirms with a [Receipt].
///
/// @param gateway who sends, 1..64 of `a-z 0-9 -`
/// @param stream which sequence
/// @param epoch random id of the gateway's store: a new store starts again at 1 under a new epoch
/// @param seq 1, 2, 3 … without holes within an epoch
/// @param oldest the least seq the gateway still holds; lower ones that never came are lost for
///   good
/// @param sentAt by the gateway's clock, at this sending
/// @param kind what the body is: `alarm`, `command-result`, `observations`, [#SUPERSEDED]
/// @param body the encoded message of that kind
public record Envelope(
    String gateway,
    Stream stream,
    String epoch,
    long seq,
    long oldest,
    Instant sentAt,
    String kind,
    byte[] body) {

  /// Kind of a message of the alarm stream of which only the number is left: room was short, and a
  /// later message of the same stream says more about the same alarm. The body is empty. It may
  /// come under a number that was sent with its content before; whichever comes first stands.
  public static final String SUPERSEDED = "superseded";

  public Envelope {
    body = body.clone();
  }

  @Override
  public byte[] body() {
    return body.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Envelope that
        && gateway.equals(that.gateway)
        && stream == that.stream
        && epoch.equals(that.epoch)
        && seq == that.seq
        && oldest == that.oldest
        && sentAt.equals(that.sentAt)
        && kind.equals(that.kind)
        && Arrays.equals(body, that.body);
  }

  @Override
  public int hashCode() {
    return Objects.hash(gateway, stream, epoch, seq);
  }

  @Override
  public String toString() {
    return gateway + "/" + stream + "/" + epoch + "#" + seq + " " + kind + " " + body.length + " B";
  }
}
