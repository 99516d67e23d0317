package org.fieldbeacon.contract;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage.Text;

/// What a model saw and said, so that a person can look and `replay` can ask it again.
///
/// @param name the package: `fire-smoke`
/// @param version of the package
/// @param sha256 of the model file, 64 hexadecimal digits in lower case
/// @param scores what it said, the greatest first, 32 at most
/// @param picture what it saw, when that was a picture
public record ModelEvidence(
    String name, String version, String sha256, List<Score> scores, Optional<Picture> picture) {
  private static final int MOST_SCORES = 32;

  public ModelEvidence {
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException(
          "sha256 of model " + name + ": got \"" + sha256 + "\", wanted 64 hexadecimal digits");
    }
    scores = List.copyOf(scores);
    if (scores.size() > MOST_SCORES) {
      throw new IllegalArgumentException(
          "scores of model " + name + ": got " + scores.size() + ", wanted " + MOST_SCORES);
    }
  }

  /// @param label the class's id in the package's card
  /// @param title the class for people
  /// @param value 0..1
  public record Score(String label, Text title, double value) {}

  /// A small JPEG.
  ///
  /// @param base64 its octets (RFC 4648 §4), 32 KiB of them at most
  public record Picture(String base64) {
    /// Octets of the JPEG.
    public static final int MAX_BYTES = 32 << 10;

    public Picture {
      byte[] octets = Base64.getDecoder().decode(base64);
      boolean isJpeg =
          octets.length > 3 && (octets[0] & 0xFF) == 0xFF && (octets[1] & 0xFF) == 0xD8;
      if (!isJpeg || octets.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "picture: got "
                + octets.length
                + " B that "
                + (isJpeg ? "are" : "are no")
                + " JPEG, wanted a JPEG of at most "
                + MAX_BYTES
                + " B");
      }
    }

    public static Picture of(byte[] jpeg) {
      return new Picture(Base64.getEncoder().encodeToString(jpeg));
    }
  }
}
