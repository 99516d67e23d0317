package org.fieldbeacon.driver;

import java.time.Instant;
import java.util.Arrays;
import org.fieldbeacon.observation.PointId;

/// One picture of one camera as it came, not yet decoded.
///
/// @param point the camera's point for pictures: `gate-camera/frame`
/// @param bytes the encoded picture, 1..[#MAX_BYTES] of them; not copied, nobody may change them
/// @param mediaType `image/jpeg` or `image/png`, by what the bytes begin with
/// @param phenomenonTime when it was taken, by the camera's clock where that is known
/// @param receivedTime when this gateway had it, by the gateway's clock
/// @param source where it came from, for a person: `http camera 10.0.0.7:80`
public record Frame(
    PointId point,
    byte[] bytes,
    String mediaType,
    Instant phenomenonTime,
    Instant receivedTime,
    String source) {
  public static final int MAX_BYTES = 8 << 20;

  public Frame {
    if (bytes.length == 0 || bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          point + ": got a picture of " + bytes.length + " bytes, wanted 1.." + MAX_BYTES);
    }
  }

  /// Takes pictures; never blocks. What it has no room for it drops and counts.
  @FunctionalInterface
  public interface Sink {
    /// Nobody looks at pictures.
    Sink NOWHERE = _ -> {};

    void accept(Frame frame);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Frame f
        && point.equals(f.point)
        && Arrays.equals(bytes, f.bytes)
        && mediaType.equals(f.mediaType)
        && phenomenonTime.equals(f.phenomenonTime)
        && receivedTime.equals(f.receivedTime)
        && source.equals(f.source);
  }

  @Override
  public int hashCode() {
    return 31 * point.hashCode() + phenomenonTime.hashCode();
  }

  @Override
  public String toString() {
    return point + " " + mediaType + " " + bytes.length + " bytes of " + phenomenonTime;
  }
}
