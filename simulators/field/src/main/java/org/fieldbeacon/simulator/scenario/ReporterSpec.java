package org.fieldbeacon.simulator.scenario;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One device that speaks by itself, in a protocol of its own; an SDI-12 sensor when it is asked.
///
/// @param side who makes the connection
/// @param host the other end where it connects or sends; ignored where it listens
/// @param port 0..65535; 0 where it listens lets the system choose
/// @param portKey those that listen on the same one share it
/// @param address as the protocol has it: MN, source, phone, station, system id, source address,
///   talker, device EUI, sensor address
/// @param interval simulated time between two reports
/// @param values what it says, by the names that its protocol wants
/// @param message how an MQTT device publishes; of an SDI-12 sensor its model alone
/// @param lines recorded, said a few at a time and over again; empty when it says its values
/// @param logger what it has kept from before, empty when it keeps nothing
public record ReporterSpec(
    String id,
    Protocol protocol,
    Side side,
    String host,
    int port,
    String portKey,
    String address,
    Duration interval,
    Map<String, Signal> values,
    Optional<Message> message,
    List<String> lines,
    Optional<Logger> logger) {
  public ReporterSpec {
    values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    lines = List.copyOf(lines);
  }

  /// What it speaks.
  public enum Protocol {
    HJ212,
    GB26875,
    JT808,
    SZY206,
    MAVLINK,
    J1939,
    SLCAN,
    NMEA0183,
    MQTT,
    SDI12
  }

  /// How the two ends meet.
  public enum Side {
    /// It connects to a centre over TCP.
    CONNECTS,
    /// It is connected to over TCP, as a serial server or a broker is.
    LISTENS,
    /// It sends datagrams.
    SENDS
  }

  /// An MQTT message. In both texts `$name` stands for a value, `$time` for now and `$millis` for
  /// it in milliseconds; `{name:type:scale}` in a payload is a value packed into bytes.
  ///
  /// @param topic empty for a LoRaWAN device: then it is ChirpStack's
  /// @param json the message, or empty for a LoRaWAN device
  /// @param payload of a LoRaWAN device, hex with packed values
  /// @param model as ChirpStack's device profile has it; of an SDI-12 sensor what `aI!` tells after
  ///   the version: maker 8, model 6, version 3 characters
  /// @param fport 1..255
  public record Message(String topic, String json, String payload, String model, int fport) {}

  /// A device that kept its records while nobody heard it. It says them first, oldest first, each
  /// with the time it was taken at; then it goes on at its own pace.
  ///
  /// @param stored simulated time that its records reach back; negative never
  /// @param timeFactor simulated seconds in a real one, for this device alone
  public record Logger(Duration stored, double timeFactor) {
    /// The real time of this much simulated time.
    public Duration real(Duration simulated) {
      return Duration.ofNanos(Math.round(simulated.toNanos() / timeFactor));
    }
  }

  /// The same, elsewhere.
  public ReporterSpec at(String otherHost, int otherPort) {
    return new ReporterSpec(
        id, protocol, side, otherHost, otherPort, portKey, address, interval, values, message,
        lines, logger);
  }

  /// The same on a port that the system chooses, where it listens.
  ReporterSpec onAnyPort() {
    return side == Side.LISTENS ? at(host, 0) : this;
  }
}
