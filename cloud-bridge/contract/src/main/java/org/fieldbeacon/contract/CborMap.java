package org.fieldbeacon.contract;

import java.io.ByteArrayOutputStream;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.dataformat.cbor.CBORFactory;

/// Reading and writing one CBOR map (RFC 8949 §3.1 major type 5) with short text keys: what the
/// binary messages have in common. Unknown keys are skipped; every Jackson complaint becomes a
/// [ContractException] that names the message and the key.
final class CborMap {
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxStringLength(4096)
                  .maxNameLength(64)
                  .build())
          .build();

  private CborMap() {}

  static byte[] write(int sizeHint, Consumer<JsonGenerator> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(sizeHint);
    try (JsonGenerator to = CBOR.createGenerator(ObjectWriteContext.empty(), out)) {
      fields.accept(to);
    }
    return out.toByteArray();
  }

  /// Hands each key and the parser, standing on that key's value, to `field`.
  static void read(String what, byte[] bytes, int length, BiConsumer<String, JsonParser> field) {
    try (JsonParser from = CBOR.createParser(ObjectReadContext.empty(), bytes, 0, length)) {
      if (from.nextToken() != JsonToken.START_OBJECT) {
        throw ContractException.of(what, "octet 0", from.currentToken(), "a CBOR map");
      }
      fields(from, field);
      if (from.nextToken() != null) {
        throw ContractException.of(what, "its end", "more octets", "nothing after the map");
      }
    } catch (JacksonException e) {
      throw ContractException.of(
          what,
          "octet " + e.getLocation().getByteOffset(),
          e.getOriginalMessage(),
          "well-formed CBOR");
    }
  }

  /// The fields of the map whose start the parser stands on.
  static void fields(JsonParser from, BiConsumer<String, JsonParser> field) {
    while (from.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = from.currentName();
      from.nextToken();
      field.accept(key, from);
    }
    if (from.currentToken() != JsonToken.END_OBJECT) {
      throw ContractException.of("CBOR map", "its end", from.currentToken(), "END_OBJECT");
    }
  }

  static String text(String key, JsonParser from) {
    want(key, from, JsonToken.VALUE_STRING);
    return from.getString();
  }

  static long number(String key, JsonParser from) {
    want(key, from, JsonToken.VALUE_NUMBER_INT);
    return from.getLongValue();
  }

  static int count(String key, JsonParser from, int atMost) {
    long got = number(key, from);
    if (got < 0 || got > atMost) {
      throw ContractException.of("CBOR map", "key " + key, got, "0.." + atMost);
    }
    return (int) got;
  }

  static byte[] bytes(String key, JsonParser from) {
    want(key, from, JsonToken.VALUE_EMBEDDED_OBJECT);
    return from.getBinaryValue();
  }

  static void want(String key, JsonParser from, JsonToken token) {
    if (from.currentToken() != token) {
      throw ContractException.of("CBOR map", "key " + key, from.currentToken(), token.name());
    }
  }
}
