package org.fieldbeacon.environment;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.fieldbeacon.driver.Actuator;
import org.fieldbeacon.environment.Exchange.Outcome;
import org.fieldbeacon.observation.PointId;

/// What stations can be told to do. A command is sent when its output is set to 1; 0 sends nothing,
/// since a command cannot be taken back. A station takes minutes where an output is given seconds:
/// who asks again meanwhile waits for the same command, and is told what became of it; it is not
/// sent twice.
final class Hj212Outputs implements Actuator {
  private final Map<PointId, Output> outputs;

  /// A point that commands.
  record Output(Station station, Commands.Task task) {}

  Hj212Outputs(Map<PointId, Output> outputs) {
    this.outputs = Map.copyOf(outputs);
  }

  @Override
  public WriteResult write(PointId output, double value, Duration timeout) {
    Output known = outputs.get(output);
    if (known == null) {
      return new WriteResult.Refused(output + " is no command");
    }
    if (value < 0.5) {
      known.station().taken(known.task());
      return new WriteResult.Done();
    }
    Optional<CompletableFuture<Outcome>> outcome = known.station().order(known.task());
    return outcome.isEmpty()
        ? new WriteResult.Refused(
            "the station cannot be spoken to: not heard with the site's PW, or asked too much")
        : await(known, outcome.get(), timeout);
  }

  private static WriteResult await(
      Output output, CompletableFuture<Outcome> outcome, Duration timeout) {
    String word = output.task().order().word();
    try {
      WriteResult result =
          switch (outcome.get(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            case Outcome.Done() -> new WriteResult.Done();
            case Outcome.Refused(String reason) -> new WriteResult.Refused(word + ": " + reason);
            case Outcome.Silent(String reason) -> new WriteResult.TimedOut(word + ": " + reason);
          };
      output.station().taken(output.task());
      return result;
    } catch (TimeoutException _) {
      return new WriteResult.TimedOut(
          word
              + (output.station().isAtIt(output.task())
                  ? ": the station is at it"
                  : ": the station has not answered yet"));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new WriteResult.TimedOut(word + ": interrupted");
    } catch (ExecutionException e) {
      throw new IllegalStateException(word, e);
    }
  }
}
