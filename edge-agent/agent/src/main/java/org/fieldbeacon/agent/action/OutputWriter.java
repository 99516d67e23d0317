package org.fieldbeacon.agent.action;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.fieldbeacon.agent.action.OutputEvent.Write;
import org.fieldbeacon.agent.config.OutputConfig;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.driver.Actuator.WriteResult;
import org.fieldbeacon.observation.PointId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Carries out what an [OutputEngine] wants written, each output on a virtual thread of its own, so
/// that a silent device holds up no other. A write is given 2 s. Every write but a last one is
/// answered exactly once, unless its driver never comes back.
public final class OutputWriter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OutputWriter.class);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Map<String, OutputLane> lanes = new LinkedHashMap<>();
  private final AtomicLong bugs = new AtomicLong();

  /// Takes the result of a write, on the output's thread or, for a write that a later one
  /// displaced, on the submitting one; hands it to the pipeline's thread for
  /// [OutputEngine#onWritten].
  @FunctionalInterface
  public interface Answers {
    void written(String outputId, long attempt, WriteResult result);
  }

  /// @param outputs of unlike ids
  /// @param actuators who can write a point; asked at every write, on the output's thread
  /// @param answers where results go
  public OutputWriter(
      List<OutputConfig> outputs,
      Function<PointId, Optional<Actuator>> actuators,
      Answers answers) {
    for (OutputConfig output : outputs) {
      lanes.put(output.id(), new OutputLane(output, actuators, answers, bugs));
    }
  }

  /// Has it written; never blocks. One write per output may wait, and a later one takes its place.
  ///
  /// @throws IllegalArgumentException when the output is none of this writer's
  public void submit(Write write) {
    OutputLane lane = lanes.get(write.outputId());
    if (lane == null) {
      throw new IllegalArgumentException(
          "output: got " + write.outputId() + ", wanted one of " + lanes.keySet());
    }
    lane.submit(write);
  }

  /// Exceptions that escaped from drivers and from `answers`.
  public long bugs() {
    return bugs.get();
  }

  /// Waits 5 s at most for the last write of every output. An output that was given none, since
  /// nobody was left to decide, is put into its fail-safe state.
  @Override
  public void close() {
    lanes.values().forEach(OutputLane::finish);
    long end = System.nanoTime() + CLOSE_PATIENCE.toNanos();
    lanes.forEach((id, lane) -> await(id, lane, end));
  }

  private static void await(String id, OutputLane lane, long endNanos) {
    try {
      long left = Math.max(0, endNanos - System.nanoTime());
      if (!lane.join(Duration.ofNanos(left))) {
        LOG.warn("output={} last write not done {} after close", id, CLOSE_PATIENCE);
        lane.interrupt();
      }
    } catch (InterruptedException _) {
      lane.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
