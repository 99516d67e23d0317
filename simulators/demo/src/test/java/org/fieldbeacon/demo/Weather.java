package org.fieldbeacon.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Lets rivers and canals rise and fall past all their limits, each every second or two, until told
/// how it shall end. A thread of its own.
final class Weather implements AutoCloseable {
  private static final int LONGEST_PAUSE_MS = 500;

  private final Map<String, FieldHand> gauges;
  private final RandomGenerator random;
  private final Thread thread;
  private volatile @Nullable IOException failure;

  Weather(Map<String, FieldHand> gauges, RandomGenerator random) {
    this.gauges = Map.copyOf(gauges);
    this.random = random;
    thread = Thread.ofPlatform().name("weather").start(this::change);
  }

  private void change() {
    try {
      while (true) {
        set(KillSite.GAUGES.get(random.nextInt(KillSite.GAUGES.size())), level());
        Thread.sleep(Duration.ofMillis(random.nextInt(LONGEST_PAUSE_MS)));
      }
    } catch (IOException e) {
      failure = e;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private int level() {
    return KillSite.LEVELS_MM[random.nextInt(KillSite.LEVELS_MM.length)];
  }

  private void set(String gauge, int millimetres) throws IOException {
    FieldHand hand = gauges.get(gauge);
    if (hand == null) {
      throw new IOException("no gauge " + gauge);
    }
    hand.setRegister(KillSite.LEVEL_REGISTER, millimetres);
  }

  /// The last levels, for good: all at rest but for the first river.
  void end(int firstRiverMm) throws IOException, InterruptedException {
    close();
    thread.join();
    if (failure != null) {
      throw failure;
    }
    for (String gauge : KillSite.GAUGES) {
      set(gauge, gauge.equals("river-1") ? firstRiverMm : KillSite.QUIET_MM);
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
