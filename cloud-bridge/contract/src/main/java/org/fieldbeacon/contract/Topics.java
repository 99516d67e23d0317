package org.fieldbeacon.contract;

/// MQTT topics, one tree per gateway: `fieldbeacon/v1/{gateway}/{channel}`.
public final class Topics {
  private static final String ROOT = "fieldbeacon/v1/";

  private Topics() {}

  /// Gateway to map, QoS 1: envelopes of the alarm stream.
  public static String alarm(String gateway) {
    return ROOT + gateway + "/alarm";
  }

  /// Gateway to map, QoS 1: envelopes of the observation stream.
  public static String observation(String gateway) {
    return ROOT + gateway + "/observation";
  }

  /// Gateway to map, QoS 1, retained: [SiteMessage].
  public static String site(String gateway) {
    return ROOT + gateway + "/site";
  }

  /// Gateway to map, QoS 1, retained, also the will: [StatusMessage].
  public static String status(String gateway) {
    return ROOT + gateway + "/status";
  }

  /// Map to gateway, QoS 1: [Receipt].
  public static String receipt(String gateway) {
    return ROOT + gateway + "/receipt";
  }

  /// Map to gateway, QoS 1: a signed [Command].
  public static String command(String gateway) {
    return ROOT + gateway + "/command";
  }

  /// What the map subscribes to, one channel of every gateway.
  public static String ofEveryGateway(String channel) {
    return ROOT + "+/" + channel;
  }

  /// The gateway named in a topic of this tree.
  public static String gatewayOf(String topic) {
    String[] levels = topic.split("/", -1);
    if (levels.length != 4 || !topic.startsWith(ROOT)) {
      throw new IllegalArgumentException(
          "topic: got \"" + topic + "\", wanted " + ROOT + "{gateway}/{channel}");
    }
    return levels[2];
  }
}
