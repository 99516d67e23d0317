package org.fieldbeacon.environment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.environment.Hj212Framing.Found;

/// Data segments to packets, and answers to bytes.
final class Hj212Codec {
  private static final String CP = "CP=&&";

  private Hj212Codec() {}

  /// The packet in a frame that holds; empty when its data segment has no `CP=&&..&&`.
  static Optional<Hj212Packet> read(Found.Whole frame) {
    String text = Text.of(frame.data(), 0, frame.data().length);
    int cp = text.indexOf(CP);
    int end = text.lastIndexOf("&&");
    if (cp < 0 || end < cp + CP.length()) {
      return Optional.empty();
    }
    Map<String, String> header = new LinkedHashMap<>();
    for (String item : text.substring(0, cp).split(";", -1)) {
      int equals = item.indexOf('=');
      if (equals > 0) {
        header.put(item.substring(0, equals).strip(), item.substring(equals + 1).strip());
      }
    }
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    Map<String, Map<String, String>> factors = new LinkedHashMap<>();
    Hj212Packet.readItems(text.substring(cp + CP.length(), end), fields, factors);
    return Optional.of(
        new Hj212Packet(
            frame.data().length, header, fields, factors, frame.crc().toUpperCase(Locale.ROOT)));
  }

  /// A whole packet around a data segment, ready to send.
  static byte[] frame(String segment) {
    byte[] data = segment.getBytes(StandardCharsets.UTF_8);
    String crc =
        HexFormat.of().withUpperCase().toHexDigits((short) Hj212Crc.of(data, 0, data.length));
    return ("##" + "%04d".formatted(data.length) + segment + crc + "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  /// The answer to an upload that wants one: CN 9014 with the upload's own QN (HJ 212-2017 §6.6.3).
  static byte[] dataAnswer(Hj212Packet upload) {
    return answer(upload, 9014);
  }

  /// The answer to a notice that wants one: CN 9013.
  static byte[] noticeAnswer(Hj212Packet notice) {
    return answer(notice, 9013);
  }

  private static byte[] answer(Hj212Packet upload, int command) {
    var segment = new StringBuilder();
    String qn = upload.header().get("QN");
    if (qn != null) {
      segment.append("QN=").append(qn).append(';');
    }
    segment.append("ST=91;CN=").append(command).append(';');
    for (String name : List.of("PW", "MN")) {
      segment.append(name).append('=').append(upload.header().getOrDefault(name, "")).append(';');
    }
    int flag = upload.isSplit() ? upload.version() << 2 | 2 : upload.version() << 2;
    segment.append("Flag=").append(flag).append(';');
    if (upload.isSplit()) {
      segment
          .append("PNUM=")
          .append(upload.parts())
          .append(";PNO=")
          .append(upload.part())
          .append(';');
    }
    return frame(segment.append("CP=&&&&").toString());
  }
}
