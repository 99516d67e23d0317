package org.fieldbeacon.contract;

import org.fieldbeacon.contract.Command.CommandResult;

/// Every message of the contract to bytes and back. Envelopes and signed commands are CBOR, batches
/// of observations deflated CBOR columns, everything else JSON with the records' own component
/// names. Decoding accepts any bytes: it returns a whole message or throws [ContractException], and
/// allocates no more than a small multiple of the stated limits. Stateless; any thread.
public final class Wire {
  /// Longest message either end sends or takes, octets.
  public static final int MAX_MESSAGE_BYTES = 4 << 20;

  /// Most observations in one batch.
  public static final int MAX_BATCH_OBSERVATIONS = 200_000;

  private Wire() {}

  public static byte[] encode(Envelope envelope) {
    return EnvelopeCodec.encode(envelope);
  }

  public static Envelope decodeEnvelope(byte[] bytes) {
    return EnvelopeCodec.decode(bytes);
  }

  /// @throws ContractException when columns are uneven or hold more than [#MAX_BATCH_OBSERVATIONS]
  public static byte[] encode(ObservationBatch batch) {
    return BatchCodec.encode(batch);
  }

  public static ObservationBatch decodeObservations(byte[] bytes) {
    return BatchCodec.decode(bytes);
  }

  public static byte[] encode(AlarmMessage alarm) {
    return JsonCodec.encode(alarm);
  }

  public static AlarmMessage decodeAlarm(byte[] bytes) {
    return JsonCodec.decode("alarm", AlarmMessage.class, bytes);
  }

  public static byte[] encode(SiteMessage site) {
    return JsonCodec.encode(site);
  }

  public static SiteMessage decodeSite(byte[] bytes) {
    return JsonCodec.decode("site", SiteMessage.class, bytes);
  }

  public static byte[] encode(StatusMessage status) {
    return JsonCodec.encode(status);
  }

  public static StatusMessage decodeStatus(byte[] bytes) {
    return JsonCodec.decode("status", StatusMessage.class, bytes);
  }

  public static byte[] encode(Receipt receipt) {
    return JsonCodec.encode(receipt);
  }

  public static Receipt decodeReceipt(byte[] bytes) {
    return JsonCodec.decode("receipt", Receipt.class, bytes);
  }

  /// The bytes that [SignedCommand] signs; a bare command is never sent.
  public static byte[] encode(Command command) {
    return JsonCodec.encode(command);
  }

  public static Command decodeCommand(byte[] bytes) {
    return JsonCodec.decode("command", Command.class, bytes);
  }

  public static byte[] encode(SignedCommand command) {
    return SignedCommandCodec.encode(command);
  }

  public static SignedCommand decodeSignedCommand(byte[] bytes) {
    return SignedCommandCodec.decode(bytes);
  }

  public static byte[] encode(CommandResult result) {
    return JsonCodec.encode(result);
  }

  public static CommandResult decodeCommandResult(byte[] bytes) {
    return JsonCodec.decode("command-result", CommandResult.class, bytes);
  }
}
