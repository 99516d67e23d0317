package org.fieldbeacon.machinery.jt808;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.fieldbeacon.driver.CodeTable;
import org.fieldbeacon.driver.DecodedFrame;
import org.fieldbeacon.driver.DecodedFrame.Good;
import org.fieldbeacon.driver.DecodedFrame.Reading;
import org.fieldbeacon.driver.FrameDecoder;
import org.fieldbeacon.driver.FrameFile;
import org.fieldbeacon.machinery.jt808.Jt808Framing.Found;

/// `jt808`: messages of JT/T 808, as hex, with or without the marks, or as the bytes themselves.
public final class Jt808Decoder implements FrameDecoder {
  private static final Map<String, String> NAMES =
      CodeTable.rows(Jt808Decoder.class, "/jt808-messages.csv").stream()
          .collect(Collectors.toUnmodifiableMap(row -> row[0], row -> row[1]));

  @Override
  public String protocol() {
    return "jt808";
  }

  /// JT/T 808-2019 §8.7, §8.8: the authentication code, in the answer to a registration (8100) and
  /// in the authentication (0102); all of the body behind it too.
  @Override
  public void conceal(byte[] captured) {
    Jt808Framing.conceal(captured);
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var splits = new SplitMessages();
    FrameFile.read(
        in, (bytes, from, to, isLast, each) -> next(bytes, from, to, isLast, splits, each), told);
  }

  private static int next(
      byte[] bytes,
      int from,
      int to,
      boolean isLast,
      SplitMessages splits,
      Consumer<DecodedFrame> told) {
    if (isLast && from == 0) {
      var bare = Jt808Framing.withoutMarks(bytes, from, to);
      if (bare.isPresent()) {
        told.accept(good(bare.get().message(), bare.get().xor(), splits));
        return to;
      }
    }
    return switch (Jt808Framing.find(bytes, from, to)) {
      case Found.Incomplete(var bad) -> {
        if (isLast) {
          told.accept(bad);
        }
        yield isLast ? to : from;
      }
      case Found.Skip(int end) -> end;
      case Found.Spoilt(var bad, int end) -> {
        told.accept(bad);
        yield end;
      }
      case Found.Whole(byte[] message, int xor, int end) -> {
        told.accept(good(message, xor, splits));
        yield end;
      }
    };
  }

  private static Good good(byte[] message, int xor, SplitMessages splits) {
    Jt808Header header = Jt808Header.read(message);
    byte[] body = Arrays.copyOfRange(message, header.length(), message.length);
    Map<String, Object> fields = new LinkedHashMap<>();
    String id = "%04X".formatted(header.id());
    fields.put("protocol", "JT/T 808");
    fields.put("edition", header.is2019() ? "2019" : "2011/2013");
    fields.put("msg_id", id);
    fields.put("msg_name", NAMES.getOrDefault(id, "unknown"));
    fields.put("body_len", header.bodyLength());
    fields.put("encrypted", header.encryption());
    fields.put("subpacket", header.isSplit());
    if (header.is2019()) {
      fields.put("proto_version", header.version());
    }
    fields.put("phone", header.phone());
    fields.put("serial", header.serial());
    if (header.isSplit()) {
      fields.put("packets", Map.of("total", header.total(), "seq", header.number()));
    }
    fields.put("xor", Jt808Framing.hex(xor));
    return new Good(fields, putBody(fields, header, body, splits));
  }

  private static List<Reading> putBody(
      Map<String, Object> fields, Jt808Header header, byte[] body, SplitMessages splits) {
    if (header.encryption() != 0) {
      fields.put("body_hex", HexFormat.of().withUpperCase().formatHex(body));
      fields.put("note", "the body is encrypted");
      return List.of();
    }
    if (!header.isSplit()) {
      var said = Bodies.read(header.id(), header.is2019(), body);
      fields.putAll(said.fields());
      return said.readings();
    }
    fields.put("fragment_bytes", body.length);
    fields.put("body_hex", HexFormat.of().withUpperCase().formatHex(body));
    return splits
        .add(header, body)
        .map(
            whole -> {
              var said = Bodies.read(header.id(), header.is2019(), whole);
              fields.put("reassembled", said.fields());
              return said.readings();
            })
        .orElse(List.of());
  }
}
