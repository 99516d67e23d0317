package org.fieldbeacon.agent.console;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.fieldbeacon.agent.clock.ClockState;
import org.fieldbeacon.driver.Text;

/// That the gateway's clock was set by a phone, and when: true until the next start of the machine,
/// or until something else sets it. Blocks; any thread.
final class PhoneTime {
  /// Of a phone with a network: it follows the network's time to a fraction of this.
  static final Duration UNCERTAINTY = Duration.ofSeconds(1);

  /// A crystal without temperature compensation, −20 to +70 °C, drifts by less than 100 in a
  /// million.
  private static final long DRIFT_PARTS = 10_000;

  private final Path file;
  private final Supplier<String> boot;

  /// @param boot names the machine's present start; empty where nobody knows
  PhoneTime(Path file, Supplier<String> boot) {
    this.file = file;
    this.boot = boot;
  }

  /// The clock was set to this just now.
  synchronized void taken(Instant time) {
    DurableFile.write(
        file, new JsonObject().put("at", time.toString()).put("boot", boot.get()).encode());
  }

  /// Something else has set the clock.
  synchronized void forget() {
    DurableFile.delete(file);
  }

  /// When the phone's time was taken over; empty when it no longer counts.
  synchronized Optional<Instant> taken() {
    try {
      return DurableFile.read(file)
          .map(JsonObject::new)
          .filter(j -> !boot.get().isEmpty() && boot.get().equals(j.getString("boot")))
          .map(j -> Instant.parse(j.getString("at", "")));
    } catch (DecodeException | ClassCastException | DateTimeException _) {
      return Optional.empty();
    }
  }

  /// What the kernel tells, unless a phone knows better.
  ClockState over(ClockState kernel, Instant now) {
    if (kernel.isSynchronized()) {
      return kernel;
    }
    return taken()
        .map(
            at ->
                new ClockState(
                    ClockState.Source.PHONE,
                    false,
                    Optional.of(
                        UNCERTAINTY.plus(Duration.between(at, now).abs().dividedBy(DRIFT_PARTS))),
                    new Text(
                        "手机,±1 s,于 " + at + ";之后按每天最多 9 s 漂移计",
                        "phone, ±1 s, at " + at + "; since then it may drift by 9 s a day")))
        .orElse(kernel);
  }
}
