package org.fieldbeacon.modbus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.fieldbeacon.driver.ScriptedPeer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ModbusBusIT {
  private final List<Integer> functions = new CopyOnWriteArrayList<>();
  private final CountDownLatch firstHeard = new CountDownLatch(1);
  private final CountDownLatch answerFirst = new CountDownLatch(1);

  /// An alarm's siren must not wait for the whole site to be polled.
  @Test
  void aWriteThatCameLaterGoesBeforeAPollThatWaitsAndNeverIntoAnExchange() throws Exception {
    try (var peer = new ScriptedPeer(this::answerWhenTold);
        var bus =
            new ModbusBus(
                Fixtures.link(peer.port(), "tcp").newLink(),
                new Framing.Tcp(),
                Duration.ofSeconds(20),
                Duration.ZERO)) {
      byte[] read = Pdu.read(Pdu.READ_HOLDING_REGISTERS, 0, 1);
      Thread exchanging = start(() -> bus.poll(1, read));
      firstHeard.await();
      Thread poll = start(() -> bus.poll(1, read));
      awaitWaiting(poll);
      Thread write = start(() -> bus.write(1, Pdu.writeCoil(0, true), Duration.ofSeconds(20)));
      awaitWaiting(write);
      assertEquals(List.of(3), functions, "something was sent in the middle of an exchange");
      answerFirst.countDown();
      exchanging.join();
      write.join();
      poll.join();
      assertEquals(List.of(3, 5, 3), functions);
    }
  }

  private byte[] answerWhenTold(byte[] request) {
    functions.add((int) request[7]);
    firstHeard.countDown();
    try {
      answerFirst.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return Fixtures.answerTcp(request);
  }

  private interface Exchange {
    ModbusBus.Answer run() throws InterruptedException;
  }

  private static Thread start(Exchange exchange) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                if (!(exchange.run() instanceof ModbusBus.Answer.Data)) {
                  throw new IllegalStateException("no answer");
                }
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }
}
