package org.fieldbeacon.agent.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fieldbeacon.agent.hazard.Assessment;
import org.fieldbeacon.agent.hazard.Level;
import org.fieldbeacon.agent.hazard.ModelWord;
import org.fieldbeacon.agent.inference.SeenWindow;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Acknowledgement;
import org.fieldbeacon.contract.AlarmMessage.Evidence;
import org.fieldbeacon.contract.AlarmMessage.Reading;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.AlarmMessage.Threshold;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.observation.Observation;
import org.fieldbeacon.observation.Quality;

/// Alarms in the words of the contract with the map. Stateless.
final class AlarmMessages {
  private AlarmMessages() {}

  /// What an assessment says; its place in the alarm's life is filled in by [#next].
  static AlarmMessage of(AlarmScene scene, String alarmId, Assessment said) {
    String device = said.point().device();
    return new AlarmMessage(
        alarmId,
        1,
        said.ruleId(),
        said.kind().word(),
        level(said.level()),
        "",
        "",
        true,
        said.at(),
        said.at(),
        device,
        said.point().point(),
        text(said.headline()),
        Optional.ofNullable(scene.positions().get(device)).or(scene.origin()::position),
        Optional.empty(),
        evidence(said),
        Optional.empty());
  }

  /// The same words about the alarm as it is now.
  static AlarmMessage next(
      AlarmMessage words, Alarm life, long revision, String word, Optional<String> capXml) {
    return new AlarmMessage(
        words.alarmId(),
        revision,
        words.ruleId(),
        words.hazard(),
        life.level() == Level.NONE ? words.level() : level(life.level()),
        state(life),
        word,
        life.state().isActive(),
        words.raisedAt(),
        life.changedAt(),
        words.device(),
        words.point(),
        words.headline(),
        words.position(),
        life.acknowledgement().map(a -> new Acknowledgement(a.by(), a.at(), a.note())),
        words.evidence(),
        capXml);
  }

  /// The same alarm, with what is said of it now.
  static AlarmMessage updated(AlarmMessage words, Assessment said) {
    return new AlarmMessage(
        words.alarmId(),
        words.revision(),
        words.ruleId(),
        words.hazard(),
        said.level() == Level.NONE ? words.level() : level(said.level()),
        words.state(),
        words.event(),
        words.active(),
        words.raisedAt(),
        words.changedAt(),
        words.device(),
        words.point(),
        text(said.headline()),
        words.position(),
        words.acknowledgement(),
        evidence(said),
        words.capXml());
  }

  /// What silences an alarm hides its state, the most lasting first.
  private static String state(Alarm life) {
    if (life.outOfService().isPresent()) {
      return "out-of-service";
    }
    if (life.suppressed()) {
      return "suppressed";
    }
    return life.shelving().isPresent() ? "shelved" : life.state().word();
  }

  private static AlarmMessage.Level level(Level level) {
    return switch (level) {
      case NONE, NOTICE -> AlarmMessage.Level.NOTICE;
      case BLUE -> AlarmMessage.Level.BLUE;
      case YELLOW -> AlarmMessage.Level.YELLOW;
      case ORANGE -> AlarmMessage.Level.ORANGE;
      case RED -> AlarmMessage.Level.RED;
    };
  }

  private static Evidence evidence(Assessment said) {
    String unit = said.evidence().unit().ucum();
    List<Threshold> thresholds = new ArrayList<>();
    said.evidence().thresholds().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(e -> thresholds.add(new Threshold(e.getKey(), e.getValue(), unit)));
    return new Evidence(
        text(said.evidence().summary()),
        said.confidence(),
        thresholds,
        said.evidence().readings().stream().map(AlarmMessages::reading).toList(),
        said.evidence().model().map(AlarmMessages::model));
  }

  private static ModelEvidence model(ModelWord said) {
    return new ModelEvidence(
        said.name(),
        said.version(),
        said.sha256(),
        said.scores().stream()
            .map(s -> new ModelEvidence.Score(s.label(), text(s.title()), s.value()))
            .toList(),
        said.jpeg().map(ModelEvidence.Picture::of),
        said.window().map(AlarmMessages::window));
  }

  static ModelEvidence.Window window(SeenWindow seen) {
    return ModelEvidence.Window.of(
        new ObservationBatch(
            seen.columns().stream().map(c -> column(c, seen.end(), seen.period())).toList()));
  }

  private static ObservationBatch.Column column(
      SeenWindow.Column seen, Instant end, Duration period) {
    int rows = seen.values().length;
    long[] times = new long[rows];
    for (int row = 0; row < rows; row++) {
      times[row] = end.toEpochMilli() - period.toMillis() * (rows - 1L - row);
    }
    byte[] flags = new byte[rows];
    Arrays.fill(flags, (byte) Quality.NOT_EVALUATED.code());
    return new ObservationBatch.Column(
        seen.point().device(),
        seen.point().point(),
        seen.unit().ucum(),
        times,
        new long[rows],
        new long[rows],
        seen.values(),
        flags);
  }

  private static Reading reading(Observation reading) {
    return new Reading(
        reading.point().device(),
        reading.point().point(),
        reading.phenomenonTime(),
        reading.isMissing() ? Optional.empty() : Optional.of(reading.value()),
        reading.unit().ucum(),
        reading.quality().code());
  }

  private static Text text(org.fieldbeacon.driver.Text text) {
    return new Text(text.zh(), text.en());
  }
}
