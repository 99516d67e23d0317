package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.fieldbeacon.agent.action.OutputEvent;
import org.fieldbeacon.agent.alarm.AlarmRecord;
import org.fieldbeacon.agent.alarm.AlarmTransition;
import org.fieldbeacon.agent.config.SiteConfig;
import org.fieldbeacon.agent.config.SiteFile;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.PointId;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a restart makes of the alarms it finds.
class PipelineTest {
  private static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final PointId LEVEL = PointId.parse("river-gauge-01/level");

  private static final String SITE =
      """
      schema-version: 1
      gateway:
        id: gw-410105-01
        title: {zh: 网关, en: Gateway}
        position: {latitude-deg: 34.90, longitude-deg: 113.68}
        adcode: "410105"
      links:
        - {name: river, type: tcp, host: 127.0.0.1, port: 15020}
      devices:
        - name: river-gauge-01
          title: {zh: 水位计, en: River gauge}
          profile: radar-level-gauge
          link: river
          address: {unit: 1}
          poll-interval: PT1S
      quality:
        river-gauge-01/level: {gross-range: {fail: [0, 30]}}
      rules:
        - id: river-high
          type: river-level
          title: {zh: 水位超限, en: River high}
          point: river-gauge-01/level
          unit: m
          warning: 1.8
          guarantee: 2.1
          on-delay: PT2S
          off-delay: PT10S
      store:
        dir: .
        ring-bytes: 268435456
      """;

  @TempDir private Path folder = Path.of("");

  private final Recorder effects = new Recorder();
  private Pipeline pipeline;

  private static final class Recorder implements Pipeline.Effects {
    private final List<String> order = new ArrayList<>();
    private final List<Observation> stored = new ArrayList<>();
    private final List<AlarmRecord> alarms = new ArrayList<>();

    @Override
    public void observed(Observation flagged) {
      order.add("observed");
      stored.add(flagged);
    }

    @Override
    public void act(OutputEvent.Write write) {
      order.add("act");
    }

    @Override
    public void told(OutputEvent.Told told) {}

    @Override
    public void changed(List<AlarmTransition> transitions) {
      for (AlarmTransition transition : transitions) {
        order.add(transition.word());
        alarms.add(transition.alarm());
      }
    }
  }

  @BeforeEach
  void start() throws IOException {
    pipeline = begin(List.of(), List.of(), START);
  }

  private Pipeline begin(List<AlarmRecord> kept, List<Observation> stored, Instant now)
      throws IOException {
    Path file = Files.writeString(folder.resolve("site.yaml"), SITE);
    SiteConfig site = assertInstanceOf(SiteFile.Loaded.Good.class, SiteFile.load(file)).config();
    Pipeline made = Pipeline.of(site, "e1", kept, effects, now);
    made.start(stored::forEach, Moment.virtual(now));
    return made;
  }

  @Test
  void aDelayThatRanOutBetweenTwoStoredReadingsDidSoThen() throws IOException {
    observe(0, 2.2);
    observe(1, 2.2);
    pipeline.onTime(Moment.virtual(START.plusSeconds(2)));
    observe(5, 1.7);
    AlarmRecord live = effects.alarms.getLast();
    Pipeline again = begin(List.of(live), List.copyOf(effects.stored), START.plusSeconds(6));
    assertEquals(live.life().level(), again.alarms().of("river-high").life().level());
    assertEquals(live.revision(), again.alarms().of("river-high").revision());
  }

  private void observe(int second, double metres) {
    Instant at = START.plusSeconds(second);
    pipeline.observe(Observation.of(LEVEL, metres, Unit.METRE, at, "test"), Moment.virtual(at));
  }

  /// An alarm that is on flash without the reading that raised it would be taken back by a restart,
  /// which judges by what is stored.
  @Test
  void theReadingThatRaisesAnAlarmIsStoredBeforeTheAlarm() {
    observe(0, 1.9);
    observe(2, 1.9);
    assertEquals(List.of("observed", "observed", "raised"), effects.order);
  }

  @Test
  void aRestartFindsTheAlarmAsItWas() throws IOException {
    observe(0, 1.9);
    observe(2, 1.9);
    observe(3, 2.2);
    pipeline.onTime(Moment.virtual(START.plusSeconds(5)));
    assertEquals("level-raised", effects.order.getLast());
    AlarmRecord before = effects.alarms.getLast();
    effects.order.clear();

    pipeline = begin(List.of(before), effects.stored, START.plusSeconds(6));
    assertEquals(List.of(), effects.order, "the delay ran out before the restart");
    observe(7, 2.2);
    assertEquals(List.of("observed"), effects.order);
    assertEquals(before, pipeline.alarms().of("river-high"));
  }
}
