package org.fieldbeacon.mqttdevices;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.fieldbeacon.driver.DecodedFrame.Bad;
import tools.jackson.databind.JsonNode;

/// One event of ChirpStack v4's MQTT integration (`integration.proto`, JSON marshaler). Events that
/// are no uplink have no port and no data.
///
/// @param kind `up`, `join`, `status`, `ack`, `txack`, `log`, `location`
/// @param devEui 16 hex digits, lower case
/// @param deduplicationId of the uplink, the same however many gateways heard it
/// @param frameCount of the device since it joined, -1 when there is none
/// @param port 0..255, 0 when there is none
/// @param data decrypted payload
/// @param time when the network had it
/// @param root all of it
record ChirpStackEvent(
    String kind,
    String devEui,
    Optional<String> deduplicationId,
    String devAddr,
    long frameCount,
    int port,
    byte[] data,
    Optional<Instant> time,
    JsonNode root) {

  ChirpStackEvent {
    data = data.clone();
  }

  /// What a message says.
  sealed interface Read {
    record Event(ChirpStackEvent event) implements Read {}

    record Wrong(Bad bad) implements Read {}
  }

  /// @param topicKind what the topic calls it; empty when the topic is not known
  static Read read(JsonNode root, Optional<String> topicKind) {
    if (!root.isObject()) {
      return wrong("event", JsonText.cut(root.toString(), 40), "a JSON object");
    }
    Optional<String> eui = JsonText.text(root.path("deviceInfo"), "devEui");
    if (eui.isEmpty() || !eui.get().matches("[0-9A-Fa-f]{16}")) {
      return wrong(
          "deviceInfo.devEui", eui.map(e -> "\"" + e + "\"").orElse("nothing"), "16 hex digits");
    }
    JsonNode port = root.path("fPort");
    if (!port.isMissingNode() && !isWithin(port, 255)) {
      return wrong("fPort", port.toString(), "0..255");
    }
    JsonNode count = root.path("fCnt");
    if (!count.isMissingNode() && !isWithin(count, 0xFFFF_FFFFL)) {
      return wrong("fCnt", count.toString(), "0..4294967295");
    }
    byte[] data;
    try {
      data = Base64.getDecoder().decode(JsonText.text(root, "data").orElse(""));
    } catch (IllegalArgumentException _) {
      return wrong("data", JsonText.cut(root.path("data").toString(), 40), "base64");
    }
    JsonNode time = root.path("time");
    Optional<Instant> when = time(root);
    if (time.isString() && !time.stringValue().isEmpty() && when.isEmpty()) {
      return wrong("time", JsonText.cut(time.toString(), 40), "a time as RFC 3339 has it");
    }
    String kind = topicKind.orElseGet(() -> kind(root));
    // Protobuf's JSON leaves out what is zero.
    long frameCount = kind.equals("up") ? 0 : -1;
    return new Read.Event(
        new ChirpStackEvent(
            kind,
            eui.get().toLowerCase(Locale.ROOT),
            JsonText.text(root, "deduplicationId").filter(id -> !id.isEmpty()),
            JsonText.text(root, "devAddr").orElse(""),
            count.isMissingNode() ? frameCount : count.longValue(),
            port.isMissingNode() ? 0 : port.intValue(),
            data,
            when,
            root));
  }

  boolean isUplink() {
    return kind.equals("up");
  }

  /// The gateway that heard it best; a missing node when none is named.
  JsonNode bestReception() {
    JsonNode best = root.path("rxInfo").path(0);
    for (JsonNode each : root.path("rxInfo")) {
      if (each.path("rssi").asInt(-1000) > best.path("rssi").asInt(-1000)) {
        best = each;
      }
    }
    return best;
  }

  /// What model it may be: the profile's and the device's name, as the network has them.
  String[] modelHints() {
    JsonNode info = root.path("deviceInfo");
    return new String[] {
      JsonText.text(info.path("tags"), "codec").orElse(""),
      JsonText.text(info, "deviceProfileName").orElse(""),
      JsonText.text(info, "deviceName").orElse("")
    };
  }

  /// From what is there, when no topic says it.
  private static String kind(JsonNode root) {
    if (root.has("batteryLevel") || root.has("margin")) {
      return "status";
    }
    if (root.has("level") && root.has("code")) {
      return "log";
    }
    if (root.has("acknowledged")) {
      return "ack";
    }
    if (root.has("location") && !root.has("rxInfo")) {
      return "location";
    }
    boolean isUplink = root.has("rxInfo") || root.has("fPort") || root.has("data");
    if (root.has("downlinkId") && !isUplink) {
      return "txack";
    }
    return isUplink || root.has("object") ? "up" : "join";
  }

  private static Optional<Instant> time(JsonNode root) {
    return instant(root, "time")
        .or(() -> instant(root.path("rxInfo").path(0), "gwTime"))
        .or(() -> instant(root.path("rxInfo").path(0), "nsTime"));
  }

  private static Optional<Instant> instant(JsonNode node, String key) {
    return JsonText.text(node, key).flatMap(ChirpStackEvent::instant);
  }

  static Optional<Instant> instant(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }

  private static boolean isWithin(JsonNode number, long most) {
    return number.isIntegralNumber()
        && number.canConvertToLong()
        && number.longValue() >= 0
        && number.longValue() <= most;
  }

  private static Read wrong(String what, String got, String wanted) {
    return new Read.Wrong(new Bad(what, 0, got, wanted));
  }
}
