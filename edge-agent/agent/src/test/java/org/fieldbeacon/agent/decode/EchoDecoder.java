package org.fieldbeacon.agent.decode;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;

/// Stands in for a driver's decoder: takes a level in millimetres, or `-` for none.
public final class EchoDecoder implements FrameDecoder {
  private static final Instant AT = Instant.parse("2026-07-14T00:30:00Z");

  @Override
  public String protocol() {
    return "echo";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    FrameLines.forEach(in, line -> told.accept(one(line)));
  }

  private static DecodedFrame one(String line) {
    if (line.equals("-")) {
      return new Good(Map.of("line", line), List.of(level(Double.NaN, Quality.MISSING)));
    }
    try {
      double value = Long.parseLong(line) / 1000.0;
      var fields = new LinkedHashMap<String, Object>();
      fields.put("line", line);
      fields.put("elements", List.of(Map.of("id", "39"), Map.of("id", "38")));
      return new Good(fields, List.of(level(value, Quality.NOT_EVALUATED)));
    } catch (NumberFormatException _) {
      return new Bad("level", 0, line, "millimetres");
    }
  }

  private static Reading level(double value, Quality quality) {
    return new Reading("water-level", value, Unit.METRE, Optional.of(AT), quality);
  }
}
