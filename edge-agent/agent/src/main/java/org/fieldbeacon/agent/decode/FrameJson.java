package org.fieldbeacon.agent.decode;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.time.Instant;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.observation.Quality;

/// One JSON object a line for each frame.
final class FrameJson implements FramePrinter {
  private final PrintWriter out;

  FrameJson(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void show(int number, DecodedFrame frame) {
    out.println(json(frame).encode());
    out.flush();
  }

  @Override
  public void end(int frames, int bad) {
    // The lines themselves say it.
  }

  private static JsonObject json(DecodedFrame frame) {
    return switch (frame) {
      case DecodedFrame.Good(var fields, var readings) -> {
        var observations = new JsonArray();
        readings.forEach(r -> observations.add(json(r)));
        yield new JsonObject()
            .put("ok", true)
            .put("frame", new JsonObject(fields))
            .put("observations", observations);
      }
      case DecodedFrame.Bad(String what, int offset, String got, String wanted) ->
          new JsonObject()
              .put("ok", false)
              .put(
                  "error",
                  new JsonObject()
                      .put("what", what)
                      .put("offset", offset)
                      .put("got", got)
                      .put("wanted", wanted));
    };
  }

  /// A flag is told where it says something: a missing or a doubtful value.
  private static JsonObject json(Reading reading) {
    var json =
        new JsonObject()
            .put("point", reading.point())
            .put("value", Double.isFinite(reading.value()) ? number(reading.value()) : null)
            .put("unit", reading.unit().ucum())
            .put("time", reading.time().map(Instant::toString).orElse(null));
    if (reading.quality() != Quality.NOT_EVALUATED && reading.quality() != Quality.PASS) {
      json.put("flag", reading.quality().code());
    }
    if (!reading.detail().isEmpty()) {
      json.put("detail", reading.detail());
    }
    return json;
  }

  /// Whole numbers without a fraction, as far as a double holds them exactly.
  private static Number number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 0x1p53;
    return whole ? (Number) (long) value : (Number) value;
  }
}
