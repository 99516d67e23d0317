package org.fieldbeacon.agent.acquire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.Driver;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.SharedLine;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.observation.PointId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One link at work on a virtual thread of its own: opens the driver, polls its devices when due or
/// lets it stream, until closed. A driver that throws has a bug; it is counted and logged, and the
/// link goes on.
public final class LinkRunner implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LinkRunner.class);
  private static final Duration AFTER_BUG = Duration.ofSeconds(1);

  private final String link;
  private final Driver driver;
  private final List<Device> devices;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong bugs = new AtomicLong();
  private volatile long missedPolls;
  private final Thread thread;

  /// Does not start yet.
  public LinkRunner(String link, Driver driver, List<Device> devices) {
    this.link = link;
    this.driver = driver;
    this.devices = List.copyOf(devices);
    this.thread = Thread.ofVirtual().name("link-" + link).unstarted(this::work);
  }

  /// The link's name in the site.
  public String name() {
    return link;
  }

  public void start() {
    thread.start();
  }

  /// Sets an output on this link; any thread, bounded by `timeout`.
  public WriteResult write(PointId output, double value, Duration timeout) {
    if (driver instanceof Actuator actuator) {
      return actuator.write(output, value, timeout);
    }
    return new WriteResult.Refused("link " + link + " has no outputs");
  }

  /// The device of this name, when it hangs on this link.
  public Optional<Device> device(String name) {
    return devices.stream().filter(d -> d.name().equals(name)).findFirst();
  }

  /// Whether its devices are asked, rather than speak by themselves.
  public boolean isPolling() {
    return driver instanceof PollingDriver;
  }

  /// The driver, where it lets a technician use its line between polls.
  public Optional<SharedLine> shared() {
    return driver instanceof SharedLine shared ? Optional.of(shared) : Optional.empty();
  }

  /// Polling periods skipped because the link was still busy.
  public long missedPolls() {
    return missedPolls;
  }

  /// Exceptions that escaped from the driver.
  public long bugs() {
    return bugs.get();
  }

  @Override
  public void close() {
    closed.countDown();
    driver.close();
    thread.interrupt();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofSeconds(3))) {
        LOG.warn("link={} still busy 3 s after close", link);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    while (!isClosed()) {
      try {
        driver.open();
        switch (driver) {
          case PollingDriver polling -> pollUntilClosed(polling);
          case StreamingDriver streaming -> streaming.run();
        }
      } catch (InterruptedException _) {
        return;
      } catch (RuntimeException bug) {
        noteBug(bug);
        pause(AFTER_BUG);
      }
    }
  }

  private void pollUntilClosed(PollingDriver polling) throws InterruptedException {
    var schedule = new PollSchedule(devices, System.nanoTime());
    while (!closed.await(schedule.untilNext(System.nanoTime()), TimeUnit.NANOSECONDS)) {
      Device device = schedule.next(System.nanoTime());
      missedPolls = schedule.missed();
      try {
        polling.poll(device);
      } catch (RuntimeException bug) {
        noteBug(bug);
      }
    }
  }

  private void noteBug(RuntimeException bug) {
    long count = bugs.incrementAndGet();
    if (!isClosed() && Long.bitCount(count) == 1) {
      LOG.error("link={} driver failed, count={}", link, count, bug);
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void pause(Duration time) {
    try {
      if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.debug("link={} closed", link);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
