package org.fieldbeacon.agent.acquire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.driver.Attributes;
import org.fieldbeacon.driver.Device;
import org.fieldbeacon.driver.DeviceProfile;
import org.fieldbeacon.driver.Text;
import org.junit.jupiter.api.Test;

class PollScheduleTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void spreadsTheFirstReadingsOverTheInterval() {
    var schedule = new PollSchedule(List.of(device("a", 10), device("b", 10)), 0);
    assertEquals("a", schedule.next(0).name());
    assertEquals(5 * SECOND, schedule.untilNext(0));
    assertEquals("b", schedule.next(5 * SECOND).name());
    assertEquals(5 * SECOND, schedule.untilNext(5 * SECOND));
  }

  @Test
  void keepsEachDevicesOwnInterval() {
    var schedule = new PollSchedule(List.of(device("slow", 60), device("fast", 1)), 0);
    int fast = 0;
    int slow = 0;
    for (long now = 0; now < 60 * SECOND; now += schedule.untilNext(now)) {
      if (schedule.next(now).name().equals("fast")) {
        fast++;
      } else {
        slow++;
      }
    }
    assertEquals(60, fast);
    assertEquals(1, slow);
  }

  @Test
  void skipsAndCountsThePeriodsItMissedInsteadOfChasingThem() {
    var schedule = new PollSchedule(List.of(device("a", 1)), 0);
    assertEquals("a", schedule.next(0).name());
    assertEquals("a", schedule.next(SECOND * 7 / 2).name());
    assertEquals(2, schedule.missed());
    assertEquals(SECOND / 2, schedule.untilNext(SECOND * 7 / 2));
  }

  private static Device device(String name, int seconds) {
    var profile = new DeviceProfile("any", new Text("", ""), "none", Attributes.NONE, List.of());
    return new Device(
        name,
        new Text("", ""),
        profile,
        Attributes.NONE,
        Duration.ofSeconds(seconds),
        Optional.empty());
  }
}
