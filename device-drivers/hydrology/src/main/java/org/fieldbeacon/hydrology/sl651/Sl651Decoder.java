package org.fieldbeacon.hydrology.sl651;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.hydrology.code.FrameLine;
import org.fieldbeacon.hydrology.code.Hex;
import org.fieldbeacon.observation.Quality;

/// SL 651-2014 frames without a link. A line may hold noise and several frames. The packets of a
/// long body are told one by one; the one that completes it also has the values.
public final class Sl651Decoder implements FrameDecoder {
  private static final Sl651Format FORMAT = new Sl651Format();

  @Override
  public String protocol() {
    return "sl651";
  }

  /// See [Sl651Format]: the password follows the station's address.
  @Override
  public void conceal(byte[] captured) {
    for (int i = 0; i < captured.length; i++) {
      if (captured[i] == 0x7E && i + 1 < captured.length && captured[i + 1] == 0x7E) {
        conceal(captured, i + 8, 2, (byte) 0);
      } else if (captured[i] == 0x01 && isDigits(captured, i + 1, 12)) {
        conceal(captured, i + 13, 4, (byte) '*');
      }
    }
  }

  private static void conceal(byte[] captured, int from, int length, byte by) {
    for (int i = from; i < Math.min(captured.length, from + length); i++) {
      captured[i] = by;
    }
  }

  private static boolean isDigits(byte[] captured, int from, int length) {
    for (int i = from; i < from + length; i++) {
      if (i >= captured.length || Character.digit(captured[i], 16) < 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var packets = new Packets();
    FrameLines.forEach(
        in,
        line ->
            FrameLine.decode(
                line, FORMAT, (frame, skipped) -> good(frame, skipped, packets), told));
  }

  private static DecodedFrame good(Frame frame, int skipped, Packets packets) {
    Map<String, Object> fields = header(frame);
    if (skipped > 0) {
      fields.put("skipped_bytes", skipped);
    }
    List<Value> values = List.of();
    if (frame.packet().isEmpty() || !frame.up()) {
      Body body = Body.read(frame, frame.body());
      fields.putAll(body.fields());
      values = body.values();
    } else {
      if (frame.beginsBody()) {
        fields.putAll(Body.read(frame, frame.body()).fields());
      } else {
        fields.put("fragment_bytes", frame.body().length);
      }
      Optional<Assembly> whole = packets.add(frame);
      if (whole.isPresent()) {
        Body body = Body.read(whole.get().first().orElse(frame), whole.get().whole());
        values = body.values();
        fields.put("assembled", assembled(whole.get(), body));
      }
    }
    return new DecodedFrame.Good(fields, values.stream().map(Sl651Decoder::reading).toList());
  }

  private static Map<String, Object> header(Frame frame) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("protocol", "SL651-2014");
    fields.put("encoding", frame.encoding().title());
    fields.put("direction", frame.up() ? "up" : "down");
    fields.put("center", frame.centre());
    fields.put("station", frame.station());
    fields.put("password", frame.password());
    fields.put("func", Hex.of(frame.function()));
    fields.put("func_name", Function.name(frame.function()));
    fields.put("length", frame.length());
    fields.put("start", frame.start().name());
    fields.put("end", frame.end().name());
    fields.put("crc", Hex.word(frame.crc()));
    if (frame.end().acknowledges()) {
      fields.put("ack", true);
    }
    if (frame.packet().isPresent()) {
      Map<String, Object> packet = new LinkedHashMap<>();
      packet.put("total", frame.packet().get().total());
      packet.put("seq", frame.packet().get().number());
      fields.put("packet", packet);
    }
    return fields;
  }

  private static Map<String, Object> assembled(Assembly whole, Body body) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("packets", whole.total());
    fields.put("bytes", whole.bytes());
    fields.putAll(body.fields());
    if (body.picturePresent()) {
      fields.put("jpeg_bytes", body.picture().length);
      fields.put("jpeg_complete", Jpeg.isWhole(body.picture()));
    }
    return fields;
  }

  private static DecodedFrame.Reading reading(Value value) {
    return new DecodedFrame.Reading(
        value.element().point(),
        value.value().map(Number::doubleValue).orElse(Double.NaN),
        value.element().unit(),
        value.time(),
        value.value().isPresent() ? Quality.NOT_EVALUATED : Quality.MISSING);
  }

  /// Long bodies on their way, in one input. Bounded: the oldest goes first.
  private static final class Packets {
    private static final int MOST_BODIES = 64;

    private final Map<List<Object>, Assembly> open = new LinkedHashMap<>();

    /// The whole when this packet completes it.
    Optional<Assembly> add(Frame frame) {
      Packet packet = frame.packet().orElseThrow();
      if (packet.total() < 1) {
        return Optional.empty();
      }
      List<Object> key = List.of(frame.station(), frame.function(), packet.total());
      if (packet.number() == 1) {
        open.computeIfPresent(key, (_, a) -> a.beganWithAnother(frame) ? null : a);
      }
      Assembly assembly = open.computeIfAbsent(key, _ -> new Assembly(packet.total()));
      assembly.add(frame);
      if (assembly.isComplete()) {
        open.remove(key);
        return Optional.of(assembly);
      }
      if (open.size() > MOST_BODIES) {
        open.remove(new ArrayList<>(open.keySet()).getFirst());
      }
      return Optional.empty();
    }
  }
}
