package org.fieldbeacon.machinery.j1939;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameLines;
import org.fieldbeacon.machinery.j1939.CandumpLine.Entry;

/// `j1939`: CAN frames as `candump` writes them. A message of several frames is told with its last
/// frame, under `message`.
public final class J1939Decoder implements FrameDecoder {
  @Override
  public String protocol() {
    return "j1939";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var transport = new Transport();
    var faults = new Faults();
    FrameLines.forEach(
        in,
        line -> {
          for (Entry entry : CandumpLine.read(line)) {
            told.accept(
                switch (entry) {
                  case Entry.Wrong(var bad) -> bad;
                  case Entry.Frame frame -> good(frame, transport, faults);
                });
          }
        });
  }

  private static Good good(Entry.Frame frame, Transport transport, Faults faults) {
    CanId id = CanId.of(frame.canId());
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("can_id", frame.id());
    frame.time().ifPresent(time -> fields.put("time", time.toString()));
    var said = J1939Messages.read(id, frame.data(), frame.time());
    fields.putAll(said.fields());
    List<Reading> readings = new ArrayList<>(said.readings());
    transport
        .accept(id, frame.data())
        .ifPresent(
            whole -> {
              fields.put("message", message(whole, frame.time(), readings));
              if (whole.group() == J1939Messages.ACTIVE_FAULTS) {
                faults.follow(whole.source(), frame.time(), readings);
              }
            });
    if (id.group() == J1939Messages.ACTIVE_FAULTS) {
      faults.follow(id.source(), frame.time(), readings);
    }
    return new Good(fields, readings);
  }

  private static Map<String, Object> message(
      Transport.Whole whole, Optional<Instant> time, List<Reading> readings) {
    Map<String, Object> message = new LinkedHashMap<>();
    var said = J1939Messages.readWhole(whole.group(), whole.data(), time);
    message.put("source", whole.source());
    message.put("destination", whole.destination());
    message.put("length", whole.data().length);
    message.put("packets", whole.packets());
    message.put("mode", whole.mode());
    message.putAll(said.fields());
    message.put("data", HexFormat.of().withUpperCase().formatHex(whole.data()));
    readings.addAll(said.readings());
    return message;
  }
}
