package org.fieldbeacon.agent.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fieldbeacon.agent.alarm.AlarmEngine;
import org.fieldbeacon.agent.alarm.AlarmScene;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.AlarmConfig;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.HazardKind;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.store.AlarmStore;
import org.fieldbeacon.agent.store.AlarmStoreSettings;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapProposal;
import org.fieldbeacon.driver.Text;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Promise 1: an alarm on flash has its readings there too.
class AlarmCommitsIT {
  private static final Instant NOW = Instant.parse("2026-07-14T00:00:00Z");

  @TempDir private Path folder = Path.of("");

  private final CompletableFuture<Void> evidence = new CompletableFuture<>();

  private AlarmStore store() {
    return AlarmStore.open(AlarmStoreSettings.at(folder.resolve("alarms.db")));
  }

  @Test
  void anAlarmWaitsForItsReadings() throws Exception {
    try (AlarmStore store = store()) {
      var commits = new AlarmCommits(store, () -> evidence, () -> {});
      CompletableFuture<Void> done = commits.add(raised());
      assertEquals(0, store.lastSeq());
      assertFalse(done.isDone());
      evidence.complete(null);
      done.get(60, TimeUnit.SECONDS);
      assertEquals(1, store.lastSeq());
    }
  }

  @Test
  void readingsThatTheDiskRefusesKeepNoAlarmBack() throws Exception {
    try (AlarmStore store = store()) {
      var commits = new AlarmCommits(store, () -> evidence, () -> {});
      CompletableFuture<Void> done = commits.add(raised());
      evidence.completeExceptionally(new IllegalStateException("disk full"));
      done.get(60, TimeUnit.SECONDS);
      assertEquals(1, store.lastSeq());
    }
  }

  @Test
  void readingsThatNeverArriveKeepAnAlarmBackForTwoSecondsAtMost() throws Exception {
    try (AlarmStore store = store()) {
      new AlarmCommits(store, () -> evidence, () -> {}).add(raised()).get(60, TimeUnit.SECONDS);
      assertEquals(1, store.lastSeq());
    }
  }

  private static List<AlarmTransition> raised() {
    var name = new AlarmMessage.Text("网关", "Gateway");
    var scene =
        new AlarmScene(
            "gw-410105-01",
            "e1",
            Map.of(),
            new CapProposal.Origin(
                "gw-410105-01@fieldbeacon",
                name,
                name,
                "410105",
                Optional.of(new AlarmMessage.Position(34.9, 113.6)),
                5,
                Duration.ofHours(12),
                CapAlert.Status.EXERCISE));
    var engine = new AlarmEngine(scene, Map.of("river-high", AlarmConfig.DEFAULT), List.of(), NOW);
    var words = new Text("水位超限", "River high");
    return engine.onAssessment(
        new Assessment(
            "river-high",
            HazardKind.RIVER_LEVEL,
            PointId.parse("river-gauge-01/level"),
            Level.ORANGE,
            NOW,
            true,
            1,
            words,
            new Assessment.Evidence(words, Map.of(), Unit.METRE, List.of())),
        NOW);
  }
}
