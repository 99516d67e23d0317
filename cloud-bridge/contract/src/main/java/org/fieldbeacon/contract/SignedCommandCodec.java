package org.fieldbeacon.contract;

import tools.jackson.core.JsonParser;

/// [SignedCommand] as a CBOR map: `v` 1, `c` the command's JSON bytes, `s` the signature's.
final class SignedCommandCodec {
  private static final String WHAT = "signed command";
  private static final int VERSION = 1;

  /// A command is a line of text and a few ids.
  private static final int MAX_BYTES = 64 << 10;

  private SignedCommandCodec() {}

  static byte[] encode(SignedCommand signed) {
    byte[] command = signed.command();
    return CborMap.write(
        command.length + 128,
        to -> {
          to.writeStartObject(signed, 3);
          to.writeNumberProperty("v", VERSION);
          to.writeBinaryProperty("c", command);
          to.writeBinaryProperty("s", signed.signature());
          to.writeEndObject();
        });
  }

  static SignedCommand decode(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      throw ContractException.of(WHAT, "its length", bytes.length, "at most " + MAX_BYTES + " B");
    }
    Fields fields = new Fields();
    CborMap.read(WHAT, bytes, bytes.length, fields::take);
    if (fields.version != VERSION) {
      throw ContractException.of(WHAT, "key v", fields.version, String.valueOf(VERSION));
    }
    if (fields.signature.length != SignedCommand.SIGNATURE_BYTES) {
      throw ContractException.of(WHAT, "key s", fields.signature.length + " B", "64 B");
    }
    return new SignedCommand(fields.command, fields.signature);
  }

  private static final class Fields {
    private long version = -1;
    private byte[] command = {};
    private byte[] signature = {};

    void take(String key, JsonParser from) {
      switch (key) {
        case "v" -> version = CborMap.number(key, from);
        case "c" -> command = CborMap.bytes(key, from);
        case "s" -> signature = CborMap.bytes(key, from);
        default -> from.skipChildren();
      }
    }
  }
}
