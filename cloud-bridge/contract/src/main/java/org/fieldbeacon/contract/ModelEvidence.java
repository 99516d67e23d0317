package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage.Reading;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.ObservationBatch.Column;

/// What a model saw and said, so that a person can look and `replay` can ask it again.
///
/// @param name the package: `fire-smoke`
/// @param version of the package
/// @param sha256 of the model file, 64 hexadecimal digits in lower case
/// @param scores what it said, the greatest first, 32 at most
/// @param picture what it saw, when that was a picture
/// @param window what it saw, when that was a series
public record ModelEvidence(
    String name,
    String version,
    String sha256,
    List<Score> scores,
    Optional<Picture> picture,
    Optional<Window> window) {
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

  /// The readings of a series' window, a column for each channel, one value for each row; NaN where
  /// there was none. Rows before the window are there as far as a gap at its start is filled from
  /// them.
  ///
  /// @param base64 an [ObservationBatch] in layout version 2 (see `BatchCodec`), 32 KiB of octets
  ///   at most
  /// @param whole false where only the newest rows had room
  public record Window(String base64, boolean whole) {
    /// Octets of the columns.
    public static final int MAX_BYTES = 32 << 10;

    public Window {
      byte[] octets = Base64.getDecoder().decode(base64);
      if (octets.length > MAX_BYTES) {
        throw new IllegalArgumentException(
            "window: got " + octets.length + " B, wanted " + MAX_BYTES + " B at most");
      }
      var _ = BatchCodec.decodePlain(octets);
    }

    /// All of it, or as many of the newest rows as have room.
    public static Window of(ObservationBatch rows) {
      ObservationBatch kept = rows;
      byte[] octets = BatchCodec.encodePlain(kept);
      boolean whole = octets.length <= MAX_BYTES;
      while (octets.length > MAX_BYTES) {
        // Where the names alone have no room, nothing is kept: the alarm goes out all the same.
        kept = kept.size() == 0 ? new ObservationBatch(List.of()) : newerHalf(kept);
        octets = BatchCodec.encodePlain(kept);
      }
      return new Window(Base64.getEncoder().encodeToString(octets), whole);
    }

    private static ObservationBatch newerHalf(ObservationBatch rows) {
      return new ObservationBatch(rows.columns().stream().map(Window::newerHalf).toList());
    }

    private static Column newerHalf(Column c) {
      int to = c.values().length;
      int from = (to + 1) / 2;
      return new Column(
          c.device(),
          c.point(),
          c.unit(),
          Arrays.copyOfRange(c.epochMillis(), from, to),
          Arrays.copyOfRange(c.receivedDelayMillis(), from, to),
          Arrays.copyOfRange(c.uncertaintyMillis(), from, to),
          Arrays.copyOfRange(c.values(), from, to),
          Arrays.copyOfRange(c.flags(), from, to));
    }

    public ObservationBatch rows() {
      return BatchCodec.decodePlain(Base64.getDecoder().decode(base64));
    }

    /// The values that are there, one channel after the other, oldest first.
    public List<Reading> readings() {
      List<Reading> all = new ArrayList<>();
      for (Column c : rows().columns()) {
        for (int i = 0; i < c.values().length; i++) {
          if (!Double.isNaN(c.values()[i])) {
            all.add(
                new Reading(
                    c.device(),
                    c.point(),
                    Instant.ofEpochMilli(c.epochMillis()[i]),
                    Optional.of(c.values()[i]),
                    c.unit(),
                    c.flags()[i]));
          }
        }
      }
      return all;
    }
  }
}
