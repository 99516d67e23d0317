package org.fieldbeacon.contract;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.fieldbeacon.contract.AlarmMessage.Acknowledgement;
import org.fieldbeacon.contract.AlarmMessage.Evidence;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Reading;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.AlarmMessage.Threshold;
import org.fieldbeacon.contract.Command.AcknowledgeAlarm;
import org.fieldbeacon.contract.Command.CommandResult;
import org.fieldbeacon.contract.Command.Header;
import org.fieldbeacon.contract.Command.PromoteModel;
import org.fieldbeacon.contract.Command.RollBackModel;
import org.fieldbeacon.contract.Command.ShelveAlarm;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.SiteMessage.DeviceEntry;
import org.fieldbeacon.contract.SiteMessage.PointEntry;
import org.fieldbeacon.contract.StatusMessage.DeviceState;

/// One fixed value of every message; the golden files are these.
final class Samples {
  static final Instant EIGHT = Instant.parse("2026-07-14T00:00:00Z");
  private static final Position BRIDGE = new Position(34.7466, 113.6254);
  private static final Text LEVEL = new Text("水位", "water level");

  private Samples() {}

  static AlarmMessage alarm() {
    return new AlarmMessage(
        "gw-410105-01/river-level/7",
        3,
        "river-level",
        "river-level",
        Level.ORANGE,
        "acknowledged",
        "acknowledged",
        true,
        EIGHT,
        EIGHT.plusSeconds(90),
        "gauge-01",
        "level",
        new Text("贾鲁河水位超过保证水位", "Jialu river above its guarantee stage"),
        Optional.of(BRIDGE),
        Optional.of(new Acknowledgement("duty-officer", EIGHT.plusSeconds(90), "巡堤中")),
        new Evidence(
            new Text("水位 84.62 m,保证水位 84.50 m", "level 84.62 m, guarantee stage 84.50 m"),
            0.97,
            List.of(new Threshold("guarantee", 84.5, "m")),
            List.of(
                new Reading("gauge-01", "level", EIGHT, Optional.of(84.62), "m", 1),
                new Reading("gauge-01", "level", EIGHT, Optional.empty(), "m", 9)),
            Optional.empty()),
        Optional.empty());
  }

  /// The same alarm, had a model raised it from a picture.
  static AlarmMessage alarmOfModel() {
    var model =
        new ModelEvidence(
            "fire-smoke",
            "1.0.0",
            "0123456789abcdef".repeat(4),
            List.of(
                new ModelEvidence.Score("smoke", new Text("烟", "smoke"), 0.875),
                new ModelEvidence.Score("normal", new Text("正常", "normal"), 0.125)),
            Optional.of(
                ModelEvidence.Picture.of(
                    new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xD9})),
            Optional.empty());
    return alarmOf(model);
  }

  /// The same alarm, had a model raised it from a series.
  static AlarmMessage alarmOfSeries() {
    return alarmOf(
        new ModelEvidence(
            "water-anomaly",
            "1.0.0",
            "0123456789abcdef".repeat(4),
            List.of(new ModelEvidence.Score("event", new Text("异常", "event"), 0.875)),
            Optional.empty(),
            Optional.of(ModelEvidence.Window.of(observations()))));
  }

  private static AlarmMessage alarmOf(ModelEvidence model) {
    AlarmMessage a = alarm();
    return new AlarmMessage(
        a.alarmId(),
        a.revision(),
        a.ruleId(),
        "fire-smoke",
        a.level(),
        a.state(),
        a.event(),
        a.active(),
        a.raisedAt(),
        a.changedAt(),
        a.device(),
        a.point(),
        a.headline(),
        a.position(),
        a.acknowledgement(),
        new Evidence(a.evidence().summary(), 0.875, List.of(), List.of(), Optional.of(model)),
        a.capXml());
  }

  static SiteMessage site() {
    return new SiteMessage(
        "gw-410105-01",
        new Text("贾鲁河中牟站", "Jialu river, Zhongmu"),
        Optional.of(BRIDGE),
        "410122",
        "0.1.0",
        true,
        List.of(
            new DeviceEntry(
                "gauge-01",
                new Text("水尺", "river gauge"),
                "radar-level",
                Optional.empty(),
                List.of(
                    new PointEntry(
                        "level",
                        LEVEL,
                        "water-level",
                        "m",
                        900,
                        List.of(new Threshold("guarantee", 84.5, "m")))))));
  }

  static StatusMessage status() {
    return StatusMessage.of(
        "gw-410105-01",
        true,
        EIGHT,
        "ntp",
        12,
        List.of(new DeviceState("gauge-01", "offline", "timed out 3 times", EIGHT)));
  }

  static StatusMessage statusOfModels() {
    StatusMessage s = status();
    var shadow =
        new StatusMessage.Shadow(
            "fire-smoke", "1.2.0", "fedcba9876543210".repeat(4), 812, 1, 803, 0.02, 11.5, "");
    var model =
        new StatusMessage.ModelState(
            "gate-fire",
            new Text("村口烟火识别", "Village fire watch"),
            "fire-smoke",
            "1.1.0",
            "0123456789abcdef".repeat(4),
            false,
            Optional.of(shadow));
    return new StatusMessage(
        s.gateway(),
        s.online(),
        s.at(),
        s.clockSource(),
        s.backlog(),
        s.devices(),
        Optional.of(List.of(model)));
  }

  static Command promote() {
    return new PromoteModel(header("c-3"), "gate-fire", "fedcba9876543210".repeat(4), "两周比较一致");
  }

  static Command rollBack() {
    return new RollBackModel(header("c-4"), "gate-fire", "");
  }

  static Receipt receipt() {
    return new Receipt(
        "gw-410105-01", Stream.OBSERVATION, "9f3c", 41, List.of(new Receipt.Range(44, 47)));
  }

  static Command acknowledge() {
    return new AcknowledgeAlarm(header("c-1"), "gw-410105-01/river-level/7", 2, "巡堤中");
  }

  static Command shelve() {
    return new ShelveAlarm(
        header("c-2"), "gw-410105-01/river-level/7", EIGHT.plusSeconds(3600), "maintenance");
  }

  static Header header(String id) {
    return new Header(id, "gw-410105-01", "duty-officer", EIGHT, EIGHT.plusSeconds(300));
  }

  static CommandResult result() {
    return new CommandResult("c-1", "refused", "revision 2 is not the latest, 3 is", EIGHT);
  }

  static Envelope envelope() {
    return new Envelope(
        "gw-410105-01",
        Stream.ALARM,
        "9f3c",
        42,
        40,
        EIGHT.plusNanos(1_500_000),
        "alarm",
        new byte[] {1, 2, 3, (byte) 0xFF});
  }

  static Envelope superseded() {
    return new Envelope(
        "gw-410105-01", Stream.ALARM, "9f3c", 41, 40, EIGHT, Envelope.SUPERSEDED, new byte[0]);
  }

  static ObservationBatch observations() {
    long start = EIGHT.toEpochMilli();
    return new ObservationBatch(
        List.of(
            new Column(
                "gauge-01",
                "level",
                "m",
                new long[] {start, start + 60_000, start + 120_000, start + 180_000},
                new long[] {120, 120, 120, 120},
                new long[] {5, 5, 5, 5},
                new double[] {84.62, 84.64, Double.NaN, 84.7},
                new byte[] {1, 1, 9, 1}),
            new Column(
                "barn-01",
                "ammonia",
                "mg/m3",
                new long[] {start, start + 999, start + 61_001},
                new long[] {1, 70_000, 2},
                new long[] {0, 5, -1},
                new double[] {Math.PI, -0.0, 1e300},
                new byte[] {1, 1, 1})));
  }

  /// Whether two batches hold the same bits; records of arrays compare by identity.
  static boolean same(ObservationBatch a, ObservationBatch b) {
    if (a.columns().size() != b.columns().size()) {
      return false;
    }
    for (int i = 0; i < a.columns().size(); i++) {
      if (!same(a.columns().get(i), b.columns().get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Column a, Column b) {
    return a.device().equals(b.device())
        && a.point().equals(b.point())
        && a.unit().equals(b.unit())
        && Arrays.equals(a.epochMillis(), b.epochMillis())
        && Arrays.equals(a.receivedDelayMillis(), b.receivedDelayMillis())
        && Arrays.equals(a.uncertaintyMillis(), b.uncertaintyMillis())
        && Arrays.equals(a.values(), b.values())
        && Arrays.equals(a.flags(), b.flags());
  }
}
