package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCodecTest {
  private static final long SEED = 20260714;

  @Test
  void comesBackBitForBit() {
    ObservationBatch batch = Samples.observations();
    assertTrue(Samples.same(batch, Wire.decodeObservations(Wire.encode(batch))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 8, 9, 1000})
  void everyLengthComesBack(int n) {
    ObservationBatch batch = batch(n, i -> i % 3 == 0 ? Double.NaN : i / 8.0);
    assertTrue(Samples.same(batch, Wire.decodeObservations(Wire.encode(batch))));
  }

  /// Values that a scaled whole number would change must travel as they are.
  @Test
  void awkwardValuesComeBackBitForBit() {
    double[] awkward = {
      0.1 + 0.2,
      -0.0,
      Double.MIN_VALUE,
      Double.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      9007199254740994.0,
      1e-7,
      (float) 12.34,
      123456.654321
    };
    for (double value : awkward) {
      ObservationBatch one = batch(3, i -> i == 1 ? value : 12.5);
      assertTrue(Samples.same(one, Wire.decodeObservations(Wire.encode(one))), "" + value);
    }
    ObservationBatch all = batch(awkward.length, i -> awkward[i]);
    assertTrue(Samples.same(all, Wire.decodeObservations(Wire.encode(all))));
  }

  /// The first value fits no decimal place that the second one needs.
  @Test
  void aLargeValueBeforeAFineOneComesBack() {
    ObservationBatch batch = batch(3, i -> i == 0 ? 9.007199254740991e15 : 0.123456);
    assertTrue(Samples.same(batch, Wire.decodeObservations(Wire.encode(batch))));
  }

  @Test
  void extremeTimesComeBack() {
    long[] times = {Long.MIN_VALUE, Long.MAX_VALUE, 0, -1, 1};
    Column column =
        new Column("d", "p", "m", times, times, times, new double[5], new byte[] {1, 2, 3, 4, 9});
    ObservationBatch batch = new ObservationBatch(List.of(column));
    assertTrue(Samples.same(batch, Wire.decodeObservations(Wire.encode(batch))));
  }

  @Test
  void noColumnsIsABatchToo() {
    ObservationBatch none = new ObservationBatch(List.of());
    assertEquals(0, Wire.decodeObservations(Wire.encode(none)).size());
  }

  /// Promise 8: a river level each minute, rising and falling by centimetres, with jittering delay.
  @Test
  void smoothObservationsCostLessThanFiveOctetsEach() {
    Random random = new Random(SEED);
    int n = 600;
    double[] level = {8400};
    ObservationBatch smooth =
        batch(
            n,
            i -> {
              level[0] += random.nextInt(-2, 3);
              return level[0] / 100;
            });
    Arrays.setAll(smooth.columns().getFirst().receivedDelayMillis(), i -> 100 + random.nextInt(80));
    double each = Wire.encode(smooth).length / (double) n;
    assertTrue(each <= 5, each + " octets per observation");
  }

  @Test
  void refusesEveryTruncation() {
    Damage.everyTruncationIsRefused(Wire.encode(Samples.observations()), Wire::decodeObservations);
  }

  @Test
  void readsOrRefusesEveryFlippedBit() {
    Damage.everyFlippedBitIsReadOrRefused(
        Wire.encode(Samples.observations()), Wire::decodeObservations);
  }

  /// Deflate hides the layout from flipped bits: damage the CBOR itself, too.
  @Test
  void readsOrRefusesEveryFlippedBitUnderTheDeflate() {
    byte[] plain = Squeeze.inflate("test", (byte) 1, Wire.encode(Samples.observations()));
    Damage.everyFlippedBitIsReadOrRefused(
        plain, bytes -> Wire.decodeObservations(Squeeze.deflate((byte) 1, bytes)));
    Damage.everyTruncationIsRefused(
        plain, bytes -> Wire.decodeObservations(Squeeze.deflate((byte) 1, bytes)));
  }

  @Test
  void readsOrRefusesGarbage() {
    Damage.garbageIsReadOrRefused(SEED, Wire::decodeObservations);
    Damage.garbageIsReadOrRefused(
        SEED, bytes -> Wire.decodeObservations(Squeeze.deflate((byte) 1, bytes)));
  }

  /// Sixty kilobytes that inflate to sixty megabytes.
  @Test
  void stopsInflatingAtTheLimit() {
    byte[] bomb = Squeeze.deflate((byte) 1, new byte[60 << 20]);
    ContractException e =
        assertThrows(ContractException.class, () -> Wire.decodeObservations(bomb));
    assertTrue(e.getMessage().contains("inflated size"), e.getMessage());
  }

  /// Constant columns make a million rows out of forty octets; many columns add up.
  @Test
  void refusesMoreRowsThanTheLimitHoweverFewOctetsSaySo() {
    // {"c": [{"n": 4294967295}]}
    byte[] claim = HexFormat.of().parseHex("a1616381a1616e1affffffff");
    ContractException e =
        assertThrows(
            ContractException.class,
            () -> Wire.decodeObservations(Squeeze.deflate((byte) 1, claim)));
    assertEquals("CBOR map, at key n: got 4294967295, wanted 0..200000", e.getMessage());
    ObservationBatch much = batch(Wire.MAX_BATCH_OBSERVATIONS + 1, i -> 0);
    assertThrows(ContractException.class, () -> Wire.encode(much));
  }

  @Test
  void refusesUnevenColumnsWhenWriting() {
    Column uneven =
        new Column(
            "d", "p", "m", new long[2], new long[2], new long[1], new double[2], new byte[2]);
    assertThrows(ContractException.class, () -> Wire.encode(new ObservationBatch(List.of(uneven))));
  }

  private static ObservationBatch batch(int n, IntToDoubleFunction value) {
    long[] times = new long[n];
    Arrays.setAll(times, i -> 1_784_000_000_000L + 60_000L * i);
    double[] values = new double[n];
    Arrays.setAll(values, value);
    byte[] flags = new byte[n];
    for (int i = 0; i < n; i++) {
      flags[i] = (byte) (Double.isNaN(values[i]) ? 9 : 1);
    }
    long[] delay = new long[n];
    Arrays.fill(delay, 120);
    return new ObservationBatch(
        List.of(new Column("gauge-01", "level", "m", times, delay, new long[n], values, flags)));
  }
}
