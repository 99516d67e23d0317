package org.fieldbeacon.firepanel;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameFile;
import org.fieldbeacon.firepanel.Gb26875Framing.Found;

/// `gb26875`: frames of GB/T 26875.3-2011, as hex or as the bytes themselves.
public final class Gb26875Decoder implements FrameDecoder {
  @Override
  public String protocol() {
    return "gb26875";
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    FrameFile.read(in, Gb26875Decoder::next, told);
  }

  private static int next(
      byte[] bytes, int from, int to, boolean isLast, Consumer<DecodedFrame> told) {
    return switch (Gb26875Framing.find(bytes, from, to)) {
      case Found.Incomplete(var bad) -> {
        if (isLast) {
          told.accept(bad);
        }
        yield isLast ? to : from;
      }
      case Found.Spoilt(var bad, int end) -> {
        told.accept(bad);
        yield end;
      }
      case Found.Damaged(var bad, var _, int end) -> {
        told.accept(bad);
        yield end;
      }
      case Found.Whole(var frame, int end) -> {
        told.accept(good(frame));
        yield end;
      }
    };
  }

  /// A frame as fields and readings.
  static Good good(Gb26875Frame frame) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("protocol", "GB/T 26875.3-2011");
    fields.put("serial", frame.serial());
    fields.put("version", Map.of("main", frame.mainVersion(), "user", frame.userVersion()));
    Optional<Instant> sentAt = frame.sentAt();
    sentAt.ifPresentOrElse(
        time -> fields.put("sent_at", Gb26875Time.iso(time)),
        () -> fields.put("sent_at_hex", HexFormat.of().withUpperCase().formatHex(frame.time())));
    fields.put("src", address(frame.source()));
    fields.put("dst", address(frame.destination()));
    fields.put("app_len", frame.unit().length);
    fields.put("cmd", frame.command());
    fields.put("cmd_name", Gb26875Frame.commandName(frame.command()));
    byte[] bytes = frame.bytes();
    fields.put("checksum", Gb26875Framing.hex(bytes[bytes.length - 3] & 0xFF));
    List<Map<String, Object>> objects = List.of();
    if (frame.unit().length >= 2) {
      objects = Gb26875Objects.read(frame.unit());
      fields.put("type", frame.type());
      fields.put("type_name", Names.unit(frame.type()));
      fields.put("count", frame.unit()[1] & 0xFF);
      fields.put("objects", objects);
    } else if (frame.unit().length == 1) {
      fields.put("app_hex", Gb26875Framing.hex(frame.unit()[0] & 0xFF));
    } else if (frame.command() == Gb26875Frame.SEND) {
      fields.put("note", "heartbeat");
    }
    return new Good(fields, Gb26875Readings.of(objects, sentAt));
  }

  /// Highest byte first.
  static String address(long address) {
    return HexFormat.of().withUpperCase().toHexDigits(address, 12);
  }
}
