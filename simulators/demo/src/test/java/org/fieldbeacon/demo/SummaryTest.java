package org.fieldbeacon.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {
  private static final ModelAlert SMOKE =
      new ModelAlert("fire-smoke", "fire-smoke 1.0.0", "a".repeat(64), 0.875, 5, true);
  private static final ModelAlert WATER =
      new ModelAlert("water-quality", "water-anomaly 1.0.0", "b".repeat(64), 0.99, 400, false);

  private static Summary summary(boolean siren, long waiting) {
    return summary(siren, waiting, List.of(SMOKE, WATER));
  }

  private static Summary summary(boolean siren, long waiting, List<ModelAlert> models) {
    return new Summary(
        Duration.ofSeconds(60),
        900,
        880,
        List.of("bridge", "tractor"),
        2.2,
        2,
        4,
        40,
        waiting,
        siren,
        Optional.of(20L),
        models,
        List.of(80L, 20L, 60L));
  }

  @Test
  void aFloodThatReachedTheMapHasNoProblems() {
    assertEquals(List.of(), summary(true, 0).problems());
    assertEquals(
        "{\"type\":\"summary\",\"seconds\":60.0,\"observations\":900,\"observations-on-map\":880,"
            + "\"devices-on-map\":[\"bridge\",\"tractor\"],"
            + "\"highest-level-m\":2.2,\"alarms\":2,\"alerts\":4,\"receipts\":40,"
            + "\"alarms-without-receipt\":0,\"siren\":true,\"models\":[{\"hazard\":\"fire-smoke\",\"model\":\"fire-smoke 1.0.0\","
            + "\"sha256\":\""
            + "a".repeat(64)
            + "\",\"score\":0.875,\"readings\":5,\"picture\":true}],\"latencies\":{\"alarm-to-siren-ms\":20,"
            + "\"alarm-to-map-ms-median\":60,\"alarm-to-map-ms-max\":80,\"alarm-to-map-count\":3},"
            + "\"problems\":[]}",
        summary(true, 0, List.of(SMOKE)).json(List.of()));
  }

  @Test
  void aSilentSirenAndAWaitingAlarmAreNamed() {
    assertEquals(
        List.of(
            "got no sound of the siren, wanted it on at the guarantee stage",
            "got 3 alarm messages without receipt, wanted none"),
        summary(false, 3).problems());
  }

  @Test
  void anAlertOfAModelWithoutWhatItSawIsNone() {
    var bare =
        new ModelAlert("water-quality", "water-anomaly 1.0.0", "b".repeat(64), 0.99, 2, false);
    assertEquals(
        List.of("got no water-quality alert with what the model saw, wanted one on the map"),
        summary(true, 0, List.of(SMOKE, bare)).problems());
  }

  @Test
  void metricsAreReadByTheirWholeName() {
    String text = "# TYPE a counter\na_total 7.0\na_total_more 9.0\nb{x=\"a_total\"} 1.0\n";
    assertEquals(7, Watch.value(text, "a_total"));
    assertEquals(0, Watch.value(text, "b"));
  }
}
