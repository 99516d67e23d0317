package org.fieldbeacon.onemap;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.fieldbeacon.contract.AlarmMessage;
import org.fieldbeacon.contract.AlarmMessage.Acknowledgement;
import org.fieldbeacon.contract.AlarmMessage.Evidence;
import org.fieldbeacon.contract.AlarmMessage.Level;
import org.fieldbeacon.contract.AlarmMessage.Position;
import org.fieldbeacon.contract.AlarmMessage.Reading;
import org.fieldbeacon.contract.AlarmMessage.Text;
import org.fieldbeacon.contract.AlarmMessage.Threshold;
import org.fieldbeacon.contract.Envelope;
import org.fieldbeacon.contract.ModelEvidence;
import org.fieldbeacon.contract.ModelEvidence.Score;
import org.fieldbeacon.contract.ObservationBatch;
import org.fieldbeacon.contract.ObservationBatch.Column;
import org.fieldbeacon.contract.SiteMessage;
import org.fieldbeacon.contract.SiteMessage.DeviceEntry;
import org.fieldbeacon.contract.SiteMessage.PointEntry;
import org.fieldbeacon.contract.StatusMessage;
import org.fieldbeacon.contract.Stream;
import org.fieldbeacon.contract.Wire;
import org.fieldbeacon.contract.cap.CapAlert;
import org.fieldbeacon.contract.cap.CapChain;
import org.fieldbeacon.contract.cap.CapProposal;
import org.fieldbeacon.contract.cap.CapXml;

/// What a gateway in a test says.
final class Field {
  static final String GATEWAY = "gw-410122-01";
  static final Instant START = Instant.parse("2026-07-14T00:00:00Z");
  private static final Position BRIDGE = new Position(34.7466, 114.0254);
  private static final Threshold WARNING = new Threshold("warning", 84.0, "m");
  private static final Threshold GUARANTEE = new Threshold("guarantee", 84.5, "m");

  private Field() {}

  static AlarmMessage alarm(
      String id, long revision, Level level, Instant at, Optional<Acknowledgement> acknowledged) {
    var readings = new ArrayList<Reading>();
    for (int i = 0; i < 48; i++) {
      Optional<Double> value =
          i == 20 || i == 21 ? Optional.empty() : Optional.of(83.4 + 0.028 * i);
      readings.add(
          new Reading(
              "gauge-01",
              "level",
              at.minus(Duration.ofMinutes(5L * (48 - i))),
              value,
              "m",
              value.isPresent() ? 1 : 9));
    }
    var alarm =
        new AlarmMessage(
            id,
            revision,
            "river-level",
            "river-level",
            level,
            acknowledged.isPresent() ? "acknowledged" : "unacknowledged",
            acknowledged.isPresent() ? "acknowledged" : "raised",
            true,
            at,
            at,
            "gauge-01",
            "level",
            new Text("贾鲁河中牟站水位超过保证水位", "Jialu river at Zhongmu above its guarantee stage"),
            Optional.of(BRIDGE),
            acknowledged,
            new Evidence(
                new Text("水位 84.72 m,保证水位 84.50 m", "Level 84.72 m, guarantee stage 84.50 m"),
                0.97,
                List.of(WARNING, GUARANTEE),
                readings,
                Optional.empty()),
            Optional.empty());
    return withCap(alarm);
  }

  /// Raised by a model that saw a picture: grey smoke over a green field.
  static AlarmMessage smoke(String id, Instant at) {
    AlarmMessage a = alarm(id, 1, Level.BLUE, at, Optional.empty());
    var model =
        new ModelEvidence(
            "fire-smoke",
            "1.0.0",
            "0123456789abcdef".repeat(4),
            List.of(
                new Score("smoke", new Text("烟", "smoke"), 0.912),
                new Score("fire", new Text("火", "fire"), 0.061),
                new Score("normal", new Text("正常", "normal"), 0.027)),
            Optional.of(ModelEvidence.Picture.of(jpeg())),
            Optional.empty());
    return new AlarmMessage(
        a.alarmId(),
        a.revision(),
        "forest-smoke",
        "fire-smoke",
        a.level(),
        a.state(),
        a.event(),
        a.active(),
        a.raisedAt(),
        a.changedAt(),
        a.device(),
        a.point(),
        new Text("林区摄像机：疑似烟雾", "Forest camera: smoke"),
        a.position(),
        a.acknowledgement(),
        new Evidence(
            new Text("5 帧中 4 帧见烟", "Smoke in 4 of 5 frames"),
            0.912,
            List.of(),
            List.of(),
            Optional.of(model)),
        Optional.empty());
  }

  private static byte[] jpeg() {
    var image = new BufferedImage(160, 120, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 120; y++) {
      for (int x = 0; x < 160; x++) {
        image.setRGB(x, y, y < 70 ? 0x9AA5AE - 0x010101 * (y / 2) : 0x3F6B33);
      }
    }
    var out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpeg", out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static AlarmMessage withCap(AlarmMessage a) {
    var origin =
        new CapProposal.Origin(
            "gw-410122-01@example.cn",
            new Text("中牟站", "Zhongmu station"),
            new Text("中牟县", "Zhongmu county"),
            "410122",
            Optional.of(BRIDGE),
            5,
            Duration.ofHours(6),
            CapAlert.Status.EXERCISE);
    Optional<String> cap = CapProposal.from(a, origin, CapChain.EMPTY).map(CapXml::write);
    return new AlarmMessage(
        a.alarmId(),
        a.revision(),
        a.ruleId(),
        a.hazard(),
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
        a.evidence(),
        cap);
  }

  static ObservationBatch level(Instant from, double... values) {
    int n = values.length;
    var times = new long[n];
    var flags = new byte[n];
    for (int i = 0; i < n; i++) {
      times[i] = from.toEpochMilli() + 60_000L * i;
      flags[i] = (byte) (Double.isNaN(values[i]) ? 9 : 1);
    }
    return new ObservationBatch(
        List.of(
            new Column("gauge-01", "level", "m", times, new long[n], new long[n], values, flags)));
  }

  static ObservationBatch rain(Instant at) {
    return new ObservationBatch(
        List.of(
            new Column(
                "rain-01",
                "rain-1h",
                "mm",
                new long[] {at.toEpochMilli()},
                new long[1],
                new long[1],
                new double[] {12.5},
                new byte[] {1})));
  }

  static SiteMessage site() {
    return new SiteMessage(
        GATEWAY,
        new Text("贾鲁河中牟站", "Jialu river, Zhongmu"),
        Optional.of(new Position(34.72, 113.98)),
        "410122",
        "0.1.0",
        true,
        List.of(
            device("gauge-01", "水尺", "river gauge", BRIDGE, "level", "水位", "water level", "m"),
            device(
                "rain-01",
                "雨量计",
                "rain gauge",
                new Position(34.60, 113.75),
                "rain-1h",
                "一小时雨量",
                "rain in 1 h",
                "mm")));
  }

  private static DeviceEntry device(
      String name,
      String zh,
      String en,
      Position at,
      String point,
      String pointZh,
      String pointEn,
      String unit) {
    return new DeviceEntry(
        name,
        new Text(zh, en),
        "profile",
        Optional.of(at),
        List.of(new PointEntry(point, new Text(pointZh, pointEn), point, unit, 900, List.of())));
  }

  static StatusMessage status(Instant at) {
    return StatusMessage.of(GATEWAY, true, at, "ntp", 0, List.of());
  }

  static final String BESIDE = "fedcba9876543210".repeat(4);

  /// With a model that another package runs beside, or that has been promoted.
  static StatusMessage statusOfModels(Instant at, boolean promoted) {
    String first = "0123456789abcdef".repeat(4);
    var shadow =
        new StatusMessage.Shadow(
            "fire-smoke",
            promoted ? "1.1.0" : "1.2.0",
            promoted ? first : BESIDE,
            812,
            2,
            803,
            0.0213,
            11.52,
            "");
    var model =
        new StatusMessage.ModelState(
            "forest-fire",
            new Text("林区烟火识别", "Forest fire watch"),
            "fire-smoke",
            promoted ? "1.2.0" : "1.1.0",
            promoted ? BESIDE : first,
            promoted,
            Optional.of(shadow));
    return new StatusMessage(GATEWAY, true, at, "ntp", 0, List.of(), Optional.of(List.of(model)));
  }

  static Envelope envelope(long seq, long oldest, AlarmMessage alarm) {
    return envelope(Stream.ALARM, seq, oldest, "alarm", Wire.encode(alarm));
  }

  static Envelope envelope(long seq, long oldest, ObservationBatch batch) {
    return envelope(Stream.OBSERVATION, seq, oldest, "observations", Wire.encode(batch));
  }

  static Envelope envelope(Stream stream, long seq, long oldest, String kind, byte[] body) {
    return new Envelope(GATEWAY, stream, "e1", seq, oldest, START, kind, body);
  }
}
