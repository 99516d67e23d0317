package org.fieldbeacon.agent.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.PollingDriver;
import org.fieldbeacon.driver.StreamingDriver;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class LinkRunnerTest {
  @Test
  void pollsItsDevicesAgainAndAgainEvenWhenTheDriverHasABug() throws Exception {
    var polls = new CountDownLatch(5);
    var driver = new CountingDriver(polls);
    try (var runner = new LinkRunner("test", driver, List.of(device()))) {
      runner.start();
      assertTrue(polls.await(60, TimeUnit.SECONDS), "five polls");
      assertTrue(runner.bugs() >= 4, "bugs: " + runner.bugs());
      assertInstanceOf(
          WriteResult.Refused.class,
          runner.write(PointId.parse("gauge/level"), 1, Duration.ofSeconds(1)));
    }
    assertEquals(1, driver.closed.get());
  }

  @Test
  void closingEndsAStreamThatNeverEndsByItself() throws Exception {
    var streaming = new CountDownLatch(1);
    var ended = new CountDownLatch(1);
    var runner = new LinkRunner("test", new EndlessStream(streaming, ended), List.of());
    runner.start();
    assertTrue(streaming.await(60, TimeUnit.SECONDS));
    runner.close();
    assertTrue(ended.await(60, TimeUnit.SECONDS), "stream still running after close");
  }

  /// Fails at every poll.
  private static final class CountingDriver implements PollingDriver {
    private final CountDownLatch polls;
    private final AtomicInteger closed = new AtomicInteger();

    CountingDriver(CountDownLatch polls) {
      this.polls = polls;
    }

    @Override
    public void open() {}

    @Override
    public void poll(Device device) {
      polls.countDown();
      throw new IllegalStateException("a bug, as tested");
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private record EndlessStream(CountDownLatch streaming, CountDownLatch ended)
      implements StreamingDriver {
    @Override
    public void open() {}

    @Override
    public void run() {
      streaming.countDown();
      try {
        ended.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void close() {
      ended.countDown();
    }
  }

  private static Device device() {
    return new Device(
        "gauge",
        new Text("", ""),
        new DeviceProfile("any", new Text("", ""), "none", Attributes.NONE, List.of()),
        Attributes.NONE,
        Duration.ofMillis(5),
        Optional.empty());
  }
}
