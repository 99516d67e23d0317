package org.fieldbeacon.environment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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
import org.fieldbeacon.environment.Hj212Framing.Found;
import org.fieldbeacon.environment.SplitPackets.Upload;

/// `hj212`: packets of HJ 212, as text or as hex. A line may hold several and may have other text
/// around them.
public final class Hj212Decoder implements FrameDecoder {
  @Override
  public String protocol() {
    return "hj212";
  }

  /// HJ 212-2017 §6.3.2: `PW=` and six characters, up to the next `;`; NewPW of CN 1072 ends with
  /// `&&`. A piece that begins in the middle may begin in a password: whatever stands ahead of its
  /// first `;` and is not a whole item goes too.
  @Override
  public void conceal(byte[] captured) {
    conceal(captured, beginsInside(captured));
  }

  private static void conceal(byte[] captured, boolean beginsInside) {
    boolean isSecret = beginsInside;
    for (int i = 0; i < captured.length; i++) {
      if (isSecret && isEnd(captured, i)) {
        isSecret = false;
      } else if (isSecret) {
        captured[i] = '*';
      } else {
        isSecret = i > 1 && captured[i - 2] == 'P' && captured[i - 1] == 'W' && captured[i] == '=';
      }
    }
  }

  private static boolean isEnd(byte[] captured, int at) {
    return captured[at] == ';'
        || captured[at] == '\r'
        || captured[at] == '&' && at + 1 < captured.length && captured[at + 1] == '&';
  }

  private static boolean beginsInside(byte[] captured) {
    for (int i = 0; i < captured.length; i++) {
      switch (captured[i]) {
        case ';' -> {
          return true;
        }
        case '#', '&', '\r' -> {
          return false;
        }
        case '=' -> {
          return i < 2;
        }
        default -> {
          // Of a name or of a value.
        }
      }
    }
    return false;
  }

  @Override
  public void decode(InputStream in, Consumer<DecodedFrame> told) throws IOException {
    var capture = new Capture(told, new SplitPackets(), new SplitPackets());
    FrameLines.forEachRaw(in, line -> decodeLine(bytes(line), capture));
    capture.splits().rest().forEach(upload -> told.accept(givenUp(upload)));
    capture.bareSplits().rest().forEach(upload -> told.accept(unverified(givenUp(upload))));
  }

  /// @param bareSplits of data segments without a check value, which are not mixed with others
  private record Capture(
      Consumer<DecodedFrame> told, SplitPackets splits, SplitPackets bareSplits) {}

  private static void decodeLine(byte[] line, Capture capture) {
    Consumer<DecodedFrame> told = capture.told();
    int from = 0;
    boolean any = false;
    while (true) {
      switch (Hj212Framing.find(line, from, line.length)) {
        case Found.Nothing() -> {
          if (!any) {
            tellBareSegment(line, capture);
          }
          return;
        }
        case Found.Incomplete(int _, Bad asItStands) -> {
          told.accept(asItStands);
          return;
        }
        case Found.Spoilt(Bad bad, int end) -> {
          told.accept(bad);
          from = end;
        }
        case Found.Whole whole -> {
          tell(whole, capture);
          from = whole.end();
        }
      }
      any = true;
    }
  }

  /// A data segment as logs have it, without `##`, length and check value.
  private static void tellBareSegment(byte[] line, Capture capture) {
    String text = Text.of(line, 0, line.length);
    boolean isSegment =
        (text.startsWith("QN=") || text.startsWith("ST="))
            && text.contains(";CP=&&")
            && text.endsWith("&&");
    (isSegment
            ? Hj212Codec.read(new Found.Whole(line, 0, "", line.length))
            : Optional.<Hj212Packet>empty())
        .ifPresentOrElse(
            packet ->
                good(packet, capture.bareSplits())
                    .forEach(good -> capture.told().accept(unverified(good))),
            () -> capture.told().accept(new Bad("start", 0, quoted(line), "##")));
  }

  private static Good unverified(Good good) {
    Map<String, Object> fields = new LinkedHashMap<>(good.fields());
    fields.put("crc_verified", false);
    fields.put("note", "a data segment without ##, length and check value");
    return new Good(fields, good.readings());
  }

  private static void tell(Found.Whole frame, Capture capture) {
    Hj212Codec.read(frame)
        .ifPresentOrElse(
            packet -> good(packet, capture.splits()).forEach(capture.told()),
            () ->
                capture
                    .told()
                    .accept(
                        new Bad(
                            "data segment",
                            frame.dataOffset(),
                            quoted(frame.data()),
                            "CP=&&...&&")));
  }

  /// The packet, after uploads that are given up for it. The values of a part are told with the
  /// packet that completes its upload, since a flag may stand in another part than its value.
  private static List<Good> good(Hj212Packet packet, SplitPackets splits) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("protocol", "HJ212");
    fields.put("edition", edition(packet));
    fields.put("length", packet.length());
    fields.putAll(packet.header());
    putMeanings(fields, packet);
    fields.put("cp_fields", pairs(packet.fields()));
    putFactors(fields, packet);
    fields.put("crc", packet.crc());
    if (!SplitPackets.isPart(packet)) {
      return List.of(new Good(fields, Hj212Readings.of(packet.factors(), packet.dataTime())));
    }
    List<Good> told = new ArrayList<>();
    List<Reading> readings = new ArrayList<>();
    for (Upload upload : splits.add(packet)) {
      if (upload.isWhole()) {
        fields.put("reassembled", reassembled(upload));
        readings.addAll(readings(upload));
      } else {
        told.add(givenUp(upload));
      }
    }
    if (!fields.containsKey("reassembled")) {
      fields.put("note", "its values are told with the packet that completes the upload");
    }
    told.add(new Good(fields, readings));
    return told;
  }

  /// What came of an upload whose other packets are not there.
  private static Good givenUp(Upload upload) {
    Hj212Packet first = upload.parts().getFirst();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("protocol", "HJ212");
    for (String name : List.of("QN", "ST", "CN", "MN", "PNUM")) {
      putText(fields, name, first.header().getOrDefault(name, ""));
    }
    fields.put("given_up", "an upload of which not all packets are there");
    fields.put("parts_there", upload.parts().stream().map(Hj212Packet::part).toList());
    return new Good(fields, readings(upload));
  }

  private static List<Reading> readings(Upload upload) {
    return upload.messages().stream()
        .flatMap(m -> Hj212Readings.of(m.packet().factors(), m.time()).stream())
        .toList();
  }

  private static void putFactors(Map<String, Object> fields, Hj212Packet packet) {
    if (!packet.factors().isEmpty()) {
      fields.put("factors", packet.factors());
      List<String> unknown =
          packet.factors().keySet().stream().filter(Hj212Decoder::isUnknown).toList();
      if (!unknown.isEmpty()) {
        fields.put("unknown_factors", unknown);
      }
    }
  }

  private static void putMeanings(Map<String, Object> fields, Hj212Packet packet) {
    var header = packet.header();
    putText(fields, "st_name", Codes.system(header.getOrDefault("ST", "")));
    putText(fields, "cn_name", Codes.command(header.getOrDefault("CN", "")));
    if (packet.hasFlag()) {
      fields.put(
          "flag_bits",
          Map.of(
              "V", packet.version(),
              "D", packet.flag() >> 1 & 1,
              "A", packet.flag() & 1));
    }
    Optional.ofNullable(header.get("QN"))
        .flatMap(Hj212Time::instant)
        .ifPresent(time -> fields.put("qn_time", Hj212Time.iso(time)));
    packet.dataTime().ifPresent(time -> fields.put("data_time", Hj212Time.iso(time)));
    for (var field : packet.fields()) {
      switch (field.getKey()) {
        case "QnRtn" -> putText(fields, "answer_name", Codes.answer(field.getValue()));
        case "ExeRtn" -> putText(fields, "result_name", Codes.result(field.getValue()));
        default -> {}
      }
    }
  }

  /// The whole upload; of one with several DataTimes a list of messages.
  private static Map<String, Object> reassembled(Upload upload) {
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("parts", upload.parts().size());
    List<Map<String, Object>> messages = new ArrayList<>();
    for (SplitPackets.Message message : upload.messages()) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("cp_fields", pairs(message.packet().fields()));
      fields.put("factors", message.packet().factors());
      messages.add(fields);
    }
    if (messages.size() == 1) {
      whole.putAll(messages.getFirst());
    } else {
      whole.put("messages", messages);
    }
    return whole;
  }

  private static String edition(Hj212Packet packet) {
    return switch (packet.version()) {
      case 0 -> "2005";
      case 1 -> "2017";
      default -> "V=" + packet.version();
    };
  }

  private static boolean isUnknown(String code) {
    return Factors.of(code).isEmpty() && !code.startsWith("SB");
  }

  private static List<List<String>> pairs(List<Map.Entry<String, String>> fields) {
    return fields.stream().map(f -> List.of(f.getKey(), f.getValue())).toList();
  }

  private static void putText(Map<String, Object> fields, String name, String text) {
    if (!text.isEmpty()) {
      fields.put(name, text);
    }
  }

  private static byte[] bytes(byte[] line) {
    boolean isHex = line.length > 3 && line[0] == '2' && line[1] == '3';
    return isHex
        ? FrameLines.hex(new String(line, StandardCharsets.ISO_8859_1)).orElse(line)
        : line;
  }

  private static String quoted(byte[] bytes) {
    int shown = Math.min(bytes.length, 40);
    byte[] open = bytes.clone();
    conceal(open, false);
    String text = new String(open, 0, shown, StandardCharsets.ISO_8859_1);
    return "\"" + text + (shown < bytes.length ? "...\"" : "\"");
  }
}
