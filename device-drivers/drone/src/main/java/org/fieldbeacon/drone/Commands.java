package org.fieldbeacon.drone;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.driver.Actuator.WriteResult;

/// Commands that wait for their acknowledgement (MAVLink guide, Command Protocol): said again while
/// nothing comes, waited for while the vehicle is at it.
final class Commands {
  private static final Duration SAY_AGAIN = Duration.ofMillis(1500);
  private static final int ACCEPTED = 0;
  private static final int IN_PROGRESS = 5;
  private static final int MOST_ANSWERS = 16;

  private final Vehicles vehicles;
  private final MavWriter writer;
  private final Map<Sent, BlockingQueue<Integer>> waiting = new ConcurrentHashMap<>();

  Commands(Vehicles vehicles, MavWriter writer) {
    this.vehicles = vehicles;
    this.writer = writer;
  }

  private record Sent(int system, int command) {}

  /// A COMMAND_ACK came; one that nobody waits for is let go.
  void acknowledged(int system, Map<String, Object> values) {
    boolean isForUs =
        !(values.get("target_system") instanceof Number to)
            || to.intValue() == 0
            || to.intValue() == MavWriter.SYSTEM;
    if (isForUs
        && values.get("command") instanceof Number command
        && values.get("result") instanceof Number result) {
      Optional.ofNullable(waiting.get(new Sent(system, command.intValue())))
          .ifPresent(queue -> queue.offer(result.intValue()));
    }
  }

  /// Sends a command and waits for what becomes of it. Any thread; one at a time for each vehicle
  /// and command.
  WriteResult send(int system, Order order, Duration timeout) {
    var sent = new Sent(system, order.command());
    var answers = new LinkedBlockingQueue<Integer>(MOST_ANSWERS);
    if (waiting.putIfAbsent(sent, answers) != null) {
      return new WriteResult.Refused(order.word() + " is under way already");
    }
    try {
      return send(system, order, answers, System.nanoTime() + timeout.toNanos());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WriteResult.TimedOut(order.word() + ": interrupted");
    } finally {
      waiting.remove(sent);
    }
  }

  private WriteResult send(int system, Order order, BlockingQueue<Integer> answers, long end)
      throws InterruptedException {
    boolean isAtIt = false;
    for (int said = 0; System.nanoTime() < end; said++) {
      if (!isAtIt) {
        Optional<Vehicles.Route> route = vehicles.route(system);
        if (route.isEmpty()) {
          return new WriteResult.Refused(
              "system " + system + " has not been heard, so there is nowhere to send to");
        }
        say(system, order, route.get(), said);
      }
      long wait = Math.min(SAY_AGAIN.toNanos(), end - System.nanoTime());
      Integer result = answers.poll(Math.max(1, wait), TimeUnit.NANOSECONDS);
      if (result != null && result == ACCEPTED) {
        return new WriteResult.Done();
      }
      if (result != null && result != IN_PROGRESS) {
        return new WriteResult.Refused(order.word() + ": " + Order.result(result));
      }
      isAtIt |= result != null;
    }
    return new WriteResult.TimedOut(
        order.word() + ": " + (isAtIt ? "the vehicle is still at it" : "no COMMAND_ACK"));
  }

  private void say(int system, Order order, Vehicles.Route route, int said) {
    route
        .heard()
        .answer(
            writer.command(
                route.version(),
                system,
                route.component(),
                order.command(),
                order.first(),
                Math.min(said, 0xFF)));
  }
}
