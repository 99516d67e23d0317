package org.fieldbeacon.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import org.fieldbeacon.observation.Quality;
import org.fieldbeacon.observation.Unit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        - id: gauge-credible
          type: credibility
          title: {zh: 水位计不可信, en: Gauge not credible}
          point: river-gauge-01/level
          stale-after: PT30S
          fail-after: 5
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

  private static Moment moment(Instant clock, double steady) {
    return new Moment(clock, START.plusMillis(Math.round(steady * 1000)));
  }

  /// @param stamped by the clock as it was when the reading came
  private void observe(Instant stamped, double metres, Moment at) {
    pipeline.observe(Observation.of(LEVEL, metres, Unit.METRE, stamped, "test"), at);
  }

  private List<String> words() {
    return effects.order.stream().filter(w -> !w.equals("observed")).toList();
  }

  /// A gateway without a battery clock that has learnt the time, and one whose clock was ahead.
  @ParameterizedTest
  @ValueSource(longs = {3_600, 86_400L * 365 * 56, -3_600, -86_400L * 365})
  void aClockThatIsSetMakesNoDetectorSilentAndHidesNoneThatIs(long seconds) {
    observe(0, 1.0);
    observe(10, 1.0);
    Instant set = START.plusSeconds(10 + seconds);
    pipeline.onTime(moment(set, 10.1));
    pipeline.onTime(moment(set.plusSeconds(29), 39));
    assertEquals(List.of(), words());
    pipeline.onTime(moment(set.plusSeconds(31), 41));
    assertEquals(List.of("raised"), words());
    assertEquals("gauge-credible", effects.alarms.getLast().ruleId());
  }

  @ParameterizedTest
  @ValueSource(longs = {3_600, -3_600})
  void aDelayBeginsAnewWhenTheClockIsSet(long seconds) {
    observe(0, 1.9);
    Instant set = START.plusSeconds(1 + seconds);
    observe(set, 1.9, moment(set, 1));
    pipeline.onTime(moment(set.plusMillis(1_900), 2.9));
    assertEquals(List.of(), words());
    pipeline.onTime(moment(set.plusMillis(2_000), 3));
    assertEquals(List.of("raised"), words());
    assertEquals("river-high", effects.alarms.getLast().ruleId());
  }

  @Test
  void anAlarmThatStandsOutlivesAClockThatIsSet() {
    observe(0, 1.9);
    observe(2, 1.9);
    Instant set = START.plusSeconds(3_600);
    pipeline.onTime(moment(set, 3));
    observe(set.plusSeconds(1), 1.9, moment(set.plusSeconds(1), 4));
    pipeline.onTime(moment(set.plusSeconds(20), 23));
    assertEquals(List.of("raised"), words());
  }

  /// Promise 5: stamped by the clock before, it is corrected by what that was off.
  @ParameterizedTest
  @ValueSource(longs = {3_600, 86_400L * 365 * 56, -3_600})
  void aReadingThatWasOnItsWayWhenTheClockWasSetIsStampedAnew(long seconds) {
    observe(0, 1.0);
    Instant set = START.plusSeconds(10 + seconds);
    pipeline.onTime(moment(set, 10));
    observe(START.plusSeconds(9), 1.1, moment(set.plusSeconds(1), 11));
    observe(set.plusSeconds(2), 1.2, moment(set.plusSeconds(2), 12));
    List<Instant> times = effects.stored.stream().skip(1).map(Observation::phenomenonTime).toList();
    assertEquals(List.of(set.minusSeconds(1), set.plusSeconds(2)), times);
    assertEquals(set.minusSeconds(1), effects.stored.get(1).receivedTime());
    pipeline.onTime(moment(set.plusSeconds(20), 30));
    assertEquals(List.of(), words());
  }

  @Test
  void whatADeviceItselfSaysOfItsTimeStays() {
    Instant set = START.plusSeconds(3_610);
    pipeline.onTime(moment(set, 10));
    Instant device = set.minusSeconds(2);
    var reading =
        new Observation(
            LEVEL,
            1.0,
            Unit.METRE,
            device,
            START.plusSeconds(9),
            Duration.ZERO,
            Quality.NOT_EVALUATED,
            "test",
            "");
    pipeline.observe(reading, moment(set.plusSeconds(1), 11));
    assertEquals(device, effects.stored.getLast().phenomenonTime());
    assertEquals(set.minusSeconds(1), effects.stored.getLast().receivedTime());
  }
}
