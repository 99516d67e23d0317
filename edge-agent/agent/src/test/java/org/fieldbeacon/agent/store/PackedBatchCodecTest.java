package org.fieldbeacon.agent.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.junit.jupiter.api.Test;

class PackedBatchCodecTest {
  private final BatchCodec codec = BatchCodec.packed();

  /// Written by hand from the layout in [PackedBatchCodec]; the CRC32C (RFC 3720 §12.1) is computed
  /// apart from the codec.
  @Test
  void decodesTheLayoutAsDrawn() {
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "01" // plain
                    + "01" // one column
                    + "0161" // device "a"
                    + "0162" // point "b"
                    + "016d" // unit "m"
                    + "03" // three observations
                    + "d00f" // 1000 ms
                    + "d00f" // then 1000 later
                    + "00" // and 1000 later again
                    + "0004" // delays: all 2
                    + "0000" // uncertainties: all 0
                    + "01"
                    + "02"
                    + "10"
                    + "0f" // flags: 1, +8 = 9, -8 = 1
                    + "01" // values: tenths
                    + "18"
                    + "01" // 12, the missing one left out, -1
                    + "");
    ObservationBatch batch = codec.decode(withCrc(bytes));
    Column column = batch.columns().getFirst();
    assertEquals("a/b m", column.device() + "/" + column.point() + " " + column.unit());
    assertArrayEquals(new long[] {1000, 2000, 3000}, column.epochMillis());
    assertArrayEquals(new long[] {2, 2, 2}, column.receivedDelayMillis());
    assertArrayEquals(new byte[] {1, 9, 1}, column.flags());
    assertArrayEquals(new double[] {1.2, Double.NaN, 1.1}, column.values());
    assertArrayEquals(withCrc(bytes), codec.encode(batch));
  }

  @Test
  void comesBackBitForBit() {
    double[][] kinds = {
      {},
      {0.0},
      {-0.0, 0.0},
      {0.1, 0.2, 0.30000000000000004},
      {1e300, -1e-300, Double.MIN_VALUE, Double.MAX_VALUE},
      {4503599627370495.5, 9007199254740992.0},
      {12.345678, 12.345679, -7},
      {Math.PI, Math.E},
    };
    for (double[] values : kinds) {
      byte[] flags = new byte[values.length];
      Arrays.fill(flags, (byte) 1);
      assertSame(batch(column("p", values, flags)));
    }
  }

  @Test
  void comesBackAtTheEndsOfTheRange() {
    var column =
        new Column(
            "d",
            "p",
            "Cel",
            new long[] {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1},
            new long[] {Long.MAX_VALUE, Long.MIN_VALUE, 5, 5},
            new long[] {0, Long.MAX_VALUE, 0, 1},
            new double[] {1, Double.NaN, 3, 4},
            new byte[] {1, 9, 3, 4});
    assertSame(batch(column));
    assertSame(batch());
    assertSame(batch(column("long-" + "x".repeat(59), new double[0], new byte[0])));
  }

  @Test
  void comesBackWhateverTheNumbers() {
    for (long seed = 1; seed <= 200; seed++) {
      var random = new Random(seed);
      Column[] columns = new Column[random.nextInt(6)];
      for (int c = 0; c < columns.length; c++) {
        int n = random.nextInt(40);
        double[] values = new double[n];
        byte[] flags = new byte[n];
        for (int i = 0; i < n; i++) {
          boolean missing = random.nextInt(5) == 0;
          flags[i] = (byte) (missing ? 9 : 1 + random.nextInt(4));
          double value =
              random.nextBoolean() ? random.nextInt(100_000) / 100.0 : random.nextGaussian();
          values[i] = missing ? Double.NaN : value;
        }
        columns[c] = column("p" + c, values, flags);
      }
      assertSame(batch(columns));
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] bytes = codec.encode(batch(steady(300)));
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThrows(StoreException.class, () -> codec.decode(cut), "length " + length);
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] bytes = codec.encode(batch(steady(20)));
    for (int bit = 0; bit < bytes.length * 8; bit++) {
      byte[] wrong = bytes.clone();
      wrong[bit / 8] ^= (byte) (1 << bit % 8);
      assertThrows(StoreException.class, () -> codec.decode(wrong), "bit " + bit);
    }
  }

  /// The CRC guards against accidents; a body that lies with a right CRC must still be refused, not
  /// believed or run out of memory over.
  @Test
  void refusesABodyThatLies() {
    byte[] good = codec.encode(batch(column("p", new double[] {1}, new byte[] {1})));
    byte[] body = Arrays.copyOf(good, good.length - 4);
    var random = new Random(7);
    int refused = 0;
    for (int round = 0; round < 5_000; round++) {
      byte[] wrong = body.clone();
      wrong[random.nextInt(wrong.length)] = (byte) random.nextInt(256);
      try {
        codec.decode(withCrc(wrong));
      } catch (StoreException _) {
        refused++;
      }
    }
    assertTrue(refused > 1_000, "refused " + refused);
  }

  /// The flash budget rests on this: a steady sensor's observation takes three bytes or less.
  @Test
  void aSteadySensorTakesThreeBytes() {
    byte[] bytes = codec.encode(batch(steady(1_000)));
    assertTrue(bytes.length <= 3_000, "got " + bytes.length + " bytes");
  }

  private static Column steady(int n) {
    var random = new Random(1);
    double[] values = new double[n];
    byte[] flags = new byte[n];
    double level = 3;
    for (int i = 0; i < n; i++) {
      level += random.nextGaussian() * 0.01;
      values[i] = Math.round(level * 1000) / 1000.0;
      flags[i] = 1;
    }
    return column("level", values, flags);
  }

  private static Column column(String point, double[] values, byte[] flags) {
    int n = values.length;
    long[] times = new long[n];
    Arrays.setAll(times, i -> 1_790_000_000_000L + 1000L * i);
    long[] delays = new long[n];
    Arrays.fill(delays, 40);
    return new Column("device", point, "m", times, delays, new long[n], values, flags);
  }

  private static ObservationBatch batch(Column... columns) {
    return new ObservationBatch(List.of(columns));
  }

  private static byte[] withCrc(byte[] body) {
    int crc = ~0;
    for (byte b : body) {
      crc ^= b & 0xFF;
      for (int k = 0; k < 8; k++) {
        crc = (crc & 1) != 0 ? crc >>> 1 ^ 0x82F63B78 : crc >>> 1;
      }
    }
    byte[] frame = Arrays.copyOf(body, body.length + 4);
    for (int i = 0; i < 4; i++) {
      frame[body.length + i] = (byte) (~crc >>> 24 - 8 * i);
    }
    return frame;
  }

  private void assertSame(ObservationBatch sent) {
    ObservationBatch back = codec.decode(codec.encode(sent));
    assertEquals(sent.columns().size(), back.columns().size());
    for (int i = 0; i < sent.columns().size(); i++) {
      Column want = sent.columns().get(i);
      Column got = back.columns().get(i);
      assertEquals(
          List.of(want.device(), want.point(), want.unit()),
          List.of(got.device(), got.point(), got.unit()));
      assertArrayEquals(want.epochMillis(), got.epochMillis());
      assertArrayEquals(want.receivedDelayMillis(), got.receivedDelayMillis());
      assertArrayEquals(want.uncertaintyMillis(), got.uncertaintyMillis());
      assertArrayEquals(want.flags(), got.flags());
      assertArrayEquals(bits(want.values()), bits(got.values()));
    }
  }

  private static long[] bits(double[] values) {
    return Arrays.stream(values).mapToLong(Double::doubleToLongBits).toArray();
  }
}
