package org.fieldbeacon.agent.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class StateViewTest {
  private static JsonObject storage(long bytes, Duration running, OptionalDouble enduranceTb) {
    return StateView.storage(new LiveSite.Storage(bytes, running, 0, 0, 0, 0, false), enduranceTb);
  }

  @Test
  void theYearsOfANewCardAreItsRatingByTheMeasuredRate() {
    JsonObject told = storage(2_000_000_000L, Duration.ofDays(2), OptionalDouble.of(40));
    assertEquals(1_000_000_000L, told.getLong("bytesPerDay"));
    assertEquals(110, told.getLong("newCardYears"), "40 TB by 365.25 GB a year");
    assertEquals(40, told.getDouble("cardEnduranceTb"));
  }

  @Test
  void noYearsAreToldOfACardWhoseRatingNobodyGave() {
    JsonObject told = storage(2_000_000_000L, Duration.ofDays(2), OptionalDouble.empty());
    assertFalse(told.containsKey("newCardYears"));
    assertFalse(told.containsKey("cardEnduranceTb"));
  }

  @Test
  void noYearsAreToldBeforeTheRateIsMeasured() {
    JsonObject told = storage(1_000_000, Duration.ofMinutes(1), OptionalDouble.of(40));
    assertFalse(told.containsKey("newCardYears"));
    assertEquals(40, told.getDouble("cardEnduranceTb"));
  }
}
