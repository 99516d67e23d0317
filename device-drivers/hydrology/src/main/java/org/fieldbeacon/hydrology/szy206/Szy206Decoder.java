package org.fieldbeacon.hydrology.szy206;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.hydrology.code.FrameLine;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Quality;

/// SZY 206 and SL/T 427 frames without a link. A line may hold noise and several frames.
public final class Szy206Decoder implements FrameDecoder {
  private static final Szy206Format FORMAT = new Szy206Format();

  @Override
  public String protocol() {
    return "szy206";
  }

  /// The password ahead of the time label, in what a centre sets (10H..4FH) and commands
  /// (90H..9FH).
  @Override
  public void conceal(byte[] captured) {
    FORMAT.conceal(captured);
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var parts = new Parts();
    FrameLines.forEach(
        in,
        line ->
            FrameLine.decode(line, FORMAT, (frame, skipped) -> tell(frame, skipped, parts), told));
  }

  private static DecodedFrame tell(Szy206Frame frame, int skipped, Parts parts) {
    Map<String, Object> fields = header(frame);
    if (skipped > 0) {
      fields.put("skipped_bytes", skipped);
    }
    Szy206Data data = Szy206Data.read(frame);
    fields.putAll(data.fields());
    if (frame.part().isPresent()) {
      parts.add(frame).ifPresent(whole -> fields.put("assembled", whole));
    }
    Optional<Instant> time = data.label().flatMap(TimeLabel::time);
    return new DecodedFrame.Good(
        fields, data.values().stream().map(v -> reading(v, time)).toList());
  }

  private static Map<String, Object> header(Szy206Frame frame) {
    Map<String, Object> control = new LinkedHashMap<>();
    control.put("dir", frame.up() ? "up" : "down");
    control.put("div", frame.part().isPresent() ? 1 : 0);
    frame.part().ifPresent(n -> control.put("divs", n));
    control.put("fcb", frame.attempt());
    control.put("type", frame.type());
    control.put("type_name", TypeCode.of(frame.type()).title());
    Map<String, Object> address = new LinkedHashMap<>();
    address.put("mode", frame.hasRegion() ? 1 : 2);
    if (frame.hasRegion()) {
      address.put("region", frame.address().substring(0, 6));
      frame.stationNumber().ifPresent(n -> address.put("station", n));
    } else {
      address.put("code", frame.address().substring(2));
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("protocol", "SZY206/SL427");
    fields.put("length", frame.length());
    fields.put("control", control);
    fields.put("address", frame.address());
    fields.put("address_parts", address);
    fields.put("afn", frame.functionText());
    fields.put("cs", Hex.of(frame.check()));
    return fields;
  }

  private static DecodedFrame.Reading reading(Measured measured, Optional<Instant> time) {
    return new DecodedFrame.Reading(
        measured.point(),
        measured.value().map(Number::doubleValue).orElse(Double.NaN),
        measured.unit(),
        time,
        measured.value().isPresent() ? Quality.NOT_EVALUATED : Quality.MISSING);
  }

  /// Split messages on their way, in one input: parts count down to 1. Bounded.
  private static final class Parts {
    private static final int MOST_MESSAGES = 32;

    private final Map<List<Object>, SortedMap<Integer, Integer>> open = new LinkedHashMap<>();

    /// What came together when this part completes it.
    Optional<Map<String, Object>> add(Szy206Frame frame) {
      List<Object> key = List.of(frame.address(), frame.function());
      SortedMap<Integer, Integer> sizes = open.computeIfAbsent(key, _ -> new TreeMap<>());
      sizes.put(frame.part().orElse(0), Szy206Data.pictureBytes(frame.data()).length);
      if (sizes.firstKey() == 1 && sizes.lastKey() == sizes.size()) {
        open.remove(key);
        Map<String, Object> whole = new LinkedHashMap<>();
        whole.put("parts", sizes.size());
        whole.put("bytes", sizes.values().stream().mapToInt(Integer::intValue).sum());
        return Optional.of(whole);
      }
      if (open.size() > MOST_MESSAGES) {
        open.remove(open.keySet().iterator().next());
      }
      return Optional.empty();
    }
  }
}
