package org.fieldbeacon.contract;

import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;

/// [Envelope] as a CBOR map with one-letter keys:
///
/// | key | CBOR type | meaning |
/// |---|---|---|
/// | v | unsigned | version of this layout, 1 |
/// | g | text | gateway |
/// | s | text | stream: `alarm`, `observation` |
/// | e | text | epoch |
/// | n | unsigned | seq |
/// | o | unsigned | oldest |
/// | t | integer | sentAt, seconds since 1970 UTC |
/// | u | unsigned | sentAt, nanoseconds of the second; absent means 0 |
/// | k | text | kind |
/// | b | bytes | body |
final class EnvelopeCodec {
  private static final String WHAT = "envelope";
  private static final int VERSION = 1;
  private static final int OVERHEAD_BYTES = 128;

  private EnvelopeCodec() {}

  static byte[] encode(Envelope envelope) {
    byte[] body = envelope.body();
    return CborMap.write(body.length + OVERHEAD_BYTES, to -> write(envelope, body, to));
  }

  private static void write(Envelope envelope, byte[] body, JsonGenerator to) {
    Instant sentAt = envelope.sentAt();
    long seconds = sentAt.getEpochSecond();
    int nanos = sentAt.getNano();
    to.writeStartObject(envelope, nanos == 0 ? 9 : 10);
    to.writeNumberProperty("v", VERSION);
    to.writeStringProperty("g", envelope.gateway());
    to.writeStringProperty("s", nameOf(envelope.stream()));
    to.writeStringProperty("e", envelope.epoch());
    to.writeNumberProperty("n", envelope.seq());
    to.writeNumberProperty("o", envelope.oldest());
    to.writeNumberProperty("t", seconds);
    if (nanos != 0) {
      to.writeNumberProperty("u", nanos);
    }
    to.writeStringProperty("k", envelope.kind());
    to.writeBinaryProperty("b", body);
    to.writeEndObject();
  }

  static Envelope decode(byte[] bytes) {
    if (bytes.length > Wire.MAX_MESSAGE_BYTES) {
      throw ContractException.of(
          WHAT, "its length", bytes.length + " B", "at most " + Wire.MAX_MESSAGE_BYTES + " B");
    }
    Fields fields = new Fields();
    CborMap.read(WHAT, bytes, bytes.length, fields::take);
    return fields.envelope();
  }

  private static String nameOf(Stream stream) {
    return switch (stream) {
      case ALARM -> "alarm";
      case OBSERVATION -> "observation";
    };
  }

  private static Stream streamOf(String name) {
    return switch (name) {
      case "alarm" -> Stream.ALARM;
      case "observation" -> Stream.OBSERVATION;
      default -> throw ContractException.of(WHAT, "key s", name, "alarm or observation");
    };
  }

  private static final class Fields {
    private long version = -1;
    private @Nullable String gateway;
    private @Nullable Stream stream;
    private @Nullable String epoch;
    private long seq = -1;
    private long oldest = -1;
    private @Nullable Long second;
    private long nanos;
    private @Nullable String kind;
    private byte @Nullable [] body;

    void take(String key, JsonParser from) {
      switch (key) {
        case "v" -> version = CborMap.number(key, from);
        case "g" -> gateway = CborMap.text(key, from);
        case "s" -> stream = streamOf(CborMap.text(key, from));
        case "e" -> epoch = CborMap.text(key, from);
        case "n" -> seq = CborMap.number(key, from);
        case "o" -> oldest = CborMap.number(key, from);
        case "t" -> second = CborMap.number(key, from);
        case "u" -> nanos = CborMap.count(key, from, 999_999_999);
        case "k" -> kind = CborMap.text(key, from);
        case "b" -> body = CborMap.bytes(key, from);
        default -> from.skipChildren();
      }
    }

    Envelope envelope() {
      if (version != VERSION) {
        throw ContractException.of(WHAT, "key v", version, String.valueOf(VERSION));
      }
      if (seq < 1 || oldest < 0) {
        throw ContractException.of(
            WHAT, "keys n and o", seq + " and " + oldest, "seq from 1, oldest from 0");
      }
      return new Envelope(
          present("g", gateway),
          present("s", stream),
          present("e", epoch),
          seq,
          oldest,
          sentAt(),
          present("k", kind),
          present("b", body));
    }

    private Instant sentAt() {
      long seconds = present("t", second);
      try {
        return Instant.ofEpochSecond(seconds, nanos);
      } catch (DateTimeException e) {
        throw ContractException.of(WHAT, "key t", seconds, "a year the calendar has");
      }
    }

    private static <T> T present(String key, @Nullable T value) {
      if (value == null) {
        throw ContractException.of(WHAT, "key " + key, "nothing", "a value");
      }
      return value;
    }
  }
}
