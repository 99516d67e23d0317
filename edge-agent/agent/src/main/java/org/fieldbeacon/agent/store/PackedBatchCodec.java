package org.fieldbeacon.agent.store;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;

/// ```
/// frame  := form(1) [rawLength] body crc32c(4, big-endian, over all before it)
/// form   := 1 plain | 2 body deflated (RFC 1951), rawLength follows
/// body   := columns column*
/// column := device point unit n times delays uncertainties flags values
/// times  := first, as a difference to the column before; then differences of differences
/// series := 0 value            all alike      (delays, uncertainties, flags)
///         | 1 difference*      else
/// values := 0..6 difference*   whole multiples of 10^-k, exactly; missing ones left out
///         | 15 xored*          (leading zero bytes << 4 | trailing zero bytes) and the bytes between
/// ```
///
/// How it is designed, and why: field devices report decimals of a few digits at a steady pace, so
/// a value is one or two bytes, a time one, and the rest nothing. A value takes the decimal form
/// only if it comes back bit for bit. Deflate then folds the names, which rule where columns are
/// short.
final class PackedBatchCodec implements BatchCodec {
  private static final int PLAIN = 1;
  private static final int DEFLATED = 2;
  private static final int XORED = 15;
  private static final int ALIKE = 0;
  private static final int DIFFERENCES = 1;
  private static final int CRC_BYTES = 4;
  private static final int MAX_RAW_BYTES = 8 << 20;
  private static final int MAX_OBSERVATIONS = 1 << 17;
  private static final int MISSING = 9;
  private static final double[] SCALES = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};

  /// Above it a double no longer holds every whole number (2^53), with room for rounding.
  private static final double MAX_WHOLE = 1L << 51;

  @Override
  public byte[] encode(ObservationBatch batch) {
    var body = new PackedBytes();
    body.unsigned(batch.columns().size());
    long before = 0;
    for (Column column : batch.columns()) {
      before = encode(column, before, body);
    }
    return framed(body.toArray());
  }

  private static long encode(Column column, long before, PackedBytes out) {
    long[] times = column.epochMillis();
    out.text(column.device());
    out.text(column.point());
    out.text(column.unit());
    out.unsigned(times.length);
    long last = before;
    long step = 0;
    for (int i = 0; i < times.length; i++) {
      long difference = times[i] - last;
      out.signed(difference - step);
      step = i == 0 ? 0 : difference;
      last = times[i];
    }
    series(column.receivedDelayMillis(), out);
    series(column.uncertaintyMillis(), out);
    series(widened(column.flags()), out);
    values(column, out);
    return times.length == 0 ? before : times[0];
  }

  private static long[] widened(byte[] flags) {
    long[] wide = new long[flags.length];
    for (int i = 0; i < flags.length; i++) {
      wide[i] = flags[i];
    }
    return wide;
  }

  private static void series(long[] numbers, PackedBytes out) {
    boolean alike = Arrays.stream(numbers).allMatch(n -> n == numbers[0]);
    out.octet(alike ? ALIKE : DIFFERENCES);
    if (alike) {
      out.signed(numbers.length == 0 ? 0 : numbers[0]);
      return;
    }
    long last = 0;
    for (long number : numbers) {
      out.signed(number - last);
      last = number;
    }
  }

  private static void values(Column column, PackedBytes out) {
    double[] values = column.values();
    byte[] flags = column.flags();
    int digits = digits(values, flags);
    out.octet(digits);
    long last = 0;
    for (int i = 0; i < values.length; i++) {
      if (flags[i] == MISSING) {
        continue;
      }
      if (digits == XORED) {
        long bits = Double.doubleToRawLongBits(values[i]);
        xored(bits ^ last, out);
        last = bits;
      } else {
        long whole = Math.round(values[i] * SCALES[digits]);
        out.signed(whole - last);
        last = whole;
      }
    }
  }

  private static int digits(double[] values, byte[] flags) {
    int digits = 0;
    double largest = 0;
    for (int i = 0; i < values.length; i++) {
      if (flags[i] == MISSING) {
        continue;
      }
      largest = Math.max(largest, Math.abs(values[i]));
      while (!isWhole(values[i], SCALES[digits])) {
        if (++digits == SCALES.length) {
          return XORED;
        }
      }
    }
    return largest * SCALES[digits] < MAX_WHOLE ? digits : XORED;
  }

  private static boolean isWhole(double value, double scale) {
    double back = Math.round(value * scale) / scale;
    return Double.doubleToRawLongBits(back) == Double.doubleToRawLongBits(value);
  }

  private static void xored(long bits, PackedBytes out) {
    int leading = Long.numberOfLeadingZeros(bits) / 8;
    int trailing = bits == 0 ? 0 : Long.numberOfTrailingZeros(bits) / 8;
    out.octet(leading << 4 | trailing);
    for (int i = trailing; i < 8 - leading; i++) {
      out.octet((int) (bits >>> 8 * i));
    }
  }

  private static byte[] framed(byte[] body) {
    byte[] squeezed = new byte[body.length];
    int length = 0;
    try (var deflater = new Deflater(Deflater.BEST_SPEED, true)) {
      deflater.setInput(body);
      deflater.finish();
      length = deflater.deflate(squeezed);
      if (!deflater.finished()) {
        length = body.length;
      }
    }
    var head = new PackedBytes();
    boolean smaller = length + 4 < body.length;
    head.octet(smaller ? DEFLATED : PLAIN);
    if (smaller) {
      head.unsigned(body.length);
    }
    byte[] start = head.toArray();
    byte[] content = smaller ? squeezed : body;
    int contentLength = smaller ? length : body.length;
    var frame =
        ByteBuffer.allocate(start.length + contentLength + CRC_BYTES).order(ByteOrder.BIG_ENDIAN);
    frame.put(start).put(content, 0, contentLength);
    frame.putInt(crc(frame.array(), frame.position()));
    return frame.array();
  }

  private static int crc(byte[] bytes, int length) {
    var crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  @Override
  public ObservationBatch decode(byte[] bytes) {
    try {
      return decode(body(bytes));
    } catch (BufferUnderflowException | DataFormatException e) {
      throw new StoreException("batch of " + bytes.length + " bytes: ends early", e, false);
    }
  }

  private static ByteBuffer body(byte[] bytes) throws DataFormatException {
    int end = bytes.length - CRC_BYTES;
    if (end < 1) {
      throw new StoreException("batch: got " + bytes.length + " bytes, wanted 5 or more");
    }
    int computed = crc(bytes, end);
    int stored = ByteBuffer.wrap(bytes).order(ByteOrder.BIG_ENDIAN).getInt(end);
    if (stored != computed) {
      throw new StoreException(
          "batch crc: got 0x%08X, computed 0x%08X".formatted(stored, computed));
    }
    var in = ByteBuffer.wrap(bytes, 0, end);
    int form = in.get();
    return switch (form) {
      case PLAIN -> in;
      case DEFLATED -> inflated(in);
      default -> throw new StoreException("batch form: got " + form + ", wanted 1 or 2");
    };
  }

  private static ByteBuffer inflated(ByteBuffer in) throws DataFormatException {
    byte[] raw = new byte[PackedBytes.count(in, MAX_RAW_BYTES, "raw bytes")];
    try (var inflater = new Inflater(true)) {
      inflater.setInput(in);
      int length = inflater.inflate(raw);
      if (length != raw.length) {
        throw new StoreException("batch: got " + length + " raw bytes, wanted " + raw.length);
      }
    }
    return ByteBuffer.wrap(raw);
  }

  private static ObservationBatch decode(ByteBuffer in) {
    int columns = PackedBytes.count(in, MAX_OBSERVATIONS, "columns");
    List<Column> decoded = new ArrayList<>();
    long before = 0;
    int left = MAX_OBSERVATIONS;
    for (int i = 0; i < columns; i++) {
      Column column = column(in, before, left);
      decoded.add(column);
      int n = column.epochMillis().length;
      left -= n;
      before = n == 0 ? before : column.epochMillis()[0];
    }
    if (in.hasRemaining()) {
      throw new StoreException("batch: got " + in.remaining() + " bytes after the last column");
    }
    return new ObservationBatch(decoded);
  }

  private static Column column(ByteBuffer in, long before, int most) {
    String device = PackedBytes.text(in);
    String point = PackedBytes.text(in);
    String unit = PackedBytes.text(in);
    int n = PackedBytes.count(in, Math.min(most, in.remaining()), "observations");
    long[] times = new long[n];
    long last = before;
    long step = 0;
    for (int i = 0; i < n; i++) {
      long difference = PackedBytes.signed(in) + step;
      last += difference;
      times[i] = last;
      step = i == 0 ? 0 : difference;
    }
    long[] delays = series(in, n);
    long[] uncertainties = series(in, n);
    long[] wide = series(in, n);
    byte[] flags = new byte[n];
    for (int i = 0; i < n; i++) {
      flags[i] = (byte) wide[i];
    }
    return new Column(device, point, unit, times, delays, uncertainties, values(in, flags), flags);
  }

  private static long[] series(ByteBuffer in, int n) {
    long[] numbers = new long[n];
    if (in.get() == ALIKE) {
      Arrays.fill(numbers, PackedBytes.signed(in));
      return numbers;
    }
    long last = 0;
    for (int i = 0; i < n; i++) {
      last += PackedBytes.signed(in);
      numbers[i] = last;
    }
    return numbers;
  }

  private static double[] values(ByteBuffer in, byte[] flags) {
    int digits = in.get();
    if (digits != XORED && (digits < 0 || digits >= SCALES.length)) {
      throw new StoreException("batch value form: got " + digits + ", wanted 0..6 or 15");
    }
    double[] values = new double[flags.length];
    long last = 0;
    for (int i = 0; i < values.length; i++) {
      if (flags[i] == MISSING) {
        values[i] = Double.NaN;
      } else if (digits == XORED) {
        last ^= xored(in);
        values[i] = Double.longBitsToDouble(last);
      } else {
        last += PackedBytes.signed(in);
        values[i] = last / SCALES[digits];
      }
    }
    return values;
  }

  private static long xored(ByteBuffer in) {
    int control = in.get() & 0xFF;
    long bits = 0;
    for (int i = control & 0xF; i < 8 - (control >> 4); i++) {
      bits |= (in.get() & 0xFFL) << 8 * i;
    }
    return bits;
  }
}
