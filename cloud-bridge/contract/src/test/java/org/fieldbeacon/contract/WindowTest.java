package org.fieldbeacon.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.fieldbeacon.contract.ModelEvidence.Window;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.junit.jupiter.api.Test;

/// What a model of series saw, as an alarm carries it.
class WindowTest {
  private final Random random = new Random(7);

  /// @param places decimal places, or 17 for all bits
  private ObservationBatch window(int channels, int rows, int places) {
    List<Column> columns = new ArrayList<>();
    for (int c = 0; c < channels; c++) {
      long[] times = new long[rows];
      double[] values = new double[rows];
      for (int row = 0; row < rows; row++) {
        times[row] = Samples.EIGHT.toEpochMilli() + 60_000L * row;
        double value = random.nextDouble() * 20;
        double power = Math.pow(10, places);
        values[row] = places > 6 ? value : Math.rint(value * power) / power;
      }
      values[rows / 2] = Double.NaN;
      byte[] flags = new byte[rows];
      Arrays.fill(flags, (byte) 2);
      columns.add(
          new Column("w", "p" + c, "m", times, new long[rows], new long[rows], values, flags));
    }
    return new ObservationBatch(columns);
  }

  private static int octets(Window window) {
    return Base64.getDecoder().decode(window.base64()).length;
  }

  @Test
  void aWindowComesBackBitForBit() {
    ObservationBatch rows = window(9, 125, 17);
    Window sent = Window.of(rows);
    assertTrue(sent.whole());
    assertTrue(Samples.same(rows, sent.rows()));
    assertEquals(9 * 124, sent.readings().size(), "a row without a value is no reading");
  }

  /// Nine channels of two hours and five minutes as instruments write them.
  @Test
  void decimalValuesTakeAFewOctetsEach() {
    assertTrue(octets(Window.of(window(9, 125, 2))) < 3_500);
  }

  @Test
  void aWindowThatHasNoRoomKeepsItsNewestRowsAndSaysSo() {
    ObservationBatch rows = window(20, 1_000, 17);
    Window sent = Window.of(rows);
    assertFalse(sent.whole());
    assertTrue(octets(sent) <= Window.MAX_BYTES);
    Column kept = sent.rows().columns().getFirst();
    Column all = rows.columns().getFirst();
    int n = kept.values().length;
    assertTrue(n >= 100, n + " rows");
    assertTrue(Arrays.equals(Arrays.copyOfRange(all.values(), 1_000 - n, 1_000), kept.values()));
    assertEquals(all.epochMillis()[999], kept.epochMillis()[n - 1]);
  }

  @Test
  void aWindowWhoseNamesAloneHaveNoRoomKeepsNothingAndSaysSo() {
    Window sent =
        assertTimeoutPreemptively(
            Duration.ofSeconds(60), () -> Window.of(window(5_000, 3, 17)), "it does not end");
    assertFalse(sent.whole());
    assertEquals(0, sent.rows().size());
  }

  @Test
  void whatIsNoWindowIsRefused() {
    byte[] good = Base64.getDecoder().decode(Window.of(window(2, 10, 3)).base64());
    for (int cut = 0; cut < good.length; cut++) {
      String base64 = Base64.getEncoder().encodeToString(Arrays.copyOf(good, cut));
      assertThrows(ContractException.class, () -> new Window(base64, true), "cut at " + cut);
    }
    byte[] deflated = Wire.encode(window(2, 10, 3));
    String other = Base64.getEncoder().encodeToString(deflated);
    assertThrows(ContractException.class, () -> new Window(other, true));
    String large = Base64.getEncoder().encodeToString(new byte[Window.MAX_BYTES + 1]);
    assertThrows(IllegalArgumentException.class, () -> new Window(large, true));
  }

  /// A gateway's alarm with such a window is a dead letter of the map, not an error at each look.
  @Test
  void anAlarmWithABrokenWindowIsRefusedWhole() {
    String json =
        new String(Wire.encode(Samples.alarmOfSeries()), java.nio.charset.StandardCharsets.UTF_8);
    String broken = json.replaceFirst("\"base64\":\"....", "\"base64\":\"AAAA");
    assertFalse(json.equals(broken));
    assertThrows(
        ContractException.class,
        () -> Wire.decodeAlarm(broken.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }
}
