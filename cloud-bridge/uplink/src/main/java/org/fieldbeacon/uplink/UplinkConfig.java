package org.fieldbeacon.uplink;

import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.fieldbeacon.mqtt.MqttConfig;

/// @param gateway the gateway's name
/// @param mqtt where to; the will is set by the uplink
/// @param guarantee whose word makes a message leave the outbox
/// @param trusted keys whose commands are obeyed; with none, no command is
/// @param receiptTimeout after which an unconfirmed message is sent again, doubling up to
///   eightfold; default PT30S; an alarm goes again after a second already, doubling up to the same
/// @param statusInterval how often the retained status is renewed; default PT1M
/// @param firstWait before the second attempt to connect, doubling; default PT1S
/// @param longestWait between attempts; default PT1M
/// @param alarmWait between attempts while an alarm waits; default PT2S
/// @param maxInTransit QoS 1 messages without PUBACK, 2..32767; default 32, less when the broker
///   says so; a quarter is kept free for alarms
/// @param maxUnconfirmed messages of a stream that may wait for their receipt; default 256
/// @param maxObservationBytesUnderWay octets of observations without PUBACK, and again without
///   receipt: so many, plus one message, may stand before an alarm on the line and at broker and
///   map; default 32 KiB
public record UplinkConfig(
    String gateway,
    MqttConfig mqtt,
    Guarantee guarantee,
    List<PublicKey> trusted,
    Duration receiptTimeout,
    Duration statusInterval,
    Duration firstWait,
    Duration longestWait,
    Duration alarmWait,
    int maxInTransit,
    int maxUnconfirmed,
    int maxObservationBytesUnderWay) {

  public UplinkConfig {
    trusted = List.copyOf(trusted);
    if (!gateway.matches("[a-z0-9-]{1,64}")) {
      throw new IllegalArgumentException(
          "gateway: got \"" + gateway + "\", wanted 1..64 of a-z 0-9 -");
    }
    if (maxInTransit < 2 || maxInTransit > 32_767 || maxUnconfirmed < 1) {
      throw new IllegalArgumentException(
          "got max-in-transit "
              + maxInTransit
              + " and max-unconfirmed "
              + maxUnconfirmed
              + ", wanted 2..32767 and 1 or more");
    }
    if (maxObservationBytesUnderWay < 1
        || !receiptTimeout.isPositive()
        || !statusInterval.isPositive()
        || !alarmWait.isPositive()) {
      throw new IllegalArgumentException("times and sizes: got one of zero or less, wanted more");
    }
  }

  public static UplinkConfig of(String gateway, MqttConfig mqtt, List<PublicKey> trusted) {
    return new UplinkConfig(
        gateway,
        mqtt,
        Guarantee.END_TO_END,
        trusted,
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofSeconds(1),
        Duration.ofMinutes(1),
        Duration.ofSeconds(2),
        32,
        256,
        32 << 10);
  }

  public UplinkConfig with(Guarantee other) {
    return new UplinkConfig(
        gateway,
        mqtt,
        other,
        trusted,
        receiptTimeout,
        statusInterval,
        firstWait,
        longestWait,
        alarmWait,
        maxInTransit,
        maxUnconfirmed,
        maxObservationBytesUnderWay);
  }

  public UplinkConfig withWaits(Duration first, Duration longest, Duration alarm) {
    return new UplinkConfig(
        gateway,
        mqtt,
        guarantee,
        trusted,
        receiptTimeout,
        statusInterval,
        first,
        longest,
        alarm,
        maxInTransit,
        maxUnconfirmed,
        maxObservationBytesUnderWay);
  }

  public UplinkConfig withReceiptTimeout(Duration timeout) {
    return new UplinkConfig(
        gateway,
        mqtt,
        guarantee,
        trusted,
        timeout,
        statusInterval,
        firstWait,
        longestWait,
        alarmWait,
        maxInTransit,
        maxUnconfirmed,
        maxObservationBytesUnderWay);
  }
}
