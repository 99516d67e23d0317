package org.fieldbeacon.gpio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1: rain that was told is on flash.
class TippingBucketIT {
  @TempDir Path folder;
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void aBouncingContactIsOneTip() throws IOException {
    var bucket = bucket();
    for (int tip = 0; tip < 3; tip++) {
      pass(Duration.ofSeconds(2));
      for (int bounce = 0; bounce < 8; bounce++) {
        bucket.became(false);
        pass(Duration.ofMillis(3));
        bucket.became(true);
        pass(Duration.ofMillis(3));
      }
    }
    assertEquals(0.6, rain(bucket));
  }

  @Test
  void tipsAsFastAsAStormAreAllCounted() throws IOException {
    var bucket = bucket();
    for (int tip = 0; tip < 100; tip++) {
      pass(Duration.ofMillis(60));
      bucket.became(false);
      pass(Duration.ofMillis(60));
      bucket.became(true);
    }
    assertEquals(20.0, rain(bucket));
  }

  @Test
  void aBucketAtRestOnItsContactIsNoTip() throws IOException {
    var bucket = bucket();
    bucket.startsAt(false);
    bucket.became(false);
    assertEquals(0, rain(bucket));
  }

  @Test
  void whatWasToldIsThereAfterAKillAndCountingGoesOn() throws IOException {
    var bucket = bucket();
    tip(bucket);
    tip(bucket);
    assertEquals(0.4, rain(bucket));
    // No close: the process is gone.
    var after = bucket();
    tip(after);
    assertEquals(0.6, rain(after));
  }

  /// Rain between two polls is lost for five seconds at most, and flash is not worn by each tip.
  @Test
  void tipsAreSavedWhileItRainsButNotEachByItself() throws IOException {
    var bucket = bucket();
    tip(bucket);
    assertEquals(1, new TipCount(folder, "rain").tips());
    for (int i = 0; i < 20; i++) {
      tip(bucket);
    }
    long saved = new TipCount(folder, "rain").tips();
    assertTrue(saved < 21, "saved " + saved);
    pass(Duration.ofSeconds(5));
    tip(bucket);
    assertEquals(22, new TipCount(folder, "rain").tips());
  }

  @Test
  void aDamagedCountIsSetAsideAndSaidAndNeverTakenForAnother() throws IOException {
    var count = new TipCount(folder, "rain");
    for (int i = 0; i < 41; i++) {
      count.add();
    }
    count.save();
    byte[] whole = Files.readAllBytes(file());
    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file(), flipped);
      try {
        assertEquals(41, new TipCount(folder, "rain").tips());
      } catch (IOException e) {
        assertTrue(String.valueOf(e.getMessage()).contains(".damaged"), e.getMessage());
        assertEquals(0, new TipCount(folder, "rain").tips());
      }
    }
    for (int length = 0; length < whole.length; length++) {
      Files.write(file(), java.util.Arrays.copyOf(whole, length));
      assertThrows(IOException.class, () -> new TipCount(folder, "rain"));
    }
  }

  @Test
  void nothingIsWrittenWhileNothingTips() throws IOException {
    var bucket = bucket();
    tip(bucket);
    rain(bucket);
    Files.delete(file());
    pass(Duration.ofMinutes(1));
    rain(bucket);
    assertFalse(Files.exists(file()));
  }

  private TippingBucket bucket() throws IOException {
    return new TippingBucket(
        new TipCount(folder, "rain"), 0.2, false, Duration.ofMillis(100), nanos::get);
  }

  private void tip(TippingBucket bucket) {
    pass(Duration.ofMillis(110));
    bucket.became(false);
    bucket.became(true);
  }

  private void pass(Duration time) {
    nanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(time.toMillis()));
  }

  private Path file() {
    return folder.resolve("rain.tips");
  }

  private static double rain(TippingBucket bucket) throws IOException {
    return bucket
        .measure(Map.of("rain-total", Attributes.NONE))
        .getOrDefault("rain-total", Measured.missing("not told"))
        .value();
  }
}
