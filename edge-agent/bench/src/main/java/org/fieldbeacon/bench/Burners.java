package org.fieldbeacon.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.DoubleAdder;

/// Threads that do nothing but keep cores busy, until closed.
final class Burners implements AutoCloseable {
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean isClosed;
  private final DoubleAdder heat = new DoubleAdder();

  Burners(int count) {
    for (int i = 0; i < count; i++) {
      threads.add(Thread.ofPlatform().daemon().name("burner-" + i).start(this::burn));
    }
  }

  private void burn() {
    double warm = 1;
    while (!isClosed) {
      for (int i = 0; i < 1_000_000; i++) {
        warm = Math.sqrt(warm + i);
      }
      heat.add(warm);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
