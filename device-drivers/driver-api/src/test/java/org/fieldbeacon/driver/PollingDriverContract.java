package org.fieldbeacon.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.fieldbeacon.driver.ScriptedPeer.Manners;
import org.fieldbeacon.observation.Observation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every polling driver must keep, whatever its protocol: a driver's test extends this and
/// says how its peer answers. The clock stands still unless a test moves it.
@Timeout(300)
public abstract class PollingDriverContract {
  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration MORE_PATIENCE = Duration.ofSeconds(2);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-07-14T00:00:00Z"));
  private final List<Observation> seen = new CopyOnWriteArrayList<>();
  private final List<DeviceStatus> statuses = new CopyOnWriteArrayList<>();
  private Peer peer;
  private Device device;
  private PollingDriver driver;

  /// What the driver reads, whose manners a test changes.
  public interface Peer extends AutoCloseable {
    /// Where it listens; 0 for one that does not.
    int port();

    void behave(Manners how);

    /// Breaks what connects it with the driver, once.
    void dropAll();

    @Override
    void close();
  }

  /// The proper answer to a request.
  protected abstract byte[] answer(byte[] request);

  /// The other end; one over TCP unless the driver reads something else.
  protected Peer peer() {
    return new ScriptedPeer(this::answer);
  }

  /// A device with at least one readable point, all of which `answer` gives a value.
  protected abstract Device device();

  /// A driver for that device on a link to this port.
  ///
  /// @param patience within which an answer is due
  protected abstract PollingDriver driver(
      int port, Device device, DriverContext context, Duration patience);

  /// Length of the proper answer to the driver's first request.
  protected abstract int answerLength();

  @BeforeEach
  void connect() {
    connect(PATIENCE);
  }

  private void connect(Duration patience) {
    peer = peer();
    device = device();
    var context = new DriverContext(now::get, seen::add, statuses::add);
    driver = driver(peer.port(), device, context, patience);
    driver.open();
  }

  @AfterEach
  void disconnect() {
    driver.close();
    peer.close();
  }

  @Test
  void givesEveryReadablePointAValue() {
    play(
        () -> {
          assertGood(poll());
          assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
        });
  }

  @Test
  void silenceIsMissingNeverANumberAndEndsWithTheFirstAnswer() {
    play(
        () -> {
          peer.behave(new Manners.Silent());
          assertMissing(poll());
          assertEquals(DeviceStatus.State.OFFLINE, statuses.getLast().state());
          peer.behave(new Manners.Polite());
          assertGood(pollAfterBackoff());
          assertEquals(DeviceStatus.State.ONLINE, statuses.getLast().state());
        });
  }

  @Test
  void garbageIsMissingAndTheNextGoodAnswerIsRead() {
    play(
        () -> {
          long seed = 20260714;
          var random = new Random(seed);
          for (int round = 0; round < 8; round++) {
            byte[] garbage = new byte[1 + random.nextInt(60)];
            random.nextBytes(garbage);
            peer.behave(new Manners.Garbage(garbage));
            assertMissing(pollAfterBackoff());
          }
          peer.behave(new Manners.Polite());
          assertGood(pollAfterBackoff());
        });
  }

  @Test
  void anAnswerCutAtAnyByteIsMissing() {
    play(
        () -> {
          for (int bytes = 1; bytes < answerLength(); bytes++) {
            peer.behave(new Manners.Half(bytes));
            assertMissing(pollAfterBackoff());
          }
          peer.behave(new Manners.Polite());
          assertGood(pollAfterBackoff());
        });
  }

  @Test
  void aPeerThatHangsUpAtAnyByteIsReconnectedTo() {
    play(
        () -> {
          for (int bytes = 0; bytes < answerLength(); bytes++) {
            peer.behave(new Manners.HangUpAfter(bytes));
            assertMissing(pollAfterBackoff());
            peer.behave(new Manners.Polite());
            assertGood(pollAfterBackoff());
          }
        });
  }

  @Test
  void aSlowPeerIsWaitedFor() {
    play(
        () -> {
          peer.behave(new Manners.ByteByByte());
          assertGood(poll());
        });
  }

  @Test
  void aLostLinkIsReportedAndReconnectedTo() {
    play(
        () -> {
          assertGood(poll());
          peer.dropAll();
          pollAfterBackoff();
          assertGood(pollAfterBackoff());
        });
  }

  @Test
  void closeEndsABlockedPollAndMayBeRepeated() throws Exception {
    peer.behave(new Manners.Silent());
    Thread polling = Thread.ofVirtual().start(() -> driver.poll(device));
    driver.close();
    driver.close();
    assertTrue(polling.join(Duration.ofSeconds(2)), "poll still blocked 2 s after close");
  }

  /// Once more from the start and with more time when it fails: on a busy machine even a polite
  /// peer may be late.
  private void play(Runnable scene) {
    try {
      scene.run();
    } catch (AssertionError first) {
      disconnect();
      seen.clear();
      statuses.clear();
      connect(MORE_PATIENCE);
      try {
        scene.run();
      } catch (AssertionError second) {
        second.addSuppressed(first);
        throw second;
      }
    }
  }

  private List<Observation> poll() {
    seen.clear();
    driver.poll(device);
    return List.copyOf(seen);
  }

  private List<Observation> pollAfterBackoff() {
    now.updateAndGet(t -> t.plusSeconds(120));
    return poll();
  }

  private void assertGood(List<Observation> observations) {
    assertEquals(readable(), observations.size(), observations.toString());
    for (Observation o : observations) {
      assertFalse(o.isMissing(), o.toString());
    }
  }

  private void assertMissing(List<Observation> observations) {
    assertEquals(readable(), observations.size(), observations.toString());
    for (Observation o : observations) {
      assertTrue(o.isMissing(), o.toString());
      assertFalse(o.detail().isBlank(), o.toString());
    }
  }

  private long readable() {
    return device.profile().points().stream().filter(p -> p.access().canRead()).count();
  }
}
