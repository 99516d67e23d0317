package org.fieldbeacon.onemap;

import java.util.Arrays;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.ContractException;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Topics;
import org.fieldbeacon.contract.Wire;

/// One MQTT message, read: what it says, or why it cannot be used.
sealed interface Arrival {
  record Alarm(Envelope envelope, AlarmMessage alarm) implements Arrival {}

  record Observations(Envelope envelope, ObservationBatch batch) implements Arrival {}

  record Result(Envelope envelope, CommandResult result) implements Arrival {}

  /// Only the number is left of it.
  record Superseded(Envelope envelope) implements Arrival {}

  record Site(SiteMessage site, byte[] json) implements Arrival {}

  record Status(StatusMessage status, byte[] json) implements Arrival {}

  /// @param envelope present when at least the numbering was readable: then the number counts as
  ///   arrived, else the gateway would send the same bad bytes for ever
  record Poison(String topic, byte[] payload, String reason, Optional<Envelope> envelope)
      implements Arrival {}

  /// Never throws over what the bytes hold.
  static Arrival read(String topic, byte[] payload) {
    Optional<Envelope> envelope = Optional.empty();
    try {
      String gateway = Topics.gatewayOf(topic);
      String channel = topic.substring(topic.lastIndexOf('/') + 1);
      if (channel.equals("site")) {
        SiteMessage site = Wire.decodeSite(payload);
        same("gateway", site.gateway(), gateway);
        return new Site(site, payload.clone());
      }
      if (channel.equals("status")) {
        StatusMessage status = Wire.decodeStatus(payload);
        same("gateway", status.gateway(), gateway);
        return new Status(status, payload.clone());
      }
      Envelope read = Wire.decodeEnvelope(payload);
      same("gateway", read.gateway(), gateway);
      same("channel", read.stream() == Stream.ALARM ? "alarm" : "observation", channel);
      envelope = Optional.of(read);
      return switch (read.kind()) {
        case "alarm" -> new Alarm(read, Wire.decodeAlarm(read.body()));
        case "observations" -> new Observations(read, Wire.decodeObservations(read.body()));
        case "command-result" -> new Result(read, Wire.decodeCommandResult(read.body()));
        case Envelope.SUPERSEDED -> superseded(read);
        default ->
            throw new ContractException(
                "envelope, at kind: got "
                    + read.kind()
                    + ", wanted alarm, observations, command-result or superseded");
      };
    } catch (ContractException | IllegalArgumentException e) {
      return new Poison(
          topic, Arrays.copyOf(payload, payload.length), String.valueOf(e.getMessage()), envelope);
    }
  }

  /// Observations have no later message that says more: one that is left out is a gap.
  private static Superseded superseded(Envelope envelope) {
    same("channel of a superseded message", envelope.stream().name(), Stream.ALARM.name());
    if (envelope.body().length != 0) {
      throw new ContractException(
          "superseded, at body: got " + envelope.body().length + " B, wanted none");
    }
    return new Superseded(envelope);
  }

  private static void same(String what, String inMessage, String inTopic) {
    if (!inMessage.equals(inTopic)) {
      throw new ContractException(
          what
              + ": got \""
              + inMessage
              + "\" in the message, wanted \""
              + inTopic
              + "\" of the topic");
    }
  }
}
