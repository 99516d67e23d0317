package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.fieldbeacon.driver.DeviceStatus.State;
import org.fieldbeacon.driver.ScriptedPeer.Manners;
import org.fieldbeacon.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every driver must keep that holds a session with a server: a driver's test brings a real
/// server, and something that misbehaves stands between the two. Its waits between attempts are the
/// driver's own, so each case costs some seconds and few bytes are cut.
@Timeout(180)
public abstract class SessionDriverContract {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final BlockingQueue<Observation> seen = new LinkedBlockingQueue<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private MisbehavingProxy between;
  private StreamingDriver driver;
  private Optional<Thread> running = Optional.empty();

  /// Where the real server listens on the loopback address, with everything believed.
  protected abstract int serverPort();

  /// A device with one readable point, polled twice a second or so.
  protected abstract Device device();

  /// A driver for that device at this port of the loopback address.
  protected abstract StreamingDriver driver(int port, Device device, DriverContext context);

  @BeforeEach
  void connect() {
    between = new MisbehavingProxy(serverPort());
    driver =
        driver(
            between.port(),
            device(),
            new DriverContext(InstantSource.system(), seen::add, statuses::add));
    driver.open();
  }

  @AfterEach
  void disconnect() throws InterruptedException {
    driver.close();
    driver.close();
    assertEnded(Duration.ofSeconds(3));
    between.close();
  }

  private void run() {
    running = Optional.of(Thread.ofVirtual().name("link").start(driver::run));
  }

  private void assertEnded(Duration within) throws InterruptedException {
    if (running.isPresent()) {
      assertTrue(running.get().join(within), "run still blocked " + within + " after close");
    }
  }

  @Test
  void aServerByteByByteGivesTheValueAndSaysSo() throws Exception {
    between.behave(new Manners.ByteByByte());
    run();
    await(o -> !o.isMissing(), "a value");
    awaitState(State.ONLINE);
  }

  @Test
  void silenceIsMissingNeverANumberAndEndsWithTheFirstAnswer() throws Exception {
    run();
    await(o -> !o.isMissing(), "a value");
    between.behave(new Manners.Silent());
    await(Observation::isMissing, "a missing value");
    assertExplained();
    between.behave(new Manners.Polite());
    between.dropAll();
    await(o -> !o.isMissing(), "a value after silence");
    awaitState(State.ONLINE);
  }

  @Test
  void garbageIsMissingAndTheNextGoodAnswerIsRead() throws Exception {
    byte[] garbage = new byte[200];
    new Random(20260714).nextBytes(garbage);
    between.behave(new Manners.Garbage(garbage));
    run();
    await(Observation::isMissing, "a missing value");
    assertExplained();
    between.behave(new Manners.Polite());
    await(o -> !o.isMissing(), "a value after garbage");
  }

  @Test
  void aServerThatHangsUpInTheMiddleIsTriedAgain() throws Exception {
    between.behave(new Manners.HangUpAfter(20));
    run();
    await(Observation::isMissing, "a missing value");
    between.behave(new Manners.Polite());
    await(o -> !o.isMissing(), "a value after the cut");
  }

  @Test
  void aLostLinkIsReconnectedTo() throws Exception {
    run();
    await(o -> !o.isMissing(), "a value");
    int before = between.connections();
    between.dropAll();
    awaitConnections(before);
    await(o -> !o.isMissing(), "a value after the loss");
  }

  @Test
  void closeEndsAnAttemptThatHangs() throws Exception {
    between.behave(new Manners.Silent());
    run();
    awaitConnections(0);
    driver.close();
    assertEnded(Duration.ofSeconds(5));
  }

  private void awaitConnections(int more) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (between.connections() <= more && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertTrue(between.connections() > more, "never connected");
  }

  private void awaitState(State state) throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while ((statuses.isEmpty() || statuses.getLast().state() != state) && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertEquals(state, statuses.getLast().state(), statuses.toString());
  }

  private void await(Predicate<Observation> wanted, String what) throws InterruptedException {
    seen.clear();
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < end) {
      Observation o = seen.poll(100, TimeUnit.MILLISECONDS);
      if (o != null) {
        assertFalse(o.isMissing() && o.detail().isBlank(), o.toString());
        if (wanted.test(o)) {
          return;
        }
      }
    }
    throw new AssertionError("never got " + what + "; statuses " + statuses);
  }

  private void assertExplained() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (statuses.isEmpty() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    DeviceStatus last = statuses.getLast();
    assertFalse(last.state() != State.ONLINE && last.detail().isBlank(), last.toString());
  }
}
