package org.fieldbeacon.simulator.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.fieldbeacon.simulator.scenario.ReporterSpec.Message;

/// MQTT 3.1.1 as far as a sensor needs it: CONNECT and PUBLISH with QoS 0. A LoRaWAN device's
/// payload goes out inside an event as ChirpStack v4 writes it.
final class MqttWire implements Wire {
  private static final Pattern PACKED =
      Pattern.compile("\\{([a-z0-9-]+):([su]\\d+(?:le)?):([0-9.]+)\\}");
  private static final Pattern NAMED = Pattern.compile("\\$([a-z][a-z0-9-]*)");
  private static final String CRC = "{crc-kermit}";

  @Override
  public List<byte[]> greeting(Report report) {
    var body = new ByteArrayOutputStream();
    text(body, "MQTT");
    body.writeBytes(new byte[] {4, 2, 0, 60});
    text(body, "sim-" + report.spec().id());
    return List.of(packet(0x10, body.toByteArray()));
  }

  @Override
  public List<byte[]> frames(Report report) {
    Message message = report.spec().message().orElseThrow();
    return List.of(publish(topic(report, message), content(report, message)));
  }

  static byte[] publish(String topic, String payload) {
    var body = new ByteArrayOutputStream();
    text(body, topic);
    body.writeBytes(payload.getBytes(UTF_8));
    return packet(0x30, body.toByteArray());
  }

  private static String topic(Report report, Message message) {
    return message.topic().isEmpty()
        ? "application/1/device/" + report.spec().address() + "/event/up"
        : message.topic();
  }

  private static String content(Report report, Message message) {
    if (!message.json().isEmpty()) {
      return NAMED.matcher(message.json()).replaceAll(m -> named(m, report));
    }
    String data =
        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(packed(report, message)));
    String id = report.spec().address() + "/" + report.serial() + "/" + report.now();
    return """
        {"deduplicationId":"%s","time":"%s","deviceInfo":{"applicationId":"1","applicationName":"field",\
        "deviceProfileName":"%s","deviceName":"%s","devEui":"%s"},"devAddr":"00189440","dr":3,"fCnt":%d,\
        "fPort":%d,"data":"%s","rxInfo":[{"gatewayId":"0016c001f153a14c","rssi":-87,"snr":7.5}],\
        "txInfo":{"frequency":486300000}}"""
        .formatted(
            UUID.nameUUIDFromBytes(id.getBytes(UTF_8)),
            report.now(),
            message.model(),
            report.spec().id(),
            report.spec().address(),
            report.serial(),
            message.fport(),
            data);
  }

  private static String named(MatchResult match, Report report) {
    String name = match.group(1);
    return switch (name) {
      case "time" -> report.now().toString();
      case "millis" -> String.valueOf(report.now().toEpochMilli());
      default -> String.format(Locale.ROOT, "%.10g", report.value(name, 0));
    };
  }

  /// The payload's hex with its values packed in.
  private static String packed(Report report, Message message) {
    String hex =
        PACKED
            .matcher(message.payload())
            .replaceAll(
                m -> {
                  double scale = Double.parseDouble(m.group(3));
                  long raw = Math.round(report.value(m.group(1), 0) / scale);
                  int bytes = Integer.parseInt(m.group(2).replaceAll("\\D", "")) / 8;
                  return m.group(2).endsWith("le")
                      ? Wires.lowFirst(raw, bytes)
                      : Wires.highFirst(raw, bytes);
                })
            .replace(" ", "");
    if (hex.endsWith(CRC)) {
      String covered = hex.substring(0, hex.length() - CRC.length());
      return covered + Wires.lowFirst(kermit(HexFormat.of().parseHex(covered)), 2);
    }
    return hex;
  }

  private static int kermit(byte[] bytes) {
    int crc = 0;
    for (byte b : bytes) {
      crc ^= b & 0xFF;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) != 0 ? crc >> 1 ^ 0x8408 : crc >> 1;
      }
    }
    return crc;
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    out.write(bytes.length >> 8);
    out.write(bytes.length);
    out.writeBytes(bytes);
  }

  /// @param first packet type and flags
  static byte[] packet(int first, byte[] body) {
    var out = new ByteArrayOutputStream();
    out.write(first);
    int length = body.length;
    do {
      out.write(length > 127 ? length % 128 | 0x80 : length);
      length /= 128;
    } while (length > 0);
    out.writeBytes(body);
    return out.toByteArray();
  }
}
