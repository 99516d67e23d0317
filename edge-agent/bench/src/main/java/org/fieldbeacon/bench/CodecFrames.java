package org.fieldbeacon.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// Published frames of one protocol, over and over, as its decoder reads them: the bytes of the
/// wire where it takes those, else a line each.
///
/// @param count of frames in `bytes`
record CodecFrames(String protocol, byte[] bytes, int count) {
  static final List<String> PROTOCOLS =
      List.of(
          "j1939",
          "nmea0183",
          "mavlink",
          "sl651",
          "hj212",
          "jt808",
          "gb26875",
          "szy206",
          "sdi12",
          "modbus-rtu",
          "modbus-tcp",
          "chirpstack",
          "dji");

  private static final Set<String> BINARY = Set.of("mavlink", "jt808", "gb26875");

  CodecFrames {
    bytes = bytes.clone();
  }

  /// @param least how many frames there are to be, at least
  static CodecFrames of(String protocol, int least) throws IOException {
    List<String> lines = lines(protocol);
    var bytes = new ByteArrayOutputStream();
    int count = 0;
    while (count < least) {
      for (String line : lines) {
        if (BINARY.contains(protocol)) {
          bytes.writeBytes(HexFormat.of().parseHex(line));
        } else {
          bytes.writeBytes((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        }
      }
      count += lines.size();
    }
    return new CodecFrames(protocol, bytes.toByteArray(), count);
  }

  private static List<String> lines(String protocol) throws IOException {
    String name = "/frames/" + protocol + ".txt";
    try (InputStream in = CodecFrames.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException(name + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("# ") && !line.isBlank())
          .toList();
    }
  }
}
