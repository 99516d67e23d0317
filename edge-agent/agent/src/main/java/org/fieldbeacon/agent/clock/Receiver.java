package org.fieldbeacon.agent.clock;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.Link;
import org.fieldbeacon.driver.LinkConfig;
import org.fieldbeacon.observation.GeoPosition;
import org.fieldbeacon.observation.Quality;

/// Listens to a GNSS receiver for a while, for where and when it is: a gateway that is being set up
/// has no site yet, and so no driver for it.
public final class Receiver {
  private static final String DECODER = "nmea0183";
  private static final int PIECE = 1024;

  /// gpsd says who it is, and nothing more until it is asked to (gpsd_json(5), VERSION and WATCH).
  private static final String GPSD = "{\"class\":\"VERSION\"";

  private static final byte[] WATCH =
      "?WATCH={\"enable\":true,\"nmea\":true};\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_LINE = 256;
  private static final Duration SLICE = Duration.ofMillis(500);

  private final FrameDecoder decoder;
  private final InstantSource clock;
  private final Map<String, Double> last = new HashMap<>();
  private final StringBuilder line = new StringBuilder();
  private Optional<Duration> offset = Optional.empty();
  private int sentences;
  private boolean isGpsd;
  private boolean isWatched;

  private Receiver(FrameDecoder decoder, InstantSource clock) {
    this.decoder = decoder;
    this.clock = clock;
  }

  /// Where the receiver is.
  ///
  /// @param satellites used; empty when it has not said so
  /// @param hdop horizontal dilution of precision; empty when it has not said so
  /// @param offset what must be added to the machine's clock, to a second or so, since a sentence
  ///   comes some time after the moment it tells of; empty when it has told no date
  public record Fix(
      GeoPosition position,
      Optional<Double> satellites,
      Optional<Double> hdop,
      Optional<Duration> offset) {}

  /// @param enough how long to wait for satellites and time once there is a position
  /// @throws IOException when the line cannot be used, or nothing came of it, with the reason
  public static Fix listen(
      LinkConfig config, Duration patience, Duration enough, InstantSource clock)
      throws IOException {
    FrameDecoder decoder =
        FrameDecoder.all()
            .filter(d -> d.protocol().equals(DECODER))
            .findFirst()
            .orElseThrow(() -> new IOException("this build reads no NMEA 0183"));
    return new Receiver(decoder, clock).hear(config, patience, enough);
  }

  private Fix hear(LinkConfig config, Duration patience, Duration enough) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    Optional<Long> until = Optional.empty();
    byte[] piece = new byte[PIECE];
    try (Link link = config.newLink()) {
      link.open();
      while (!Thread.currentThread().isInterrupted()
          && System.nanoTime() < until.orElse(end)
          && !(isPlaced() && offset.isPresent() && last.containsKey("hdop"))) {
        int got = link.read(piece, 0, piece.length, SLICE);
        if (got < 0) {
          break;
        }
        take(piece, got);
        if (isGpsd && !isWatched) {
          isWatched = true;
          link.write(WATCH, 0, WATCH.length);
        }
        if (isPlaced() && until.isEmpty()) {
          until = Optional.of(Math.min(end, System.nanoTime() + enough.toNanos()));
        }
      }
      if (!isPlaced()) {
        throw new IOException(
            link.name()
                + ": got "
                + sentences
                + " sentences and no position, wanted NMEA 0183 from a receiver that sees the sky");
      }
    }
    return new Fix(
        new GeoPosition(
            last.getOrDefault("latitude", Double.NaN), last.getOrDefault("longitude", Double.NaN)),
        Optional.ofNullable(last.get("gnss-satellites")),
        Optional.ofNullable(last.get("hdop")),
        offset);
  }

  private boolean isPlaced() {
    return last.containsKey("latitude") && last.containsKey("longitude");
  }

  private void take(byte[] piece, int length) throws IOException {
    for (char c : new String(piece, 0, length, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c == '\n') {
        read(line.toString());
        line.setLength(0);
      } else if (line.length() < MOST_LINE) {
        line.append(c);
      }
    }
  }

  private void read(String sentence) throws IOException {
    if (sentence.startsWith("{")) {
      isGpsd |= sentence.startsWith(GPSD);
      return;
    }
    byte[] bytes = (sentence + "\n").getBytes(StandardCharsets.ISO_8859_1);
    decoder.decode(new ByteArrayInputStream(bytes), this::told);
  }

  private void told(DecodedFrame frame) {
    if (frame instanceof Good good) {
      sentences++;
      for (Reading reading : good.readings()) {
        if (!Double.isNaN(reading.value())) {
          if (reading.quality() != Quality.FAIL) {
            last.put(reading.point(), reading.value());
          }
          reading.time().ifPresent(this::told);
        }
      }
    }
  }

  private void told(Instant time) {
    offset = Optional.of(Duration.between(clock.instant(), time));
  }
}
