package org.fieldbeacon.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// [ObservationBatch] as one octet of layout version, then a raw deflate stream (RFC 1951) of a
/// CBOR map `{"c": [column, …]}`. A column of `n` observations:
///
/// | key | CBOR type | meaning |
/// |---|---|---|
/// | d, p, u | text | device, point, unit |
/// | n | unsigned | observations |
/// | t | [integer, integer or bytes] | first epoch millisecond, then the one step or the packed steps |
/// | r | integer or bytes | received delay, ms: the one value or packed differences |
/// | q | integer or bytes | time uncertainty, ms: likewise |
/// | x | unsigned | how values are written: 0..6 decimal places, 32 binary32, 64 binary64 |
/// | m | bytes | bitmap of missing values, most significant bit first; absent when none is |
/// | w | bytes | the values that are not missing |
/// | f | unsigned or bytes | flags: the one, or one octet each |
///
/// Packed: differences to the one before (the first to 0), zigzag, base 128, least significant
/// group first. Decimal values are packed after multiplying by 10^x; binary ones stand as planes,
/// all first octets, then all second, which deflates better.
///
/// Layout version 2 is the same map as it stands, not deflated: what must be the same octets on
/// every machine cannot depend on how its zlib deflates.
final class BatchCodec {
  private static final String WHAT = "observations";
  private static final byte VERSION = 1;
  private static final byte PLAIN_VERSION = 2;

  private BatchCodec() {}

  static byte[] encode(ObservationBatch batch) {
    return Squeeze.deflate(VERSION, map(batch));
  }

  /// Layout version 2.
  static byte[] encodePlain(ObservationBatch batch) {
    byte[] map = map(batch);
    byte[] out = new byte[map.length + 1];
    out[0] = PLAIN_VERSION;
    System.arraycopy(map, 0, out, 1, map.length);
    return out;
  }

  private static byte[] map(ObservationBatch batch) {
    int size = batch.size();
    if (size > Wire.MAX_BATCH_OBSERVATIONS) {
      throw ContractException.of(
          WHAT, "their number", size, "at most " + Wire.MAX_BATCH_OBSERVATIONS);
    }
    return CborMap.write(64 + 4 * size, to -> write(batch, to));
  }

  private static void write(ObservationBatch batch, JsonGenerator to) {
    to.writeStartObject(batch, 1);
    to.writeName("c");
    to.writeStartArray(batch, batch.columns().size());
    batch.columns().forEach(column -> write(column, to));
    to.writeEndArray();
    to.writeEndObject();
  }

  private static void write(Column column, JsonGenerator to) {
    int n = sameLength(column);
    ValuePacker values = ValuePacker.of(column.values());
    to.writeStartObject(column, values.missing() == null ? 10 : 11);
    to.writeStringProperty("d", column.device());
    to.writeStringProperty("p", column.point());
    to.writeStringProperty("u", column.unit());
    to.writeNumberProperty("n", n);
    writeTimes(column.epochMillis(), to);
    writeRun("r", column.receivedDelayMillis(), to);
    writeRun("q", column.uncertaintyMillis(), to);
    to.writeNumberProperty("x", values.scale());
    byte[] missing = values.missing();
    if (missing != null) {
      to.writeBinaryProperty("m", missing);
    }
    to.writeBinaryProperty("w", values.packed());
    writeFlags(column.flags(), to);
    to.writeEndObject();
  }

  private static int sameLength(Column c) {
    int n = c.epochMillis().length;
    if (c.receivedDelayMillis().length != n
        || c.uncertaintyMillis().length != n
        || c.values().length != n
        || c.flags().length != n) {
      throw ContractException.of(
          WHAT, "column " + c.device() + "/" + c.point(), "arrays of unlike length", "one length");
    }
    return n;
  }

  private static void writeTimes(long[] times, JsonGenerator to) {
    int n = times.length;
    long first = n == 0 ? 0 : times[0];
    long[] steps = new long[Math.max(0, n - 1)];
    for (int i = 1; i < n; i++) {
      steps[i - 1] = times[i] - times[i - 1];
    }
    to.writeName("t");
    to.writeStartArray(times, 2);
    to.writeNumber(first);
    if (isConstant(steps)) {
      to.writeNumber(steps.length == 0 ? 0 : steps[0]);
    } else {
      to.writeBinary(Varints.pack(steps));
    }
    to.writeEndArray();
  }

  private static void writeRun(String key, long[] numbers, JsonGenerator to) {
    if (isConstant(numbers)) {
      to.writeNumberProperty(key, numbers.length == 0 ? 0 : numbers[0]);
    } else {
      to.writeBinaryProperty(key, Varints.pack(numbers));
    }
  }

  private static boolean isConstant(long[] numbers) {
    for (long number : numbers) {
      if (number != numbers[0]) {
        return false;
      }
    }
    return true;
  }

  private static void writeFlags(byte[] flags, JsonGenerator to) {
    for (byte flag : flags) {
      if (flag != flags[0]) {
        to.writeBinaryProperty("f", flags);
        return;
      }
    }
    to.writeNumberProperty("f", flags.length == 0 ? 0 : flags[0] & 0xFF);
  }

  static ObservationBatch decode(byte[] bytes) {
    return read(Squeeze.inflate(WHAT, VERSION, bytes));
  }

  /// Layout version 2.
  static ObservationBatch decodePlain(byte[] bytes) {
    if (bytes.length < 2 || bytes[0] != PLAIN_VERSION) {
      Object got = bytes.length < 2 ? bytes.length + " B" : bytes[0] & 0xFF;
      throw ContractException.of(WHAT, "octet 0", got, "layout version " + PLAIN_VERSION);
    }
    return read(Arrays.copyOfRange(bytes, 1, bytes.length));
  }

  private static ObservationBatch read(byte[] plain) {
    List<Column> columns = new ArrayList<>();
    CborMap.read(WHAT, plain, plain.length, (key, from) -> readRoot(key, from, columns));
    return new ObservationBatch(columns);
  }

  private static void readRoot(String key, JsonParser from, List<Column> columns) {
    if (!key.equals("c")) {
      from.skipChildren();
      return;
    }
    CborMap.want(key, from, JsonToken.START_ARRAY);
    int room = Wire.MAX_BATCH_OBSERVATIONS;
    while (from.nextToken() == JsonToken.START_OBJECT) {
      Fields fields = new Fields(room);
      CborMap.fields(from, fields::take);
      columns.add(fields.column());
      room -= fields.n;
    }
    CborMap.want(key, from, JsonToken.END_ARRAY);
  }

  private static final class Fields {
    private final int room;
    private @Nullable String device;
    private @Nullable String point;
    private @Nullable String unit;
    private int n = -1;
    private @Nullable Long first;
    private @Nullable Run steps;
    private @Nullable Run delays;
    private @Nullable Run uncertainties;
    private int scale = -1;
    private byte @Nullable [] missing;
    private byte @Nullable [] packed;
    private @Nullable Run flags;

    Fields(int room) {
      this.room = room;
    }

    void take(String key, JsonParser from) {
      switch (key) {
        case "d" -> device = CborMap.text(key, from);
        case "p" -> point = CborMap.text(key, from);
        case "u" -> unit = CborMap.text(key, from);
        case "n" -> n = CborMap.count(key, from, room);
        case "t" -> times(from);
        case "r" -> delays = Run.read(key, from);
        case "q" -> uncertainties = Run.read(key, from);
        case "x" -> scale = CborMap.count(key, from, 64);
        case "m" -> missing = CborMap.bytes(key, from);
        case "w" -> packed = CborMap.bytes(key, from);
        case "f" -> flags = Run.read(key, from);
        default -> from.skipChildren();
      }
    }

    private void times(JsonParser from) {
      CborMap.want("t", from, JsonToken.START_ARRAY);
      from.nextToken();
      first = CborMap.number("t", from);
      from.nextToken();
      steps = Run.read("t", from);
      from.nextToken();
      CborMap.want("t", from, JsonToken.END_ARRAY);
    }

    Column column() {
      if (n < 0) {
        throw ContractException.of(WHAT, "key n", "nothing", "a number of observations");
      }
      return new Column(
          present("d", device),
          present("p", point),
          present("u", unit),
          epochMillis(),
          present("r", delays).longs("r", n),
          present("q", uncertainties).longs("q", n),
          ValuePacker.unpack(scale, n, missing, present("w", packed)),
          present("f", flags).octets(n));
    }

    private long[] epochMillis() {
      long[] times = new long[n];
      long time = present("t", first);
      if (n == 0) {
        return times;
      }
      long[] step = present("t", steps).longs("t", n - 1);
      times[0] = time;
      for (int i = 1; i < n; i++) {
        time += step[i - 1];
        times[i] = time;
      }
      return times;
    }

    private static <T> T present(String key, @Nullable T value) {
      if (value == null) {
        throw ContractException.of(WHAT, "key " + key, "nothing", "a value");
      }
      return value;
    }
  }

  /// Either one number for all rows, or octets.
  private record Run(long constant, byte @Nullable [] octets) {
    static Run read(String key, JsonParser from) {
      return from.currentToken() == JsonToken.VALUE_NUMBER_INT
          ? new Run(from.getLongValue(), null)
          : new Run(0, CborMap.bytes(key, from));
    }

    long[] longs(String key, int count) {
      if (octets != null) {
        return Varints.unpack(key, octets, count);
      }
      long[] all = new long[count];
      Arrays.fill(all, constant);
      return all;
    }

    byte[] octets(int count) {
      if (octets != null) {
        if (octets.length != count) {
          throw ContractException.of(WHAT, "key f", octets.length + " flags", count + "");
        }
        return octets;
      }
      byte[] all = new byte[count];
      Arrays.fill(all, (byte) constant);
      return all;
    }
  }
}
